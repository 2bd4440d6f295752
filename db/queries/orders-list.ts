/** The list of orders: pages by key, and what is filtered added up. */
import { type SQL, sql } from 'drizzle-orm';
import { type Ore, zeroOre } from '#core/money';
import type { OrderState } from '#core/payment-state';
import type { Db } from '../client';
import type { OrderName } from '../orders';
import { type OrderFilter, type PageKey, type PageRequest, pickOrders, smallSourceOf } from './order-filter';

export type { OrderFilter, PageKey, PageRequest } from './order-filter';
export { smallSet } from './order-filter';

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

export type OrderListPage = {
  readonly rows: readonly OrderListRow[];
  readonly before: PageKey | null;
  readonly after: PageKey | null;
};

/**
 * One page, at most `limit` rows. Unless another order is asked for: newest activity first; the uncaptured by the end of their
 * guarantee.
 */
export async function listOrders(db: Db, filter: OrderFilter, page: PageRequest): Promise<OrderListPage> {
  const { rows, before, after } = pickOrders(db, filter, page);
  return { rows: readOrderRows<OrderListRow>(db, rows, orderListColumns), before, after };
}

/** The names of what a filter lets through, in the usual order of its view. */
export async function listFilteredOrderNames(
  db: Db,
  filter: OrderFilter,
  limit: number,
): Promise<OrderName[]> {
  return pickOrders(db, filter, { limit }).rows.map(({ msn, orderId }) => ({ msn, orderId }));
}

/** Columns of orders o and their sales units u, for rows that were picked just now, in their order. */
export function readOrderRows<Row>(db: Db, picked: readonly { rowid: number }[], columns: SQL): Row[] {
  if (picked.length === 0) return [];
  const rowids = JSON.stringify(picked.map(({ rowid }) => rowid));
  return db.all<Row>(sql`
    SELECT ${columns} FROM json_each(${rowids}) j CROSS JOIN orders o ON o.rowid = j.value
    CROSS JOIN sales_units u ON u.msn = o.msn ORDER BY j.key`);
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

export type OrderSums = {
  readonly count: number;
  readonly amountOre: Ore;
  readonly capturedOre: Ore;
  readonly refundedOre: Ore;
  readonly remainingOre: Ore;
};

const noSums: OrderSums = {
  count: 0,
  amountOre: zeroOre,
  capturedOre: zeroOre,
  refundedOre: zeroOre,
  remainingOre: zeroOre,
};

/**
 * What a filter lets through, added up: from the totals that are kept where they have it, else over the rows themselves. Null when
 * more than `smallSet` of them would have to be looked at.
 */
export async function sumOrders(db: Db, filter: OrderFilter): Promise<OrderSums | null> {
  const { view, msn } = filter;
  if (!isNarrowed(filter) && view !== 'uncaptured') {
    const ofState = view === 'all' ? sql`true` : sql`state = ${view}`;
    const ofUnit = msn === undefined ? sql`true` : sql`msn = ${msn}`;
    const sums = db.get<OrderSums>(sql`
      SELECT coalesce(sum(orders), 0) AS count, ${sumColumns} FROM order_totals WHERE ${ofState} AND ${ofUnit}`);
    return sums ?? noSums;
  }
  const small = smallSourceOf(db, filter);
  if (small === undefined) return null;
  const sums = db.get<OrderSums>(sql`
    SELECT count(*) AS count, ${sumColumns}
    FROM (${small.rowids}) d CROSS JOIN orders o ON o.rowid = d.r WHERE ${sql.join(small.tests, sql` AND `)}`);
  return sums ?? noSums;
}

/** Is more asked for than state and sales unit? */
function isNarrowed({ since, until, minOre, maxOre, flag, text }: OrderFilter): boolean {
  return [since, until, minOre, maxOre, flag, text].some((value) => value !== undefined);
}

/** What a filter lets through of each state, whatever its own; null when more than `smallSet` would have to be looked at. */
export async function sumOrdersByState(db: Db, filter: OrderFilter): Promise<StateTotal[] | null> {
  if (!isNarrowed(filter)) return orderTotalsByState(db, filter.msn);
  const small = smallSourceOf(db, { ...filter, view: 'all' });
  if (small === undefined) return null;
  return db.all<StateTotal>(sql`
    SELECT state, count(*) AS orders, ${sumColumns}, sum(remaining_ore > 0) AS uncaptured
    FROM (${small.rowids}) d CROSS JOIN orders o ON o.rowid = d.r WHERE ${sql.join(small.tests, sql` AND `)} GROUP BY state`);
}

const sumColumns =
  sql.raw(`coalesce(sum(amount_ore), 0) AS "amountOre", coalesce(sum(captured_ore), 0) AS "capturedOre",
  coalesce(sum(refunded_ore), 0) AS "refundedOre", coalesce(sum(remaining_ore), 0) AS "remainingOre"`);

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
