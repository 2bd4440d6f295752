/**
 * Stores a decision about many orders, whole, before anything is sent. Its id comes from the page on which the person decided: the
 * same page sent again is the same run. What is done with each order, and the amounts that were seen, come from that page too, and
 * the job run-bulk does exactly that or refuses the order.
 */
import { createHash } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { type BulkReason, mostBulkOrders } from '#core/bulk';
import { type Ore, sumOre } from '#core/money';
import {
  type BulkItemRow,
  type BulkKind,
  type BulkRunRow,
  findBulkRun,
  listBulkItems,
  type NewBulkItem,
  storeBulkRun,
} from '#db/bulk-runs';
import { requestJobRun } from '#db/job-runs';
import type { OrderName } from '#db/orders';
import type { OfflineDesk } from './desk';
import { remainderOf, type SeenAmounts } from './preview-bulk';

export type BulkOrderRequest = OrderName & {
  readonly amountOre: Ore;
  readonly seen: SeenAmounts;
  /** The person was told that it is skipped, and why. */
  readonly skipped: BulkReason | null;
  /** For shipping. */
  readonly capture?: boolean;
  readonly carrier?: string;
  readonly trackingNumber?: string;
};

export type BulkRequest = {
  readonly id: string;
  readonly kind: BulkKind;
  /** What every customer reads; left out, each reads a text of the order's own. For shipping the delivery is told. */
  readonly transactionText?: string;
  readonly actor: string;
  readonly orders: readonly BulkOrderRequest[];
};

export type BulkRefusal =
  | 'nothing-to-do'
  | 'too-many-orders'
  | 'unreadable'
  | 'text-too-long'
  | 'key-used-otherwise';

export type StartedBulk =
  | { readonly kind: 'started' | 'repeated'; readonly id: string }
  /** Nothing was stored; nothing will be sent. */
  | { readonly kind: 'refused'; readonly refusal: BulkRefusal };

export async function startBulk(desk: OfflineDesk, request: BulkRequest): Promise<StartedBulk> {
  const refusal = refusalOf(request);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  const run = {
    id: request.id,
    kind: request.kind,
    transactionText: request.kind === 'ship' ? null : request.transactionText?.trim() || null,
    actor: request.actor,
    requestedAt: desk.clock.now(),
  };
  const items = request.orders.map((order, index) => itemOf(request, order, index + 1));
  const waiting = request.orders.filter(({ skipped }) => skipped === null);
  const stored = await storeBulkRun(desk.db, run, items, {
    orders: waiting.length,
    skipped: items.length - waiting.length,
    amountOre: sumOre(waiting.map(({ amountOre }) => amountOre)),
    text: run.transactionText,
  });
  if (!stored && !(await isTheSame(desk, run, items)))
    return { kind: 'refused', refusal: 'key-used-otherwise' };
  await requestJobRun(desk.db, {
    id: uuidv7(),
    job: 'run-bulk',
    requestedBy: request.actor,
    realNow: new Date().toISOString(),
  });
  return { kind: stored ? 'started' : 'repeated', id: request.id };
}

function refusalOf({ kind, orders, transactionText }: BulkRequest): BulkRefusal | undefined {
  if (orders.length > mostBulkOrders) return 'too-many-orders';
  if (!orders.some(({ skipped }) => skipped === null)) return 'nothing-to-do';
  if ((transactionText?.trim().length ?? 0) > 100) return 'text-too-long';
  const names = new Set(orders.map(({ msn, orderId }) => `${msn}/${orderId}`));
  const whole = orders.every((order) => order.skipped !== null || hasSoundAmount(kind, order));
  return names.size === orders.length && whole ? undefined : 'unreadable';
}

/** Captures and cancels take whole remainders; a shipment takes no more than that. A page can say nothing else. */
function hasSoundAmount(kind: BulkKind, { amountOre, seen, capture }: BulkOrderRequest): boolean {
  const remainderOre = remainderOf(seen);
  if (amountOre < 0 || remainderOre < 0) return false;
  if (kind === 'ship') return amountOre <= remainderOre && (capture !== true || amountOre > 0);
  return amountOre === remainderOre && (kind === 'cancel' || amountOre > 0);
}

function itemOf({ id, kind }: BulkRequest, order: BulkOrderRequest, position: number): NewBulkItem {
  const { msn, orderId, amountOre, seen, skipped } = order;
  const ships = kind === 'ship' && skipped === null;
  return {
    bulkId: id,
    position,
    msn,
    orderId,
    key: bulkItemKey(id, order),
    amountOre,
    seenReservedOre: seen.reservedOre,
    seenCapturedOre: seen.capturedOre,
    seenRefundedOre: seen.refundedOre,
    seenCancelledOre: seen.cancelledOre,
    carrier: ships ? order.carrier?.trim() || null : null,
    trackingNumber: ships ? order.trackingNumber?.trim() || null : null,
    capture: kind === 'capture' || (ships && order.capture === true) ? 'yes' : 'no',
    state: skipped === null ? 'waiting' : 'skipped',
    reason: skipped,
  };
}

/** The idempotency key of an order in a run: a UUID (version 8) of both names, so that a page need not carry a thousand keys. */
export function bulkItemKey(bulkId: string, { msn, orderId }: OrderName): string {
  const hash = createHash('sha256').update(`${bulkId}\n${msn}\n${orderId}`).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const decided = [
  'key',
  'amountOre',
  'seenReservedOre',
  'seenCapturedOre',
  'seenRefundedOre',
  'seenCancelledOre',
  'carrier',
  'trackingNumber',
  'capture',
] as const satisfies readonly (keyof BulkItemRow)[];

/** The same orders in the same order, for the same amounts, with the same words. */
async function isTheSame(
  desk: OfflineDesk,
  run: Pick<BulkRunRow, 'id' | 'kind' | 'transactionText'>,
  items: readonly NewBulkItem[],
): Promise<boolean> {
  const known = await findBulkRun(desk.db, run.id);
  const rows = await listBulkItems(desk.db, run.id);
  return (
    known !== undefined &&
    known.kind === run.kind &&
    known.transactionText === run.transactionText &&
    rows.length === items.length &&
    rows.every((row, index) => {
      const item = items[index];
      const wasSkipped = row.state === 'skipped';
      return (
        item !== undefined &&
        wasSkipped === (item.state === 'skipped') &&
        decided.every((field) => row[field] === item[field])
      );
    })
  );
}
