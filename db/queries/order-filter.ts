/**
 * Which orders a filter lets through, and in what order: by key, never by offset. The index of the order is walked first, a short way;
 * often the page is full by then. Else the smallest set that an index finds is taken whole and sorted, while it is small. Where no set is
 * small, the walk goes on: as far as the caller lets it, and tells where it stopped.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { Ore } from '#core/money';
import { type OrderListFlag, type OrderSort, type OrderView, usualOrderSort } from '#core/order-list';
import type { Db } from '../client';
import type { OrderName } from '../orders';
import { activityIndex, type OrderSegment, type ServedBy, segmentsOf } from './order-sorts';

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
  /** So many orders are looked at for the page, and no more: it may be short, and the next begins where it stopped. No end unless told. */
  readonly lookAtMost?: number;
  /** Sets up to this size are sorted, larger ones walked. */
  readonly sortAtMost?: number;
  /** How far is walked before anything is sorted. */
  readonly firstLook?: number;
};

/** What a page that somebody waits for may cost: read from indexes that hold what is filtered by, either takes a moment. */
export const shortLook = { lookAtMost: 5_000, sortAtMost: 5_000 } as const;
const usualFirstLook = 500;
/** Where nobody waits for the first page: no set larger than this is sorted. */
const largeSet = 20_000;

/** `rowid` names the row to read; it holds for this moment only. */
export type PickedOrder = OrderName & { readonly rowid: number; readonly value: string | number | null };
export type PickedPage = {
  readonly rows: readonly PickedOrder[];
  readonly before: PageKey | null;
  readonly after: PageKey | null;
  /** Did it stop looking before the page was full or the list at its end? */
  readonly stopped: boolean;
};

/** One page of what a filter lets through. */
export function pickOrders(db: Db, given: OrderFilter, page: PageRequest): PickedPage {
  const backwards = page.before !== undefined;
  const key = page.before ?? page.after;
  const filter = ofOneUnit(db, given);
  if (isVain(db, filter)) return { rows: [], before: null, after: null, stopped: false };
  const parts = partsOf(db, filter);
  const noneOpen = isNoneOpen(db, filter, page.sort ?? usualOrderSort(filter.view));
  const found = pickFound({ db, filter, parts, page, backwards, key, noneOpen });
  const more = found.rows.length > page.limit;
  const rows = found.rows.slice(0, page.limit);
  if (backwards) rows.reverse();
  const first = keyOf(rows[0]);
  const last = keyOf(rows.at(-1));
  const stoppedAt = more ? null : found.stoppedAt;
  return {
    rows,
    before: backwards ? (more ? first : stoppedAt) : page.after !== undefined ? (first ?? page.after) : null,
    after: backwards ? (last ?? page.before ?? null) : more ? last : stoppedAt,
    stopped: stoppedAt !== null,
  };
}

type Asked = {
  readonly db: Db;
  readonly filter: OrderFilter;
  readonly parts: readonly Part[];
  readonly page: PageRequest;
  readonly backwards: boolean;
  readonly key: PageKey | undefined;
  /** Is it known that nothing remains of any of them? */
  readonly noneOpen: boolean;
};
type FoundOrders = { readonly rows: readonly PickedOrder[]; readonly stoppedAt: PageKey | null };

function pickFound(asked: Asked): FoundOrders {
  const { db, parts, page } = asked;
  const sets = parts.length > 0;
  const firstLook = sets ? Math.max(page.firstLook ?? usualFirstLook, page.limit + 1) : undefined;
  const walked = walk(asked, firstLook ?? page.lookAtMost ?? Number.POSITIVE_INFINITY);
  if (walked.stoppedAt === null || !sets || walked.rows.length > page.limit) return walked;
  const small = smallSetOf(db, parts, page.sortAtMost ?? largeSet);
  if (small !== undefined) return { rows: sortSet(asked, small), stoppedAt: null };
  return walk(asked, page.lookAtMost ?? Number.POSITIVE_INFINITY);
}

