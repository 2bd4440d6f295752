/** Records of a settlement report into events, each with its values checked. No sums, no state. */
import type { Day } from '#core/calendar';
import { type Currency, type Ore, zeroOre } from '#core/money';
import { readAmount, readCount, readCurrency, refuse } from './field-values';
import type { PlainTransaction } from './plain-transaction';
import { findReportDay, type ReportVersion, reportTimeReader } from './report-time';
import type {
  SettlementFee,
  SettlementPaymentsInfo,
  SettlementSalesUnit,
  SettlementStart,
  SettlementTransaction,
  WrittenTotals,
} from './settlement-events';
import { dateElement, timeElement } from './settlement-layout';
import { findText, getField, type XmlField, type XmlRecord } from './xml-records';

/** Readers for one version. All throw FileFormatError with the line of the field. */
export function settlementFields(version: ReportVersion) {
  const readTime = reportTimeReader(version);
  const has3 = version === '3.0';

  function day(record: XmlRecord, name: string): Day {
    const field = getField(record, name);
    const found = findReportDay(field.text, version);
    if (found === undefined) throw refuse('unreadable-date', field, 'is not a day like 2018-02-20');
    return found;
  }

  function time(record: XmlRecord): string {
    const field = getField(record, timeElement[version]);
    const found = readTime(field.text);
    if (found !== undefined) return found;
    throw refuse('unreadable-date', field, 'is not a time like 2018-01-22T12:52:54+01:00');
  }

  /** Version 2.0 has one amount for both; its sign tells which it is. */
  function split(record: XmlRecord, grossOre: Ore): { captureOre: Ore; refundOre: Ore } {
    if (!has3) {
      return grossOre < 0
        ? { captureOre: zeroOre, refundOre: grossOre }
        : { captureOre: grossOre, refundOre: zeroOre };
    }
    return {
      captureOre: amount(record, 'TransactionCaptureAmount'),
      refundOre: amount(record, 'TransactionRefundAmount'),
    };
  }

  return {
    salesUnit: (record: XmlRecord): SettlementSalesUnit => ({
      kind: 'sales-unit',
      saleUnitName: presentText(record, 'SaleUnitName'),
      serialNumber: getField(record, 'SerialNumber').text,
      organizationName: presentText(record, 'OrganizationName'),
      organizationNumber: presentText(record, 'OrganizationNumber'),
      line: record.line,
    }),

    paymentsInfo: (record: XmlRecord): SettlementPaymentsInfo => ({
      kind: 'payments-info',
      from: day(record, 'ReportDateFrom'),
      to: day(record, 'ReportDateTo'),
      currency: readCurrency(getField(record, 'SettlementCurrencyCode')),
      account: getField(record, 'SettlementAccountNum').text,
      reportReference: findText(record, 'ReportReferenceNum'),
      line: record.line,
    }),

    settlementStart: (record: XmlRecord, serialNumber: string, around: Currency): SettlementStart => ({
      kind: 'settlement-start',
      id: settlementId(record),
      serialNumber,
      date: day(record, dateElement[version]),
      type: has3 ? settlementType(record) : undefined,
      currency: sameCurrency(record, around),
      line: record.line,
    }),

    transaction: (record: XmlRecord, around: SettlementStart): SettlementTransaction => {
      const grossOre = amount(record, 'TransactionGrossAmount');
      return {
        kind: 'transaction',
        settlementId: around.id,
        serialNumber: around.serialNumber,
        time: time(record),
        ...split(record, grossOre),
        grossOre,
        netOre: amount(record, 'TransactionNetAmount'),
        feeOre: amount(record, 'TransactionFeeAmount'),
        currency: sameCurrency(record, around.currency),
        transactionId: getField(record, 'TransactionID').text,
        orderId: presentText(record, 'OrderID'),
        line: record.line,
      };
    },

    /** Of version 3.0; undefined when the reader of records is to say what is wrong with it. */
    plainTransaction: (
      plain: PlainTransaction,
      { id: settlementId, serialNumber, currency }: SettlementStart,
    ): SettlementTransaction | undefined => {
      const found = readTime(plain.time);
      const { captureOre, refundOre, grossOre, netOre, feeOre, transactionId, orderId, line } = plain;
      if (found === undefined || plain.currency !== currency || transactionId === '') return undefined;
      return {
        kind: 'transaction',
        settlementId,
        serialNumber,
        time: found,
        captureOre,
        refundOre,
        grossOre,
        netOre,
        feeOre,
        currency,
        transactionId,
        orderId,
        line,
      };
    },

    writtenTotals: (record: XmlRecord): WrittenTotals => ({
      transactions: readCount(getField(record, 'NumOfTransactions')),
      captureOre: has3 ? amount(record, 'CaptureSettlementAmount') : undefined,
      refundOre: has3 ? amount(record, 'RefundSettlementAmount') : undefined,
      grossOre: amount(record, 'GrossSettlementAmount'),
      netOre: amount(record, 'NetSettlementAmount'),
      feeOre: amount(record, 'FeeSettlementAmount'),
      settledOre: has3 ? amount(record, 'SettledAmount') : undefined,
    }),

    fee: (record: XmlRecord, currency: Currency): SettlementFee => ({
      kind: 'fee',
      feeId: getField(record, 'FeeID').text,
      date: day(record, 'FeeDate'),
      amountOre: amount(record, 'FeeAmount'),
      currency,
      account: presentText(record, 'FeeAccount'),
      feeType: presentText(record, 'FeeType'),
      line: record.line,
    }),
  };
}

function amount(record: XmlRecord, name: string): Ore {
  return readAmount(getField(record, name));
}

/** The text of a field that must stand there but may be empty. */
function presentText(record: XmlRecord, name: string): string {
  const field: XmlField = record.fields.get(name) ?? getField(record, name);
  return field.text;
}

function settlementId(record: XmlRecord): string {
  const field = getField(record, 'SettlementID');
  if (/^[\w-]{1,40}$/.test(field.text)) return field.text;
  throw refuse('unreadable-value', field, 'is not a settlement number');
}

function settlementType(record: XmlRecord): 'Gross' | 'Net' {
  const field = getField(record, 'SettlementType');
  if (field.text === 'Gross' || field.text === 'Net') return field.text;
  throw refuse('unreadable-value', field, 'is neither Gross nor Net');
}

function sameCurrency(record: XmlRecord, around: Currency): Currency {
  const field = getField(record, 'SettlementCurrencyCode');
  const currency = readCurrency(field);
  if (around === currency) return currency;
  throw refuse('currency-differs', field, `differs from ${around}, the currency around it`);
}
