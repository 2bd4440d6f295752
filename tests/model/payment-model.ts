/**
 * One payment by the rules of eCom v2 and of the desk, written from the documentation, not from the code: what Vipps knows
 * (`truth`), what the desk was told last (`seen`), what the desk must decide and what Vipps must answer. Amounts are øre.
 */
import { day, minute } from './oslo-days';

export type Kind = 'capture' | 'refund' | 'cancel';

export type Truth = {
  readonly reservedAt: number | null;
  readonly reserved: number;
  readonly captured: number;
  readonly refunded: number;
  readonly released: number;
  readonly lastCaptureAt: number | null;
  readonly releasedAt: number | null;
  /** Ended before anything was reserved. */
  readonly ended: { readonly at: number; readonly by: 'customer' | 'time' | 'merchant' } | null;
  /** The card's issuer said no at least once. */
  readonly refusedByIssuer: boolean;
};

export type PaymentModel = {
  readonly msn: string;
  readonly orderId: string;
  /** Captures are possible for so long: 180 days in Norway, 14 in Denmark. */
  readonly lifeDays: 180 | 14;
  readonly asked: number;
  readonly express: boolean;
  /** False: no shop told the desk of it. */
  readonly registered: boolean;
  readonly initiatedAt: number;
  opened: boolean;
  truth: Truth;
  /** Undefined: the desk does not know the order; null: its name only. */
  seen: Truth | null | undefined;
  /** The desk has asked Vipps about it at least once. */
  read: boolean;
  /** The amounts on a page that a person left open. */
  page: Truth | null;
  /** A cancel was given from the desk, and Vipps did not refuse it. */
  cancelledHere: boolean;
  /** What was captured, one after the other, and what a dispute holds of each. */
  readonly captures: { readonly ore: number; held: number }[];
};

const nothing: Truth = {
  reservedAt: null,
  reserved: 0,
  captured: 0,
  refunded: 0,
  released: 0,
  lastCaptureAt: null,
  releasedAt: null,
  ended: null,
  refusedByIssuer: false,
};

export function newPayment(
  order: Pick<
    PaymentModel,
    'msn' | 'orderId' | 'lifeDays' | 'asked' | 'express' | 'registered' | 'initiatedAt'
  >,
): PaymentModel {
  const seen = order.registered ? nothing : undefined;
  return {
    ...order,
    opened: false,
    truth: nothing,
    seen,
    read: false,
    page: null,
    cancelledHere: false,
    captures: [],
  };
}

export const restOf = (known: Truth): number => known.reserved - known.captured - known.released;
export const refundableOf = (known: Truth): number => known.captured - known.refunded;
export const isInitiated = ({ truth }: PaymentModel): boolean =>
  truth.ended === null && truth.reservedAt === null;

/** The desk asks Vipps, and knows what is so. */
export function readPayment(payment: PaymentModel): void {
  payment.seen = payment.truth;
  payment.read = true;
}

/** Nobody confirmed: five minutes after it was initiated, ten once the customer has opened it. */
export function timesOutAt({ initiatedAt, opened }: PaymentModel): number {
  return initiatedAt + (opened ? 10 : 5) * minute;
}

export type Wish = { readonly kind: Kind; readonly ore: number | undefined };
export type Decision =
  | { readonly refusal: string }
  /** `ore`: what the command is recorded with; `sent`: undefined is all that remains. */
  | {
      readonly refusal: null;
      readonly ore: number;
      readonly sent: number | undefined;
      readonly releases: boolean;
    };

/** What the desk must say, knowing what it was told, before anything is sent. */
export function decide(payment: PaymentModel, wish: Wish, now: number, page: Truth | null): Decision {
  const { seen } = payment;
  if (seen === undefined) return { refusal: 'unknown-order' };
  const known = seen ?? nothing;
  if (page !== null && !sameAmounts(page, known)) return { refusal: 'changed-meanwhile' };
  const rest = restOf(known);
  const isPast = known.reservedAt !== null && now >= known.reservedAt + payment.lifeDays * day;
  switch (wish.kind) {
    case 'capture':
      if (known.reserved === 0) return { refusal: 'not-reserved' };
      if (rest === 0) return { refusal: 'nothing-to-capture' };
      return isPast ? { refusal: 'past-deadline' } : decideAmount(wish.ore, rest);
    case 'refund': {
      const most = refundableOf(known);
      if (most === 0) return { refusal: 'nothing-to-refund' };
      const isLate = known.lastCaptureAt !== null && now >= known.lastCaptureAt + 365 * day;
      return isLate ? { refusal: 'past-refund-window' } : decideAmount(wish.ore, most);
    }
    case 'cancel': {
      const isOpen = seen !== null && known.reserved === 0 && known.ended === null;
      if (isOpen) return { refusal: null, ore: payment.asked, sent: undefined, releases: false };
      if (rest === 0) return { refusal: 'nothing-to-cancel' };
      if (isPast) return { refusal: 'past-deadline' };
      return { refusal: null, ore: rest, sent: undefined, releases: known.captured > 0 };
    }
  }
}