/** Somebody who sees one sales unit only is served as if it was asked for. */
function ofOneUnit({ $units }: Db, filter: OrderFilter): OrderFilter {
  return $units?.length === 1 && filter.msn === undefined ? { ...filter, msn: $units[0] } : filter;
}

/** Does it ask for what there is none of: an uncaptured order of a state that has none, or of a sales unit that is not seen? */
function isVain(db: Db, filter: OrderFilter): boolean {
  const { view, msn, flag } = filter;
  if (db.$units !== undefined && (db.$units.length === 0 || (msn !== undefined && !db.$units.includes(msn))))
    return true;
  if (view === 'all') return false;
  const open = view === 'uncaptured' || flag === 'guarantee-over' || flag === 'guarantee-soon';
  return !isKnown(db, filter, open ? sql`uncaptured` : sql`orders`);
}

function isNoneOpen(db: Db, filter: OrderFilter, { by }: OrderSort): boolean {
  const { view } = filter;
  if ((by !== 'remaining' && by !== 'guarantee') || view === 'all' || view === 'uncaptured') return false;
  return !isKnown(db, filter, sql`uncaptured`);
}

/** Do the totals that are kept count any, of the state and the sales unit? */
function isKnown(db: Db, { view, msn }: OrderFilter, counted: SQL): boolean {
  const ofState = view === 'all' || view === 'uncaptured' ? sql`true` : sql`state = ${view}`;
  const ofUnit = msn === undefined ? sql`true` : sql`msn = ${msn}`;
  const found = db.get(
    sql`SELECT 1 FROM order_totals WHERE ${ofState} AND ${ofUnit} AND ${counted} > 0 LIMIT 1`,
  );
  return found !== undefined;
}

function keyOf(row: PickedOrder | undefined): PageKey | null {
  return row === undefined ? null : [row.value === null ? '' : String(row.value), row.msn, row.orderId];
}

/** Along the indexes of the order, looking at so many orders at most; one row more than the page has is enough. */
function walk(asked: Asked, most: number): FoundOrders {
  const { page } = asked;
  const rows: PickedOrder[] = [];
  let left = most;
  for (const { segment, from } of stretchesOf(asked)) {
    let start = from;
    for (let look = Math.min(left, usualFirstLook); ; look = left) {
      const limit = page.limit + 1 - rows.length;
      if (limit <= 0) return { rows, stoppedAt: null };
      const end = isServed(asked, segment) ? undefined : lookAhead(asked, segment, start, look);
      rows.push(...pickStretch(asked, segment, start, end, limit));
      if (end === undefined) break;
      left -= look;
      start = end;
      if (rows.length > page.limit) return { rows, stoppedAt: null };
      if (left <= 0) return { rows, stoppedAt: end };
    }
  }
  return { rows, stoppedAt: null };
}

function stretchesOf({ filter, page, backwards, key, noneOpen }: Asked) {
  const all = segmentsOf(page.sort ?? usualOrderSort(filter.view), filter).filter(
    ({ implied }) => !noneOpen || implied.length === 0, // an index of open orders has none of these
  );
  const of = key === undefined ? 0 : all.findIndex((segment) => segment.holds(key[0]));
  const start = Math.max(0, of);
  const segments = backwards ? all.slice(0, start + 1).reverse() : all.slice(start);
  return segments.map((segment, index) => ({ segment, from: index === 0 && of >= 0 ? key : undefined }));
}

/** Does the index hold nothing but what is asked for? */
function isServed({ db, parts }: Asked, segment: OrderSegment): boolean {
  return segment.tests.length === 0 && manyUnits(db).length === 0 && parts.every(serves(segment));
}

const serves = (segment: OrderSegment) => (part: Part) => part.servedBy.includes(segment.by);

