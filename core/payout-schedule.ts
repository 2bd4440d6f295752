/** How often a ledger is paid out: daily, weekly (on Mondays, for the week before) or monthly (on the 1st, for the month before). */
import { addDays, type Day, daysBetween, weekdayOf } from './calendar';

export const payoutSchedules = ['daily', 'weekly', 'monthly'] as const;
export type PayoutSchedule = (typeof payoutSchedules)[number];

/** Found from payouts that were made: the usual length of what they cover. Daily when there are none. */
export function inferPayoutSchedule(
  covers: readonly { readonly from: Day; readonly to: Day }[],
): PayoutSchedule {
  const lengths = covers.map(({ from, to }) => daysBetween(from, to) + 1).sort((a, b) => a - b);
  const usual = lengths[Math.floor(lengths.length / 2)] ?? 1;
  return usual <= 3 ? 'daily' : usual <= 14 ? 'weekly' : 'monthly';
}

/** The last ledger day of the payout that a ledger day will be part of. */
export function payoutDayOf(ledgerDate: Day, schedule: PayoutSchedule): Day {
  if (schedule === 'weekly') return addDays(ledgerDate, 7 - weekdayOf(ledgerDate));
  if (schedule === 'monthly') return endOfMonth(ledgerDate);
  return ledgerDate;
}

function endOfMonth(date: Day): Day {
  let last = date;
  while (addDays(last, 1).slice(0, 7) === date.slice(0, 7)) last = addDays(last, 1);
  return last;
}