/** Vipps takes no amount below 1 kr, but takes all that remains, however little. */
function decideAmount(ore: number | undefined, most: number): Decision {
  if (ore === undefined || ore === most)
    return { refusal: null, ore: most, sent: most < 100 ? undefined : most, releases: false };
  if (ore > most) return { refusal: 'above-remaining' };
  if (ore < 100) return { refusal: 'below-smallest' };
  return { refusal: null, ore, sent: ore, releases: false };
}

/** What Vipps must make of a command that reaches it. Undefined: it refuses. */
export function answer(
  { truth }: PaymentModel,
  command: { readonly kind: Kind; readonly sent: number | undefined; readonly releases: boolean },
  now: number,
): { readonly truth: Truth; readonly ore: number } | undefined {
  const isReserved = truth.reservedAt !== null;
  const rest = restOf(truth);
  const isOld = truth.reservedAt !== null && now - truth.reservedAt > 180 * day;
  switch (command.kind) {
    case 'capture': {
      const ore = command.sent ?? rest;
      if (!isReserved || isOld || ore === 0 || ore > rest) return undefined;
      return { ore, truth: { ...truth, captured: truth.captured + ore, lastCaptureAt: now } };
    }
    case 'refund': {
      const ore = command.sent ?? refundableOf(truth);
      const isLate = truth.lastCaptureAt !== null && now - truth.lastCaptureAt > 365 * day;
      if (isLate || ore === 0 || ore > refundableOf(truth)) return undefined;
      return { ore, truth: { ...truth, refunded: truth.refunded + ore } };
    }
    case 'cancel': {
      if (truth.ended !== null) return undefined;
      if (!isReserved) return { ore: 0, truth: { ...truth, ended: { at: now, by: 'merchant' } } };
      if (rest === 0 || isOld || (truth.captured > 0 && !command.releases)) return undefined;
      return { ore: rest, truth: { ...truth, released: truth.released + rest, releasedAt: now } };
    }
  }
}

/**
 * A cancel has no key at Vipps: the desk takes an end in the history for its own cancel when it is not older than the command, a
 * minute allowed for clocks that differ.
 */
export function looksCancelledNow({ truth }: PaymentModel, now: number): boolean {
  const endedAt = truth.ended?.at ?? truth.releasedAt;
  return endedAt !== null && endedAt >= now - minute;
}

/** The word the desk stores for what it was told. */
export function stateInDesk({ seen, cancelledHere, initiatedAt }: PaymentModel): string {
  if (seen === null) return 'mentioned';
  if (seen === undefined) return 'unknown';
  const { reserved, captured, refunded, released, ended, refusedByIssuer } = seen;
  if (reserved === 0) {
    if (ended === null) return 'initiated';
    if (cancelledHere) return 'cancelled';
    if (refusedByIssuer) return 'rejected';
    // Vipps writes CANCEL for a customer's no and for a time-out: only the time tells them apart.
    return ended.at - initiatedAt >= 5 * minute ? 'expired' : 'cancelled';
  }
  const rest = reserved - captured - released;
  if (refunded > 0) return refunded === captured && rest === 0 ? 'refunded' : 'partially_refunded';
  if (captured > 0) return rest > 0 ? 'partially_captured' : 'captured';
  return released > 0 ? 'cancelled' : 'reserved';
}

/** The word the simulator has for the truth. */
export function stateAtVipps({ truth }: PaymentModel): string {
  const { reserved, captured, refunded, released, ended } = truth;
  if (ended !== null) return { customer: 'declined', time: 'expired', merchant: 'cancelled' }[ended.by];
  if (reserved === 0) return 'initiated';
  if (refunded > 0) return refunded === captured ? 'refunded' : 'partially-refunded';
  if (captured > 0) return captured + released < reserved ? 'partially-captured' : 'captured';
  return released > 0 ? 'cancelled' : 'reserved';
}

function sameAmounts(a: Truth, b: Truth): boolean {
  return (
    a.reserved === b.reserved &&
    a.captured === b.captured &&
    a.refunded === b.refunded &&
    a.released === b.released
  );
}