/** The key of the order so many places further along the index, whatever the rest of the filter says; undefined beyond its end. */
function lookAhead(asked: Asked, segment: OrderSegment, from: PageKey | undefined, look: number) {
  if (!Number.isFinite(look)) return undefined;
  const { db, parts } = asked;
  const conditions = [
    ...segment.implied,
    ...parts.filter(serves(segment)).flatMap((part) => alongIndex(asked, segment, part, from !== undefined)),
    ...(from === undefined ? [] : [beyond(asked, segment, from)]),
  ];
  const end = db.get<PickedOrder>(
    sql`${selected(db, segment)} ${joined(conditions)} ${ordered(asked, segment)} LIMIT 1 OFFSET ${look - 1}`,
  );
  return keyOf(end) ?? undefined;
}

/** What fits of a stretch of the index, after one key and up to another. */
function pickStretch(
  asked: Asked,
  segment: OrderSegment,
  from: PageKey | undefined,
  end: PageKey | undefined,
  limit: number,
): PickedOrder[] {
  const { db, parts } = asked;
  const conditions = [
    ...segment.implied,
    ...parts
      .filter(serves(segment))
      .flatMap((part) => alongIndex(asked, segment, part, from !== undefined, end)),
    ...(from === undefined ? [] : [beyond(asked, segment, from)]),
    ...(end === undefined ? [] : [upTo(asked, segment, end)]),
    ...segment.tests,
    ...parts.filter((part) => !serves(segment)(part)).map((part) => part.looked ?? part.test),
    ...seenUnits(db),
  ];
  return db.all<PickedOrder>(
    sql`${selected(db, segment)} ${joined(conditions)} ${ordered(asked, segment)} LIMIT ${limit}`,
  );
}

/**
 * The conditions of a part that the index is searched by. SQLite searches by one bound on each side: where a key is the bound, that of
 * the filter is only looked at.
 */
function alongIndex(
  asked: Asked,
  segment: OrderSegment,
  part: Part,
  hasStart: boolean,
  end?: PageKey,
): SQL[] {
  const ascending = isAscending(asked, segment);
  const [lowKnown, highKnown] = ascending ? [hasStart, end !== undefined] : [end !== undefined, hasStart];
  const { fixed, low, high } = part.range ?? { fixed: [part.test] };
  return [...fixed, ...(low ? [low(lowKnown)] : []), ...(high ? [high(highKnown)] : [])];
}

function isAscending({ page, filter, backwards }: Asked, segment: OrderSegment): boolean {
  const { dir } = page.sort ?? usualOrderSort(filter.view);
  return ((segment.dir ?? dir) === 'asc') !== backwards;
}

function selected(db: Db, segment: OrderSegment): SQL {
  return sql`SELECT o.rowid AS rowid, ${segment.shown} AS value, o.msn AS msn, o.order_id AS "orderId"
    FROM ${ordersIn(db)} o INDEXED BY ${sql.raw(segment.index)}`;
}

function ordered(asked: Asked, segment: OrderSegment): SQL {
  const direction = sql.raw(isAscending(asked, segment) ? 'ASC' : 'DESC');
  const first = segment.value === null ? sql`` : sql`${segment.value} ${direction}, `;
  return sql`ORDER BY ${first}o.msn ${direction}, o.order_id ${direction}`;
}

function beyond(asked: Asked, segment: OrderSegment, key: PageKey): SQL {
  return besideKey(segment, isAscending(asked, segment) ? '>' : '<', key);
}

function upTo(asked: Asked, segment: OrderSegment, key: PageKey): SQL {
  return besideKey(segment, isAscending(asked, segment) ? '<=' : '>=', key);
}

function besideKey({ by, value, read }: OrderSegment, operator: string, key: PageKey): SQL {
  const name = sql`o.msn, o.order_id`;
  // SQLite does not search by several columns at once where one is compared in another way than it is stored.
  if (by === 'order')
    return sql`${value} ${sql.raw(`${operator.charAt(0)}=`)} ${key[0]}
      AND (${value}, ${name}) ${sql.raw(operator)} (${key[0]}, ${key[1]}, ${key[2]})`;
  return value === null
    ? sql`(${name}) ${sql.raw(operator)} (${key[1]}, ${key[2]})`
    : sql`(${value}, ${name}) ${sql.raw(operator)} (${read(key[0])}, ${key[1]}, ${key[2]})`;
}

