/** Which rows of a list are chosen: kept while the tab is open, so that they survive the way to the next page. */
import { useCallback, useEffect, useState } from 'react';

export type Selection = {
  /** False until the page is alive: without scripts its boxes work as boxes of a form. */
  readonly ready: boolean;
  readonly chosen: ReadonlySet<string>;
  /** Everything the list's filter lets through, rows nobody has looked at too. */
  readonly all: boolean;
  choose(values: readonly string[], on: boolean): void;
  chooseAll(): void;
  empty(): void;
};

/** One by one no more than this: they travel in an address. */
export const mostChosen = 200;

type Kept = { readonly chosen: readonly string[]; readonly allOf: string | null };
const nothing: Kept = { chosen: [], allOf: null };

/** `filter` names what the list shows: everything of it is chosen only while it is the same. */
export function useSelection(list: string, filter: string, onPage: readonly string[]): Selection {
  const [kept, setKept] = useState<Kept | null>(null);
  useEffect(() => setKept(withBoxes(read(list))), [list]);
  const keep = useCallback(
    (change: (kept: Kept) => Kept) =>
      setKept((before) => {
        const after = change(before ?? nothing);
        write(list, after);
        return after;
      }),
    [list],
  );
  const all = kept?.allOf === filter;
  return {
    ready: kept !== null,
    chosen: new Set(kept?.chosen ?? []),
    all,
    choose: (values, on) =>
      keep(({ chosen, allOf }) => {
        const rest = (allOf === filter ? onPage : chosen).filter((value) => !values.includes(value));
        return { chosen: (on ? [...rest, ...values] : rest).slice(0, mostChosen), allOf: null };
      }),
    chooseAll: () => keep(() => ({ chosen: [], allOf: filter })),
    empty: () => keep(() => nothing),
  };
}

const keyOf = (list: string) => `oppgjor chosen ${list}`;

/** Nothing is chosen any more: for the page that has acted on it. */
export function emptySelection(list: string): void {
  write(list, nothing);
}

function read(list: string): Kept {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(list)) ?? 'null');
    if (typeof kept !== 'object' || kept === null || !('chosen' in kept) || !Array.isArray(kept.chosen))
      return nothing;
    const allOf = 'allOf' in kept && typeof kept.allOf === 'string' ? kept.allOf : null;
    return { chosen: kept.chosen.filter((value) => typeof value === 'string').slice(0, mostChosen), allOf };
  } catch {
    return nothing; // storage that is full, forbidden or mangled keeps nothing
  }
}

/** Who was quicker than the scripts has ticked boxes already: they stay ticked. */
function withBoxes(kept: Kept): Kept {
  const ticked = document.querySelectorAll<HTMLInputElement>('main input[name=order]:checked');
  if (kept.allOf !== null || ticked.length === 0) return kept;
  const values = new Set([...kept.chosen, ...[...ticked].map(({ value }) => value)]);
  return { ...kept, chosen: [...values].slice(0, mostChosen) };
}

function write(list: string, kept: Kept): void {
  try {
    if (kept.chosen.length === 0 && kept.allOf === null) sessionStorage.removeItem(keyOf(list));
    else sessionStorage.setItem(keyOf(list), JSON.stringify(kept));
  } catch {
    // the choice holds for this page only
  }
}
