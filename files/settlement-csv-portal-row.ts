/** One row of the portal's table into values. */
import type { Day } from '#core/calendar';
import { addOre, type Currency, formatDecimal, negateOre, type Ore, subtractOre, zeroOre } from '#core/money';
import type { CsvRow } from './csv-row';
import { type CsvTransaction, magnitude, type RowRemark } from './settlement-csv-sums';

/** Throws FileFormatError when a value cannot be read. */
export function readPortalRow(row: CsvRow): PortalRow {
  const type = typeOf(row.find('transaksjonstype'));
  const brutto = row.amount('brutto');
  const isRefund = brutto < 0 || type === 'refund';
  const captureOre = isRefund ? zeroOre : brutto;
  const refundOre = isRefund ? negateOre(magnitude(brutto)) : zeroOre;
  const feeOre = magnitude(row.amount('gebyr'));
  const expectedOre = subtractOre(addOre(captureOre, refundOre), feeOre);
  const writtenNetOre = signedNet(row.amount('netto'), brutto, isRefund, expectedOre);
  return {
    id: row.shaped('oppgjørsid', /^[\w-]{1,40}$/, 'a settlement number'),
    serialNumber: row.shaped('vippsnummer', /^\d{4,7}$/, 'the 4 to 7 digits of a sales unit'),
    saleUnitName: row.find('salgssted') ?? '',
    date: row.day('oppgjørsdato'),
    account: row.find('oppgjørskonto') ?? '',
    currency: row.currency('valuta') ?? 'NOK',
    settledOre: row.findAmount('oppgjørssum'),
    unknownType: type === 'unknown' ? row.find('transaksjonstype') : undefined,
    transaction: {
      time: row.time('salgsdato'),
      transactionId: row.text('transaksjonsid'),
      orderId: row.find('ordreid') ?? '',
      captureOre,
      refundOre,
      feeOre,
      writtenNetOre,
      line: row.line,
    },
    remarks: brutto < 0 && type === 'sale' ? [saleBelowZero(brutto)] : [],
    ties: writtenNetOre === expectedOre,
  };
}

export interface PortalRow {
  readonly id: string;
  readonly serialNumber: string;
  readonly saleUnitName: string;
  readonly date: Day;
  readonly account: string;
  readonly currency: Currency;
  readonly settledOre: Ore | undefined;
  /** A type that is neither a sale nor a refund. */
  readonly unknownType: string | undefined;
  readonly transaction: Omit<CsvTransaction, 'remarks'>;
  readonly remarks: readonly RowRemark[];
  /** Net = gross − fee, as written. */
  readonly ties: boolean;
}

function typeOf(text: string | undefined): 'sale' | 'refund' | 'unknown' | undefined {
  switch (text?.toLowerCase()) {
    case undefined:
      return undefined;
    case 'salg':
      return 'sale';
    case 'refundering':
    case 'refusjon':
      return 'refund';
    default:
      return 'unknown';
  }
}

/** Whether refunds stand with a minus is not documented: with none, their net has none either. */
function signedNet(netto: Ore, brutto: Ore, isRefund: boolean, expectedOre: Ore): Ore {
  return isRefund && brutto > 0 && netto === negateOre(expectedOre) ? expectedOre : netto;
}

function saleBelowZero(brutto: Ore): RowRemark {
  const message = `a sale of ${formatDecimal(brutto)} is below zero and is taken as a refund.`;
  return { problem: 'wrong-sign', message, actualOre: brutto };
}
