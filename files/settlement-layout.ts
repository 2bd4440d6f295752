/** The two settlement schemas: which elements each has. Source: Vipps's SettlementReport 3.0 and 2.0 schemas. */
import { excerpt, FileFormatError } from './file-format-error';
import type { ReportVersion } from './report-time';
import type { ChosenLayout, RecordLayout } from './xml-records';
import type { XmlElement } from './xml-stream';

/** The version a root element belongs to; throws FileFormatError 'foreign-root' or 'foreign-version'. */
export function getReportVersion(root: XmlElement): ReportVersion {
  if (root.name !== 'SettlementReport') {
    const hint = root.namespace.includes(':camt.')
      ? 'a bank statement: import it as such'
      : 'another kind of file';
    const message = `The file begins with ${excerpt(root.name)}, not with SettlementReport. It is ${hint}.`;
    throw new FileFormatError('foreign-root', root, message);
  }
  const version = versionByNamespace.get(root.namespace);
  if (version !== undefined) return version;
  const message = `The schema ${excerpt(root.namespace)} is not known. Download the report as version 3.0 or 2.0.`;
  throw new FileFormatError('foreign-version', root, message);
}

export function settlementLayout(version: ReportVersion): ChosenLayout {
  return { layout: layouts[version], refusedElsewhere: moneyElements };
}

/** Renamed from 2.0 to 3.0, when their type became a date and a time. */
export const dateElement = { '3.0': 'SettlementDate', '2.0': 'SettlementBatchDate' } as const;
export const timeElement = { '3.0': 'TransactionTime', '2.0': 'TransactionDate' } as const;

const versionByNamespace: ReadonlyMap<string, ReportVersion> = new Map([
  ['http://vipps.no/xmlschema/SettlementReport-3.0.xsd', '3.0'],
  ['http://vipps.dnb.no/XMLSchema/SettlementReport.xsd', '2.0'],
]);

const moneyElements: ReadonlySet<string> = new Set([
  'SettlementDetailsInfo',
  'PaymentsInfo',
  'SettlementInfo',
  'TransactionInfo',
  'FeeInfo',
]);

const layouts: Record<ReportVersion, RecordLayout> = {
  '3.0': reportLayout({
    payments: [],
    settlement: [
      'SettlementDate',
      'SettlementType',
      'CaptureSettlementAmount',
      'RefundSettlementAmount',
      'SettledAmount',
    ],
    transaction: ['TransactionTime', 'TransactionCaptureAmount', 'TransactionRefundAmount'],
  }),
  '2.0': reportLayout({
    payments: [
      'TotalSettledGrossAmount',
      'TotalSettledNetAmount',
      'TotalSettledFeeAmount',
      'TotalSettledRefundAmount',
    ],
    settlement: ['SettlementBatchDate'],
    transaction: ['TransactionDate'],
  }),
};

interface VersionFields {
  readonly payments: readonly string[];
  readonly settlement: readonly string[];
  readonly transaction: readonly string[];
}

function reportLayout(own: VersionFields): RecordLayout {
  const transaction = {
    path: 'TransactionInfo',
    fields: [
      ...own.transaction,
      'TransactionGrossAmount',
      'TransactionNetAmount',
      'TransactionFeeAmount',
      'SettlementCurrencyCode',
      'TransactionID',
      'OrderID',
    ],
  };
  const settlement = {
    path: 'SettlementInfo',
    fields: [
      ...own.settlement,
      'SettlementID',
      'SettlementCurrencyCode',
      'NumOfTransactions',
      'GrossSettlementAmount',
      'NetSettlementAmount',
      'FeeSettlementAmount',
    ],
    records: [transaction],
  };
  const fee = {
    path: 'FeeDetailsInfo/FeeInfo',
    fields: ['FeeDate', 'FeeID', 'FeeAmount', 'FeeAccount', 'FeeType'],
  };
  const payments = {
    path: 'PaymentsInfo',
    fields: [
      ...own.payments,
      'ReportDateFrom',
      'ReportDateTo',
      'SettlementCurrencyCode',
      'ReportReferenceNum',
      'SettlementAccountNum',
      'NumOfSettlements',
    ],
    records: [settlement, fee],
  };
  const details = {
    path: 'SettlementDetailsInfo',
    fields: [
      'SaleUnitName',
      'SerialNumber',
      'OrganizationName',
      'OrganizationNumber',
      'MainAddress',
      'MainAddressZipCode',
      'MainAddressCity',
      'MainAddressCountryCode',
    ],
    records: [payments],
  };
  const vipps = {
    path: 'VippsInfo',
    fields: ['Name', 'WebSite', 'VisitingAddress', 'PostBox', 'PostAddress', 'Country'],
  };
  return { path: 'SettlementReport', records: [details, vipps] };
}
