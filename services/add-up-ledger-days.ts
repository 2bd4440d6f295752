/** Adds up the ledger days whose entries changed, and makes rows for days on which nothing moved. */
import { addDays, type Day, day, instantAt, ledgerDayOf } from '#core/calendar';
import { ledgerTopics } from '#core/ledger-entry-types';
import { addUpTouchedDays, fillDays, filledThrough, type LedgerDayName } from '#db/ledger-days';
import { firstLedgerDate, listLedgers } from '#db/ledgers';
import type { OfflineDesk } from './desk';
import type { Progress } from './progress';

export type AddedUpDays = { readonly days: number; readonly reopened: number };

const atOnce = 200;

export async function addUpLedgerDays(desk: OfflineDesk, progress: Progress): Promise<AddedUpDays> {
  const ledgers = await listLedgers(desk.db);
  const cutoffs = new Map(ledgers.map((ledger) => [ledger.ledgerId, ledger.cutoffHour]));
  const endOfDay = (name: LedgerDayName) => lateAfter(name.ledgerDate, cutoffs.get(name.ledgerId) ?? 0);
  const result = { days: 0, reopened: 0 };
  while (!progress.stopping()) {
    const done = await addUpTouchedDays(desk.db, { limit: atOnce, endOfDay, at: desk.clock.now() });
    result.days += done.days.length;
    result.reopened += done.reopened;
    if (done.days.length < atOnce) break;
  }
  for (const ledger of ledgers) {
    if (ledger.source === 'feed') await fillQuietDays(desk, ledger.ledgerId, ledger.cutoffHour);
  }
  return result;
}

/** From the first day the feed tells of to yesterday there is a row for each day and topic. */
async function fillQuietDays(desk: OfflineDesk, ledgerId: string, cutoffHour: number): Promise<void> {
  const first = await firstLedgerDate(desk.db, ledgerId);
  if (first === undefined) return;
  const yesterday = addDays(ledgerDayOf(desk.clock.now(), cutoffHour), -1);
  const from = (await filledThrough(desk.db, ledgerId)) ?? addDays(day(first), -1);
  const days: LedgerDayName[] = [];
  for (let ledgerDate = addDays(from, 1); ledgerDate <= yesterday; ledgerDate = addDays(ledgerDate, 1))
    for (const topic of ledgerTopics) days.push({ ledgerId, topic, ledgerDate });
  if (days.length > 0) await fillDays(desk.db, ledgerId, days, yesterday);
}

/** What is booked on a day more than a whole day after it ended came late. */
export function lateAfter(ledgerDate: Day, cutoffHour: number): string {
  return instantAt(addDays(ledgerDate, 2), `${String(cutoffHour).padStart(2, '0')}:00`);
}
