/** Reads a bank's CSV by a mapping of its columns, which a person confirms once for each form of file. */
import { normaliseAccount } from './bank-account';
import {
  type BankCsvMapping,
  bankCsvFingerprint,
  columnNames,
  columnsOfMapping,
  isHeaderRow,
} from './bank-csv-mapping';
import { type BankRow, readBankRow } from './bank-csv-row';
import { BankCsvAccounts, type CsvStatement, statementTextLength } from './bank-csv-statements';
import { type BankCsvSuggestion, suggestBankCsvMapping } from './bank-csv-suggestion';
import { readFileBytes } from './byte-source';
import type { BankStatementEvent, BankStatementLine } from './camt053-events';
import type { CsvEncoding } from './csv-encoding';
import { type CsvRecord, openCsv, type Separator } from './csv-records';
import { type CsvColumns, CsvRow } from './csv-row';
import { excerpt, FileFormatError } from './file-format-error';

/** What a person needs to confirm or mend the mapping. Throws FileFormatError when the file is no CSV. */
export async function previewBankCsv(path: string): Promise<BankCsvPreview> {
  const { separator, encoding, records } = await openCsv(readFileBytes(path));
  const first: CsvRecord[] = [];
  for await (const record of records) {
    first.push(record);
    if (first.length >= previewRows) break;
  }
  const suggestion = suggestBankCsvMapping(first);
  const header = first.find((record) => isHeaderRow(record, suggestion));
  const headers = columnNames(header?.fields ?? []);
  const rows = first.filter((record) => record.line > (header?.line ?? 0)).slice(0, 10);
  return {
    encoding: encoding(),
    separator,
    headers,
    rows: rows.map(({ fields }) => fields.slice(0, headers.length)),
    suggestion,
    fingerprint: bankCsvFingerprint(headers, separator),
  };
}

export interface BankCsvPreview {
  readonly encoding: CsvEncoding;
  readonly separator: Separator;
  /** The names by which a mapping calls the columns. */
  readonly headers: readonly string[];
  /** The first ten after the headers, as written. */
  readonly rows: readonly (readonly string[])[];
  readonly suggestion: BankCsvSuggestion;
  /** By it the confirmed mapping is found again. */
  readonly fingerprint: string;
}

/**
 * Yields the same events as readBankStatements: one statement for each account, its period being its first and last
 * booked day. All statements come first, then the lines in the order of the file (equal ones all stay), then the ends.
 * The file is read twice. A row that cannot be read is an 'unreadable-row'. There are no balances to compare. Throws
 * FileFormatError: 'missing-column' when the mapping is not that of this file, and as openCsv does.
 */
export async function* readBankCsv(
  path: string,
  mapping: BankCsvMapping,
  options: BankCsvOptions = {},
): AsyncGenerator<BankStatementEvent, void, undefined> {
  const accounts = new BankCsvAccounts();
  const half = (bytes: number) => Math.floor(bytes / 2);
  let read = 0;
  const first = readRows(path, mapping, (bytes) => {
    read = bytes;
    options.onBytes?.(half(bytes));
  });
  for await (const row of first) if (row.kind === 'booked') accounts.note(row.values);
  if ('fixed' in mapping.account) {
    accounts.begin(normaliseAccount(mapping.account.fixed) ?? mapping.account.fixed);
  }
  const statements = accounts.statements();
  for (const statement of statements.values()) yield statement.start;
  const [only] = statements.size === 1 ? statements.values() : [];
  let unreadableRows = 0;
  let lines = 0;
  const notBooked = { count: 0, line: 1 };
  for await (const row of readRows(path, mapping, (bytes) => options.onBytes?.(half(read + bytes)))) {
    if (row.kind === 'not-booked') {
      if (notBooked.count === 0) notBooked.line = row.line;
      notBooked.count += 1;
      continue;
    }
    const event = row.kind === 'booked' ? lineOf(row, statements) : row.error;
    if (event instanceof FileFormatError) {
      const { line, reason, message } = event;
      unreadableRows += 1;
      yield { kind: 'unreadable-row', line, reason, message, statementId: only?.start.id };
      continue;
    }
    lines += 1;
    yield event;
  }
  yield* endsOf(statements, notBooked);
  yield { kind: 'end', statements: statements.size, lines, unreadableRows };
}

