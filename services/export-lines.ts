/** A file whose rows the database writes itself, page by page, and its rows one by one where it cannot. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LineForm, LinesPage } from '#db/queries/export-lines';
import type { ExportPage } from '#db/queries/export-page';
import { type CsvOptions, writeCsv } from '#files/csv-writer';
import type { StoredColumn } from './export-columns';

/** What a file is made of: text, or bytes of UTF-8. */
export type FilePiece = string | Uint8Array;

/** Both read the same pages of the same picture of the books. */
export type LineSource<Row, Key> = {
  readonly columns: readonly StoredColumn<Row>[];
  /** Undefined when lines cannot be written in this form at all. */
  lines(form: LineForm): ((after: Key | undefined) => LinesPage<Key>) | undefined;
  rows(after: Key | undefined): Promise<ExportPage<Row, Key>>;
};

/** The file piece by piece, the header first; the same bytes as `writeCsv` of the rows. Other work gets its turn between two pages. */
export async function* writeLines<Row, Key>(
  { columns, lines, rows }: LineSource<Row, Key>,
  options: CsvOptions,
): AsyncGenerator<FilePiece, void, undefined> {
  const { separator = ',', decimal = '.' } = options;
  yield* writeCsv<Row>([], columns, options);
  const read = lines({ cells: columns.map(({ stored }) => stored), separator, decimal });
  let after: Key | undefined;
  do {
    const made = read?.(after);
    if (made?.lines) {
      if (made.lines.length > 0) yield made.lines;
      after = made.after;
    } else {
      const page = await rows(after);
      yield* writeCsv(page.rows, columns, { ...options, head: false });
      after = page.after;
    }
    if (after !== undefined) await nextTurn();
  } while (after !== undefined);
}
