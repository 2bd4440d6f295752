/** What is known of one payment, from everybody who tells, and what a step of its journey is. */
import type { BankDayOverrides, Country, Day } from './calendar';
import { maxOre, type Ore, sumOre } from './money';
import type { OrderState, PaymentEvent } from './payment-state';
import type { PayoutSchedule } from './payout-schedule';
import type { ExpectedInBank, PayoutState } from './payout-state';

/** skipped: it will not happen, and need not. unknown: it may have happened; who knows has not told. */
export const stepStatuses = ['done', 'current', 'waiting', 'late', 'failed', 'skipped', 'unknown'] as const;
export type StepStatus = (typeof stepStatuses)[number];

export const stepActors = ['customer', 'shop', 'vipps', 'desk', 'person', 'bank'] as const;
/** customer: who buys; shop: the merchant's system; desk: a rule of this desk; person: somebody at this desk. */
export type StepActor = (typeof stepActors)[number];

export type JourneyOrder = {
  readonly state: OrderState;
  readonly express: 'yes' | 'no';
  readonly device: 'desktop' | 'phone' | null;
  readonly amountOre: Ore;
  readonly reservedOre: Ore;
  readonly capturedOre: Ore;
  readonly refundedOre: Ore;
  readonly cancelledOre: Ore;
  readonly registeredAt: string;
  readonly initiatedAt: string | null;
  readonly reservedAt: string | null;
  readonly lastCapturedAt: string | null;
  readonly confirmedAt: string | null;
  readonly confirmedBy: 'return' | 'poll' | 'callback' | null;
  /** When its payment was last read from Vipps; null = never. */
  readonly polledAt: string | null;
  readonly shippedAt: string | null;
  /** What shipments told as sent, when each was told; null = there are none. */
  readonly sentOre: Ore | null;
  readonly guaranteeUntil: string | null;
  readonly deadlineAt: string | null;
  readonly shippingMethod: string | null;
  readonly shippingCostOre: Ore | null;
};

export type JourneyFacts = {
  readonly order: JourneyOrder;
  readonly events: readonly PaymentEvent[];
  /** Was a cancel of this order given from this desk, and not refused? */
  readonly cancelledHere: boolean;
  /** Did Vipps call with a cancel? It calls only for what the customer does. */
  readonly customerCancelled: boolean;
  /** Did Vipps answer, the last time it was asked, that it knows no such payment? */
  readonly notAtVipps: boolean;
  /** Who ordered the last capture from this desk; null = it was not ordered here. */
  readonly capturedBy: 'person' | 'desk' | null;
  readonly shipments: readonly JourneyShipment[];
  /** What the funds ledger shows of this order. */
  readonly money: readonly JourneyMoney[];
  /** The ledger that settles the sales unit; null = not known. */
  readonly ledger: JourneyLedger | null;
  /** The reader is not shown the payouts of this order: they are of other sales units, too. */
  readonly payoutsHidden?: boolean;
};

export type StepBase = {
  readonly status: StepStatus;
  /** When it happened, UTC; null = it has not, or nobody tells. */
  readonly at: string | null;
  /** Null: more than one can have done it, and nobody tells which. */
  readonly who: StepActor | null;
};

/** `amountOre` null: all that remained. */
export type JourneyShipment = { readonly amountOre: Ore | null; readonly shippedAt: string };

/** Money of the order on the funds ledger: a refund is negative, and so is a disputed capture that is held back. */
export type JourneyMoney = {
  readonly group: 'captures' | 'refunds' | 'disputes';
  readonly amountOre: Ore;
  readonly ledgerDate: Day;
  /** The payout it is in; null = none yet. */
  readonly payout: JourneyPayout | null;
};

export type JourneyPayout = {
  readonly ledgerId: string;
  readonly settlementNumber: string;
  readonly state: PayoutState;
  readonly expected: ExpectedInBank;
  readonly arrivedOn: Day | null;
};

export type JourneyLedger = {
  readonly payoutBankDays: number;
  readonly cutoffHour: number;
  readonly country: Country;
  readonly schedule: PayoutSchedule;
  readonly overrides: BankDayOverrides;
};

/**
 * paid: money was reserved or taken. open: the customer may still act. failed: it ended with nothing reserved. unread: only a ledger
 * or a file has named the order, and tells of no money taken. absent: the shop registered it, and Vipps has no such payment.
 */
export type Standing = 'paid' | 'open' | 'failed' | 'unread' | 'absent';

export function standingOf({ order, events, money, notAtVipps }: JourneyFacts): Standing {
  const booked = money.some(({ group, amountOre }) => group === 'captures' && amountOre > 0);
  if (order.reservedOre > 0 || order.capturedOre > 0 || booked) return 'paid';
  if (order.state === 'mentioned') return 'unread';
  if (notAtVipps && order.state === 'initiated' && events.length === 0) return 'absent';
  return order.state === 'cancelled' || order.state === 'rejected' || order.state === 'expired'
    ? 'failed'
    : 'open';
}

/** Direct capture: the money is taken when the customer confirms. */
export function isSale(events: readonly PaymentEvent[]): boolean {
  return events.some(({ operation, success }) => operation === 'sale' && success);
}

/** When a cancel, by whomever, ended it; null when none did. */
export function endOf(events: readonly PaymentEvent[]): string | null {
  const ends = events.filter(
    ({ operation, success }) => success && (operation === 'cancel' || operation === 'void'),
  );
  return ends.map(({ occurredAt }) => occurredAt).sort()[0] ?? null;
}

/** What was captured: as Vipps tells, or as the ledger does of an order that was not read. */
export function takenOre({ order, money }: JourneyFacts): Ore {
  const captures = money.filter(({ group }) => group === 'captures');
  return maxOre(order.capturedOre, sumOre(captures.map(({ amountOre }) => amountOre)));
}
