/** The list of orders: pages by key, and what is filtered added up. */
import { type SQL, sql } from 'drizzle-orm';
import { type Ore, sumOre } from '#core/money';
import type { OrderState } from '#core/payment-state';
import type { Db } from '../client';
import type { OrderName } from '../orders';
import { type OrderFilter, type PageKey, type PageRequest, pickOrders, smallSourceOf } from './order-filter';

export type { OrderFilter, PageKey, PageRequest } from './order-filter';
export { shortLook } from './order-filter';

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
  /** Were so many orders looked at that the page ends before it is full? The next goes on from there. */
  readonly stopped: boolean;
};

/**
 * One page, at most `limit` rows. Unless another order is asked for: newest activity first; the uncaptured by the end of their
 * guarantee.
 */
export async function listOrders(db: Db, filter: OrderFilter, page: PageRequest): Promise<OrderListPage> {
  const { rows, ...places } = pickOrders(db, filter, page);
  return { ...places, rows: readOrderRows<OrderListRow>(db, rows, orderListColumns) };
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

export type OrderListSums = {
  /** Of all that the filter lets through. */
  readonly total: OrderSums | null;
  /** Of what the rest of the filter lets through of each state, whatever its own. */
  readonly byState: readonly StateTotal[] | null;
};

/**
 * What a filter lets through, added up: from the totals that are kept where they have it, else over the rows themselves. Null when
 * more than `most` of them would have to be looked at.
 */
export async function sumOrderList(db: Db, filter: OrderFilter, most = summedAtOnce): Promise<OrderListSums> {
  if (!isNarrowed(filter)) {
    const byState = await orderTotalsByState(db, filter.msn);
    return {
      byState,
      total: filter.view === 'uncaptured' ? sumOpenOrders(db, filter.msn) : sumOf(byState, filter),
    };
  }
  const whole = addUp(db, { ...filter, view: 'all' }, most);
  if (whole !== null) {
    const states = [...new Set(whole.map(({ state }) => state))];
    const byState = states.map((state) =>
      totalOf(
        state,
        whole.filter((row) => row.state === state),
      ),
    );
    return {
      byState,
      total: sumOf(filter.view === 'uncaptured' ? whole.filter(({ open }) => open) : byState, filter),
    };
  }
  const own = filter.view === 'all' ? null : addUp(db, filter, most);
  return { byState: null, total: own && sumOf(own, { view: 'all' }) };
}

/** No more than so many orders are added up while somebody waits. */
export const summedAtOnce = 2_000;

export async function sumOrders(db: Db, filter: OrderFilter, most?: number): Promise<OrderSums | null> {
  return (await sumOrderList(db, filter, most)).total;
}

type StatePart = StateTotal & { readonly open: 0 | 1 };

/** Of each state those of which something remains, and the others. */
function addUp(db: Db, filter: OrderFilter, most: number): StatePart[] | null {
  const small = smallSourceOf(db, filter, most);
  if (small === undefined) return null;
  return db.all<StatePart>(sql`
    SELECT o.state AS state, o.remaining_ore > 0 AS open, count(*) AS orders, ${sumColumns}, sum(o.remaining_ore > 0) AS uncaptured
    FROM ${small.from} WHERE ${sql.join([...small.tests], sql` AND `)} GROUP BY o.state, o.remaining_ore > 0`);
}

function sumOf(rows: readonly StateTotal[], { view }: Pick<OrderFilter, 'view'>): OrderSums {
  const wanted = view === 'all' || view === 'uncaptured' ? rows : rows.filter(({ state }) => state === view);
  return {
    count: wanted.reduce((sum, { orders }) => sum + orders, 0),
    amountOre: sumOre(wanted.map((row) => row.amountOre)),
    capturedOre: sumOre(wanted.map((row) => row.capturedOre)),
    refundedOre: sumOre(wanted.map((row) => row.refundedOre)),
    remainingOre: sumOre(wanted.map((row) => row.remainingOre)),
  };
}

function totalOf(state: OrderState, rows: readonly StateTotal[]): StateTotal {
  const { count, ...sums } = sumOf(rows, { view: 'all' });
  return { state, orders: count, ...sums, uncaptured: rows.reduce((sum, row) => sum + row.uncaptured, 0) };
}

/** As it is kept by the day on which guarantees end. */
function sumOpenOrders(db: Db, msn: string | undefined): OrderSums {
  const ofUnit = msn === undefined ? sql`` : sql`WHERE o.msn = ${msn}`;
  return (
    db.get<OrderSums>(
      sql`SELECT coalesce(sum(o.orders), 0) AS count, ${sumColumns} FROM open_order_days o ${ofUnit}`,
    ) ?? sumOf([], { view: 'all' })
  );
}

/** Is more asked for than state and sales unit? */
function isNarrowed({ since, until, minOre, maxOre, flag, text }: OrderFilter): boolean {
  return [since, until, minOre, maxOre, flag, text].some((value) => value !== undefined);
}

const sumColumns =
  sql.raw(`coalesce(sum(o.amount_ore), 0) AS "amountOre", coalesce(sum(o.captured_ore), 0) AS "capturedOre",
  coalesce(sum(o.refunded_ore), 0) AS "refundedOre", coalesce(sum(o.remaining_ore), 0) AS "remainingOre"`);

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
