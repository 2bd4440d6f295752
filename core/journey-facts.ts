/** What is known of one payment, from everybody who tells, and what a step of its journey is. */
import type { BankDayOverrides, Country, Day } from './calendar';
import type { Ore } from './money';
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
  readonly shippedAt: string | null;
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
  /** Who ordered the last capture from this desk; null = it was not ordered here. */
  readonly capturedBy: 'person' | 'desk' | null;
  readonly shipments: readonly JourneyShipment[];
  /** What the funds ledger shows of this order. */
  readonly money: readonly JourneyMoney[];
  /** The ledger that settles the sales unit; null = not known. */
  readonly ledger: JourneyLedger | null;
};

export type StepBase = {
  readonly status: StepStatus;
  /** When it happened, UTC; null = it has not, or nobody tells. */
  readonly at: string | null;
  readonly who: StepActor;
};

/** `amountOre` null: all that remained. */
export type JourneyShipment = { readonly amountOre: Ore | null; readonly shippedAt: string };

/** A capture or refund of the order on the funds ledger: a refund is negative. */
export type JourneyMoney = {
  readonly group: 'captures' | 'refunds';
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
 * or a file has named the order, and tells of no money taken.
 */
export type Standing = 'paid' | 'open' | 'failed' | 'unread';

export function standingOf({ order, money }: JourneyFacts): Standing {
  const booked = money.some(({ group, amountOre }) => group === 'captures' && amountOre > 0);
  if (order.reservedOre > 0 || order.capturedOre > 0 || booked) return 'paid';
  if (order.state === 'mentioned') return 'unread';
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
