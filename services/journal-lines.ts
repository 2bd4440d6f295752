/** The journal of a payout, or of all that is posted in a period, line by line. */
import { type JournalLine, type JournalVoucher, journalLines } from '#core/journal';
import type { JournalAccounts } from '#core/journal-accounts';
import type { Db } from '#db/client';
import { findLedger, listLedgers } from '#db/ledgers';
import {
  type JournalFilter,
  type JournalPayout,
  movementsNotPaidOut,
  movementsOfPayout,
  pageOfJournalPayouts,
} from '#db/queries/export-journal';
import { rowsByPage } from './export-rows';

/**
 * With a period: every line whose day lies in it, of payouts by their ledger day, then of what is not paid out yet, so that
 * the months of a year put together hold each line once. Without one: all lines of the payouts named.
 */
export async function* journalOf(
  db: Db,
  filter: JournalFilter,
  accounts: JournalAccounts,
): AsyncGenerator<JournalLine, void, undefined> {
  const { period } = filter;
  const inPeriod = (line: JournalLine) =>
    period === undefined || (line.day >= period.from && line.day <= period.to);
  for await (const payout of rowsByPage((after: Parameters<typeof pageOfJournalPayouts>[2]) =>
    pageOfJournalPayouts(db, filter, after),
  )) {
    yield* journalLines(await voucherOf(db, payout), accounts).filter(inPeriod);
  }
  if (filter.settlementNumber !== undefined) return;
  for (const ledger of await ledgersOf(db, filter.ledgerId)) {
    const part = await movementsNotPaidOut(db, ledger.ledgerId);
    const voucher: JournalVoucher = {
      ...part,
      number: `open-${ledger.ledgerId}`,
      ledgerId: ledger.ledgerId,
      currency: ledger.currency,
      lastDay: null,
      arrival: null,
    };
    yield* journalLines(voucher, accounts).filter(inPeriod);
  }
}

async function voucherOf(db: Db, payout: JournalPayout): Promise<JournalVoucher> {
  const { arrivedOn, arrivedOre } = payout;
  return {
    ...(await movementsOfPayout(db, payout)),
    number: payout.settlementNumber,
    ledgerId: payout.ledgerId,
    currency: payout.currency,
    lastDay: payout.source === 'file' ? null : payout.coversTo,
    arrival:
      arrivedOn === null || arrivedOre === null
        ? null
        : { day: arrivedOn, paidOre: payout.amountOre, arrivedOre },
  };
}

async function ledgersOf(db: Db, ledgerId: string | undefined) {
  if (ledgerId === undefined) return listLedgers(db);
  const ledger = await findLedger(db, ledgerId);
  return ledger === undefined ? [] : [ledger];
}
