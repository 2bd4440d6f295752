/** Rows that keep their place while the list they stand in changes under the reader's eyes. */

export type SteadyRows<Row> = {
  /** In the order in which they were first shown, as they are now. */
  readonly rows: readonly Row[];
  /** Keys of rows that changed with the last reading. */
  readonly changed: ReadonlySet<string>;
  /** Keys of rows that do not belong here any more; they stand as they last were. */
  readonly gone: ReadonlySet<string>;
  /** How many rows came that are not shown. */
  readonly came: number;
};

export function steadyFrom<Row>(rows: readonly Row[]): SteadyRows<Row> {
  return { rows, changed: new Set(), gone: new Set(), came: 0 };
}

/**
 * The shown rows, brought up to date with a new reading of the same list. Rows at the end of a page that were only pushed off it by
 * new ones are not gone.
 */
export function steadyNext<Row>(
  shown: SteadyRows<Row>,
  fresh: readonly Row[],
  keyOf: (row: Row) => string,
): SteadyRows<Row> {
  const freshByKey = new Map(fresh.map((row) => [keyOf(row), row]));
  const shownKeys = new Set(shown.rows.map(keyOf));
  const came = fresh.filter((row) => !shownKeys.has(keyOf(row))).length;
  const changed = new Set<string>();
  const rows = shown.rows.map((row) => {
    const now = freshByKey.get(keyOf(row));
    if (now === undefined || isSame(row, now)) return row;
    changed.add(keyOf(row));
    return now;
  });
  return { rows, changed, gone: goneKeys(shown.rows.map(keyOf), freshByKey, came), came };
}

/** What is missing, without as many at the end as have come. */
function goneKeys(shown: readonly string[], fresh: ReadonlyMap<string, unknown>, came: number): Set<string> {
  let end = shown.length;
  while (end > 0 && shown.length - end < came && !fresh.has(shown[end - 1] ?? '')) end -= 1;
  return new Set(shown.slice(0, end).filter((key) => !fresh.has(key)));
}

/** Rows come as JSON. */
export function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