export interface BankCsvOptions {
  /** Told how much was read so far, out of the size of the file. */
  readonly onBytes?: (bytes: number) => void;
}

const previewRows = 40;

type ReadRow =
  | { readonly kind: 'booked'; readonly line: number; readonly values: BankRow }
  | { readonly kind: 'not-booked'; readonly line: number }
  | { readonly kind: 'unreadable'; readonly error: FileFormatError };

async function* readRows(
  path: string,
  mapping: BankCsvMapping,
  onBytes: (bytes: number) => void,
): AsyncGenerator<ReadRow, void, undefined> {
  const { records } = await openCsv(readFileBytes(path, onBytes));
  let columns: CsvColumns | undefined;
  for await (const record of records) {
    if (columns) yield readRow(record, columns, mapping);
    else if (mapping.headerRow === 0) {
      const numbers = record.fields.map((_, index) => `${index + 1}`);
      columns = columnsFor(numbers, mapping, record.line);
      yield readRow(record, columns, mapping);
    } else if (isHeaderRow(record, mapping)) columns = columnsFor(record.fields, mapping, record.line);
  }
  if (columns) return;
  const message = 'The file ends before the headers that the mapping names. Map its columns anew.';
  throw new FileFormatError('missing-column', { line: 1 }, message);
}

function readRow(record: CsvRecord, columns: CsvColumns, mapping: BankCsvMapping): ReadRow {
  const { line } = record;
  try {
    if (record.fields.slice(columns.size).some((field) => field.trim() !== '')) {
      const message = `The row has ${record.fields.length} fields where the file has ${columns.size} columns. Check the row at the bank.`;
      throw new FileFormatError('wrong-field-count', { line }, message);
    }
    const values = readBankRow(new CsvRow(record, columns), mapping);
    return values ? { kind: 'booked', line, values } : { kind: 'not-booked', line };
  } catch (error) {
    if (error instanceof FileFormatError) return { kind: 'unreadable', error };
    throw error;
  }
}

/** Throws FileFormatError 'missing-column' when a column of the mapping is not there. */
function columnsFor(headers: readonly string[], mapping: BankCsvMapping, line: number): CsvColumns {
  const columns = new Map(columnNames(headers).map((header, index) => [header, { index, header }]));
  const missing = columnsOfMapping(mapping).filter((name) => !columns.has(name));
  if (missing.length === 0) return columns;
  const names = missing.map(excerpt).join(', ');
  const message = `The file lacks the columns ${names} of its mapping. Map its columns anew.`;
  throw new FileFormatError('missing-column', { line }, message);
}

function lineOf(
  { line, values }: Extract<ReadRow, { kind: 'booked' }>,
  statements: ReadonlyMap<string, CsvStatement>,
): BankStatementLine | FileFormatError {
  const statement = statements.get(values.account);
  if (!statement) throw new Error('the file changed while it was read');
  const { id: statementId, currency } = statement.start;
  if (values.currency !== currency) {
    const message = `The row is in ${values.currency}, its account in ${currency}. Check the row at the bank.`;
    return new FileFormatError('currency-differs', { line }, message);
  }
  statement.add(values, line);
  const { bookedOn, amountOre, reference, counterparty } = values;
  return {
    kind: 'line',
    statementId,
    bookedOn,
    valueOn: undefined,
    amountOre,
    currency,
    reversal: false,
    text: values.text.slice(0, statementTextLength),
    reference,
    counterparty,
    part: undefined,
    line,
  };
}

function* endsOf(
  statements: ReadonlyMap<string, CsvStatement>,
  notBooked: { count: number; line: number },
): Iterable<BankStatementEvent> {
  for (const statement of statements.values()) yield* statement.end();
  const [first] = statements.values();
  if (notBooked.count === 0 || !first) return;
  const message = 'Rows that are not booked yet were passed over.';
  const { id: statementId } = first.start;
  yield { kind: 'notice', notice: 'not-booked', ...notBooked, statementId, message };
}