/** The page from a set that is read whole and sorted. */
function sortSet(asked: Asked, set: OrderSet): PickedOrder[] {
  const { db, parts, page } = asked;
  const rows: PickedOrder[] = [];
  for (const { segment, from } of stretchesOf(asked)) {
    const limit = page.limit + 1 - rows.length;
    if (limit <= 0) break;
    const conditions = [
      ...parts.map((part) => part.test),
      ...segment.implied,
      ...segment.tests,
      ...seenUnits(db),
      ...(from === undefined ? [] : [beyond(asked, segment, from)]),
    ];
    rows.push(
      ...db.all<PickedOrder>(sql`
        SELECT o.rowid AS rowid, ${segment.shown} AS value, o.msn AS msn, o.order_id AS "orderId" FROM ${set}
        ${joined(conditions)} ${ordered(asked, segment)} LIMIT ${limit}`),
    );
  }
  return rows;
}

/** A view cannot be walked by an index of our choice: the table behind it can, with its condition. */
function ordersIn({ $units }: Db): SQL {
  return $units === undefined ? sql`orders` : sql`main.orders`;
}

export function seenUnits({ $units }: Db): SQL[] {
  return $units === undefined ? [] : [sql`o.msn IN (SELECT value FROM json_each(${JSON.stringify($units)}))`];
}

/** One of them is a condition of its own. */
function manyUnits(db: Db): SQL[] {
  return db.$units === undefined || db.$units.length === 1 ? [] : seenUnits(db);
}

/** Orders o, as they stand after FROM. */
export type OrderSet = SQL;

/** The smallest set of the filter that an index finds, with all its tests; undefined when none is that small. */
export function smallSourceOf(
  db: Db,
  given: OrderFilter,
  most: number,
): { readonly from: OrderSet; readonly tests: readonly SQL[] } | undefined {
  const filter = ofOneUnit(db, given);
  if (isVain(db, filter)) return { from: sql`${ordersIn(db)} o`, tests: [sql`false`] };
  const parts = partsOf(db, filter);
  const from = smallSetOf(db, parts, most);
  return from && { from, tests: [...parts.map((part) => part.test), ...seenUnits(db)] };
}

function smallSetOf(db: Db, parts: readonly Part[], most: number): OrderSet | undefined {
  let smallest: { from: OrderSet; size: number } | undefined;
  for (const { from, test } of parts) {
    const limit = (smallest?.size ?? most + 1) - 1;
    const size = countUpTo(db, sql`SELECT 1 FROM ${from} WHERE ${test}`, limit + 1);
    if (size <= limit) smallest = { from, size };
    if (smallest !== undefined && smallest.size < 500) break; // small enough: counting more would only take time
  }
  return smallest?.from;
}

function countUpTo(db: Db, rows: SQL, limit: number): number {
  return db.get<{ n: number }>(sql`SELECT count(*) AS n FROM (${rows} LIMIT ${limit})`)?.n ?? 0;
}

/** One thing a filter asks for: as a test of a row, and as the set an index finds. */
type Part = {
  readonly test: SQL;
  /** The same, written so that no index is searched by it: else SQLite may sort what an index has in order. */
  readonly looked?: SQL;
  readonly from: OrderSet;
  /** What is walked by an index that holds nothing but this part, or this part in one piece. */
  readonly servedBy: readonly ServedBy[];
  /** The test as an index is searched by it; `looked`: written so that the index is not. */
  readonly range?: {
    readonly fixed: readonly SQL[];
    readonly low?: (looked: boolean) => SQL;
    readonly high?: (looked: boolean) => SQL;
  };
};

