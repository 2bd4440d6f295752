/** Derives the payouts of each ledger from its entries. Running it again changes nothing. */
import { addDays, type Day, day } from '#core/calendar';
import { abortedPayoutEntryType } from '#core/ledger-entry-types';
import { negateOre } from '#core/money';
import { expectedInBank } from '#core/payout-state';
import {
  firstLedgerDate,
  type LedgerEntryRow,
  type LedgerRow,
  listLedgers,
  listPayoutEntries,
} from '#db/ledgers';
import { matchArrivedPayouts, type NewPayout, savePayout } from '#db/payouts';
import type { OfflineDesk } from './desk';

export type DerivedPayouts = { readonly payouts: number; readonly added: number; readonly arrived: number };

export async function derivePayouts(desk: OfflineDesk): Promise<DerivedPayouts> {
  const result = { payouts: 0, added: 0 };
  for (const ledger of await listLedgers(desk.db)) {
    const first = await firstLedgerDate(desk.db, ledger.ledgerId);
    if (first === undefined) continue;
    for (const row of payoutsOf(ledger, first, await listPayoutEntries(desk.db, ledger.ledgerId))) {
      result.payouts += 1;
      if (await savePayout(desk.db, row)) result.added += 1;
    }
  }
  return { ...result, arrived: await matchArrivedPayouts(desk.db) };
}

/**
 * A payout covers the ledger days after the last one that was paid out. An aborted payout paid nothing: its days
 * are covered again by the next.
 */
export function payoutsOf(
  ledger: Pick<LedgerRow, 'ledgerId' | 'payoutBankDays' | 'country'>,
  firstDay: string,
  entries: readonly LedgerEntryRow[],
): NewPayout[] {
  const abortedAt = new Map<string, string>();
  for (const entry of entries) {
    if (entry.entryType === abortedPayoutEntryType) abortedAt.set(entry.pspReference, entry.occurredAt);
  }
  let coversFrom = day(firstDay);
  const rows: NewPayout[] = [];
  for (const entry of entries) {
    if (entry.entryType === abortedPayoutEntryType) continue;
    const expected = expectedInBank(entry.ledgerDate, ledger.payoutBankDays, ledger.country);
    const aborted = abortedAt.get(entry.pspReference) ?? null;
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
      abortedAt: aborted,
      source: 'feed',
    });
    if (aborted === null) coversFrom = addDays(entry.ledgerDate, 1);
  }
  return rows;
}

/** Two payouts on one ledger day: the second covers that day, not the next. */
function earlierDay(a: Day, b: Day): Day {
  return [a, b].sort()[0] ?? a;
}
