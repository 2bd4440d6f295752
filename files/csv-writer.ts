/**
 * Writes CSV for spreadsheets and machines: RFC 4180 (CRLF, quotes doubled), as a stream. Text that a spreadsheet would
 * run as a formula gets an apostrophe before it (OWASP, CSV injection); amounts and numbers never do, so negative ones
 * stay numbers.
 */
import { stringify } from 'csv-stringify/sync';
import { formatDecimal, type Ore } from '#core/money';

/**
 * Yields the file piece by piece, the header first, complete however many rows there are. Asks for rows only as fast as
 * the pieces are taken. Errors of the rows pass. Encode as UTF-8.
 */
export async function* writeCsv<Row>(
  rows: AsyncIterable<Row> | Iterable<Row>,
  columns: readonly CsvColumn<Row>[],
  options: CsvOptions = {},
): AsyncGenerator<string, void, undefined> {
  const { separator = ',', decimal = '.', bom = false, head = true } = options;
  const isText = columns.map((column) => column.kind === 'text');
  const write = (records: string[][]) =>
    stringify(records, {
      delimiter: separator,
      record_delimiter: '\r\n',
      quote_record_delimiter: true,
      cast: {
        // A spreadsheet of another country splits at another separator: quoted, the text stays in its cell.
        string: (value, { index }) =>
          isText[index] && /[,;\t]/.test(value) ? { value, quoted: true } : value,
      },
    });
  if (head) yield (bom ? '\ufeff' : '') + write([columns.map((column) => defuse(column.header))]);
  let batch: string[][] = [];
  for await (const row of rows) {
    batch.push(columns.map((column) => cellText(column, row, decimal)));
    if (batch.length < batchSize) continue;
    yield write(batch);
    batch = [];
  }
  if (batch.length > 0) yield write(batch);
}

/** How one column is made from a row; null and undefined give an empty cell. */
export type CsvColumn<Row> = { readonly header: string } & (
  | { readonly kind: 'text'; value(row: Row): string | null | undefined }
  /** Øre in, kroner with two decimals out. */
  | { readonly kind: 'amount'; value(row: Row): Ore | null | undefined }
  /** A whole or decimal number, such as a count or a rate. */
  | { readonly kind: 'number'; value(row: Row): number | null | undefined }
);

/** For Norwegian Excel: `{separator: ';', decimal: ',', bom: true}`. */
export interface CsvOptions {
  readonly separator?: ',' | ';';
  readonly decimal?: '.' | ',';
  /** A byte order mark, without which Excel reads UTF-8 wrongly. */
  readonly bom?: boolean;
  /** False leaves out the header and the mark: for what is written behind other rows. */
  readonly head?: boolean;
}

const batchSize = 500;

function cellText<Row>(column: CsvColumn<Row>, row: Row, decimal: '.' | ','): string {
  switch (column.kind) {
    case 'text':
      return defuse(column.value(row) ?? '');
    case 'amount': {
      const amount = column.value(row);
      return amount === null || amount === undefined ? '' : formatDecimal(amount).replace('.', decimal);
    }
    case 'number': {
      const value = column.value(row);
      return value === null || value === undefined ? '' : plainNumber(value).replace('.', decimal);
    }
    default:
      return assertNever(column);
  }
}

/** The list of OWASP, with the full-width forms that spreadsheets take for the same, also behind spaces. */
function defuse(text: string): string {
  return /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/.test(text) ? `'${text}` : text;
}

function plainNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`not a number for a CSV file: ${value}`);
  return String(value);
}

function assertNever(value: never): never {
  throw new Error(`unhandled column: ${JSON.stringify(value)}`);
}
