/**
 * What a reader of bank statements yields. In camt.053 the lines of a statement follow it, and its end follows them;
 * in a CSV of several accounts all statements come first and their lines are mixed: go by `statementId`.
 */
import type { Day } from '#core/calendar';
import type { Currency, Ore } from '#core/money';
import type { FileFormatReason } from './file-format-error';

export type BankStatementEvent =
  | BankStatementStart
  | BankStatementLine
  | BankStatementUnreadableRow
  | BankStatementEnd
  | BankStatementProblem
  | BankStatementNotice
  | BankFileEnd;

export type StatementVersion = '001.02' | '001.08';

export interface BankStatementStart {
  readonly kind: 'statement';
  readonly version: StatementVersion | 'csv';
  readonly id: string;
  /** In the form of normaliseAccount; as written when that does not know it. */
  readonly account: string;
  readonly currency: Currency;
  /** In CSV the first and the last day on which something is booked. */
  readonly from: Day | undefined;
  readonly to: Day | undefined;
  /** Balances are signed: a debit balance is negative. */
  readonly opening: Ore | undefined;
  readonly openingDay: Day | undefined;
  readonly closing: Ore | undefined;
  readonly closingDay: Day | undefined;
  readonly line: number;
}

/** One amount booked on the account. */
export interface BankStatementLine {
  readonly kind: 'line';
  readonly statementId: string;
  readonly bookedOn: Day;
  readonly valueOn: Day | undefined;
  /** Into the account is positive, out of it negative. */
  readonly amountOre: Ore;
  readonly currency: Currency;
  /** The bank says that it takes back an earlier booking. The sign is right already. */
  readonly reversal: boolean;
  /** All texts of the entry, each once, joined by a space. */
  readonly text: string;
  /** The bank's reference, else the entry's, else end-to-end id. */
  readonly reference: string | undefined;
  /** Who paid or was paid, when the bank says so of this line alone. May be a person. */
  readonly counterparty?: string | undefined;
  /** Set when one entry was split into its transactions: the first is 1. */
  readonly part: { readonly number: number; readonly of: number } | undefined;
  readonly line: number;
}

/** An entry whose values cannot be read: it is in no sum, and the file goes on. */
export interface BankStatementUnreadableRow {
  readonly kind: 'unreadable-row';
  readonly line: number;
  readonly reason: FileFormatReason;
  readonly message: string;
  /** Undefined when the row does not tell its account. */
  readonly statementId: string | undefined;
}

export interface BankStatementEnd {
  readonly kind: 'statement-end';
  readonly statementId: string;
  readonly lines: number;
  /** Sum of the booked entries, signed. */
  readonly summedOre: Ore;
  /** opening + sum = closing; undefined when a balance is missing. */
  readonly balances: boolean | undefined;
  readonly line: number;
}

export interface BankStatementProblem {
  readonly kind: 'problem';
  readonly problem: 'balance-differs';
  readonly line: number;
  readonly statementId: string;
  readonly message: string;
  /** opening + sum of the entries. */
  readonly expectedOre: Ore;
  /** The closing balance that the file states. */
  readonly actualOre: Ore;
}

export interface BankStatementNotice {
  readonly kind: 'notice';
  readonly notice: 'not-booked' | 'no-balance' | 'text-cut' | 'not-split';
  readonly line: number;
  readonly statementId: string;
  readonly message: string;
  readonly count: number;
}

/** The last event: only after it may anything of the file be kept. */
export interface BankFileEnd {
  readonly kind: 'end';
  readonly statements: number;
  readonly lines: number;
  readonly unreadableRows: number;
}
