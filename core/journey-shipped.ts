/** The fifth step of a payment's journey: the goods are sent, and the money for them is taken. */
import { addMs } from './calendar';
import {
  endOf,
  isSale,
  type JourneyFacts,
  type Standing,
  type StepBase,
  type StepStatus,
  takenOre,
} from './journey-facts';
import { maxOre, type Ore, subtractOre, sumOre, zeroOre } from './money';
import { remainingToCapture } from './payment-state';
import { soonMs } from './reservation-clocks';
import { captureAfterShippingMs } from './shipping';

export const shippingDelays = [
  'shipped-not-captured',
  'guarantee-over',
  'deadline-near',
  'deadline-over',
] as const;
export type ShippingDelay = (typeof shippingDelays)[number];

export type ShippedStep = StepBase & {
  readonly kind: 'shipped';
  readonly sale: boolean;
  readonly capturedOre: Ore;
  readonly reservedOre: Ore;
  readonly remainingOre: Ore;
  readonly releasedOre: Ore;
  /** What was told as sent; null when nobody told of any shipment. */
  readonly shippedOre: Ore | null;
  readonly shippedAt: string | null;
  readonly parcels: number;
  readonly delays: readonly ShippingDelay[];
  /** More was sent than captured, and nothing more can be captured. */
  readonly goodsUnpaid: boolean;
  readonly failure: 'cancelled-by-merchant' | 'past-deadline' | null;
};

export function shippedStep(facts: JourneyFacts, standing: Standing, now: string): ShippedStep {
  const { order, events, shipments } = facts;
  const capturedOre = takenOre(facts);
  const remainingOre = maxOre(zeroOre, remainingToCapture(order));
  const shippedOre = sentOre(facts);
  const failure = standing === 'paid' && capturedOre < 1 ? failureOf(facts, remainingOre, now) : null;
  const delays = failure === null && remainingOre > 0 ? delaysOf(facts, capturedOre, now) : [];
  const isOver = remainingOre === 0 || isPastDeadline(facts, now);
  const goodsUnpaid = standing !== 'unread' && isOver && shippedOre !== null && shippedOre > capturedOre;
  const turn = { remainingOre, goodsUnpaid, failed: failure !== null, delayed: delays.length > 0 };
  return {
    kind: 'shipped',
    status: statusOf(facts, standing, turn),
    at: failure === 'cancelled-by-merchant' ? endOf(events) : lastOf(order.lastCapturedAt, order.shippedAt),
    who: facts.capturedBy ?? blamed(facts, failure),
    sale: isSale(events),
    capturedOre,
    reservedOre: order.reservedOre,
    remainingOre,
    releasedOre: order.cancelledOre,
    shippedOre,
    shippedAt: order.shippedAt,
    parcels: shipments.length,
    delays,
    goodsUnpaid,
    failure,
  };
}

type Turn = {
  readonly remainingOre: Ore;
  readonly goodsUnpaid: boolean;
  readonly failed: boolean;
  readonly delayed: boolean;
};

function statusOf(facts: JourneyFacts, standing: Standing, turn: Turn): StepStatus {
  // Whatever became of the payment: goods that left without money are to be seen to.
  if (turn.goodsUnpaid) return 'late';
  if (standing === 'failed') return 'skipped';
  if (standing === 'open' || standing === 'absent') return 'waiting';
  if (standing === 'unread') return 'unknown';
  if (turn.failed) return 'failed';
  // Direct capture needs no capture later: the goods are the shop's affair.
  if (isSale(facts.events) && turn.remainingOre === 0) return sentOre(facts) === null ? 'skipped' : 'done';
  if (turn.remainingOre === 0) return 'done';
  return turn.delayed ? 'late' : 'current';
}

function blamed({ cancelledHere }: JourneyFacts, failure: ShippedStep['failure']): StepBase['who'] {
  if (failure === 'past-deadline') return 'vipps';
  return failure === 'cancelled-by-merchant' && cancelledHere ? 'person' : 'shop';
}

/** Nothing was taken of what was reserved, and nothing can be any more. */
function failureOf(facts: JourneyFacts, remainingOre: Ore, now: string): ShippedStep['failure'] {
  if (isPastDeadline(facts, now)) return 'past-deadline';
  return remainingOre === 0 ? 'cancelled-by-merchant' : null;
}

function isPastDeadline({ order }: JourneyFacts, now: string): boolean {
  return order.deadlineAt !== null && now >= order.deadlineAt;
}

function delaysOf(facts: JourneyFacts, capturedOre: Ore, now: string): ShippingDelay[] {
  const { guaranteeUntil, deadlineAt } = facts.order;
  const longAgo = sentOre(facts, addMs(now, -captureAfterShippingMs));
  const delays: ShippingDelay[] = [];
  if (longAgo !== null && longAgo > capturedOre) delays.push('shipped-not-captured');
  if (guaranteeUntil !== null && now >= guaranteeUntil) delays.push('guarantee-over');
  if (deadlineAt !== null && addMs(now, soonMs) >= deadlineAt)
    delays.push(now >= deadlineAt ? 'deadline-over' : 'deadline-near');
  return delays;
}

/**
 * What was told as sent, before an instant when one is given; null when nothing was. A shipment without an amount is all there was
 * when it was told, which the order keeps: a release since then takes no goods back.
 * A shop that tells only that it shipped is taken to have captured what it sent, once it has captured something.
 */
function sentOre(facts: JourneyFacts, before?: string): Ore | null {
  const { order, shipments } = facts;
  const inTime = (at: string) => before === undefined || at < before;
  const sendableOre = maxOre(zeroOre, subtractOre(order.reservedOre, order.cancelledOre));
  if (shipments.length === 0) {
    if (order.shippedAt === null || !inTime(order.shippedAt)) return null;
    return takenOre(facts) > 0 ? takenOre(facts) : sendableOre;
  }
  const sent = shipments.filter(({ shippedAt }) => inTime(shippedAt));
  if (sent.length === 0) return null;
  if (sent.length === shipments.length && order.sentOre !== null) return order.sentOre;
  if (sent.every(({ amountOre }) => amountOre !== null))
    return sumOre(sent.map(({ amountOre }) => amountOre ?? zeroOre));
  return order.reservedOre === 0 ? order.amountOre : sendableOre;
}

function lastOf(a: string | null, b: string | null): string | null {
  return a === null || b === null ? (a ?? b) : a > b ? a : b;
}
