/** Pages of a list by key, for tables of thousands: sorted by one value and then by name, forward and back. */
import { type SQL, sql } from 'drizzle-orm';
import type { SortDirection } from '#core/order-list';
import type { Db } from '../client';

/** Where a page begins or ends: the value it is sorted by, and the row's name in one or two parts (the second may be empty). */
export type ListKey = readonly [value: string, name: string, more: string];

export type ListPageRequest<Sort extends string> = {
  readonly limit: number;
  readonly sort?: Sort;
  readonly dir?: SortDirection;
  readonly after?: ListKey;
  readonly before?: ListKey;
};

export type ListSort<Name extends string> = { readonly by: Name; readonly dir: SortDirection };

export type ListPage<Row> = {
  readonly rows: Row[];
  readonly before: ListKey | null;
  readonly after: ListKey | null;
};

type Query = {
  readonly columns: SQL;
  readonly from: SQL;
  readonly conditions: readonly SQL[];
  /** Never null: see `nullsLast`. */
  readonly value: SQL;
  readonly numeric?: boolean;
  readonly name: SQL;
  readonly more?: SQL;
  readonly ascending: boolean;
};

type Keyed = { readonly keyValue: string | number; readonly keyName: string; readonly keyMore: string };

export function pickPage<Row extends object>(
  db: Db,
  query: Query,
  page: Pick<ListPageRequest<string>, 'limit' | 'after' | 'before'>,
): ListPage<Row> {
  const { columns, from, value, name, more } = query;
  const backwards = page.before !== undefined;
  const ascending = query.ascending !== backwards;
  const direction = sql.raw(ascending ? 'ASC' : 'DESC');
  const key = readKey(page.before ?? page.after, query.numeric === true);
  const names = more === undefined ? name : sql`${name}, ${more}`;
  const conditions = [...query.conditions];
  if (key !== undefined) {
    const operator = sql.raw(ascending ? '>' : '<');
    const place = more === undefined ? sql`${key[0]}, ${key[1]}` : sql`${key[0]}, ${key[1]}, ${key[2]}`;
    conditions.push(sql`(${value}, ${names}) ${operator} (${place})`);
  }
  const order = [value, name, ...(more === undefined ? [] : [more])].map((by) => sql`${by} ${direction}`);
  const found = db.all<Row & Keyed>(sql`
    SELECT ${columns}, ${value} AS "keyValue", ${name} AS "keyName", ${more ?? sql`''`} AS "keyMore"
    FROM ${from} WHERE ${joined(conditions)} ORDER BY ${sql.join(order, sql`, `)} LIMIT ${page.limit + 1}`);
  const extra = found.length > page.limit;
  const rows = found.slice(0, page.limit);
  if (backwards) rows.reverse();
  const [first, last] = [keyOf(rows[0]), keyOf(rows.at(-1))];
  return {
    rows: rows.map(withoutKey),
    before: backwards ? (extra ? first : null) : page.after !== undefined ? first : null,
    after: backwards || extra ? last : null,
  };
}

function keyOf(row: Keyed | undefined): ListKey | null {
  return row === undefined ? null : [String(row.keyValue), row.keyName, row.keyMore];
}

function withoutKey<Row extends object>(row: Row & Keyed): Row {
  const { keyValue: _value, keyName: _name, keyMore: _more, ...rest } = row;
  return rest as unknown as Row;
}

/** A mangled number begins at the first page. */
function readKey(
  key: ListKey | undefined,
  numeric: boolean,
): readonly [string | number, string, string] | undefined {
  if (key === undefined || !numeric) return key;
  return /^-?\d{1,15}$/.test(key[0]) ? [Number(key[0]), key[1], key[2]] : undefined;
}

/** A day or an instant that may be missing: without one a row stands last, whichever way the list is sorted. */
export function nullsLast(value: SQL, ascending: boolean): SQL {
  return ascending ? sql`coalesce(${value}, '9999')` : sql`coalesce(${value}, '')`;
}

export function joined(conditions: readonly SQL[]): SQL {
  return conditions.length === 0 ? sql`true` : sql.join([...conditions], sql` AND `);
}

/** Days and amounts, both ends included: what every list can be limited to. */
export type RangeFilter = {
  readonly from?: string;
  readonly to?: string;
  readonly minOre?: number;
  readonly maxOre?: number;
};

export function inRange({ from, to, minOre, maxOre }: RangeFilter, day: SQL, amount: SQL): SQL[] {
  const conditions: SQL[] = [];
  if (from !== undefined) conditions.push(sql`${day} >= ${from}`);
  if (to !== undefined) conditions.push(sql`${day} <= ${to}`);
  if (minOre !== undefined) conditions.push(sql`${amount} >= ${minOre}`);
  if (maxOre !== undefined) conditions.push(sql`${amount} <= ${maxOre}`);
  return conditions;
}

/** Counts and sums, each currency for itself: currencies are never added. */
export type ListTotal = { readonly currency: string; readonly count: number; readonly amountOre: number };
