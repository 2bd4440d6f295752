import { addBankDays, addDays, addMs, type Day, instantAt } from '#core/calendar';
import type { Ore } from '#core/money';
import type { LedgerTerms } from '#simulator/config';
import {
  bookEntries,
  closingInstant,
  getLedgerState,
  ledgerHandle,
  openDayOf,
} from '#simulator/settlement/book-entries';
import { closeLedgerDay, type DayEndEntry, invoiceFees } from '#simulator/settlement/close-ledger-day';
import type { LedgerState } from '#simulator/store/ledger-store';
import { getLedgerTerms, nextTransactionId, type World } from '#simulator/world';

/** Ends the open day of a ledger: fees, payout, the next day. Entries bear the last millisecond of the day. */
export function endLedgerDay(world: World, state: LedgerState): void {
  const terms = getLedgerTerms(world, state.ledgerId);
  const ledgerDay = openDayOf(state);
  const end = closeLedgerDay(terms, ledgerDay, state);
  const number =
    end.payoutOre === undefined ? undefined : schedulePayout(world, terms, ledgerDay, end.payoutOre);
  book(world, terms, addMs(state.closesAt, -1), end.entries, number);

  const newDay = addDays(ledgerDay, 1);
  const closed = getLedgerState(world, state.ledgerId, state.closesAt);
  world.ledgers.saveState({ ...closed, openDay: newDay, closesAt: closingInstant(terms, newDay) });
  const invoice = invoiceFees(terms, newDay, closed);
  if (invoice) book(world, terms, state.closesAt, [invoice], undefined);
}

/** Money is deposited at ten in the morning, some bank days after the ledger day. Returns the settlement number. */
function schedulePayout(world: World, terms: LedgerTerms, ledgerDay: Day, amountOre: Ore): string {
  const number = String(world.settings.next('settlement-number', 2_000_801));
  const expectedBankDay = addBankDays(ledgerDay, world.config.bankDaysToDeposit);
  const depositAt = instantAt(expectedBankDay, '10:00');
  world.payouts.insert({
    number,
    ledgerId: terms.ledgerId,
    ledgerDate: ledgerDay,
    amountOre,
    expectedBankDay,
    depositAt,
  });
  return number;
}

function book(
  world: World,
  terms: LedgerTerms,
  at: string,
  entries: readonly DayEndEntry[],
  payoutNumber: string | undefined,
): void {
  if (entries.length === 0) return;
  const feeReference = nextTransactionId(world);
  const recipientHandle = ledgerHandle(world, terms.ledgerId);
  const drafts = entries.map((entry) => ({
    ...entry,
    pspReference: (entry.entryType === 'scheduled-for-payout' ? payoutNumber : undefined) ?? feeReference,
    reference: '',
    recipientHandle,
  }));
  bookEntries(world, terms.ledgerId, at, drafts);
}
