/**
 * Which orders a filter lets through, and in what order: by key, never by offset. A filter that an index in the wanted order serves
 * is walked along that index. Else the smallest set that an index finds is taken whole and sorted, while it is small; and where no
 * set is small, the index of the order is walked, where what fits is never far.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { Ore } from '#core/money';
import { type OrderListFlag, type OrderSort, type OrderView, usualOrderSort } from '#core/order-list';
import type { Db } from '../client';
import type { OrderName } from '../orders';
import { type OrderSegment, segmentsOf } from './order-sorts';

export type OrderFilter = {
  readonly view: OrderView;
  readonly msn?: string;
  /** Instants of the last change: from the first on, before the second. */
  readonly since?: string;
  readonly until?: string;
  /** Of the order's amount, both included. */
  readonly minOre?: Ore;
  readonly maxOre?: Ore;
  readonly flag?: OrderListFlag;
  /** For the flags about guarantees: now, and what is soon. */
  readonly now?: string;
  readonly soon?: string;
  /** The beginning of the order's id, whatever the case, or a whole transaction id. */
  readonly text?: string;
};

/** Where a page begins or ends: the value it is sorted by (empty where there is none), and the order's name. */
export type PageKey = readonly [value: string, msn: string, orderId: string];

export type PageRequest = {
  readonly limit: number;
  readonly sort?: OrderSort;
  readonly after?: PageKey;
  readonly before?: PageKey;
  /** Sets up to this size are sorted, larger ones walked; `smallSet` unless told. */
  readonly sortAtMost?: number;
};

/** `rowid` names the row to read; it holds for this moment only. */
export type PickedOrder = OrderName & { readonly rowid: number; readonly value: string | number | null };
export type PickedPage = {
  readonly rows: readonly PickedOrder[];
  readonly before: PageKey | null;
  readonly after: PageKey | null;
};

/** One page of what a filter lets through. */
export function pickOrders(db: Db, filter: OrderFilter, page: PageRequest): PickedPage {
  const backwards = page.before !== undefined;
  const key = page.before ?? page.after;
  const sort = page.sort ?? usualOrderSort(filter.view);
  const source = sourceOf(db, filter, sort, page.sortAtMost);
  const all = segmentsOf(sort, filter);
  const of = key === undefined ? 0 : all.findIndex((segment) => segment.holds(key[0]));
  const start = Math.max(0, of);
  const segments = backwards ? all.slice(0, start + 1).reverse() : all.slice(start);
  const found: PickedOrder[] = [];
  for (const [index, segment] of segments.entries()) {
    const from = index === 0 && of >= 0 ? key : undefined;
    const limit = page.limit + 1 - found.length;
    if (limit > 0) found.push(...pickFrom(db, { source, segment, sort, backwards, key: from, limit }));
  }
  const more = found.length > page.limit;
  const rows = found.slice(0, page.limit);
  if (backwards) rows.reverse();
  const first = keyOf(rows[0]);
  return {
    rows,
    before: backwards ? (more ? first : null) : page.after !== undefined ? first : null,
    after: backwards || more ? keyOf(rows.at(-1)) : null,
  };
}

function keyOf(row: PickedOrder | undefined): PageKey | null {
  return row === undefined ? null : [row.value === null ? '' : String(row.value), row.msn, row.orderId];
}

type Pick = {
  readonly source: Source;
  readonly segment: OrderSegment;
  readonly sort: OrderSort;
  readonly backwards: boolean;
  readonly key: PageKey | undefined;
  readonly limit: number;
};

