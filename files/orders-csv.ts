/** Reads a table of orders, as a shop without developers writes it, as a stream: what is in memory at once is one row. */
import { type CsvRecord, openCsv, type Separator } from './csv-records';
import { CsvRow } from './csv-row';
import { excerpt, FileFormatError, type FileFormatReason } from './file-format-error';
import { type OrdersHeader, readOrdersHeader } from './orders-csv-columns';
import { hasIdleDelivery, type OrderRowValues, readOrderRow } from './orders-csv-row';
import type { ByteInput } from './text-decoders';

export type OrdersFileEvent =
  | ({ readonly kind: 'order'; readonly line: number } & OrderRowValues)
  | {
      readonly kind: 'unreadable-row';
      readonly line: number;
      readonly reason: FileFormatReason;
      readonly message: string;
    }
  /** What was passed over; `count` rows, the first on `line`. */
  | {
      readonly kind: 'notice';
      readonly notice: 'unknown-column' | 'not-shipped';
      readonly line: number;
      readonly count: number;
      readonly message: string;
    }
  | { readonly kind: 'end'; readonly orders: number; readonly unreadableRows: number };

/**
 * The first row holds the headers, in any order, in Norwegian or English. A row that cannot be read is an 'unreadable-row'. Throws
 * FileFormatError for what concerns the whole file: 'missing-column', 'unknown-columns', 'repeated-column', 'empty' (no row below the
 * headers), and as openCsv does.
 */
export async function* readOrdersCsv(input: ByteInput): AsyncGenerator<OrdersFileEvent, void, undefined> {
  const { records, separator } = await openCsv(input);
  let header: OrdersHeader | undefined;
  const counts = { orders: 0, unreadableRows: 0 };
  const idle = { count: 0, line: 0 };
  for await (const record of records) {
    if (header === undefined) {
      if (isSeparatorLine(record)) continue;
      header = readOrdersHeader(record.fields, record.line);
      yield* header.ignored.map((text) => ignoredColumn(text, record.line));
      continue;
    }
    const read = readRow(record, header, separator);
    if (read.kind === 'unreadable-row') counts.unreadableRows += 1;
    else {
      counts.orders += 1;
      if (hasIdleDelivery(new CsvRow(record, header.columns))) {
        idle.line ||= record.line;
        idle.count += 1;
      }
    }
    yield read;
  }
  if (counts.orders + counts.unreadableRows === 0)
    throw new FileFormatError('empty', { line: 1 }, 'The file has no row below its headers.');
  if (idle.count > 0) {
    const message = 'A carrier or tracking number without a time of shipping was passed over.';
    yield { kind: 'notice', notice: 'not-shipped', ...idle, message };
  }
  yield { kind: 'end', ...counts };
}

/** Excel's own word before the headers, `sep=;`. */
function isSeparatorLine({ fields }: CsvRecord): boolean {
  return /^sep=/i.test(fields[0] ?? '');
}

function ignoredColumn(header: string, line: number): OrdersFileEvent {
  const message = `The column ${excerpt(header)} is not known and was passed over.`;
  return { kind: 'notice', notice: 'unknown-column', line, count: 1, message };
}

type ReadRow = Extract<OrdersFileEvent, { kind: 'order' | 'unreadable-row' }>;

function readRow(record: CsvRecord, header: OrdersHeader, separator: Separator): ReadRow {
  try {
    checkFields(record, header, separator);
    return { kind: 'order', line: record.line, ...readOrderRow(new CsvRow(record, header.columns)) };
  } catch (error) {
    if (!(error instanceof FileFormatError)) throw error;
    return { kind: 'unreadable-row', line: error.line, reason: error.reason, message: error.message };
  }
}

/** Where commas separate, an amount written 499,50 without quotes falls apart, and all that follows stands one column too far. */
function checkFields({ line, fields }: CsvRecord, { columns, width }: OrdersHeader, separator: Separator) {
  if (fields.slice(width).some((field) => field.trim() !== '')) {
    const message = `The row has ${fields.length} fields where the file has ${width} columns. Put quotes around texts and amounts with a separator in them.`;
    throw new FileFormatError('wrong-field-count', { line }, message);
  }
  const at = columns.get('amount')?.index ?? 0;
  if (separator !== ',' || !/^[\d\s]+$/.test(fields[at] ?? '') || !/^\d{2}$/.test(fields[at + 1] ?? ''))
    return;
  const message =
    'The amount may have been cut at its comma. Put quotes around it, or separate the columns by semicolons.';
  throw new FileFormatError('wrong-field-count', { line }, message);
}
