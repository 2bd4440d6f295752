/** Reads CSV as a stream of rows with their lines, in bounded memory. What the rows mean is up to the caller. */
import { CsvError, parse as parseStream } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { type CsvEncoding, decodeCsv } from './csv-encoding';
import { FileFormatError } from './file-format-error';
import type { ByteInput } from './text-decoders';

/**
 * Detects encoding and separator, then gives the rows; blank ones are left out. Quotes are those of RFC 4180; a quote
 * inside an unquoted field is a letter like others. The rows throw FileFormatError: 'empty', 'encoding', 'not-text',
 * 'too-long' (a row of more than `rowLength` bytes), 'unclosed-quote'. Read `records` to its end or end it early, else
 * the input stays open.
 */
export async function openCsv(input: ByteInput, limits: CsvLimits = csvLimits): Promise<OpenCsv> {
  const decoded = decodeCsv(input);
  const head: string[] = [];
  let length = 0;
  while (length < headLength) {
    const { value, done } = await decoded.text.next();
    if (done) break;
    head.push(value);
    length += value.length;
  }
  const separator = detectSeparator(head.join('').slice(0, headLength));
  async function* all() {
    yield* head;
    yield* decoded.text;
  }
  return { separator, encoding: decoded.encoding, records: recordsOf(all(), separator, limits) };
}

export interface OpenCsv {
  readonly separator: Separator;
  /** As far as was read. */
  encoding(): CsvEncoding;
  readonly records: AsyncGenerator<CsvRecord, void, undefined>;
}

export interface CsvRecord {
  /** Where the row begins. */
  readonly line: number;
  /** As written, without the quotes. */
  readonly fields: readonly string[];
}

export const separators = [';', '\t', ','] as const;
export type Separator = (typeof separators)[number];

export interface CsvLimits {
  readonly rowLength: number;
}

export const csvLimits: CsvLimits = { rowLength: 65_536 };

/** The one that stands most often outside quotes in the first lines; a decimal comma is outnumbered by what separates. */
export function detectSeparator(head: string): Separator {
  const lines = head
    .replace(/"[^"]*"/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 20);
  let best: { separator: Separator; count: number } = { separator: ';', count: 0 };
  for (const separator of separators) {
    const count = lines.reduce((sum, line) => sum + line.split(separator).length - 1, 0);
    if (count > best.count) best = { separator, count };
  }
  return best.separator;
}

/** The first rows of a text that may be cut anywhere; as many as can be read. */
export function parseHead(head: string, separator: Separator, rows: number): string[][] {
  const whole = head.length < headLength ? head : head.slice(0, head.lastIndexOf('\n') + 1);
  const parsed: string[][] = [];
  try {
    parse(whole, {
      delimiter: separator,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: csvLimits.rowLength,
      on_record: (fields: string[]) => {
        if (parsed.length < rows && fields.some((field) => field.trim() !== '')) parsed.push(fields);
        return undefined;
      },
    });
  } catch (error) {
    // What stands before the fault was read.
    if (!(error instanceof CsvError)) throw error;
  }
  return parsed;
}

const headLength = 16_384;

async function* recordsOf(
  text: AsyncGenerator<string, void, undefined>,
  separator: Separator,
  limits: CsvLimits,
): AsyncGenerator<CsvRecord, void, undefined> {
  const rows = new RowCollector(separator);
  const parser = parseStream({
    delimiter: separator,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: limits.rowLength,
    // Nothing is passed on, so that the parser never waits for a reader: the rows are collected here.
    on_record: (fields: string[], { lines }) => {
      rows.add(fields, lines);
      return undefined;
    },
  });
  const lines = new LineLengths(limits.rowLength);
  let failure: Error | undefined;
  const note = (error?: Error | null) => {
    failure ??= error ?? undefined;
  };
  parser.on('error', note);
  const step = (act: (done: (error?: Error | null) => void) => void) =>
    new Promise<void>((resolve) => {
      act((error) => {
        note(error);
        resolve();
      });
    });
  try {
    for await (const piece of text) {
      if (lines.isTooLong(piece)) throw tooLong(rows.endLine + 1);
      await step((done) => parser.write(piece, done));
      yield* rows.take();
      if (failure) throw explained(failure, rows);
    }
    await step((done) => parser.end(done));
    yield* rows.take();
    if (failure) throw explained(failure, rows);
  } finally {
    parser.destroy();
  }
  if (rows.isEmpty) throw new FileFormatError('empty', { line: 1 }, 'The file is empty. Download it again.');
}

/** The parser bounds the length of fields, but not how many empty ones a line may have. */
class LineLengths {
  readonly #limit: number;
  #sinceNewline = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Does the line that began in an earlier piece grow too long in this one? Pieces are no longer than the limit. */
  isTooLong(piece: string): boolean {
    const first = piece.indexOf('\n');
    const length = this.#sinceNewline + (first < 0 ? piece.length : first);
    this.#sinceNewline = first < 0 ? length : piece.length - piece.lastIndexOf('\n') - 1;
    return length > this.#limit;
  }
}

class RowCollector {
  readonly #separator: Separator;
  #rows: CsvRecord[] = [];
  #widest = 3;
  endLine = 0;
  isEmpty = true;
  #failure: FileFormatError | undefined;

  constructor(separator: Separator) {
    this.#separator = separator;
  }

  add(fields: string[], endLine: number): void {
    const line = this.endLine + 1;
    this.endLine = endLine;
    if (this.#failure || fields.every((field) => field.trim() === '')) return;
    this.isEmpty = false;
    if (endLine > line && this.#swallowsRows(fields)) this.#failure = unclosedQuote(line);
    else this.#rows.push({ line, fields });
    if (endLine === line) this.#widest = Math.max(this.#widest, fields.length);
  }

  *take(): Iterable<CsvRecord> {
    const rows = this.#rows;
    this.#rows = [];
    yield* rows;
    if (this.#failure) throw this.#failure;
  }

  /** A quote that was left open ends at the next one, lines later; the rows between would be lost as one long text. */
  #swallowsRows(fields: readonly string[]): boolean {
    return fields.some((field) =>
      field.split('\n').some((line) => line.split(this.#separator).length >= this.#widest - 1),
    );
  }
}

/** csv-parse tells errors by code. A row that is too long over several lines began with a quote nobody closed. */
function explained(error: Error, rows: RowCollector): Error {
  if (!('code' in error)) return error;
  const line = rows.endLine + 1;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return unclosedQuote(line);
  if (error.code !== 'CSV_MAX_RECORD_SIZE') return error;
  if ('lines' in error && typeof error.lines === 'number' && error.lines > line) return unclosedQuote(line);
  return tooLong(line);
}

function tooLong(line: number): FileFormatError {
  return new FileFormatError('too-long', { line }, 'A row is too long to be one of such a file.');
}

function unclosedQuote(line: number): FileFormatError {
  const message = 'A quote opens in this row and is not closed in it. Download the file again.';
  return new FileFormatError('unclosed-quote', { line }, message);
}