function pickFrom(db: Db, { source, segment, sort, backwards, key, limit }: Pick): PickedOrder[] {
  const ascending = (sort.dir === 'asc') !== backwards;
  const direction = sql.raw(ascending ? 'ASC' : 'DESC');
  const operator = sql.raw(ascending ? '>' : '<');
  const { value } = segment;
  const conditions = [...source.tests, ...segment.tests, ...seenUnits(db)];
  if (key !== undefined) {
    const name = sql`o.msn, o.order_id`;
    conditions.push(
      value === null
        ? sql`(${name}) ${operator} (${key[1]}, ${key[2]})`
        : sql`(${value}, ${name}) ${operator} (${segment.read(key[0])}, ${key[1]}, ${key[2]})`,
    );
  }
  const from =
    source.rowids === null
      ? sql`${ordersIn(db)} o INDEXED BY ${sql.raw(segment.index)}`
      : sql`(${source.rowids}) d CROSS JOIN orders o ON o.rowid = d.r`;
  const first = value === null ? sql`` : sql`${value} ${direction}, `;
  return db.all<PickedOrder>(sql`
    SELECT o.rowid AS rowid, ${value ?? sql`NULL`} AS value, o.msn AS msn, o.order_id AS "orderId" FROM ${from}
    ${joined(conditions)} ORDER BY ${first}o.msn ${direction}, o.order_id ${direction} LIMIT ${limit}`);
}

/** A view cannot be walked by an index of our choice: the table behind it can, with its condition. */
function ordersIn({ $units }: Db): SQL {
  return $units === undefined ? sql`orders` : sql`main.orders`;
}

function seenUnits({ $units }: Db): SQL[] {
  return $units === undefined ? [] : [sql`o.msn IN (SELECT value FROM json_each(${JSON.stringify($units)}))`];
}

/** What orders are taken from: a set that is sorted, or (null) an index that is walked. */
type Source = { readonly rowids: SQL | null; readonly tests: readonly SQL[] };

function sourceOf(db: Db, filter: OrderFilter, sort: OrderSort, sortAtMost = smallSet): Source {
  const parts = partsOf(filter);
  const tests = parts.map((part) => part.test);
  const served = parts.every((part) => part.servedBy === sort.by);
  return { rowids: served ? null : (smallSetOf(db, parts, sortAtMost) ?? null), tests };
}

/** No set larger than this is sorted or added up while somebody waits. */
export const smallSet = 20_000;

/** The orders of a filter as the smallest set an index finds, with the tests of the rest; undefined when it is large. */
export function smallSourceOf(db: Db, filter: OrderFilter): { rowids: SQL; tests: SQL[] } | undefined {
  const parts = partsOf(filter);
  const rowids = smallSetOf(db, parts, smallSet);
  return rowids && { rowids, tests: parts.map((part) => part.test) };
}

function smallSetOf(db: Db, parts: readonly Part[], most: number): SQL | undefined {
  let smallest: { rowids: SQL; size: number } | undefined;
  for (const { rowids } of parts) {
    const limit = (smallest?.size ?? most + 1) - 1;
    const size = countUpTo(db, rowids, limit + 1);
    if (size <= limit) smallest = { rowids, size };
    if (smallest !== undefined && smallest.size < 500) break; // small enough: counting more would only take time
  }
  return smallest?.rowids;
}

function countUpTo(db: Db, rowids: SQL, limit: number): number {
  return (
    db.get<{ n: number }>(sql`SELECT count(*) AS n FROM (SELECT 1 FROM (${rowids}) LIMIT ${limit})`)?.n ?? 0
  );
}

/** One thing a filter asks for: as a test of a row, and as the set an index finds. */
type Part = {
  readonly test: SQL;
  readonly rowids: SQL;
  /** The order in which the index that finds it has its rows. */
  readonly servedBy: OrderSort['by'] | null;
};

function partsOf(filter: OrderFilter): Part[] {
  const parts: Part[] = [];
  if (filter.text !== undefined) parts.push(textPart(filter.text));
  if (filter.flag !== undefined) parts.push(flagPart(filter.flag, filter));
  if (filter.view === 'uncaptured') parts.push(partOf(sql`o.remaining_ore > 0`, 'guarantee'));
  const { minOre, maxOre } = filter;
  if (minOre !== undefined || maxOre !== undefined) {
    const low = minOre === undefined ? [] : [sql`o.amount_ore >= ${minOre}`];
    const high = maxOre === undefined ? [] : [sql`o.amount_ore <= ${maxOre}`];
    parts.push(partOf(sql.join([...low, ...high], sql` AND `), 'amount'));
  }
  const place: SQL[] = [];
  if (filter.view !== 'all' && filter.view !== 'uncaptured') place.push(sql`o.state = ${filter.view}`);
  if (filter.msn !== undefined) place.push(sql`o.msn = ${filter.msn}`);
  if (filter.since !== undefined) place.push(sql`o.activity_at >= ${filter.since}`);
  if (filter.until !== undefined) place.push(sql`o.activity_at < ${filter.until}`);
  if (place.length > 0) parts.push(partOf(sql.join(place, sql` AND `), 'activity'));
  return parts;
}

