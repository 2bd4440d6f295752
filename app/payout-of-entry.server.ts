import { dayOf } from '#core/calendar';
import { payoutStateOf } from '#core/payout-state';
import type { OrderPayout } from '#db/queries/order-detail';

/** The payout of an order's ledger entry, with where it stands now. */
export function withPayoutState(payout: OrderPayout, now: string) {
  const expected = { earliest: payout.expectedEarliest, latest: payout.expectedLatest };
  return { ...payout, expected, state: payoutStateOf({ ...payout, expected }, dayOf(now)) };
}
