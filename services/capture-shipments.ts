/** Captures what was shipped: makes, once, the command of each shipment that waits for it. */
import { addMs, dayMs } from '#core/calendar';
import { findOrder } from '#db/orders';
import {
  listShipmentsToCapture,
  type ShipmentCaptureChange,
  type ShipmentRow,
  saveShipmentCapture,
} from '#db/shipments';
import { capturePayment } from './capture-payment';
import type { Desk } from './desk';
import type { Progress } from './progress';
import type { CommandRefusal } from './run-command';

const batchSize = 100;
const retryMs = 10_000;
/** An order of a file that Vipps has not told of by then is none that can be captured. */
const unreadForMs = 7 * dayMs;

export type CapturedShipments = {
  readonly captured: number;
  readonly refused: number;
  /** Their order has another command open, or its payment was not read yet. */
  readonly waiting: number;
};

/** Ends when no shipment is due. What becomes of a command that was sent is the commands' business from then on. */
export async function captureShipments(desk: Desk, progress: Progress): Promise<CapturedShipments> {
  const result = { captured: 0, refused: 0, waiting: 0 };
  for (;;) {
    const due = await listShipmentsToCapture(desk.db, desk.clock.now(), batchSize);
    for (const shipment of due) {
      if (progress.stopping()) return result;
      const change = await captureShipment(desk, shipment);
      await saveShipmentCapture(desk.db, shipment.id, change);
      if (change.capture === 'ordered') result.captured += 1;
      else if (change.capture === 'refused') result.refused += 1;
      else result.waiting += 1;
      await progress.report(result.captured + result.refused + result.waiting, null);
    }
    if (due.length < batchSize) return result;
  }
}

async function captureShipment(desk: Desk, shipment: ShipmentRow): Promise<ShipmentCaptureChange> {
  const { id, msn, orderId, amountOre, actor } = shipment;
  const order = await findOrder(desk.db, { msn, orderId });
  const result = await capturePayment(desk, {
    id,
    msn,
    orderId,
    ...(amountOre === null ? {} : { amountOre }),
    transactionText: deliveryText(shipment, order?.description ?? null),
    reason: 'shipped',
    actor,
  });
  if (result.kind === 'recorded') return { capture: 'ordered', nextAttemptAt: null };
  const isYoung = desk.clock.now() < addMs(shipment.registeredAt, unreadForMs);
  const isUnread = isYoung && result.refusal === 'not-reserved' && order?.polledAt === null;
  if (isUnread || passing.has(result.refusal))
    return { capture: 'waiting', nextAttemptAt: addMs(desk.clock.now(), retryMs) };
  return { capture: 'refused', captureRefusal: result.refusal, nextAttemptAt: null };
}

/** Another command of the order is under way, or it has just changed: a moment later it may be possible. */
const passing: ReadonlySet<CommandRefusal> = new Set([
  'another-is-open',
  'changed-meanwhile',
  'payment-unread',
]);

/** The text of the capture is the proof of delivery, which the customer reads in Norwegian. At most 100 characters. */
export function deliveryText(
  { carrier, trackingNumber, orderId }: Pick<ShipmentRow, 'carrier' | 'trackingNumber' | 'orderId'>,
  description: string | null,
): string {
  if (carrier === null && trackingNumber === null) return (description ?? `Sendt: ${orderId}`).slice(0, 100);
  const how = carrier === null ? 'Sendt' : `Sendt med ${carrier}`;
  return (trackingNumber === null ? how : `${how}, sporing ${trackingNumber}`).slice(0, 100);
}
