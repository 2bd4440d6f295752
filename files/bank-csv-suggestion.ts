/**
 * Guesses which column of a bank's CSV holds what, by the headers of Norwegian banks (DNB, SpareBank 1, Nordea, Handelsbanken
 * and such) and common English ones. A person confirms it.
 */
import type { BankCsvMapping, BankDateFormat } from './bank-csv-mapping';
import { columnNames } from './bank-csv-mapping';
import type { CsvRecord } from './csv-records';
import { headerKey } from './csv-row';

/** `records` are the first rows of the file. What could not be found is left out. */
export function suggestBankCsvMapping(records: readonly CsvRecord[]): BankCsvSuggestion {
  const header = findHeader(records);
  if (!header) return { decimal: ',', dateFormat: 'dd.mm.yyyy', headerRow: 1 };
  const names = columnNames(header.fields);
  const find = (words: readonly string[]) => findColumn(names, words);
  const rows = records.filter((record) => record.line > header.line);
  const cellsOf = (name: string | undefined) =>
    rows.map((row) => row.fields[name === undefined ? -1 : names.indexOf(name)]?.trim() ?? '');
  const bookedOn = find(headers.bookedOn);
  const amount = findAmount(names);
  const amountNames = typeof amount === 'object' ? [amount.in, amount.out] : [amount];
  const account = find(headers.account);
  const currency = find(headers.currency);
  const text = names.filter((name) => headers.text.includes(headerKey(name)));
  const found = {
    account: account === undefined ? undefined : { column: account },
    bookedOn,
    amount,
    text: text.length > 0 ? text.slice(0, 10) : undefined,
    reference: find(headers.reference),
    counterparty: find(headers.counterparty),
    currency: currency === undefined ? undefined : { column: currency },
  };
  return {
    ...Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)),
    decimal: decimalOf(amountNames.flatMap(cellsOf)),
    dateFormat: dateFormatOf(cellsOf(bookedOn)),
    headerRow: header.line,
  };
}

export type BankCsvSuggestion = Partial<BankCsvMapping> &
  Pick<BankCsvMapping, 'decimal' | 'dateFormat' | 'headerRow'>;

/** The first in the list that the file has is taken; keys as headerKey makes them. */
const headers = {
  bookedOn: [
    'bokføringsdato',
    'bokførtdato',
    'bokføringsdag',
    'bokført',
    'bokførtden',
    'bookingdate',
    'bookeddate',
    'dato',
    'transaksjonsdato',
    'utførtdato',
    'date',
  ],
  amount: ['beløp', 'beløpnok', 'beløpinok', 'amount', 'sum'],
  in: [
    'inn',
    'innpåkonto',
    'beløpinn',
    'inngående',
    'innbetaling',
    'innbetalt',
    'kredit',
    'credit',
    'paidin',
  ],
  out: [
    'ut',
    'utfrakonto',
    'utavkonto',
    'beløput',
    'utgående',
    'utbetaling',
    'utbetalt',
    'debet',
    'debit',
    'paidout',
  ],
  text: [
    'forklaring',
    'beskrivelse',
    'tittel',
    'tekst',
    'melding',
    'meldingkidfaktnr',
    'transaksjonstekst',
    'kid',
    'description',
    'text',
    'message',
  ],
  reference: [
    'referanse',
    'arkivref',
    'arkivreferanse',
    'bankreferanse',
    'numref',
    'numreferanse',
    'reference',
  ],
  counterparty: ['navn', 'motpart', 'counterparty', 'name'],
  account: ['kontonummer', 'kontonr', 'konto', 'account', 'accountnumber', 'iban'],
  currency: ['valuta', 'valutakode', 'currency'],
} satisfies Record<string, readonly string[]>;

const known: ReadonlySet<string> = new Set(Object.values(headers).flat());

/** Banks write a few rows of their own before the headers. */
function findHeader(records: readonly CsvRecord[]): CsvRecord | undefined {
  const likely = records.find((record) => {
    const keys = record.fields.map(headerKey);
    const hasDay = headers.bookedOn.some((key) => keys.includes(key));
    return hasDay && keys.filter((key) => known.has(key)).length >= 2;
  });
  if (likely) return likely;
  const widest = Math.max(0, ...records.map((record) => record.fields.length));
  return records.find((record) => record.fields.length === widest);
}

function findColumn(names: readonly string[], words: readonly string[]): string | undefined {
  for (const word of words) {
    const found = names.find((name) => headerKey(name) === word);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findAmount(names: readonly string[]): BankCsvMapping['amount'] | undefined {
  const [inward, outward] = [findColumn(names, headers.in), findColumn(names, headers.out)];
  if (inward !== undefined && outward !== undefined) return { in: inward, out: outward };
  return findColumn(names, headers.amount);
}

function decimalOf(cells: readonly string[]): ',' | '.' {
  const point = cells.filter((cell) => /\.\d{1,2}$/.test(cell)).length;
  const comma = cells.filter((cell) => /,\d{1,2}$/.test(cell)).length;
  return point > comma ? '.' : ',';
}

const dateShapes: readonly (readonly [BankDateFormat, RegExp])[] = [
  ['dd.mm.yyyy', /^\d{1,2}\.\d{1,2}\.\d{4}/],
  ['yyyy-mm-dd', /^\d{4}[-/.]\d{2}[-/.]\d{2}/],
  ['dd/mm/yyyy', /^\d{1,2}\/\d{1,2}\/\d{4}/],
  ['yyyymmdd', /^\d{8}$/],
];

function dateFormatOf(cells: readonly string[]): BankDateFormat {
  const found = dateShapes.find(([, shape]) => cells.some((cell) => shape.test(cell)));
  return found?.[0] ?? 'dd.mm.yyyy';
}
