/**
 * When the money of a payout is expected in the bank, and where it stands. A payout is scheduled at the end of a
 * ledger day and arrives the agreed number of bank days after it: Friday, Saturday and Sunday make three payouts
 * that all arrive on Tuesday, Monday's captures arrive on Wednesday (Vipps, "Settlements").
 */
import { addBankDays, type BankDayOverrides, type Country, type Day } from './calendar';

export const payoutStates = ['scheduled', 'due', 'arrived', 'overdue', 'aborted'] as const;
export type PayoutState = (typeof payoutStates)[number];

/** Vipps's usual delay; the money may take one bank day more before anybody should worry. */
export const usualPayoutBankDays = 2;

export type ExpectedInBank = { readonly earliest: Day; readonly latest: Day };

export function expectedInBank(
  ledgerDay: Day,
  bankDays = usualPayoutBankDays,
  country: Country = 'NO',
  overrides?: BankDayOverrides,
): ExpectedInBank {
  const earliest = addBankDays(ledgerDay, bankDays, country, overrides);
  return { earliest, latest: addBankDays(earliest, 1, country, overrides) };
}

export type PayoutFacts = {
  readonly expected: ExpectedInBank;
  readonly abortedAt: string | null;
  readonly arrivedOn: Day | null;
  /** The last day the bank statements read here cover for the account; null when there are none. */
  readonly bankKnownThrough: Day | null;
  /** Is there a bank line that may be its money, and that nobody has decided on? Then it is not known to be missing. */
  readonly suggested?: boolean | 0 | 1;
};

/**
 * `overdue` is said only when it is known: the latest expected day is over and a bank statement that covers it
 * does not show the money. Without such a statement an expected payout stays `due`.
 */
export function payoutStateOf(
  { expected, abortedAt, arrivedOn, bankKnownThrough, suggested = false }: PayoutFacts,
  today: Day,
): PayoutState {
  if (arrivedOn !== null) return 'arrived';
  if (abortedAt !== null) return 'aborted';
  if (today < expected.earliest) return 'scheduled';
  if (today <= expected.latest || suggested) return 'due';
  return bankKnownThrough !== null && bankKnownThrough >= expected.latest ? 'overdue' : 'due';
}
