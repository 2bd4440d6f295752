/** One row of a bank's CSV into values, by the mapping of its columns. */
import { type Day, findDay } from '#core/calendar';
import { type Currency, negateOre, type Ore, parseDecimalOre, zeroOre } from '#core/money';
import { normaliseAccount } from './bank-account';
import type { BankCsvMapping, BankDateFormat } from './bank-csv-mapping';
import type { CsvRow } from './csv-row';
import { rememberLast } from './remember-last';

/** Undefined when the bank has not booked the row yet. Throws FileFormatError when a value cannot be read. */
export function readBankRow(row: CsvRow, mapping: BankCsvMapping): BankRow | undefined {
  if (/^(?:reservert|ikke bokført|pending)$/i.test(row.find(mapping.bookedOn) ?? '')) return undefined;
  const texts = mapping.text.flatMap((name) => row.find(name) ?? []);
  return {
    account: accountOf(row, mapping),
    bookedOn: dayOf(row, mapping.bookedOn, mapping.dateFormat),
    amountOre: amountOf(row, mapping),
    currency: currencyOf(row, mapping),
    text: [...new Set(texts.map((text) => text.replace(/\s+/g, ' ')))].join(' '),
    reference: mapping.reference === undefined ? undefined : row.find(mapping.reference)?.slice(0, 140),
    counterparty:
      mapping.counterparty === undefined ? undefined : row.find(mapping.counterparty)?.slice(0, 140),
  };
}

export interface BankRow {
  readonly account: string;
  readonly bookedOn: Day;
  readonly amountOre: Ore;
  readonly currency: Currency;
  readonly text: string;
  readonly reference: string | undefined;
  readonly counterparty: string | undefined;
}

function accountOf(row: CsvRow, { account }: BankCsvMapping): string {
  if ('fixed' in account) return normaliseAccount(account.fixed) ?? account.fixed;
  const known = normaliseAccount(row.text(account.column));
  if (known !== undefined) return known;
  throw row.refuse('unreadable-value', account.column, 'is not an account number or IBAN');
}

function currencyOf(row: CsvRow, { currency }: BankCsvMapping): Currency {
  if (currency === undefined) return 'NOK';
  return 'fixed' in currency ? currency.fixed : (row.currency(currency.column) ?? 'NOK');
}

/** What goes out may stand with or without a minus; what comes in keeps its sign, since a booking can be taken back. */
function amountOf(row: CsvRow, { amount, decimal }: BankCsvMapping): Ore {
  if (typeof amount === 'string') return readAmount(row, amount, decimal);
  const inward = row.find(amount.in) === undefined ? undefined : readAmount(row, amount.in, decimal);
  const outward = row.find(amount.out) === undefined ? undefined : readAmount(row, amount.out, decimal);
  if (inward === undefined && outward === undefined) {
    throw row.refuse('missing-element', amount.in, `is empty, and so is ${amount.out}`);
  }
  if (inward && outward)
    throw row.refuse('unreadable-amount', amount.in, `stands beside an amount in ${amount.out}`);
  if (!outward) return inward ?? zeroOre;
  return outward < 0 ? outward : negateOre(outward);
}

function readAmount(row: CsvRow, name: string, decimal: ',' | '.'): Ore {
  const amount = parseBankAmount(row.text(name), decimal);
  if (amount === 'too-many-decimals') throw row.refuse(amount, name, 'has more than two decimals');
  if (amount !== undefined) return amount;
  throw row.refuse('unreadable-amount', name, `is not an amount like 1234${decimal}50`);
}

/** With the bank's decimal sign; the other one, spaces and apostrophes may separate thousands. A minus may come last. */
export function parseBankAmount(text: string, decimal: ',' | '.'): Ore | 'too-many-decimals' | undefined {
  const compact = text
    .replace(/[\s\u00a0\u202f'’]/g, '')
    .replace(/\u2212/g, '-')
    .replace(/^(?:kr\.?|NOK)|(?:kr\.?|NOK)$/gi, '')
    .replace(/^([^-+]+)-$/, '-$1');
  const parts = decimal === ',' ? commaAmount.exec(compact) : pointAmount.exec(compact);
  if (!parts) return undefined;
  const [, sign = '', whole = '', fraction = ''] = parts;
  if (/[^0]/.test(fraction.slice(2))) return 'too-many-decimals';
  const digits = whole.replace(/[.,]/g, '');
  return parseDecimalOre(`${sign}${digits}.${fraction.slice(0, 2).padEnd(2, '0')}`);
}

const commaAmount = /^([+-]?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,9}))?$/;
const pointAmount = /^([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,9}))?$/;

function dayOf(row: CsvRow, name: string, format: BankDateFormat): Day {
  const found = parseBankDay(row.text(name), format);
  if (found !== undefined) return found;
  throw row.refuse('unreadable-date', name, `is not a day in the form ${format}`);
}

/** A time after the day is passed over; between day, month and year any of . / - may stand. */
export function parseBankDay(text: string, format: BankDateFormat): Day | undefined {
  const written = text.replace(/[ T]\d{1,2}[:.]\d{2}(?:[:.]\d{2})?$/, '');
  const isYearFirst = format === 'yyyy-mm-dd' || format === 'yyyymmdd';
  const parts =
    format === 'yyyymmdd'
      ? /^(\d{4})(\d{2})(\d{2})$/.exec(written)
      : isYearFirst
        ? /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(written)
        : /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(written);
  if (!parts) return undefined;
  const [first = '', month = '', last = ''] = parts.slice(1);
  const [year, date] = isYearFirst ? [first, last] : [last, first];
  return realDay(`${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`);
}

const realDay = rememberLast(findDay);
