/** The last two steps of a payment's journey: shipped and captured, and the money in the bank. */
import { addMs, type Day, hourMs, ledgerDayOf } from './calendar';
import {
  endOf,
  isSale,
  type JourneyFacts,
  type JourneyLedger,
  type JourneyMoney,
  type JourneyPayout,
  type Standing,
  type StepBase,
  type StepStatus,
} from './journey-facts';
import { maxOre, minOre, type Ore, subtractOre, sumOre, zeroOre } from './money';
import { remainingToCapture } from './payment-state';
import { payoutDayOf } from './payout-schedule';
import { type ExpectedInBank, expectedInBank, type PayoutState } from './payout-state';
import { soonMs } from './reservation-clocks';

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
  readonly failure: 'cancelled-by-merchant' | 'past-deadline' | null;
};

export type BankPayout = JourneyPayout & {
  /** What this order brought to the payout, and what it took from it. */
  readonly capturedOre: Ore;
  readonly refundedOre: Ore;
};

export type BankStep = StepBase & {
  readonly kind: 'banked';
  readonly capturedOre: Ore;
  readonly arrivedOre: Ore;
  readonly refundedOre: Ore;
  /** Refunded and not in a payout yet: it comes off the next one. */
  readonly refundComingOre: Ore;
  /** For what has not arrived; null when it is not known, or all has. */
  readonly expected: ExpectedInBank | null;
  /** The last of the days on which captured money of the order arrived. */
  readonly arrivedOn: Day | null;
  readonly payouts: readonly BankPayout[];
  /** overdue: the bank is known not to have it; not-paid-out: no payout holds it, and its days are over; no-statement: nobody here can tell. */
  readonly trouble: 'overdue' | 'not-paid-out' | 'no-statement' | null;
};

/** Goods that were sent are captured within a day; the exception `shipped-not-captured` counts from the same. */
export const captureAfterShippingMs = 24 * hourMs;

export function shippedStep(facts: JourneyFacts, standing: Standing, now: string): ShippedStep {
  const { order, events, shipments } = facts;
  const capturedOre = takenOre(facts);
  const remainingOre = maxOre(zeroOre, remainingToCapture(order));
  const shippedOre = sentOre(facts);
  const failure = standing === 'paid' && capturedOre < 1 ? failureOf(facts, remainingOre, now) : null;
  const delays = failure === null && remainingOre > 0 ? delaysOf(facts, capturedOre, now) : [];
  const status = statusOf(facts, standing, {
    remainingOre,
    failed: failure !== null,
    delayed: delays.length > 0,
  });
  return {
    kind: 'shipped',
    status,
    at: failure === 'cancelled-by-merchant' ? endOf(events) : lastOf(order.lastCapturedAt, order.shippedAt),
    who:
      facts.capturedBy ??
      (failure === null ? 'shop' : failure === 'past-deadline' ? 'vipps' : cancelledBy(facts)),
    sale: isSale(events),
    capturedOre,
    reservedOre: order.reservedOre,
    remainingOre,
    releasedOre: order.cancelledOre,
    shippedOre,
    shippedAt: order.shippedAt,
    parcels: shipments.length,
    delays,
    failure,
  };
}

type Turn = { readonly remainingOre: Ore; readonly failed: boolean; readonly delayed: boolean };

function statusOf(
  facts: JourneyFacts,
  standing: Standing,
  { remainingOre, failed, delayed }: Turn,
): StepStatus {
  if (standing === 'failed') return 'skipped';
  if (standing === 'open') return 'waiting';
  if (standing === 'unread') return 'unknown';
  if (failed) return 'failed';
  // Direct capture needs no capture later: the goods are the shop's affair.
  if (isSale(facts.events) && remainingOre === 0) return sentOre(facts) === null ? 'skipped' : 'done';
  if (remainingOre === 0) return 'done';
  return delayed ? 'late' : 'current';
}

function cancelledBy({ cancelledHere }: JourneyFacts): StepBase['who'] {
  return cancelledHere ? 'person' : 'shop';
}

