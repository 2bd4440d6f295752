/**
 * The work "first page of orders, any filter and sort", against the same page with a thousand orders. The rows of every filter, alone and two
 * at a time, in every order are read from both files; those whose reading grew most are then asked for as pages, of two web processes in
 * turn. Pages are compared where both show as many rows: more rows are more to show, however they are found.
 */

import { dayOf } from '#core/calendar';
import { formatDecimal } from '#core/money';
import type { OrderSort } from '#core/order-list';
import { closeDatabase, openDatabase } from '#db/client';
import type { OrderFilter } from '#db/queries/orders-list';
import { middleOf } from '../median';
import { logIn, startWeb } from '../web-process';
import { allOrderSorts, orderFilters } from './order-filters';
import { filterBooksOf, ordersFirstPages } from './orders-first-page';

export type OrdersPagesFigures = {
  /** The page whose ratio is the worst. */
  readonly name: string;
  readonly ms: number;
  readonly smallMs: number;
  readonly ratio: number;
  readonly pagesCompared: number;
  readonly queriesRead: number;
  /** The slowest reading of the rows of a page, without the page. */
  readonly slowestQueryMs: number;
};

const pagesToCompare = 40;
const runs = 9;

export async function worstOrdersPage(file: string, smallFile: string): Promise<OrdersPagesFigures> {
  const [large, small] = [await ordersFirstPages(file), await ordersFirstPages(smallFile)];
  const grew = [...large].map(([name, ms]) => ({ name, by: ms - (small.get(name) ?? 0) }));
  const names = grew.sort((a, b) => b.by - a.by).map(({ name }) => name);
  const address = { large: addressesOf(file), small: addressesOf(smallFile) };
  const webs = { large: await startWeb(file, unlimited), small: await startWeb(smallFile, unlimited) };
  try {
    const cookies = { large: await logIn(webs.large), small: await logIn(webs.small) };
    const pages: { name: string; ms: number; smallMs: number; ratio: number }[] = [];
    for (const name of names) {
      const ask = (size: 'large' | 'small') => () =>
        webs[size].read(address[size].get(name) ?? missing(name), cookies[size]);
      const asks = { large: ask('large'), small: ask('small') };
      if (rowsIn(await asks.large()) !== rowsIn(await asks.small())) continue;
      pages.push({ name, ...(await compare(asks)) });
      if (pages.length === pagesToCompare) break;
    }
    const worst = pages.sort((a, b) => b.ratio - a.ratio)[0] ?? missing('a page with as many rows');
    const slowestQueryMs = Math.max(...large.values());
    return { ...worst, pagesCompared: pages.length, queriesRead: large.size, slowestQueryMs };
  } finally {
    await webs.large.stop();
    await webs.small.stop();
  }
}

const unlimited = { settings: { RATE_LIMIT_PERSON: '999999', RATE_LIMIT_ADDRESS: '999999' } };

async function compare(asks: Readonly<Record<'large' | 'small', () => Promise<unknown>>>) {
  const times = { large: [] as number[], small: [] as number[] };
  for (let run = 0; run < runs; run += 1) {
    for (const size of run % 2 === 0 ? (['large', 'small'] as const) : (['small', 'large'] as const)) {
      const start = performance.now();
      await asks[size]();
      times[size].push(performance.now() - start);
    }
  }
  const [ms, smallMs] = [middleOf(times.large), middleOf(times.small)];
  return { ms, smallMs, ratio: ms / smallMs };
}

/** The address of each filter and order, as the filters of the page write it. Its days are whole ones. */
function addressesOf(file: string): Map<string, string> {
  const db = openDatabase(file, { readonly: true });
  try {
    const addresses = new Map<string, string>();
    for (const { name, filter } of orderFilters(filterBooksOf(db)))
      for (const sort of allOrderSorts)
        addresses.set(`${name}, by ${sort.by} ${sort.dir}`, addressOf(filter, sort));
    return addresses;
  } finally {
    closeDatabase(db);
  }
}

export function addressOf(filter: OrderFilter, sort: OrderSort): string {
  const { view, msn, since, until, minOre, maxOre, flag, text } = filter;
  const fields: Record<string, string | undefined> = {
    ...{ view: view === 'all' ? undefined : view, msn, flag, q: text, sort: sort.by, dir: sort.dir },
    from: since && dayOf(since),
    to: until && dayOf(until),
    min: minOre === undefined ? undefined : formatDecimal(minOre),
    max: maxOre === undefined ? undefined : formatDecimal(maxOre),
  };
  const given = Object.entries(fields).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return `/orders?${new URLSearchParams(given)}`;
}

function rowsIn(html: string): number {
  return html.split('<tr').length;
}

function missing(what: string): never {
  throw new Error(`there is no ${what}`);
}