function partOf(test: SQL, servedBy: Part['servedBy'] = null, index?: string): Part {
  const hint = index === undefined ? sql`` : sql`INDEXED BY ${sql.raw(index)}`;
  return { test, servedBy, rowids: sql`SELECT o.rowid AS r FROM orders o ${hint} WHERE ${test}` };
}

function flagPart(flag: OrderListFlag, { now = '', soon = '' }: OrderFilter): Part {
  switch (flag) {
    case 'guarantee-over':
      return partOf(sql`o.remaining_ore > 0 AND o.guarantee_until <= ${now}`, 'guarantee');
    case 'guarantee-soon':
      return partOf(
        sql`o.remaining_ore > 0 AND o.guarantee_until > ${now} AND o.guarantee_until <= ${soon}`,
        'guarantee',
      );
    case 'sent-unpaid':
      return sentUnpaid;
    case 'command-open':
      return listedPart(
        sql`SELECT c.msn, c.order_id FROM commands c WHERE c.status in ('pending','unknown')`,
      );
    case 'exception':
      return listedPart(
        sql`SELECT x.msn, x.order_id FROM exceptions x WHERE x.status = 'open' AND x.order_id IS NOT NULL`,
      );
    case 'unreadable':
      return partOf(sql`o.poll_failures > 2 AND NOT (${isNotStarted})`, null, 'orders_unreadable');
    case 'not-started':
      return partOf(sql`o.poll_failures > 2 AND ${isNotStarted}`, null, 'orders_unreadable');
    case 'amount-differs':
      return partOf(
        sql`o.registered_ore IS NOT NULL AND o.reserved_ore > 0
          AND o.reserved_ore <> o.registered_ore + coalesce(o.shipping_cost_ore, 0)`,
        null,
        'orders_amount_differs',
      );
  }
}

/** A shop registered it, and Vipps has never heard of it: no customer was sent there. Vipps answers, so nothing is unread. Of orders o. */
export const isNotStarted = sql.raw(
  `o.source = 'registered' AND o.event_count = 0 AND coalesce(o.poll_error, '') LIKE 'not-found%'`,
);

/** Goods left without money: shipments say more was sent than was captured, or the shop told of one and nothing was. */
const sentUnpaid: Part = (() => {
  const more = partOf(sql`o.sent_ore > o.captured_ore`, null, 'orders_sent_unpaid');
  const untold = partOf(
    sql`o.shipped_at IS NOT NULL AND o.remaining_ore > 0 AND o.sent_ore IS NULL AND o.captured_ore = 0`,
    null,
    'orders_shipped_uncaptured',
  );
  return {
    servedBy: null,
    test: sql`(coalesce(${more.test}, false) OR (${untold.test}))`,
    rowids: sql`${more.rowids} UNION ${untold.rowids}`,
  };
})();

/** Orders that another table names. */
function listedPart(names: SQL): Part {
  return partOf(sql`(o.msn, o.order_id) IN (${names})`);
}

function textPart(text: string): Part {
  const begins = partOf(
    sql`o.order_id COLLATE NOCASE >= ${text} AND o.order_id COLLATE NOCASE < ${`${text}\u{10ffff}`}`,
  );
  const moved = partOf(sql`(o.msn, o.order_id) IN (
    SELECT e.msn, e.order_id FROM payment_events e WHERE e.transaction_id = ${text}
    UNION SELECT l.msn, l.reference FROM ledger_entries l WHERE l.psp_reference = ${text} AND l.msn IS NOT NULL)`);
  return {
    servedBy: null,
    test: sql`((${begins.test}) OR ${moved.test})`,
    rowids: sql`${begins.rowids} UNION ${moved.rowids}`,
  };
}

function joined(conditions: readonly SQL[]): SQL {
  return conditions.length === 0 ? sql`` : sql`WHERE ${sql.join([...conditions], sql` AND `)}`;
}
