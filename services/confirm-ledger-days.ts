/**
 * Asks Vipps for each finished ledger day (the dates endpoint) and compares it with what the feed brought, entry by entry. Only
 * then a day is complete. A day reopened by a late entry is asked for again.
 */
import { addDays, ledgerDayOf } from '#core/calendar';
import { ledgerTopics } from '#core/ledger-entry-types';
import { addOre, type Ore, zeroOre } from '#core/money';
import {
  type Confirmation,
  type LedgerDayName,
  type LedgerDayRow,
  listFeedEntriesOfDay,
  listUnconfirmedDays,
  markAsked,
  saveConfirmation,
} from '#db/ledger-days';
import { listLedgers } from '#db/ledgers';
import type { LedgerItem } from '#vipps/client';
import { addUpLedgerDays } from './add-up-ledger-days';
import type { Desk } from './desk';
import type { Progress } from './progress';
import { feedKey } from './sync-ledgers';

export type ConfirmedDays = {
  readonly confirmed: number;
  readonly differing: number;
  /** Vipps says: not finished, try later. */
  readonly notReady: number;
};

const daysPerRun = 2000;

export async function confirmLedgerDays(desk: Desk, progress: Progress): Promise<ConfirmedDays> {
  await addUpLedgerDays(desk, progress);
  const result = { confirmed: 0, differing: 0, notReady: 0 };
  for (const { ledgerId, source, cutoffHour } of await listLedgers(desk.db)) {
    if (source !== 'feed') continue;
    const yesterday = addDays(ledgerDayOf(desk.clock.now(), cutoffHour), -1);
    for (const topic of ledgerTopics) {
      const days = await listUnconfirmedDays(desk.db, ledgerId, topic, yesterday, daysPerRun);
      for (const day of days) {
        if (progress.stopping()) return result;
        result[await confirmDay(desk, day)] += 1;
        await progress.report(result.confirmed + result.differing + result.notReady, null);
      }
    }
  }
  return result;
}

async function confirmDay(desk: Desk, day: LedgerDayRow): Promise<keyof ConfirmedDays> {
  const name: LedgerDayName = { ledgerId: day.ledgerId, topic: day.topic, ledgerDate: day.ledgerDate };
  const items = await readDay(desk, name);
  const at = desk.clock.now();
  if (items === undefined) {
    await markAsked(desk.db, name, at);
    return 'notReady';
  }
  const found = compare(name, items, await listFeedEntriesOfDay(desk.db, name));
  const saved = await saveConfirmation(desk.db, name, day, found, at);
  if (!saved) return 'notReady'; // an entry came meanwhile: added up first, asked for again
  return found.missingEntries === 0 && found.extraEntries === 0 ? 'confirmed' : 'differing';
}

/** All pages of a finished day; undefined while it is not finished. */
async function readDay(
  desk: Desk,
  { ledgerId, topic, ledgerDate }: LedgerDayName,
): Promise<LedgerItem[] | undefined> {
  const items: LedgerItem[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await desk.vipps.getLedgerDay({ ledgerId, topic, date: ledgerDate, cursor });
    if (!page.ready) return undefined;
    items.push(...page.items);
    if (page.nextCursor === undefined) return items;
    cursor = page.nextCursor;
  }
}

type Stored = { readonly entryKey: string; readonly alsoKey: string | null; readonly amountOre: Ore };

/** The same key is the same entry: see feedKey. */
function compare(day: LedgerDayName, items: readonly LedgerItem[], stored: readonly Stored[]): Confirmation {
  const open = new Map<string, Stored>();
  for (const entry of stored) {
    open.set(entry.entryKey, entry);
    if (entry.alsoKey !== null) open.set(entry.alsoKey, entry);
  }
  const seen = new Set<Stored>();
  const found = { missingEntries: 0, missingOre: zeroOre, extraEntries: 0, extraOre: zeroOre };
  for (const item of items) {
    const entry = open.get(feedKey(item, day.ledgerId, day.topic));
    if (entry !== undefined) {
      seen.add(entry);
      continue;
    }
    found.missingEntries += 1;
    found.missingOre = addOre(found.missingOre, item.amountOre);
  }
  for (const entry of stored) {
    if (seen.has(entry)) continue;
    found.extraEntries += 1;
    found.extraOre = addOre(found.extraOre, entry.amountOre);
  }
  return found;
}
