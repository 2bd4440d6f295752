/** Rows of the CSV in sections into values. Fees and refunds stand there with a minus. */
import type { Day } from '#core/calendar';
import { addOre, type Currency, formatDecimal, negateOre, type Ore, zeroOre } from '#core/money';
import type { CsvRow } from './csv-row';
import {
  type CsvSettlementHead,
  type CsvTransaction,
  magnitude,
  nothingWritten,
  type RowRemark,
} from './settlement-csv-sums';
import type { WrittenTotals } from './settlement-events';

/** Throws FileFormatError when a value cannot be read. */
export function readSummary(row: CsvRow): SectionSummary {
  return {
    id: settlementId(row),
    serialNumber: salesUnit(row),
    // The example spells the header in two ways.
    saleUnitName: row.find('salesunitname') ?? row.find('saleunitname') ?? '',
    date: row.day('settlementdate'),
    account: row.find('settlementaccount') ?? '',
    currency: row.currency('currency') ?? 'NOK',
    written: {
      ...nothingWritten,
      transactions:
        row.find('numberoftransactions') === undefined ? undefined : row.count('numberoftransactions'),
      captureOre: row.amount('gross'),
      refundOre: negateOre(magnitude(row.amount('refund'))),
      netOre: row.amount('net'),
      feeOre: magnitude(row.amount('fee')),
    },
    line: row.line,
  };
}

export interface SectionSummary extends Omit<CsvSettlementHead, 'organizationName' | 'organizationNumber'> {
  readonly written: WrittenTotals;
}

/** Throws FileFormatError when a value cannot be read. */
export function readSectionRow(row: CsvRow): SectionRow {
  const gross = row.amount('gross');
  const refund = negateOre(magnitude(row.amount('refund')));
  return {
    id: settlementId(row),
    serialNumber: salesUnit(row),
    saleUnitName: row.find('saleunitname') ?? row.find('salesunitname') ?? '',
    date: row.day('settlementdate'),
    currency: row.currency('currency'),
    transaction: {
      time: row.time('salesdate'),
      transactionId: row.text('transactionid'),
      orderId: row.find('orderid') ?? '',
      captureOre: gross < 0 ? zeroOre : gross,
      refundOre: gross < 0 ? addOre(refund, gross) : refund,
      feeOre: magnitude(row.amount('fee')),
      writtenNetOre: row.amount('net'),
      line: row.line,
    },
    remarks: gross < 0 ? [grossBelowZero(gross)] : [],
  };
}

export interface SectionRow {
  readonly id: string;
  readonly serialNumber: string;
  readonly saleUnitName: string;
  readonly date: Day;
  readonly currency: Currency | undefined;
  readonly transaction: Omit<CsvTransaction, 'remarks'>;
  readonly remarks: readonly RowRemark[];
}

function settlementId(row: CsvRow): string {
  return row.shaped('settlementid', /^[\w-]{1,40}$/, 'a settlement number');
}

function salesUnit(row: CsvRow): string {
  return row.shaped('saleunitnumber', /^\d{4,7}$/, 'the 4 to 7 digits of a sales unit');
}

function grossBelowZero(gross: Ore): RowRemark {
  const message = `gross is ${formatDecimal(gross)}, below zero, and is taken as a refund.`;
  return { problem: 'wrong-sign', message, actualOre: gross };
}
