/** What a reader of settlement files yields, in the order of the file. */
import type { Day } from '#core/calendar';
import type { Currency, Ore } from '#core/money';
import type { FileFormatReason } from './file-format-error';
import type { ReportVersion } from './report-time';

export type SettlementEvent =
  | SettlementReportStart
  | SettlementSalesUnit
  | SettlementPaymentsInfo
  | SettlementStart
  | SettlementTransaction
  | SettlementUnreadableRow
  | SettlementEnd
  | SettlementFee
  | SettlementProblem
  | SettlementNotice
  | SettlementReportEnd;

/** XML of two versions, CSV in sections with headers of their own, and the table of the Norwegian portal. */
export type SettlementFormat = ReportVersion | 'csv-sections' | 'csv-portal';

export interface SettlementReportStart {
  readonly kind: 'report';
  readonly version: SettlementFormat;
  readonly line: number;
}

/** The settlements that begin after it are those of this sales unit, until the next one. */
export interface SettlementSalesUnit {
  readonly kind: 'sales-unit';
  readonly saleUnitName: string;
  /** The merchant serial number (MSN), as text. */
  readonly serialNumber: string;
  /** Empty where the file does not say, as all CSV of the portal. */
  readonly organizationName: string;
  readonly organizationNumber: string;
  readonly line: number;
}

/** The settlements that begin after it are paid so, until the next one. */
export interface SettlementPaymentsInfo {
  readonly kind: 'payments-info';
  /** Undefined in CSV, which has no period. */
  readonly from: Day | undefined;
  readonly to: Day | undefined;
  readonly currency: Currency;
  /** As written: 11 digits in Norway. Empty where the file does not say. */
  readonly account: string;
  readonly reportReference: string | undefined;
  readonly line: number;
}

export type SettlementType = 'Gross' | 'Net';

export interface SettlementStart {
  readonly kind: 'settlement-start';
  readonly id: string;
  /** The sales unit (MSN): each counts its settlements by itself, so that only both together name one. */
  readonly serialNumber: string;
  readonly date: Day;
  /** Undefined in version 2.0, which does not say, and in CSV, where only the end shows it. See SettlementEnd. */
  readonly type: SettlementType | undefined;
  readonly currency: Currency;
  readonly line: number;
}

export interface SettlementTransaction {
  readonly kind: 'transaction';
  /** In CSV the settlements of a file may be interleaved. */
  readonly settlementId: string;
  readonly serialNumber: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly time: string;
  /** Zero or more. In 2.0 and in the portal's CSV derived: gross when it is not negative. */
  readonly captureOre: Ore;
  /** Zero or less. In 2.0 and in the portal's CSV derived: gross when it is negative. */
  readonly refundOre: Ore;
  /** In XML as written; in CSV what the rules give (what is written is compared). */
  readonly grossOre: Ore;
  readonly netOre: Ore;
  /** Zero or more: what Vipps keeps or invoices. */
  readonly feeOre: Ore;
  readonly currency: Currency;
  readonly transactionId: string;
  /** May be empty: not every sale has an order. */
  readonly orderId: string;
  readonly line: number;
}

/** A row whose values cannot be read: it is in no sum, and the file goes on. */
export interface SettlementUnreadableRow {
  readonly kind: 'unreadable-row';
  /** Where the value stands, or the row when no single value is at fault. */
  readonly line: number;
  readonly reason: FileFormatReason;
  readonly message: string;
  /** Undefined when this could not be read either. */
  readonly settlementId: string | undefined;
  readonly transactionId?: string;
}

export interface SettlementTotals {
  readonly transactions: number;
  readonly captureOre: Ore;
  readonly refundOre: Ore;
  readonly grossOre: Ore;
  readonly netOre: Ore;
  readonly feeOre: Ore;
}

/** As the file says, undefined where it does not: each format has totals of its own. */
export type WrittenTotals = {
  readonly [Name in keyof SettlementTotals]: SettlementTotals[Name] | undefined;
} & {
  readonly settledOre: Ore | undefined;
};

export interface SettlementEnd {
  readonly kind: 'settlement-end';
  readonly id: string;
  readonly serialNumber: string;
  /** As the start says, or as the sums of the portal's CSV show. Undefined when the file does not say. */
  readonly type: SettlementType | undefined;
  readonly written: WrittenTotals;
  /** Added up from the transactions. */
  readonly summed: SettlementTotals;
  /** The line on which the settlement began. */
  readonly line: number;
}

export interface SettlementFee {
  readonly kind: 'fee';
  /** Empty in CSV. */
  readonly feeId: string;
  readonly date: Day;
  readonly amountOre: Ore;
  readonly currency: Currency;
  readonly account: string;
  readonly feeType: string;
  readonly line: number;
}

/**
 * - gross-differs, net-differs, wrong-sign: one transaction breaks Gross = Capture + Refund, Net = Gross − Fee, or a sign
 * - sum-differs, count-differs: a total of a settlement is not the sum of its transactions
 * - settled-differs: SettledAmount is not the gross or net total that SettlementType says
 * - settlement-count-differs, report-sum-differs: a total of the report is not the sum of its settlements
 * - settlement-repeated: a settlement of a sales unit stands twice in the file
 * - net-ignores-refunds: a net is written without taking the refunds off
 * - row-repaired: a decimal comma had split an amount into two fields; it was joined again
 * - settlement-id-differs, sales-unit-differs, settlement-date-differs, account-differs: rows of one settlement
 *   contradict its summary, or each other
 */
export const settlementProblemKinds = [
  'gross-differs',
  'net-differs',
  'wrong-sign',
  'sum-differs',
  'count-differs',
  'settled-differs',
  'settlement-count-differs',
  'report-sum-differs',
  'settlement-repeated',
  'net-ignores-refunds',
  'row-repaired',
  'settlement-id-differs',
  'sales-unit-differs',
  'settlement-date-differs',
  'account-differs',
] as const;
export type SettlementProblemKind = (typeof settlementProblemKinds)[number];

/** Something that does not add up; the file is taken all the same. */
export interface SettlementProblem {
  readonly kind: 'problem';
  readonly problem: SettlementProblemKind;
  readonly line: number;
  readonly message: string;
  readonly settlementId: string | undefined;
  readonly transactionId?: string;
  /** What the rule or the sum gives. */
  readonly expectedOre?: Ore;
  /** What the file says. */
  readonly actualOre?: Ore;
}

export const settlementNoticeKinds = [
  'duplicate-transaction',
  'duplicates-unchecked',
  'unknown-element',
  'unknown-column',
  'unknown-transaction-type',
] as const;
export type SettlementNoticeKind = (typeof settlementNoticeKinds)[number];

/** Worth telling, changes nothing. */
export interface SettlementNotice {
  readonly kind: 'notice';
  readonly notice: SettlementNoticeKind;
  readonly line: number;
  readonly message: string;
  readonly settlementId: string | undefined;
  /** How often: of an unknown element or type in the whole file; otherwise 1. */
  readonly count: number;
}

/** The last event: only after it may anything of the file be kept. */
export interface SettlementReportEnd {
  readonly kind: 'end';
  readonly settlements: number;
  /** Those that could be read. */
  readonly transactions: number;
  readonly unreadableRows: number;
}
