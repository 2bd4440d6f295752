/** Rows by pages, however many: one page at a time in memory, and other work gets its turn between two. */
import { setImmediate as nextTurn } from 'node:timers/promises';

type Page<Row, Key> = { readonly rows: readonly Row[]; readonly after: Key | undefined };

/** `readPage` is called without a key for the first page, and with `after` of the page before for each other. */
export async function* rowsByPage<Row, Key>(
  readPage: (after: Key | undefined) => Promise<Page<Row, Key>>,
): AsyncGenerator<Row, void, undefined> {
  let after: Key | undefined;
  do {
    const page = await readPage(after);
    yield* page.rows;
    after = page.after;
    if (after !== undefined) await nextTurn();
  } while (after !== undefined);
}