/** Nothing was taken of what was reserved, and nothing can be any more. */
function failureOf({ order }: JourneyFacts, remainingOre: Ore, now: string): ShippedStep['failure'] {
  if (order.deadlineAt !== null && now >= order.deadlineAt) return 'past-deadline';
  return remainingOre === 0 ? 'cancelled-by-merchant' : null;
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
 * What was told as sent, before an instant when one is given; null when nothing was. Never more than was reserved and not released.
 * A shop that tells only that it shipped is taken to have captured what it sent, once it has captured something.
 */
function sentOre(facts: JourneyFacts, before?: string): Ore | null {
  const { order, shipments } = facts;
  const sendableOre = maxOre(zeroOre, subtractOre(order.reservedOre, order.cancelledOre));
  const inTime = (at: string) => before === undefined || at < before;
  if (shipments.length === 0) {
    if (order.shippedAt === null || !inTime(order.shippedAt)) return null;
    return takenOre(facts) > 0 ? takenOre(facts) : sendableOre;
  }
  const sent = shipments.filter(({ shippedAt }) => inTime(shippedAt));
  if (sent.length === 0) return null;
  if (sent.some(({ amountOre }) => amountOre === null)) return sendableOre;
  return minOre(sendableOre, sumOre(sent.map(({ amountOre }) => amountOre ?? zeroOre)));
}

export function bankStep(facts: JourneyFacts, shipped: ShippedStep, today: Day): BankStep {
  const { capturedOre } = shipped;
  const captures = facts.money.filter(({ group }) => group === 'captures');
  const refunds = facts.money.filter(({ group }) => group === 'refunds');
  const arrivedOre = minOre(capturedOre, amountOf(captures.filter((row) => row.payout?.state === 'arrived')));
  const refundedOre = maxOre(facts.order.refundedOre, negated(refunds));
  const missing = missingMoney(facts, capturedOre, captures);
  const trouble = refundedOre < capturedOre ? troubleOf(missing, today) : null;
  const expected = arrivedOre < capturedOre ? rangeOf(missing) : null;
  const payouts = payoutsOf(facts.money);
  return {
    kind: 'banked',
    status: bankStatus(shipped, arrivedOre, trouble),
    at: null,
    who: arrivedOre > 0 && arrivedOre === capturedOre ? 'bank' : 'vipps',
    capturedOre,
    arrivedOre,
    refundedOre,
    refundComingOre: subtractOre(refundedOre, minOre(refundedOre, negated(refunds.filter(isInPayout)))),
    expected,
    arrivedOn: lastArrival(payouts),
    payouts,
    trouble,
  };
}

/** Of what was captured: a payout that only a refund came off is no arrival. */
function lastArrival(payouts: readonly BankPayout[]): Day | null {
  const days = payouts.flatMap(({ capturedOre, arrivedOn }) => (capturedOre > 0 ? (arrivedOn ?? []) : []));
  return days.sort().at(-1) ?? null;
}

/** Done when all that was captured has arrived and nothing is left to capture. */
function bankStatus(shipped: ShippedStep, arrivedOre: Ore, trouble: BankStep['trouble']): StepStatus {
  const { capturedOre, remainingOre, status } = shipped;
  if (capturedOre === 0) {
    if (status === 'unknown') return 'unknown';
    return status === 'failed' || status === 'skipped' ? 'skipped' : 'waiting';
  }
  if (arrivedOre === capturedOre) return remainingOre > 0 ? 'waiting' : 'done';
  if (trouble === 'no-statement') return 'unknown';
  return trouble === null ? 'current' : 'late';
}

type Missing = { readonly expected: ExpectedInBank | null; readonly state: PayoutState | null };

/** Captured and not in the bank: in a payout on its way, booked and in none, or not booked. */
function missingMoney(
  { order, ledger }: JourneyFacts,
  capturedOre: Ore,
  captures: readonly JourneyMoney[],
): Missing[] {
  const onItsWay = captures
    .filter((row) => row.payout?.state !== 'arrived')
    .map((row) =>
      isInPayout(row) && row.payout !== null
        ? { expected: row.payout.expected, state: row.payout.state }
        : { expected: ledger && expectedFor(row.ledgerDate, ledger), state: null },
    );
  if (amountOf(captures) >= capturedOre || order.lastCapturedAt === null) return onItsWay;
  const bookedOn = ledger && ledgerDayOf(order.lastCapturedAt, ledger.cutoffHour);
  return [...onItsWay, { expected: ledger && bookedOn && expectedFor(bookedOn, ledger), state: null }];
}

function expectedFor(
  ledgerDate: Day,
  { payoutBankDays, country, overrides, schedule }: JourneyLedger,
): ExpectedInBank {
  return expectedInBank(payoutDayOf(ledgerDate, schedule), payoutBankDays, country, overrides);
}

function troubleOf(missing: readonly Missing[], today: Day): BankStep['trouble'] {
  const over = missing.filter(({ expected }) => expected !== null && today > expected.latest);
  if (over.some(({ state }) => state === 'overdue')) return 'overdue';
  if (over.some(({ state }) => state === null)) return 'not-paid-out';
  return over.length > 0 ? 'no-statement' : null;
}

function rangeOf(missing: readonly Missing[]): ExpectedInBank | null {
  const known = missing.flatMap(({ expected }) => expected ?? []);
  const earliest = known.map((range) => range.earliest).sort()[0];
  const latest = known
    .map((range) => range.latest)
    .sort()
    .at(-1);
  return earliest === undefined || latest === undefined ? null : { earliest, latest };
}

function payoutsOf(money: readonly JourneyMoney[]): BankPayout[] {
  const found = new Map<string, BankPayout>();
  for (const { payout } of money) {
    if (payout === null) continue;
    const own = money.filter(
      (row) =>
        row.payout?.ledgerId === payout.ledgerId && row.payout.settlementNumber === payout.settlementNumber,
    );
    found.set(`${payout.ledgerId} ${payout.settlementNumber}`, {
      ...payout,
      capturedOre: amountOf(own.filter(({ group }) => group === 'captures')),
      refundedOre: negated(own.filter(({ group }) => group === 'refunds')),
    });
  }
  return [...found.values()];
}

/** The money of an aborted payout is back on the balance, until another payout takes it. */
function isInPayout({ payout }: JourneyMoney): boolean {
  return payout !== null && payout.state !== 'aborted';
}

/** What was captured: as Vipps tells, or as the ledger does of an order that was not read. */
function takenOre({ order, money }: JourneyFacts): Ore {
  return maxOre(order.capturedOre, amountOf(money.filter(({ group }) => group === 'captures')));
}

function amountOf(rows: readonly JourneyMoney[]): Ore {
  return sumOre(rows.map(({ amountOre }) => amountOre));
}

function negated(rows: readonly JourneyMoney[]): Ore {
  return subtractOre(zeroOre, amountOf(rows));
}

function lastOf(a: string | null, b: string | null): string | null {
  return a === null || b === null ? (a ?? b) : a > b ? a : b;
}
