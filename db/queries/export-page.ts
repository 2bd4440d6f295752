/** How rows for a file are read: a page at a time, by key. */
import type { ListKey, ListPage } from './keyset';

/** `after` is where the next page begins; undefined = that was all. A page may be empty and not the last. */
export type ExportPage<Row, Key> = { readonly rows: readonly Row[]; readonly after: Key | undefined };

export const exportPageSize = 2000;

/** A page of rows that were read in the order of their key, `exportPageSize` at most. */
export function pageOf<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): ExportPage<Row, Key> {
  const last = rows.at(-1);
  return { rows, after: last !== undefined && rows.length === exportPageSize ? keyOf(last) : undefined };
}

/** A page of a list as a page of a file. */
export function exportPage<Row>(page: ListPage<Row>): ExportPage<Row, ListKey> {
  return { rows: page.rows, after: page.after ?? undefined };
}

/** No more than this many are counted; undefined = all. */
export type CountLimit = number | undefined;
