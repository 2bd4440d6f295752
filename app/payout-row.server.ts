import type { Day } from '#core/calendar';
import { payoutStateOf } from '#core/payout-state';
import type { PayoutListRow } from '#db/queries/payouts-list';

/**
 * A payout with its state today. `unseen`: it should have come, and no bank statement covers the day. `suggested`: a bank line may be
 * its money, and nobody has said so yet.
 */
export function withState(row: PayoutListRow, today: Day) {
  const expected = { earliest: row.expectedEarliest, latest: row.expectedLatest };
  const suggested = row.suggested === 1;
  const state = payoutStateOf({ ...row, expected }, today);
  return { ...row, state, suggested, unseen: state === 'due' && today > row.expectedLatest && !suggested };
}
