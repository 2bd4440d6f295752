/** Orders at each turn of a journey, and how its steps are read back. */
import { addMs, day, dayMs } from '#core/calendar';
import { type JourneyStep, journeyOf } from '#core/journey';
import type { JourneyFacts, JourneyMoney, JourneyOrder, JourneyPayout } from '#core/journey-facts';
import { ore } from '#core/money';
import type { PaymentEvent, PaymentOperation } from '#core/payment-state';

/** A Tuesday, ten in Oslo. */
export const start = '2026-06-02T08:00:00.000Z';
export const minutes = (count: number) => addMs(start, count * 60_000);
export const days = (count: number) => addMs(start, count * dayMs);
export const event = (
  operation: PaymentOperation,
  amount: number,
  occurredAt: string,
  success = true,
): PaymentEvent => ({
  operation,
  amountOre: ore(amount),
  success,
  occurredAt,
});

export const initiated: JourneyOrder = {
  state: 'initiated',
  express: 'no',
  device: null,
  amountOre: ore(1000),
  reservedOre: ore(0),
  capturedOre: ore(0),
  refundedOre: ore(0),
  cancelledOre: ore(0),
  registeredAt: start,
  initiatedAt: start,
  reservedAt: null,
  lastCapturedAt: null,
  confirmedAt: null,
  confirmedBy: null,
  polledAt: start,
  shippedAt: null,
  sentOre: null,
  guaranteeUntil: null,
  deadlineAt: null,
  shippingMethod: null,
  shippingCostOre: null,
};
export const reserved: JourneyOrder = {
  ...initiated,
  state: 'reserved',
  reservedOre: ore(1000),
  reservedAt: minutes(1),
  guaranteeUntil: days(7),
  deadlineAt: days(180),
};
export const captured: JourneyOrder = {
  ...reserved,
  state: 'captured',
  capturedOre: ore(1000),
  lastCapturedAt: minutes(60),
  shippedAt: minutes(59),
};
export const ledger = {
  payoutBankDays: 2,
  cutoffHour: 0,
  country: 'NO',
  schedule: 'daily',
  overrides: new Map(),
} as const;
export const payout = (settlementNumber: string, state: JourneyPayout['state']): JourneyPayout => ({
  ledgerId: '302321',
  settlementNumber,
  state,
  expected: { earliest: day('2026-06-04'), latest: day('2026-06-05') },
  arrivedOn: state === 'arrived' ? day('2026-06-04') : null,
});
export const booked = (
  amount: number,
  paidBy: JourneyPayout | null = null,
  ledgerDate = '2026-06-02',
): JourneyMoney => ({
  group: amount > 0 ? 'captures' : 'refunds',
  amountOre: ore(amount),
  ledgerDate: day(ledgerDate),
  payout: paidBy,
});
export const disputed = (amount: number, paidBy: JourneyPayout | null = null): JourneyMoney => ({
  ...booked(amount, paidBy),
  group: 'disputes',
});
export const parcel = (amount: number | null, shippedAt: string) => ({
  amountOre: amount === null ? null : ore(amount),
  shippedAt,
});

export function journey(order: JourneyOrder, now: string, more: Partial<JourneyFacts> = {}): JourneyStep[] {
  return journeyOf(
    {
      order,
      events: [],
      cancelledHere: false,
      customerCancelled: false,
      notAtVipps: false,
      capturedBy: null,
      shipments: [],
      money: [],
      ledger,
      ...more,
    },
    now,
  );
}
export const statuses = (steps: readonly JourneyStep[]) => steps.map(({ status }) => status).join(' ');
export function step<Kind extends JourneyStep['kind']>(steps: readonly JourneyStep[], kind: Kind) {
  const found = steps.find((each): each is Extract<JourneyStep, { kind: Kind }> => each.kind === kind);
  if (found === undefined) throw new Error(`no step ${kind}`);
  return found;
}
