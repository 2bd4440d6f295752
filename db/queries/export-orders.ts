/** Orders and payment events for files. */
import { type SQL, sql } from 'drizzle-orm';
import type { Currency, Ore } from '#core/money';
import type { OrderSort } from '#core/order-list';
import type { OrderState, PaymentOperation } from '#core/payment-state';
import type { Db } from '../client';
import { type CountLimit, type ExportPage, exportPageSize, pageOf, sqlLimit } from './export-page';
import { type OrderFilter as ListFilter, type PageKey, pickOrders } from './order-filter';
import { readOrderRows } from './orders-list';

/** Instants: from the first on, before the second. */
export type InstantRange = { readonly from: string; readonly before: string };
export type OrderFilter = { readonly range: InstantRange; readonly msn?: string };

export type OrderExportRow = {
  readonly msn: string;
  readonly unitName: string;
  readonly orderId: string;
  readonly state: OrderState;
  readonly currency: Currency;
  readonly amountOre: Ore;
  readonly reservedOre: Ore;
  readonly capturedOre: Ore;
  readonly refundedOre: Ore;
  readonly cancelledOre: Ore;
  readonly remainingOre: Ore;
  readonly registeredAt: string;
  readonly initiatedAt: string | null;
  readonly reservedAt: string | null;
  readonly lastCapturedAt: string | null;
  readonly shippedAt: string | null;
  readonly activityAt: string;
  readonly guaranteeUntil: string | null;
  readonly deadlineAt: string | null;
  readonly source: string;
  readonly express: string;
  readonly description: string | null;
};

export type OrderKey = readonly [at: string, msn: string, orderId: string];

const orderColumns = sql.raw(`o.msn, u.name AS "unitName", o.order_id AS "orderId", o.state, o.currency,
  o.amount_ore AS "amountOre", o.reserved_ore AS "reservedOre", o.captured_ore AS "capturedOre",
  o.refunded_ore AS "refundedOre", o.cancelled_ore AS "cancelledOre", o.remaining_ore AS "remainingOre",
  o.registered_at AS "registeredAt", o.initiated_at AS "initiatedAt", o.reserved_at AS "reservedAt",
  o.last_captured_at AS "lastCapturedAt", o.shipped_at AS "shippedAt", o.activity_at AS "activityAt",
  o.guarantee_until AS "guaranteeUntil", o.deadline_at AS "deadlineAt", o.source, o.express, o.description`);

/** By their last change, the oldest first. */
export async function pageOfOrders(
  db: Db,
  { range, msn }: OrderFilter,
  after: OrderKey = [range.from, '', ''],
): Promise<ExportPage<OrderExportRow, OrderKey>> {
  const [at, afterMsn, orderId] = after;
  const place =
    msn === undefined
      ? sql`(o.activity_at, o.msn, o.order_id) > (${at}, ${afterMsn}, ${orderId})`
      : sql`o.msn = ${msn} AND (o.activity_at, o.order_id) > (${at}, ${orderId})`;
  const order = msn === undefined ? sql`o.activity_at, o.msn, o.order_id` : sql`o.activity_at, o.order_id`;
  const rows = db.all<OrderExportRow>(sql`
    SELECT ${orderColumns} FROM orders o JOIN sales_units u ON u.msn = o.msn
    WHERE ${place} AND o.activity_at < ${range.before} ORDER BY ${order} LIMIT ${exportPageSize}`);
  return pageOf(rows, (row) => [row.activityAt, row.msn, row.orderId]);
}

export async function countOrders(db: Db, { range, msn }: OrderFilter, limit?: CountLimit): Promise<number> {
  return counted(
    db,
    sql`SELECT 1 FROM orders WHERE activity_at >= ${range.from} AND activity_at < ${range.before}
      ${msn === undefined ? sql`` : sql`AND msn = ${msn}`}`,
    limit,
  );
}

/** What the list of orders lets through, in its order. */
export async function pageOfListedOrders(
  db: Db,
  filter: ListFilter,
  sort: OrderSort,
  after?: PageKey,
): Promise<ExportPage<OrderExportRow, PageKey>> {
  const page = pickOrders(db, filter, { limit: exportPageSize, sort, after });
  return { rows: readOrderRows(db, page.rows, orderColumns), after: page.after ?? undefined };
}

