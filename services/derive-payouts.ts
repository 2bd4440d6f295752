/** Derives the payouts of each ledger from its entries, and adds up what each is made of. Running it again changes nothing. */
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
import { listPayoutsNotAddedUp, type NewPayout, saveDifference, savePayouts } from '#db/payouts';
import { readPayoutFigures } from '#db/queries/payout-figures';
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
    const rows = payoutsOf(ledger, first, entries, overridesOf(ledger.country));
    result.payouts += rows.length;
    result.added += await savePayouts(desk.db, rows);
  }
  await addUpPayouts(desk);
  return { ...result, arrived: (await matchBankLines(desk)).arrived };
}

/** What the entries of a payout leave unexplained is stored with it: lists and exceptions need not add up again. */
export async function addUpPayouts(desk: OfflineDesk): Promise<void> {
  for (const payout of await listPayoutsNotAddedUp(desk.db)) {
    const figures = await readPayoutFigures(desk.db, payout);
    await saveDifference(desk.db, payout, explainPayout({ ...figures, ...payout }).differenceOre);
  }
}

/**
 * A payout is the balance after the payout before it and what moved since, in the order of booking. It covers the ledger days
 * since then. A payout that was aborted before paid nothing: its days are covered again by the next.
 */
export function payoutsOf(
  ledger: Pick<LedgerRow, 'ledgerId' | 'payoutBankDays' | 'country'>,
  firstDay: string,
  entries: readonly LedgerEntryRow[],
  overrides?: BankDayOverrides,
): NewPayout[] {
  const aborts = new Map<string, LedgerEntryRow>();
  for (const entry of entries) {
    if (entry.entryType === abortedPayoutEntryType) aborts.set(entry.pspReference, entry);
  }
  const rows: NewPayout[] = [];
  const scheduled: { entry: LedgerEntryRow; abort: LedgerEntryRow | undefined }[] = [];
  for (const entry of entries) {
    if (entry.entryType === abortedPayoutEntryType) continue;
    const expected = expectedInBank(entry.ledgerDate, ledger.payoutBankDays, ledger.country, overrides);
    const before = scheduled.findLast(
      ({ abort }) => abort === undefined || orderOf(abort) > orderOf(entry),
    )?.entry;
    const abort = aborts.get(entry.pspReference);
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
