/**
 * Records that goods were sent, with carrier and tracking number. Where the sales unit captures on shipping, or the person chose it,
 * the capture is asked for in the same write and made by the job capture-shipments: a crash in between loses nothing, and the
 * shipment's id is the capture's idempotency key, so that it happens once.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import { addMs } from '#core/calendar';
import type { Ore } from '#core/money';
import { smallestAmountOre } from '#core/payment-actions';
import type { Statement } from '#db/client';
import { requestJobRun } from '#db/job-runs';
import { findOrder, findSalesUnit, type OrderName, type OrderRow } from '#db/orders';
import { listShipments, mostShipments, type ShipmentRow, storeShipment } from '#db/shipments';
import { clocksDifferMs } from './clock';
import type { Desk } from './desk';
import { pollPayment } from './poll-payments';
import { readUnitSettings } from './unit-settings';

export type ShipRequest = OrderName & {
  /** The caller's own name of the shipment, unique for the order: told again it adds nothing. 1 to 100 characters. */
  readonly shipmentKey: string;
  /** What of the reserved amount is sent; all that remains when left out. */
  readonly amountOre?: Ore;
  readonly carrier?: string;
  readonly trackingNumber?: string;
  /** Now when left out. */
  readonly shippedAt?: string;
  readonly actor: string;
  /** As the sales unit's setting says when left out. */
  readonly capture?: boolean;
};

export const shipRefusals = [
  'unknown-order',
  'not-reserved',
  /** Vipps could not be asked whether it is: later it can. */
  'payment-unread',
  'all-sent',
  'differs',
  'above-remaining',
  'below-smallest',
  'before-order',
  'in-the-future',
  'too-many',
] as const;
export type ShipRefusal = (typeof shipRefusals)[number];

export type ShipResult =
  | { readonly kind: 'shipped' | 'repeated'; readonly shipment: ShipmentRow }
  /** Nothing was stored. */
  | { readonly kind: 'refused'; readonly refusal: ShipRefusal };

/**
 * Reads the payment first where the desk has not seen it reserved: the shop may be faster than the next poll. What is written `beside`
 * the shipment is stored with it or not at all; UnexpectedChanges is thrown when that cannot be written.
 */
export async function shipOrder(
  desk: Desk,
  request: ShipRequest,
  beside: readonly Statement[] = [],
): Promise<ShipResult> {
  const earlier = await listShipments(desk.db, request);
  const known = earlier.find((row) => row.shipmentKey === request.shipmentKey);
  if (known !== undefined) return repeatOf(known, request);
  if (earlier.length >= mostShipments) return refused('too-many');
  const read = await readOrder(desk, request);
  if (typeof read === 'string') return refused(read);
  const order = read;
  const now = desk.clock.now();
  const refusal = refusalOf(order, request, now);
  if (refusal !== undefined) return refused(refusal);
  const wanted = request.capture ?? (await readUnitSettings(desk.db, order.msn)).captureOnShipping;
  const captures = wanted && order.remainingOre > 0;
  const shipment = {
    id: uuidv7(),
    msn: order.msn,
    orderId: order.orderId,
    shipmentKey: request.shipmentKey,
    amountOre: request.amountOre ?? null,
    carrier: request.carrier?.trim() || null,
    trackingNumber: request.trackingNumber?.trim() || null,
    shippedAt: request.shippedAt ?? now,
    registeredAt: now,
    actor: request.actor,
    capture: captures ? ('waiting' as const) : ('not-asked' as const),
    nextAttemptAt: captures ? now : null,
  };
  const stored = await storeShipment(desk.db, shipment, beside);
  if (stored.kind === 'known') return repeatOf(stored.shipment, request);
  if (stored.kind !== 'stored') return refused(stored.kind);
  if (captures) await askForCaptures(desk, request.actor);
  return { kind: 'shipped', shipment: stored.shipment };
}

/** The caller waits: an answer that does not come by then is none. */
const readWithinMs = 6000;

async function readOrder(desk: Desk, name: OrderName): Promise<OrderRow | ShipRefusal> {
  const order = await findOrder(desk.db, name);
  if (order === undefined) return 'unknown-order';
  if (order.reservedOre > 0) return order;
  if ((await findSalesUnit(desk.db, name.msn))?.polled !== 'yes') return 'not-reserved';
  const late = wait(readWithinMs, 'silent' as const, { ref: false });
  const outcome = await Promise.race([pollPayment(desk, order), late]);
  const after = await findOrder(desk.db, name);
  if (after === undefined || after.reservedOre > 0 || outcome !== 'silent') return after ?? 'unknown-order';
  return 'payment-unread';
}

function refusalOf(
  order: OrderRow,
  { amountOre, shippedAt }: ShipRequest,
  now: string,
): ShipRefusal | undefined {
  if (order.reservedOre === 0 || order.state === 'cancelled') return 'not-reserved';
  if (amountOre !== undefined && amountOre < smallestAmountOre && amountOre !== order.remainingOre)
    return 'below-smallest';
  if (shippedAt === undefined) return undefined;
  if (shippedAt > addMs(now, clocksDifferMs)) return 'in-the-future';
  const begun = order.initiatedAt; // of an order that others named first, the registration says nothing
  return begun !== null && addMs(shippedAt, clocksDifferMs) < begun ? 'before-order' : undefined;
}

/** The same name again: the same shipment when it says the same, else a mistake of the caller. What is left out is not compared. */
function repeatOf(shipment: ShipmentRow, request: ShipRequest): ShipResult {
  const same =
    (request.amountOre === undefined || request.amountOre === shipment.amountOre) &&
    (request.carrier === undefined || (request.carrier.trim() || null) === shipment.carrier) &&
    (request.trackingNumber === undefined ||
      (request.trackingNumber.trim() || null) === shipment.trackingNumber) &&
    (request.shippedAt === undefined || request.shippedAt === shipment.shippedAt);
  return same ? { kind: 'repeated', shipment } : refused('differs');
}

/** So that it is captured within a moment, and not at the job's next turn. */
async function askForCaptures(desk: Desk, actor: string): Promise<void> {
  await requestJobRun(desk.db, {
    id: uuidv7(),
    job: 'capture-shipments',
    requestedBy: actor,
    realNow: new Date().toISOString(),
  });
}

function refused(refusal: ShipRefusal): ShipResult {
  return { kind: 'refused', refusal };
}
