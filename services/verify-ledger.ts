/** Ledger days against their entries, and each entry's balance against the one before. */
import { type LedgerTopic, ledgerTopics } from '#core/ledger-entry-types';
import type { Db } from '#db/client';
import { type LedgerRow, listLedgers } from '#db/ledgers';
import {
  type DaySums,
  type DayToVerify,
  daySums,
  daysToVerify,
  feedToVerify,
} from '#db/queries/verify-ledger';
import { type Check, counted, kroner, Tally } from './verify-tally';

/** Stored sums are those of the entries. Days that wait to be added up are told, and no fault. */
export async function verifyDays(db: Db): Promise<Check> {
  const tally = new Tally();
  const seen = { days: 0, entries: 0, touched: 0 };
  for (const ledger of await listLedgers(db)) {
    for (const day of daysToVerify(db, ledger)) {
      seen.days += 1;
      seen.entries += day.found.entries;
      if (day.touched) seen.touched += 1;
      const problem = day.touched ? undefined : wrongSums(day, ledger);
      if (problem !== undefined)
        tally.add(`ledger day ${ledger.ledgerId} ${day.topic} ${day.ledgerDate}`, problem);
    }
  }
  const waiting = seen.touched === 0 ? '' : `; ${counted(seen.touched, 'day')} not added up yet`;
  return tally.check(
    'ledger days',
    `${counted(seen.days, 'ledger day')} with ${counted(seen.entries, 'entry', 'entries')}: each sum is that of its entries${waiting}`,
  );
}

const sumWords: Readonly<Record<keyof DaySums, string>> = {
  entries: 'entries',
  amountOre: 'kroner',
  unclassified: 'entries of unknown types',
  gapOre: 'kroner of breaks in its balances',
  gaps: 'breaks in its balances',
};

function wrongSums({ stored, found }: DayToVerify, { currency }: LedgerRow): string | undefined {
  if (stored === undefined)
    return `is not there, and ${counted(found.entries, 'entry stands', 'entries stand')} for it`;
  const written = (name: keyof DaySums, value: number) =>
    name === 'amountOre' || name === 'gapOre' ? kroner(value, currency) : String(value);
  const other = daySums
    .filter((name) => stored[name] !== found[name])
    .map(
      (name) =>
        `${sumWords[name]}: stored ${written(name, stored[name])}, its entries say ${written(name, found[name])}`,
    );
  return other.length === 0 ? undefined : other.join('; ');
}

/** Each balance begins where the one before ended, but for the breaks that are told; and the days lead from the first to the last. */
export async function verifyFeeds(db: Db): Promise<Check> {
  const tally = new Tally();
  const seen = { feeds: 0, entries: 0, breaks: 0 };
  for (const ledger of await listLedgers(db)) {
    for (const topic of ledgerTopics) {
      const feed = verifyFeed(db, ledger, topic, tally);
      if (feed.entries === 0) continue;
      seen.feeds += 1;
      seen.entries += feed.entries;
      seen.breaks += feed.breaks;
    }
  }
  const breaks = seen.breaks === 0 ? '' : `; ${counted(seen.breaks, 'break')} that the days tell of`;
  return tally.check(
    'balances',
    `${counted(seen.entries, 'entry', 'entries')} of ${counted(seen.feeds, 'feed')}: opening + entries = closing, each balance follows from the one before${breaks}`,
  );
}

function verifyFeed(db: Db, ledger: LedgerRow, topic: LedgerTopic, tally: Tally) {
  const { ledgerId, currency } = ledger;
  const feed = { entries: 0, breaks: 0, openingOre: 0, movedOre: 0, gapOre: 0, whole: true };
  let [order, balanceOre]: [number, number | null] = [0, null];
  for (const entry of feedToVerify(db, ledgerId, topic)) {
    const { balanceBeforeOre: before, balanceAfterOre: after, chainGapOre: gapOre } = entry;
    const record = `ledger entry ${entry.sequence} (${ledgerId} ${topic} ${entry.ledgerDate}, ${entry.entryType})`;
    if (entry.feedOrder !== order + 1)
      tally.add(record, `is number ${entry.feedOrder} of its feed and follows number ${order}`);
    if (before !== null && after !== null && before + entry.amountOre !== after)
      tally.add(record, `${kroner(before)} + ${kroner(entry.amountOre)} is not ${kroner(after, currency)}`);
    const foundOre = before === null || balanceOre === null ? gapOre : before - balanceOre;
    if (foundOre !== gapOre)
      tally.add(
        record,
        `begins at ${kroner(before ?? 0, currency)} and the one before ended at ${kroner(balanceOre ?? 0, currency)}, which nothing tells of`,
      );
    if (feed.entries === 0) feed.openingOre = before ?? 0;
    if (before === null || after === null) feed.whole = false;
    feed.entries += 1;
    feed.movedOre += entry.amountOre;
    feed.gapOre += gapOre ?? 0;
    if (gapOre !== null && gapOre !== 0) feed.breaks += 1;
    [order, balanceOre] = [entry.feedOrder, after];
  }
  const closingOre = feed.openingOre + feed.movedOre + feed.gapOre;
  if (feed.whole && feed.entries > 0 && closingOre !== balanceOre)
    tally.add(
      `ledger ${ledgerId} ${topic}`,
      `opening + entries is ${kroner(closingOre, currency)}, the newest balance ${kroner(balanceOre ?? 0, currency)}`,
    );
  return feed;
}
