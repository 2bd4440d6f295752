/** Derives the payouts of each ledger from its entries, and adds up what each is made of. Running it again changes nothing. */
import { z } from 'zod';
import { addDays, type BankDayOverrides, type Day, day } from '#core/calendar';
import { abortedPayoutEntryType } from '#core/ledger-entry-types';
import { negateOre } from '#core/money';
import { explainPayout } from '#core/payout-explanation';
import { expectedInBank } from '#core/payout-state';
import {
  firstLedgerDate,
  type LedgerEntryRow,
  type LedgerRow,
  listLedgers,
  listPayoutEntries,
} from '#db/ledgers';
import { listPayoutsNotAddedUp, type NewPayout, saveDifferences, savePayouts } from '#db/payouts';
import { readPayoutFigures } from '#db/queries/payout-figures';
import { findMark, saveMark } from '#db/reconcile-marks';
import { readBankDayOverrides } from './bank-day-calendar';
import type { OfflineDesk } from './desk';
import { matchBankLines } from './match-bank-lines';

export type DerivedPayouts = { readonly payouts: number; readonly added: number; readonly arrived: number };

export async function derivePayouts(desk: OfflineDesk): Promise<DerivedPayouts> {
  const result = { payouts: 0, added: 0 };
  const overridesOf = await readBankDayOverrides(desk);
  for (const ledger of await listLedgers(desk.db)) {
    const first = await firstLedgerDate(desk.db, ledger.ledgerId);
    if (first === undefined) continue;
    const entries = await listPayoutEntries(desk.db, ledger.ledgerId);
    result.payouts += entries.filter(({ entryType }) => entryType !== abortedPayoutEntryType).length;
    result.added += await derivePayoutsOf(desk, ledger, first, entries, overridesOf(ledger.country));
  }
  await addUpPayouts(desk);
  return { ...result, arrived: (await matchBankLines(desk)).arrived };
}

/**
 * Payouts whose entries were there the last time are as they were, unless an abort came since or the calendar they were derived by is another
 * now. How far this came is stored after the payouts: where it breaks off between, they are derived again.
 */
async function derivePayoutsOf(
  { db }: OfflineDesk,
  ledger: LedgerRow,
  first: string,
  entries: readonly LedgerEntryRow[],
  overrides: BankDayOverrides,
): Promise<number> {
  const name = `payouts of ${ledger.ledgerId}`;
  const terms = JSON.stringify([first, ledger.payoutBankDays, ledger.country, ...overrides]);
  const through = Math.max(0, ...entries.map(orderOf));
  const mark = JSON.stringify({ terms, through });
  const stored = await findMark(db, name);
  if (stored === mark) return 0;
  const before = stored === undefined ? undefined : markSchema.parse(JSON.parse(stored));
  const from = before?.terms === terms ? firstAffected(entries, before.through) : 0;
  const rows = payoutsOf(ledger, first, entries, overrides, from);
  const added = await savePayouts(db, rows);
  await saveMark(db, name, mark);
  return added;
}

const markSchema = z.object({ terms: z.string(), through: z.number() });

/** The place in the feed of the first payout that entries after a place make or abort. */
function firstAffected(entries: readonly LedgerEntryRow[], after: number): number {
  const fresh = entries.filter((entry) => orderOf(entry) > after);
  const named = new Set(fresh.map(({ pspReference }) => pspReference));
  return Math.min(...entries.filter(({ pspReference }) => named.has(pspReference)).map(orderOf));
}

const payoutsAtOnce = 100;

/** What the entries of a payout leave unexplained is stored with it: lists and exceptions need not add up again. */
export async function addUpPayouts(desk: OfflineDesk): Promise<void> {
  const payouts = await listPayoutsNotAddedUp(desk.db);
  for (let from = 0; from < payouts.length; from += payoutsAtOnce) {
    const differences = [];
    for (const payout of payouts.slice(from, from + payoutsAtOnce)) {
      const { differenceOre } = explainPayout({ ...(await readPayoutFigures(desk.db, payout)), ...payout });
      differences.push({ ...payout, differenceOre });
    }
    await saveDifferences(desk.db, differences);
  }
}

/**
 * A payout is the balance after the payout before it and what moved since, in the order of booking. It covers the ledger days
 * since then. A payout that was aborted before paid nothing: its days are covered again by the next. Payouts before a place in the feed
 * are left out.
 */
export function payoutsOf(
  ledger: Pick<LedgerRow, 'ledgerId' | 'payoutBankDays' | 'country'>,
  firstDay: string,
  entries: readonly LedgerEntryRow[],
  overrides?: BankDayOverrides,
  fromFeedOrder = 0,
): NewPayout[] {
  const aborts = new Map<string, LedgerEntryRow>();
  for (const entry of entries) {
    if (entry.entryType === abortedPayoutEntryType) aborts.set(entry.pspReference, entry);
  }
  const rows: NewPayout[] = [];
  const scheduled: { entry: LedgerEntryRow; abort: LedgerEntryRow | undefined }[] = [];
  for (const entry of entries) {
    if (entry.entryType === abortedPayoutEntryType) continue;
    const abort = aborts.get(entry.pspReference);
    if (orderOf(entry) < fromFeedOrder) {
      scheduled.push({ entry, abort });
      continue;
    }
    const expected = expectedInBank(entry.ledgerDate, ledger.payoutBankDays, ledger.country, overrides);
    const before = scheduled.findLast(
      ({ abort }) => abort === undefined || orderOf(abort) > orderOf(entry),
    )?.entry;
    const coversFrom = before === undefined ? day(firstDay) : addDays(before.ledgerDate, 1);
    rows.push({
      ledgerId: ledger.ledgerId,
      settlementNumber: entry.pspReference,
      currency: entry.currency,
      amountOre: negateOre(entry.amountOre),
      ledgerDate: entry.ledgerDate,
      coversFrom: earlierDay(coversFrom, entry.ledgerDate),
      coversTo: entry.ledgerDate,
      scheduledAt: entry.occurredAt,
      expectedEarliest: expected.earliest,
      expectedLatest: expected.latest,
      predictedEarliest: expected.earliest,
      predictedLatest: expected.latest,
      afterFeedOrder: before === undefined ? 0 : orderOf(before),
      throughFeedOrder: orderOf(entry),
      abortedAt: abort?.occurredAt ?? null,
      source: 'feed',
    });
    scheduled.push({ entry, abort });
  }
  return rows;
}

function orderOf({ feedOrder }: LedgerEntryRow): number {
  if (feedOrder === null) throw new Error('a payout entry of the feed without its place in the feed');
  return feedOrder;
}

/** Two payouts on one ledger day: the second covers that day, not the next. */
function earlierDay(a: Day, b: Day): Day {
  return a < b ? a : b;
}
