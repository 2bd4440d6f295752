/** What would become of many orders if they were captured, cancelled or marked shipped now. Reads only. */
import { assertNever } from '#core/assert-never';
import type { BulkReason } from '#core/bulk';
import { mostBulkOrders } from '#core/bulk';
import { minOre, type Ore, ore, subtractOre, sumOre, zeroOre } from '#core/money';
import { checkAction, smallestAmountOre } from '#core/payment-actions';
import { type OrderState, remainingToCapture } from '#core/payment-state';
import { captureOnShipping, isShippable } from '#core/shipping';
import type { BulkKind } from '#db/bulk-runs';
import type { OrderName } from '#db/orders';
import { type BulkOrder, listOrdersByName } from '#db/queries/bulk-orders';
import { mostShipments } from '#db/shipments';
import { bulkTextOf } from './bulk-text';
import type { Desk } from './desk';
import { readUnitSettings } from './unit-settings';

/** Shipping only: is what is sent captured too? `setting`: as the sales unit of each order has it. */
export const captureChoices = ['setting', 'yes', 'no'] as const;
export type CaptureChoice = (typeof captureChoices)[number];

export type SeenAmounts = Readonly<
  Record<'reservedOre' | 'capturedOre' | 'refundedOre' | 'cancelledOre', Ore>
>;

export type BulkPreviewItem = OrderName & {
  /** Null = the desk does not know the order. */
  readonly state: OrderState | null;
  readonly unitName: string;
  readonly description: string | null;
  /** What would be captured, released or sent: the whole remainder; 0 when nothing is reserved. */
  readonly amountOre: Ore;
  readonly seen: SeenAmounts;
  /** Why it would be skipped; null = it would be done. */
  readonly reason: BulkReason | null;
  /** Whether its amount would be taken from the customer. */
  readonly captures: boolean;
  /** The issuer no longer stands for the money: a capture may fail. */
  readonly guaranteeOver: boolean;
  /** The same customer paid the same amount minutes apart: a capture may take the money twice. */
  readonly reservedTwice: boolean;
  readonly shippedAt: string | null;
  /** What the customer reads unless another text is written for all. */
  readonly text: string;
};

export type BulkPreview = {
  readonly kind: BulkKind;
  readonly items: readonly BulkPreviewItem[];
  /** Of what is not skipped. */
  readonly orders: number;
  readonly amountOre: Ore;
  readonly captures: number;
  readonly capturesOre: Ore;
  readonly guaranteeOver: number;
  readonly reservedTwice: number;
  /** Of what would be captured, how many are marked as sent. */
  readonly shippedBefore: number;
  readonly skipped: readonly { readonly reason: BulkReason; readonly orders: number }[];
};

/** The orders in the order of the names, each once. Throws RangeError above the most there may be. */
export async function previewBulk(
  desk: Pick<Desk, 'db' | 'clock'>,
  kind: BulkKind,
  names: readonly OrderName[],
  capture: CaptureChoice = 'setting',
): Promise<BulkPreview> {
  if (names.length > mostBulkOrders) throw new RangeError(`more than ${mostBulkOrders} orders at once`);
  const known = new Map(
    (await listOrdersByName(desk.db, names)).map((order) => [keyOf(order), order] as const),
  );
  const captureSettings = await readCaptureSettings(desk, kind, [...known.values()]);
  const now = desk.clock.now();
  const wanted = new Map(names.map((name) => [keyOf(name), name] as const));
  const items = [...wanted].map(([key, name]) => {
    const order = known.get(key);
    if (order === undefined) return unknownItem(kind, name);
    const asked = capture === 'setting' ? captureSettings.get(order.msn) === true : capture === 'yes';
    return itemOf(kind, order, asked, now);
  });
  return { kind, items, ...sumsOf(items) };
}

function keyOf({ msn, orderId }: OrderName): string {
  return `${msn}/${orderId}`;
}

async function readCaptureSettings(
  { db }: Pick<Desk, 'db'>,
  kind: BulkKind,
  orders: readonly BulkOrder[],
): Promise<ReadonlyMap<string, boolean>> {
  if (kind !== 'ship') return new Map();
  const units = [...new Set(orders.map(({ msn }) => msn))];
  return new Map(
    await Promise.all(
      units.map(async (msn) => [msn, (await readUnitSettings(db, msn)).captureOnShipping] as const),
    ),
  );
}

