/** What a reader of settlement files yields, in the order of the file. */
import type { Day } from '#core/calendar';
import type { Currency, Ore } from '#core/money';
import type { ReportVersion } from './report-time';

export type SettlementEvent =
  | SettlementReportStart
  | SettlementSalesUnit
  | SettlementPaymentsInfo
  | SettlementStart
  | SettlementTransaction
  | SettlementEnd
  | SettlementFee
  | SettlementProblem
  | SettlementNotice
  | SettlementReportEnd;

export interface SettlementReportStart {
  readonly kind: 'report';
  readonly version: ReportVersion;
  readonly line: number;
}

export interface SettlementSalesUnit {
  readonly kind: 'sales-unit';
  readonly saleUnitName: string;
  /** The merchant serial number (MSN), as text. */
  readonly serialNumber: string;
  readonly organizationName: string;
  readonly organizationNumber: string;
  readonly line: number;
}

export interface SettlementPaymentsInfo {
  readonly kind: 'payments-info';
  readonly from: Day;
  readonly to: Day;
  readonly currency: Currency;
  /** As written: 11 digits in Norway. */
  readonly account: string;
  readonly reportReference: string | undefined;
  readonly line: number;
}

export interface SettlementStart {
  readonly kind: 'settlement-start';
  readonly id: string;
  readonly date: Day;
  /** Undefined in version 2.0, which does not say. */
  readonly type: 'Gross' | 'Net' | undefined;
  readonly currency: Currency;
  readonly line: number;
}

export interface SettlementTransaction {
  readonly kind: 'transaction';
  /** ISO 8601, UTC, milliseconds. */
  readonly time: string;
  /** Zero or more. In 2.0 derived: gross when it is not negative. */
  readonly captureOre: Ore;
  /** Zero or less. In 2.0 derived: gross when it is negative. */
  readonly refundOre: Ore;
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

export interface SettlementTotals {
  readonly transactions: number;
  readonly captureOre: Ore;
  readonly refundOre: Ore;
  readonly grossOre: Ore;
  readonly netOre: Ore;
  readonly feeOre: Ore;
}

/** As the file says: capture, refund and settled are undefined in version 2.0. */
export interface WrittenTotals extends Omit<SettlementTotals, 'captureOre' | 'refundOre'> {
  readonly captureOre: Ore | undefined;
  readonly refundOre: Ore | undefined;
  readonly settledOre: Ore | undefined;
}

export interface SettlementEnd {
  readonly kind: 'settlement-end';
  readonly id: string;
  readonly written: WrittenTotals;
  /** Added up from the transactions. */
  readonly summed: SettlementTotals;
  /** The line on which the settlement began. */
  readonly line: number;
}

export interface SettlementFee {
  readonly kind: 'fee';
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
 * - settlement-repeated: a settlement number stands twice in the file
 */
export type SettlementProblemKind =
  | 'gross-differs'
  | 'net-differs'
  | 'wrong-sign'
  | 'sum-differs'
  | 'count-differs'
  | 'settled-differs'
  | 'settlement-count-differs'
  | 'report-sum-differs'
  | 'settlement-repeated';

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

export type SettlementNoticeKind = 'duplicate-transaction' | 'duplicates-unchecked' | 'unknown-element';

/** Worth telling, changes nothing. */
export interface SettlementNotice {
  readonly kind: 'notice';
  readonly notice: SettlementNoticeKind;
  readonly line: number;
  readonly message: string;
  readonly settlementId: string | undefined;
  /** How often: of an unknown element in the whole file; otherwise 1. */
  readonly count: number;
}

/** The last event: only after it may anything of the file be kept. */
export interface SettlementReportEnd {
  readonly kind: 'end';
  readonly settlements: number;
  readonly transactions: number;
}
