/** Reads the fields of a list from its address. Nothing throws: what cannot be read is left out and told. */
import { redirect } from '@remix-run/node';
import { addDays, type Day, findDay, instantAt } from '#core/calendar';
import type { ListProblem } from '#core/list-problems';
import { type Ore, parseKroner } from '#core/money';
import type { SortDirection } from '#core/order-list';

export type ListReader = {
  /** What was left out so far. */
  readonly problems: readonly ListProblem[];
  day(name: string): Day | undefined;
  kroner(name: string): Ore | undefined;
  word<Word extends string>(name: string, words: readonly Word[]): Word | undefined;
  unit(name: string): string | undefined;
  text(name: string): string | undefined;
  columns<Column extends string>(known: readonly Column[]): readonly Column[] | undefined;
  sort<Name extends string>(
    usual: { readonly by: Name; readonly dir: SortDirection },
    directions: Readonly<Record<Name, SortDirection>>,
  ): { readonly by: Name; readonly dir: SortDirection };
};

const longest = 80;

export function listReader(query: URLSearchParams): ListReader {
  const problems: ListProblem[] = [];
  const given = (name: string) => (query.get(name) ?? '').trim();
  const told = (kind: ListProblem['kind'], text: string): undefined => {
    problems.push({ kind, text: text.length > longest ? `${text.slice(0, longest)}…` : text });
  };
  const read = <Value>(
    name: string,
    kind: ListProblem['kind'],
    parse: (text: string) => Value | undefined,
  ) => {
    const text = given(name);
    return text === '' ? undefined : (parse(text) ?? told(kind, text));
  };
  const oneOf =
    <Word extends string>(words: readonly Word[]) =>
    (text: string) =>
      words.find((word) => word === text);
  return {
    problems,
    day: (name) => read(name, 'day', (text) => (/^(19|20|21)/.test(text) ? findDay(text) : undefined)),
    kroner: (name) => read(name, 'amount', parseKroner),
    word: (name, words) => read(name, 'choice', oneOf(words)),
    unit: (name) => read(name, 'unit', (text) => (/^\d{4,7}$/.test(text) ? text : undefined)),
    text: (name) =>
      read(name, 'text', (text) => (text.length <= longest && !/\p{Cc}/u.test(text) ? text : undefined)),
    columns(known) {
      const named = query
        .getAll('cols')
        .flatMap((value) => value.split(','))
        .filter((name) => name !== '');
      const unknown = named.filter((name) => !known.some((column) => column === name));
      if (unknown.length > 0) told('columns', unknown.join(', '));
      const chosen = known.filter((column) => named.includes(column));
      return chosen.length > 0 ? chosen : undefined;
    },
    sort(usual, directions) {
      const names = Object.keys(directions) as (keyof typeof directions)[];
      const by = read('sort', 'sort', oneOf(names)) ?? usual.by;
      const dir = read('dir', 'sort', oneOf(['asc', 'desc'] as const));
      return { by, dir: dir ?? (by === usual.by ? usual.dir : directions[by]) };
    },
  };
}

/** Days, both included, as instants: from the first on, before the second. */
export function instantsOf(from: Day | undefined, to: Day | undefined): { since?: string; until?: string } {
  return {
    ...(from === undefined ? {} : { since: instantAt(from) }),
    ...(to === undefined ? {} : { until: instantAt(addDays(to, 1)) }),
  };
}

/** A form sends every field it has, also the empty ones: sends the browser on to the address without them. */
export function requireCleanAddress(url: URL): void {
  const clean = new URLSearchParams();
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name).filter((value) => value.trim() !== '');
    if (name === 'cols' && values.length > 0) clean.set(name, values.join(','));
    else for (const value of values) clean.append(name, value);
  }
  if (clean.size === url.searchParams.size) return;
  throw redirect(clean.size === 0 ? url.pathname : `${url.pathname}?${clean}`);
}
