import { addDays, type Day, weekdayOf } from '#core/calendar';
import { addOre, negateOre, type Ore, subtractOre, zeroOre } from '#core/money';
import { assertNever } from '#simulator/assert-never';
import type { LedgerTerms, PayoutSchedule } from '#simulator/config';
import type { Topic } from '#simulator/store/ledger-store';

/**
 * The entries that end a ledger day, in booking order. Pure.
 *
 * Net: the fees that have gathered are kept back from the money (−Σ on funds, +Σ on fees). Then, when the
 * schedule says so and something is left above the reserve, the payout, as the last entry of the day. A
 * balance that is not positive is carried over. Gross: fees stay until the invoice (see invoiceFees).
 */
export function closeLedgerDay(terms: LedgerTerms, ledgerDay: Day, balances: Balances): DayEnd {
  const entries: DayEndEntry[] = [];
  const retained = terms.feeMode === 'net' ? balances.feesOre : zeroOre;
  if (retained !== 0) {
    entries.push({ topic: 'funds', entryType: 'fees-retained', amountOre: retained });
    entries.push({ topic: 'fees', entryType: 'fees-retained', amountOre: negateOre(retained) });
  }
  const available = subtractOre(addOre(balances.fundsOre, retained), terms.heldBackOre);
  if (available <= 0 || !isPayoutDay(terms.payoutSchedule, ledgerDay))
    return { entries, payoutOre: undefined };
  entries.push({ topic: 'funds', entryType: 'scheduled-for-payout', amountOre: negateOre(available) });
  return { entries, payoutOre: available };
}

export interface Balances {
  readonly fundsOre: Ore;
  /** Fees not yet kept back or invoiced: negative. */
  readonly feesOre: Ore;
}

export interface DayEnd {
  readonly entries: readonly DayEndEntry[];
  /** Undefined = no payout. */
  readonly payoutOre: Ore | undefined;
}

export interface DayEndEntry {
  readonly topic: Topic;
  readonly entryType: 'fees-retained' | 'scheduled-for-payout' | 'fees-invoiced';
  readonly amountOre: Ore;
}

/**
 * Gross: on the 1st of a month, the first thing booked is the invoice over all fees up to then. Returns
 * undefined on every other day, for a net ledger, and when there is nothing to invoice. Pure.
 */
export function invoiceFees(
  terms: LedgerTerms,
  newLedgerDay: Day,
  balances: Balances,
): DayEndEntry | undefined {
  if (terms.feeMode !== 'gross' || !newLedgerDay.endsWith('-01') || balances.feesOre === 0) return undefined;
  return { topic: 'fees', entryType: 'fees-invoiced', amountOre: negateOre(balances.feesOre) };
}

/**
 * Is there a payout at the end of this ledger day? Weekly payouts are made on Mondays and monthly ones on the
 * 1st, that is in the moment the Sunday or the last of the month has ended.
 */
export function isPayoutDay(schedule: PayoutSchedule, ledgerDay: Day): boolean {
  switch (schedule) {
    case 'daily':
      return true;
    case 'weekly':
      return weekdayOf(ledgerDay) === 7;
    case 'monthly':
      return addDays(ledgerDay, 1).endsWith('-01');
    default:
      return assertNever(schedule);
  }
}
