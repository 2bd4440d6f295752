import type { Day } from '#core/calendar';
import { payoutStateOf } from '#core/payout-state';
import type { PayoutListRow } from '#db/queries/payouts-list';

/** A payout with its state today. `unseen`: it should have come, and no bank statement covers the day. */
export function withState(row: PayoutListRow, today: Day) {
  const expected = { earliest: row.expectedEarliest, latest: row.expectedLatest };
  const state = payoutStateOf({ ...row, expected }, today);
  return { ...row, state, unseen: state === 'due' && today > row.expectedLatest };
}