/** Reserved and not captured at this moment, the guarantee that ends first on top. */
export async function pageOfUncaptured(
  db: Db,
  { msn }: Pick<OrderFilter, 'msn'>,
  after: OrderKey = ['', '', ''],
): Promise<ExportPage<OrderExportRow, OrderKey>> {
  const rows = db.all<OrderExportRow>(sql`
    SELECT ${orderColumns} FROM orders o JOIN sales_units u ON u.msn = o.msn
    WHERE o.remaining_ore > 0 AND (o.guarantee_until, o.msn, o.order_id) > (${after[0]}, ${after[1]}, ${after[2]})
      ${msn === undefined ? sql`` : sql`AND +o.msn = ${msn}`}
    ORDER BY o.guarantee_until, o.msn, o.order_id LIMIT ${exportPageSize}`);
  return pageOf(rows, (row) => [row.guaranteeUntil ?? '', row.msn, row.orderId]);
}

export async function countUncaptured(
  db: Db,
  { msn }: Pick<OrderFilter, 'msn'>,
  limit?: CountLimit,
): Promise<number> {
  return counted(
    db,
    sql`SELECT 1 FROM orders WHERE remaining_ore > 0 AND guarantee_until > ''
      ${msn === undefined ? sql`` : sql`AND +msn = ${msn}`}`,
    limit,
  );
}

export type EventExportRow = {
  readonly sequence: number;
  readonly msn: string;
  readonly orderId: string;
  readonly operation: PaymentOperation;
  readonly operationName: string;
  readonly success: number;
  readonly amountOre: Ore;
  readonly currency: Currency;
  readonly occurredAt: string;
  readonly transactionId: string | null;
  readonly requestId: string | null;
  readonly transactionText: string | null;
  readonly seenAt: string;
};

/** Events have no index by time. A page looks at this many in the order of arrival, so that none takes long. */
const eventsLookedAt = 20_000;

const inRange = ({ range, msn }: OrderFilter) =>
  sql`e.occurred_at >= ${range.from} AND e.occurred_at < ${range.before}
    ${msn === undefined ? sql`` : sql`AND e.msn = ${msn}`}`;

/** In the order of arrival. */
export async function pageOfEvents(
  db: Db,
  filter: OrderFilter,
  after = 0,
): Promise<ExportPage<EventExportRow, number>> {
  const through = after + eventsLookedAt;
  const rows = db.all<EventExportRow>(sql`
    SELECT e.sequence, e.msn, e.order_id AS "orderId", e.operation, e.operation_name AS "operationName", e.success,
      e.amount_ore AS "amountOre", o.currency, e.occurred_at AS "occurredAt", e.transaction_id AS "transactionId",
      e.request_id AS "requestId", e.transaction_text AS "transactionText", e.seen_at AS "seenAt"
    FROM payment_events e CROSS JOIN orders o ON o.msn = e.msn AND o.order_id = e.order_id
    WHERE e.sequence > ${after} AND e.sequence <= ${through} AND ${inRange(filter)}
    ORDER BY e.sequence LIMIT ${exportPageSize}`);
  const page = pageOf(rows, (row) => row.sequence);
  return { rows, after: page.after ?? nextStretch(db, through) };
}

/** How many of the events after one are in the range, among those one page looks at. */
export async function countSomeEvents(
  db: Db,
  filter: OrderFilter,
  after = 0,
): Promise<{ readonly count: number; readonly after: number | undefined }> {
  const through = after + eventsLookedAt;
  const row = db.get<{ count: number }>(sql`
    SELECT count(*) AS count FROM payment_events e
    WHERE e.sequence > ${after} AND e.sequence <= ${through} AND ${inRange(filter)}`);
  return { count: row?.count ?? 0, after: nextStretch(db, through) };
}

function nextStretch(db: Db, through: number): number | undefined {
  const last = db.get<{ last: number | null }>(sql`SELECT max(sequence) AS last FROM payment_events`)?.last;
  return (last ?? 0) > through ? through : undefined;
}

/** Rows of a query, counted as far as the limit. */
export function counted(db: Db, rows: SQL, limit: CountLimit): number {
  return (
    db.get<{ count: number }>(sql`SELECT count(*) AS count FROM (${rows} LIMIT ${sqlLimit(limit)})`)?.count ??
    0
  );
}