function partsOf(db: Db, filter: OrderFilter): Part[] {
  const parts: Part[] = [];
  if (filter.text !== undefined) parts.push(textPart(db, filter.text));
  if (filter.flag !== undefined) parts.push(flagPart(db, filter.flag, filter));
  if (filter.view === 'uncaptured')
    parts.push({
      test: isOpen,
      from: ordersBy(db, 'orders_uncaptured'),
      servedBy: ['guarantee', 'unguarded', 'remaining'],
    });
  const { minOre, maxOre, since, until } = filter;
  if (minOre !== undefined || maxOre !== undefined)
    parts.push(
      rangePart(db, 'orders_by_amount', 'amount', {
        low: minOre === undefined ? undefined : bound(sql`o.amount_ore >= ${minOre}`),
        high: maxOre === undefined ? undefined : bound(sql`o.amount_ore <= ${maxOre}`),
      }),
    );
  const place: SQL[] = [];
  if (filter.view !== 'all' && filter.view !== 'uncaptured') place.push(sql`o.state = ${filter.view}`);
  if (filter.msn !== undefined) place.push(sql`o.msn = ${filter.msn}`);
  if (place.length > 0 || since !== undefined || until !== undefined)
    parts.push(
      rangePart(db, activityIndex(filter), 'activity', {
        fixed: place,
        low: since === undefined ? undefined : bound(sql`o.activity_at >= ${since}`),
        high: until === undefined ? undefined : bound(sql`o.activity_at < ${until}`),
      }),
    );
  if (parts.length === 0)
    parts.push(
      ...manyUnits(db).map((test) => ({ test, from: ordersBy(db, 'orders_by_unit'), servedBy: [] })),
    );
  return parts;
}

const isOpen = sql.raw('o.remaining_ore > 0');

/** With a plus before it SQLite does not search by a column. */
function bound(test: SQL): (looked: boolean) => SQL {
  return (looked) => (looked ? sql`+${test}` : test);
}

type Range = { fixed?: readonly SQL[]; low?: (looked: boolean) => SQL; high?: (looked: boolean) => SQL };

function rangePart(db: Db, index: string, servedBy: ServedBy, { fixed = [], low, high }: Range): Part {
  const tests = [...fixed, ...(low ? [low(false)] : []), ...(high ? [high(false)] : [])];
  return {
    test: sql.join(tests, sql` AND `),
    looked: sql.join(
      [...fixed.map((test) => sql`+${test}`), ...(low ? [low(true)] : []), ...(high ? [high(true)] : [])],
      sql` AND `,
    ),
    from: ordersBy(db, index),
    servedBy: [servedBy],
    range: { fixed, low, high },
  };
}

/** The orders as an index has them; whoever sees some sales units only adds `seenUnits`. */
export function ordersBy(db: Db, index: string): OrderSet {
  return sql`${ordersIn(db)} o INDEXED BY ${sql.raw(index)}`;
}

function partOf(db: Db, test: SQL, index: string): Part {
  return { test, from: ordersBy(db, index), servedBy: [] };
}

function flagPart(db: Db, flag: OrderListFlag, { now = '', soon = '' }: OrderFilter): Part {
  switch (flag) {
    case 'guarantee-over':
      return rangePart(db, 'orders_uncaptured', 'guarantee', {
        fixed: [isOpen],
        high: bound(sql`o.guarantee_until <= ${now}`),
      });
    case 'guarantee-soon':
      return rangePart(db, 'orders_uncaptured', 'guarantee', {
        fixed: [isOpen],
        low: bound(sql`o.guarantee_until > ${now}`),
        high: bound(sql`o.guarantee_until <= ${soon}`),
      });
    case 'sent-unpaid':
      return sentUnpaid(db);
    case 'command-open':
      return listedPart(db, {
        names: sql`SELECT c.msn, c.order_id FROM commands c
          WHERE c.status in ('pending','unknown')`,
        test: sql`EXISTS (SELECT 1 FROM commands c WHERE c.msn = o.msn AND c.order_id = o.order_id
          AND c.status in ('pending','unknown'))`,
      });
    case 'exception':
      return partOf(db, sql`o.open_exceptions > 0`, 'orders_with_exception');
    case 'unreadable':
      return partOf(db, sql`o.poll_failures > 2 AND NOT (${isNotStarted})`, 'orders_unreadable');
    case 'not-started':
      return partOf(db, sql`o.poll_failures > 2 AND ${isNotStarted}`, 'orders_unreadable');
    case 'amount-differs':
      return partOf(
        db,
        sql`o.registered_ore IS NOT NULL AND o.reserved_ore > 0
          AND o.reserved_ore <> o.registered_ore + coalesce(o.shipping_cost_ore, 0)`,
        'orders_amount_differs',
      );
  }
}

