/** The sixth step of a payment's journey: the money in the bank. */
import type { Day } from './calendar';
import type {
  JourneyFacts,
  JourneyMoney,
  JourneyPayout,
  Standing,
  StepBase,
  StepStatus,
} from './journey-facts';
import { amountOf, type PayoutShare, payoutShares, rangeOf } from './journey-payouts';
import type { ShippedStep } from './journey-shipped';
import { maxOre, minOre, negateOre, type Ore, subtractOre, sumOre } from './money';
import type { ExpectedInBank } from './payout-state';

export type BankPayout = JourneyPayout & {
  /** What this order brought to the payout, less what it took from it. */
  readonly amountOre: Ore;
};

export type BankStep = StepBase & {
  readonly kind: 'banked';
  readonly capturedOre: Ore;
  /** What is, or will be, paid out: captured, less what was refunded or held back before. */
  readonly dueOre: Ore;
  readonly arrivedOre: Ore;
  readonly refundedBeforeOre: Ore;
  /** Refunded after the payout: it comes off another one. */
  readonly refundedLaterOre: Ore;
  /** Of that, not in a payout yet: it comes off the next one. */
  readonly refundComingOre: Ore;
  /** Held back because the customer disputes the payment, in all, and given back of that. */
  readonly heldOre: Ore;
  readonly givenBackOre: Ore;
  /** For what has not arrived; null when it is not known, or all has. */
  readonly expected: ExpectedInBank | null;
  /** The last of the days on which money of the order arrived. */
  readonly arrivedOn: Day | null;
  readonly payouts: readonly BankPayout[];
  /** overdue: the bank is known not to have it; not-paid-out: no payout holds it, and its days are over; no-statement: nobody here can tell; not-shown: the reader is not shown its payouts. */
  readonly trouble: 'overdue' | 'not-paid-out' | 'no-statement' | 'not-shown' | null;
};

export function bankStep(
  facts: JourneyFacts,
  shipped: ShippedStep,
  standing: Standing,
  today: Day,
): BankStep {
  const { order, money } = facts;
  const { capturedOre } = shipped;
  const refundedOre = maxOre(order.refundedOre, negateOre(amountOf(money, 'refunds')));
  const shares = payoutShares(facts, { capturedOre, refundedOre }, today);
  const arrived = shares.filter(({ payout, netOre }) => payout?.state === 'arrived' && netOre > 0);
  const missing = shares.filter(({ payout, netOre }) => payout?.state !== 'arrived' && netOre > 0);
  const refundedBeforeOre = sumOre(shares.map((share) => share.refundedBeforeOre));
  const coming = shares.filter(({ payout }) => payout === null);
  const sums = {
    capturedOre,
    ...paidOut(shares, arrived, subtractOre(capturedOre, refundedBeforeOre)),
    ...disputedOf(money),
  };
  const hidden = facts.payoutsHidden === true && capturedOre > 0;
  const trouble = hidden ? 'not-shown' : troubleOf(missing, today);
  return {
    kind: 'banked',
    status: hidden ? 'unknown' : bankStatus({ ...sums, refundedBeforeOre }, shipped, standing, trouble),
    at: null,
    who: sums.arrivedOre > 0 && sums.arrivedOre === sums.dueOre ? 'bank' : 'vipps',
    ...sums,
    refundedBeforeOre,
    refundedLaterOre: subtractOre(refundedOre, refundedBeforeOre),
    refundComingOre: sumOre(coming.map((share) => share.refundedLaterOre)),
    expected:
      !hidden && sums.arrivedOre < sums.dueOre
        ? rangeOf(missing.flatMap(({ expected }) => expected ?? []))
        : null,
    arrivedOn:
      arrived
        .flatMap(({ payout }) => payout?.arrivedOn ?? [])
        .sort()
        .at(-1) ?? null,
    payouts: payoutsOf(money),
    trouble,
  };
}

/** Given back after a dispute, the same money is paid out twice, and was taken off another payout in between: it counts once. */
function paidOut(shares: readonly PayoutShare[], arrived: readonly PayoutShare[], mostOre: Ore) {
  const netOf = (some: readonly PayoutShare[]) => sumOre(some.map(({ netOre }) => netOre));
  const dueOre = minOre(mostOre, netOf(shares));
  return { dueOre, arrivedOre: minOre(dueOre, netOf(arrived)) };
}

function disputedOf(money: readonly JourneyMoney[]) {
  const sumWhere = (wanted: (amountOre: Ore) => boolean) =>
    sumOre(
      money
        .filter(({ group, amountOre }) => group === 'disputes' && wanted(amountOre))
        .map(({ amountOre }) => amountOre),
    );
  return {
    heldOre: negateOre(sumWhere((amountOre) => amountOre < 0)),
    givenBackOre: sumWhere((amountOre) => amountOre > 0),
  };
}

type Sums = Pick<BankStep, 'capturedOre' | 'dueOre' | 'arrivedOre' | 'refundedBeforeOre'>;

/** Done when all that is paid out has arrived, and nothing is left to capture or held back from the payout. */
function bankStatus(
  { capturedOre, dueOre, arrivedOre, refundedBeforeOre }: Sums,
  { remainingOre, failure }: ShippedStep,
  standing: Standing,
  trouble: BankStep['trouble'],
): StepStatus {
  if (capturedOre === 0) {
    if (standing === 'unread') return 'unknown';
    return standing === 'failed' || failure !== null ? 'skipped' : 'waiting';
  }
  if (arrivedOre === dueOre) {
    if (remainingOre > 0) return 'waiting';
    if (sumOre([dueOre, refundedBeforeOre]) < capturedOre) return 'current';
    return dueOre === 0 ? 'skipped' : 'done';
  }
  if (trouble === 'no-statement') return 'unknown';
  return trouble === null ? 'current' : 'late';
}

function troubleOf(missing: readonly PayoutShare[], today: Day): BankStep['trouble'] {
  const over = missing.filter(({ expected }) => expected !== null && today > expected.latest);
  if (over.some(({ payout }) => payout?.state === 'overdue')) return 'overdue';
  if (over.some(({ payout }) => payout === null)) return 'not-paid-out';
  return over.length > 0 ? 'no-statement' : null;
}

/** Each payout once, an aborted one too: that it was aborted is to be seen. */
function payoutsOf(money: readonly JourneyMoney[]): BankPayout[] {
  const found = new Map<string, BankPayout>();
  for (const { payout, amountOre } of money) {
    if (payout === null) continue;
    const key = `${payout.ledgerId} ${payout.settlementNumber}`;
    const before = found.get(key)?.amountOre;
    found.set(key, { ...payout, amountOre: before === undefined ? amountOre : sumOre([before, amountOre]) });
  }
  return [...found.values()];
}