function unknownItem(kind: BulkKind, name: OrderName): BulkPreviewItem {
  return {
    ...name,
    state: null,
    unitName: name.msn,
    description: null,
    amountOre: zeroOre,
    seen: { reservedOre: zeroOre, capturedOre: zeroOre, refundedOre: zeroOre, cancelledOre: zeroOre },
    reason: 'unknown-order',
    captures: false,
    guaranteeOver: false,
    reservedTwice: false,
    shippedAt: null,
    text: bulkTextOf(kind, { ...name, description: null, capturedOre: 0 }),
  };
}

function itemOf(kind: BulkKind, order: BulkOrder, captureAsked: boolean, now: string): BulkPreviewItem {
  const { msn, orderId, state, unitName, description, shippedAt, guaranteeUntil } = order;
  const { reservedOre, capturedOre, refundedOre, cancelledOre } = order;
  const { reason, amountOre } = decide(kind, order, now);
  const canCapture = captureOnShipping(order, order.polled === 'yes', now).kind === 'possible';
  const captures =
    reason === null &&
    amountOre > 0 &&
    (kind === 'capture' || (kind === 'ship' && captureAsked && canCapture));
  return {
    msn,
    orderId,
    state,
    unitName,
    description,
    amountOre,
    seen: { reservedOre, capturedOre, refundedOre, cancelledOre },
    reason,
    captures,
    guaranteeOver: captures && guaranteeUntil !== null && guaranteeUntil <= now,
    reservedTwice: captures && order.reservedTwice > 0,
    shippedAt,
    text: bulkTextOf(kind, order),
  };
}

type Decision = { readonly reason: BulkReason | null; readonly amountOre: Ore };

function decide(kind: BulkKind, order: BulkOrder, now: string): Decision {
  const amountOre = remainingToCapture(order);
  switch (kind) {
    case 'capture':
    case 'cancel': {
      const check = checkAction(kind, order, now);
      if (check.kind === 'refused') return { reason: check.refusal, amountOre };
      if (order.polled !== 'yes') return { reason: 'no-keys-for-sales-unit', amountOre };
      return { reason: order.openCommand === null ? null : 'another-is-open', amountOre };
    }
    case 'ship':
      return decideShipment(order, amountOre);
    default:
      return assertNever(kind);
  }
}

/** What is left to send, but not more than is left to capture; of captured goods nothing is named. */
function decideShipment(order: BulkOrder, remainingOre: Ore): Decision {
  if (!isShippable(order)) return { reason: 'not-reserved', amountOre: zeroOre };
  const toSendOre = subtractOre(subtractOre(order.reservedOre, order.cancelledOre), order.sentOre);
  const amountOre = minOre(remainingOre, toSendOre);
  if (order.sentWhole > 0 || (order.shipments > 0 && toSendOre <= 0))
    return { reason: 'all-sent', amountOre: zeroOre };
  if (order.shipments >= mostShipments) return { reason: 'too-many', amountOre };
  const isTooSmall = amountOre < smallestAmountOre && amountOre !== remainingOre;
  return { reason: isTooSmall ? 'below-smallest' : null, amountOre };
}

function sumsOf(items: readonly BulkPreviewItem[]) {
  const done = items.filter(({ reason }) => reason === null);
  const captured = done.filter(({ captures }) => captures);
  const reasons = items.flatMap(({ reason }) => reason ?? []);
  return {
    orders: done.length,
    amountOre: sumOre(done.map(({ amountOre }) => amountOre)),
    captures: captured.length,
    capturesOre: sumOre(captured.map(({ amountOre }) => amountOre)),
    guaranteeOver: done.filter(({ guaranteeOver }) => guaranteeOver).length,
    reservedTwice: done.filter(({ reservedTwice }) => reservedTwice).length,
    shippedBefore: captured.filter(({ shippedAt }) => shippedAt !== null).length,
    skipped: [...new Set(reasons)].map((reason) => ({
      reason,
      orders: reasons.filter((other) => other === reason).length,
    })),
  };
}

/** What remains by these amounts: a decision about a whole remainder must say exactly this. */
export function remainderOf({ reservedOre, capturedOre, cancelledOre }: SeenAmounts): Ore {
  return ore(reservedOre - capturedOre - cancelledOre);
}
