/**
 * The state of an order, derived from its payment events. A pure function: the stored state can be rebuilt from
 * the stored events at any time and must agree.
 *
 * Source of the rules: Vipps eCom API v2, "Get payment details": the whole history is returned every time, failed
 * attempts (`operationSuccess: false`) stay in it and change nothing.
 */
import { maxOre, type Ore, subtractOre, sumOre, zeroOre } from './money';

export const orderStates = [
  'mentioned',
  'initiated',
  'reserved',
  'partially_captured',
  'captured',
  'partially_refunded',
  'refunded',
  'cancelled',
  'rejected',
  'expired',
] as const;

/**
 * `mentioned`: named by a ledger entry or a file, its payment not read from Vipps yet. The others are as Vipps
 * tells. `rejected`: the issuer refused and the customer gave up; `expired`: nobody acted in time.
 */
export type OrderState = (typeof orderStates)[number];

export const paymentOperations = [
  'initiate',
  'reserve',
  'sale',
  'capture',
  'refund',
  'cancel',
  'void',
  'other',
] as const;
export type PaymentOperation = (typeof paymentOperations)[number];

export type PaymentEvent = {
  readonly operation: PaymentOperation;
  readonly amountOre: Ore;
  readonly success: boolean;
  /** UTC, ISO 8601 with milliseconds. */
  readonly occurredAt: string;
  readonly transactionId?: string | null;
  readonly requestId?: string | null;
};

export type PaymentAmounts = {
  /** What the customer was asked for. */
  readonly amountOre: Ore;
  readonly reservedOre: Ore;
  readonly capturedOre: Ore;
  readonly refundedOre: Ore;
  /** Given back to the customer without having been captured. */
  readonly cancelledOre: Ore;
};

export type PaymentState = PaymentAmounts & {
  readonly kind: 'derived';
  readonly state: Exclude<OrderState, 'mentioned'>;
  readonly initiatedAt: string | null;
  readonly reservedAt: string | null;
  readonly lastCapturedAt: string | null;
  readonly lastEventAt: string | null;
};

/** A history that breaks the rules of money: it is reported, never applied. */
export type InconsistentHistory = { readonly kind: 'inconsistent'; readonly reason: string };

/** A landing page lives for five minutes; a CANCEL from then on, with nothing reserved, is a time-out. */
export const landingPageMs = 5 * 60_000;

/**
 * Derives state and amounts from events in any order. Unknown operations change nothing. `cancelledHere`: a cancel was
 * given from this desk, so that a CANCEL in the history is no time-out; Vipps writes the same word for both.
 */
export function derivePaymentState(
  events: readonly PaymentEvent[],
  { cancelledHere = false }: { readonly cancelledHere?: boolean } = {},
): PaymentState | InconsistentHistory {
  const done = events.filter((event) => event.success);
  const amountOf = (...operations: PaymentOperation[]) =>
    sumOre(done.filter((event) => operations.includes(event.operation)).map((event) => event.amountOre));
  const largestOf = (operation: PaymentOperation) =>
    done
      .filter((event) => event.operation === operation)
      .map((event) => event.amountOre)
      .reduce(maxOre, zeroOre);
  const timesOf = (...operations: PaymentOperation[]) =>
    done
      .filter((event) => operations.includes(event.operation))
      .map((event) => event.occurredAt)
      .sort();

  const saleOre = amountOf('sale');
  const reservedOre = sumOre([largestOf('reserve'), saleOre]);
  const capturedOre = sumOre([amountOf('capture'), saleOre]);
  const refundedOre = amountOf('refund');
  if (events.some((event) => event.amountOre < 0))
    return inconsistent('an amount in the history is negative');
  if (capturedOre > reservedOre) return inconsistent('more is captured than was reserved');
  if (refundedOre > capturedOre) return inconsistent('more is refunded than was captured');

  const endedAt = timesOf('void', 'cancel')[0] ?? null;
  const cancelledOre = endedAt === null ? zeroOre : subtractOre(reservedOre, capturedOre);
  const initiatedAt = timesOf('initiate')[0] ?? null;
  const reservedAt = timesOf('reserve', 'sale')[0] ?? null;
  const amounts = { reservedOre, capturedOre, refundedOre, cancelledOre };
  const ordered = events.map((event) => event.occurredAt).sort();
  return {
    kind: 'derived',
    ...amounts,
    amountOre: maxOre(largestOf('initiate'), reservedOre),
    state: stateOf(amounts, {
      endedAt,
      initiatedAt,
      cancelledHere,
      refused: wasRefused(events),
    }),
    initiatedAt,
    reservedAt,
    lastCapturedAt: timesOf('capture', 'sale').at(-1) ?? null,
    lastEventAt: ordered.at(-1) ?? null,
  };
}

type Turns = { endedAt: string | null; initiatedAt: string | null; refused: boolean; cancelledHere: boolean };

function stateOf(
  { reservedOre, capturedOre, refundedOre, cancelledOre }: Omit<PaymentAmounts, 'amountOre'>,
  { endedAt, initiatedAt, refused, cancelledHere }: Turns,
): Exclude<OrderState, 'mentioned'> {
  const openOre = reservedOre - capturedOre - cancelledOre;
  if (refundedOre > 0)
    return refundedOre === capturedOre && openOre === 0 ? 'refunded' : 'partially_refunded';
  if (capturedOre > 0) return openOre > 0 ? 'partially_captured' : 'captured';
  if (reservedOre > 0) {
    return endedAt === null ? 'reserved' : 'cancelled';
  }
  if (endedAt === null) return 'initiated';
  if (cancelledHere) return 'cancelled';
  if (refused) return 'rejected';
  return elapsed(initiatedAt, endedAt) >= landingPageMs ? 'expired' : 'cancelled';
}

function elapsed(from: string | null, to: string): number {
  return from === null ? 0 : Date.parse(to) - Date.parse(from);
}

/** Was an attempt to reserve or to take the money refused? */
export function wasRefused(events: readonly PaymentEvent[]): boolean {
  return events.some(
    (event) => !event.success && (event.operation === 'reserve' || event.operation === 'sale'),
  );
}

function inconsistent(reason: string): InconsistentHistory {
  return { kind: 'inconsistent', reason };
}

/** Reserved and neither captured nor released: what a capture may still take. */
export function remainingToCapture(amounts: Omit<PaymentAmounts, 'amountOre'>): Ore {
  return subtractOre(subtractOre(amounts.reservedOre, amounts.capturedOre), amounts.cancelledOre);
}

/** Captured and not refunded: what a refund may still give back. */
export function remainingToRefund(amounts: Pick<PaymentAmounts, 'capturedOre' | 'refundedOre'>): Ore {
  return subtractOre(amounts.capturedOre, amounts.refundedOre);
}

/** Vipps's names for one operation in details, callbacks and answers, which differ; unknown ones are kept as `other`. */
export function paymentOperationOf(name: string): PaymentOperation {
  switch (name.toUpperCase()) {
    case 'INITIATE':
    case 'REGISTER':
      return 'initiate';
    case 'RESERVE':
    case 'RESERVED':
      return 'reserve';
    case 'SALE':
      return 'sale';
    case 'CAPTURE':
    case 'CAPTURED':
      return 'capture';
    case 'REFUND':
    case 'REFUNDED':
      return 'refund';
    case 'CANCEL':
    case 'CANCELLED':
    case 'REJECTED':
      return 'cancel';
    case 'VOID':
      return 'void';
    default:
      return 'other';
  }
}
