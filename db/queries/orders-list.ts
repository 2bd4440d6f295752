/** The list of orders: pages by key, never by offset; counts and sums from totals kept by triggers. */
import { type SQL, sql } from 'drizzle-orm';
import type { Ore } from '#core/money';
import type { OrderState } from '#core/payment-state';
import type { Db } from '../client';

export type OrderListRow = {
  readonly msn: string;
  readonly orderId: string;
  readonly unitName: string;
  readonly state: OrderState;
  readonly description: string | null;
  readonly amountOre: Ore;
  readonly capturedOre: Ore;
  readonly refundedOre: Ore;
  readonly remainingOre: Ore;
  readonly activityAt: string;
  readonly reservedAt: string | null;
  readonly guaranteeUntil: string | null;
  readonly deadlineAt: string | null;
  readonly pollError: string | null;
  readonly openCommand: string | null;
};

export type OrderListView = {
  /** A state, or `uncaptured`: reserved money that nobody has captured, the guarantee that ends first on top. */
  readonly view: OrderState | 'all' | 'uncaptured';
  readonly msn?: string;
};

/** Where a page begins or ends: the sort key of a row. */
export type PageKey = readonly [at: string, msn: string, orderId: string];

export type OrderListPage = {
  readonly rows: readonly OrderListRow[];
  readonly before: PageKey | null;
  readonly after: PageKey | null;
};

export type PageRequest = { readonly limit: number; readonly after?: PageKey; readonly before?: PageKey };

/** One page, at most `limit` rows. Newest activity first; the uncaptured by the end of their guarantee. */
export async function listOrders(db: Db, view: OrderListView, page: PageRequest): Promise<OrderListPage> {
  const urgentFirst = view.view === 'uncaptured';
  const column = urgentFirst ? sql`o.guarantee_until` : sql`o.activity_at`;
  const backwards = page.before !== undefined;
  const ascending = urgentFirst !== backwards;
  const key = page.before ?? page.after;
  const conditions: SQL[] = [];
  if (urgentFirst) conditions.push(sql`o.remaining_ore > 0`);
  else if (view.view !== 'all') conditions.push(sql`o.state = ${view.view}`);
  if (view.msn !== undefined) conditions.push(sql`o.msn = ${view.msn}`);
  if (key !== undefined) {
    const operator = ascending ? sql.raw('>') : sql.raw('<');
    conditions.push(sql`(${column}, o.msn, o.order_id) ${operator} (${key[0]}, ${key[1]}, ${key[2]})`);
  }
  const where = conditions.length === 0 ? sql`` : sql`WHERE ${sql.join(conditions, sql` AND `)}`;
  const direction = sql.raw(ascending ? 'ASC' : 'DESC');
  const found = db.all<OrderListRow>(sql`
    SELECT ${orderListColumns} FROM orders o JOIN sales_units u ON u.msn = o.msn ${where}
    ORDER BY ${column} ${direction}, o.msn ${direction}, o.order_id ${direction} LIMIT ${page.limit + 1}`);
  const more = found.length > page.limit;
  const rows = found.slice(0, page.limit);
  if (backwards) rows.reverse();
  const keyOf = (row: OrderListRow | undefined): PageKey | null =>
    row === undefined
      ? null
      : [urgentFirst ? (row.guaranteeUntil ?? '') : row.activityAt, row.msn, row.orderId];
  return {
    rows,
    before: backwards ? (more ? keyOf(rows[0]) : null) : page.after !== undefined ? keyOf(rows[0]) : null,
    after: backwards || more ? keyOf(rows.at(-1)) : null,
  };
}

/** The columns of an OrderListRow, of orders o and sales_units u. */
export const orderListColumns =
  sql.raw(`o.msn, o.order_id AS "orderId", u.name AS "unitName", o.state, o.description,
  o.amount_ore AS "amountOre", o.captured_ore AS "capturedOre", o.refunded_ore AS "refundedOre",
  o.remaining_ore AS "remainingOre", o.activity_at AS "activityAt", o.reserved_at AS "reservedAt",
  o.guarantee_until AS "guaranteeUntil", o.deadline_at AS "deadlineAt", o.poll_error AS "pollError",
  (SELECT c.status FROM commands c WHERE c.msn = o.msn AND c.order_id = o.order_id
     AND c.status in ('pending','unknown')) AS "openCommand"`);

export type StateTotal = {
  readonly state: OrderState;
  readonly orders: number;
  readonly amountOre: Ore;
  readonly capturedOre: Ore;
  readonly refundedOre: Ore;
  readonly remainingOre: Ore;
  readonly uncaptured: number;
};

/** Counts and sums of each state, over all sales units or one. */
export async function orderTotalsByState(db: Db, msn?: string): Promise<StateTotal[]> {
  const where = msn === undefined ? sql`` : sql`WHERE msn = ${msn}`;
  return db.all<StateTotal>(sql`
    SELECT state, sum(orders) AS orders, sum(amount_ore) AS "amountOre", sum(captured_ore) AS "capturedOre",
      sum(refunded_ore) AS "refundedOre", sum(remaining_ore) AS "remainingOre", sum(uncaptured) AS uncaptured
    FROM order_totals ${where} GROUP BY state HAVING sum(orders) > 0`);
}

export type FoundOrders = { readonly rows: readonly OrderListRow[]; readonly truncated: boolean };

/** Orders whose id begins with the text (case aside), or that a transaction id of theirs names exactly. */
export async function searchOrders(db: Db, text: string, limit: number): Promise<FoundOrders> {
  const upper = `${text}\u{10ffff}`;
  const rows = db.all<OrderListRow>(sql`
    SELECT ${orderListColumns} FROM orders o JOIN sales_units u ON u.msn = o.msn
    WHERE o.rowid IN (
      SELECT * FROM (SELECT rowid FROM orders WHERE order_id COLLATE NOCASE >= ${text} AND order_id COLLATE NOCASE < ${upper}
        ORDER BY order_id COLLATE NOCASE LIMIT ${limit + 1})
      UNION SELECT o2.rowid FROM payment_events e JOIN orders o2 ON o2.msn = e.msn AND o2.order_id = e.order_id
        WHERE e.transaction_id = ${text}
      UNION SELECT o3.rowid FROM ledger_entries l JOIN orders o3 ON o3.msn = l.msn AND o3.order_id = l.reference
        WHERE l.psp_reference = ${text})
    ORDER BY o.activity_at DESC, o.msn, o.order_id LIMIT ${limit + 1}`);
  return { rows: rows.slice(0, limit), truncated: rows.length > limit };
}