/** A shop registered it, and Vipps has never heard of it: no customer was sent there. Vipps answers, so nothing is unread. Of orders o. */
export const isNotStarted = sql.raw(
  `o.source = 'registered' AND o.event_count = 0 AND coalesce(o.poll_error, '') LIKE 'not-found%'`,
);

/** Goods left without money: shipments say more was sent than was captured, or the shop told of one and nothing was. */
function sentUnpaid(db: Db): Part {
  const more = sql`o.sent_ore > o.captured_ore`;
  const untold = sql`o.shipped_at IS NOT NULL AND o.remaining_ore > 0 AND o.sent_ore IS NULL AND o.captured_ore = 0`;
  return {
    servedBy: [],
    test: sql`(coalesce(${more}, false) OR (${untold}))`,
    from: ofRowids(
      db,
      sql`SELECT o.rowid AS r FROM ${ordersBy(db, 'orders_sent_unpaid')} WHERE ${more}
        UNION ALL SELECT o.rowid FROM ${ordersBy(db, 'orders_shipped_uncaptured')} WHERE ${untold}`,
    ),
  };
}

/** Orders that another table names. */
function listedPart(db: Db, { names, test }: { readonly names: SQL; readonly test: SQL }): Part {
  return {
    test,
    from: sql`(${names}) d CROSS JOIN ${ordersIn(db)} o ON o.msn = d.msn AND o.order_id = d.order_id`,
    servedBy: [],
  };
}

/** No order twice. */
function ofRowids(db: Db, rowids: SQL): OrderSet {
  return sql`(${rowids}) d CROSS JOIN ${ordersIn(db)} o ON o.rowid = d.r`;
}

/** A transaction is one order's, and names it in the ledger; no text is that of very many. */
const mostMoved = 500;

function textPart(db: Db, text: string): Part {
  const column = sql`o.order_id COLLATE NOCASE`;
  const [low, high] = [sql`${column} >= ${text}`, sql`${column} < ${`${text}\u{10ffff}`}`];
  const moved = db.all<OrderName>(sql`
    SELECT e.msn AS msn, e.order_id AS "orderId" FROM payment_events e WHERE e.transaction_id = ${text}
    UNION SELECT l.msn, l.reference FROM ledger_entries l
      WHERE l.psp_reference = ${text} AND l.msn IS NOT NULL AND l.reference IS NOT NULL LIMIT ${mostMoved}`);
  const begins = rangePart(db, 'orders_by_name', 'order', { low: bound(low), high: bound(high) });
  if (moved.length === 0) return begins;
  const names = JSON.stringify(moved.map(({ msn, orderId }) => [msn, orderId]));
  return {
    servedBy: [],
    test: sql`((${begins.test}) OR (o.msn, o.order_id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(${names})))`,
    from: ofRowids(
      db,
      sql`SELECT o.rowid AS r FROM ${begins.from} WHERE ${begins.test}
        UNION ALL SELECT o.rowid FROM json_each(${names}) j CROSS JOIN ${ordersIn(db)} o
          ON o.msn = j.value ->> 0 AND o.order_id = j.value ->> 1 WHERE NOT (${begins.test})`,
    ),
  };
}

function joined(conditions: readonly SQL[]): SQL {
  return conditions.length === 0 ? sql`` : sql`WHERE ${sql.join([...conditions], sql` AND `)}`;
}
