/** Orders and payment events for files. */
import { type SQL, sql } from 'drizzle-orm';
import type { Currency, Ore } from '#core/money';
import type { OrderSort } from '#core/order-list';
import type { OrderState, PaymentOperation } from '#core/payment-state';
import type { Db } from '../client';
import {
  cellSql,
  type LineForm,
  type LinesPage,
  lineSql,
  linesReader,
  type StoredField,
  selectList,
  type YearSpan,
} from './export-lines';
import { type CountLimit, type ExportPage, exportPageSize, pageOf } from './export-page';
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

const orderFields = {
  msn: { sql: 'o.msn', holds: 'word' },
  unitName: { sql: 'u.name', holds: 'text' },
  orderId: { sql: 'o.order_id', holds: 'text' },
  state: { sql: 'o.state', holds: 'word' },
  currency: { sql: 'o.currency', holds: 'word' },
  amountOre: { sql: 'o.amount_ore', holds: 'size' },
  reservedOre: { sql: 'o.reserved_ore', holds: 'size' },
  capturedOre: { sql: 'o.captured_ore', holds: 'size' },
  refundedOre: { sql: 'o.refunded_ore', holds: 'size' },
  cancelledOre: { sql: 'o.cancelled_ore', holds: 'size' },
  remainingOre: { sql: 'o.remaining_ore', holds: 'size' },
  registeredAt: { sql: 'o.registered_at', holds: 'word' },
  initiatedAt: { sql: 'o.initiated_at', holds: 'word' },
  reservedAt: { sql: 'o.reserved_at', holds: 'word' },
  lastCapturedAt: { sql: 'o.last_captured_at', holds: 'word' },
  shippedAt: { sql: 'o.shipped_at', holds: 'word' },
  activityAt: { sql: 'o.activity_at', holds: 'word' },
  guaranteeUntil: { sql: 'o.guarantee_until', holds: 'word' },
  deadlineAt: { sql: 'o.deadline_at', holds: 'word' },
  source: { sql: 'o.source', holds: 'word' },
  express: { sql: 'o.express', holds: 'word' },
  description: { sql: 'o.description', holds: 'text' },
} satisfies Record<keyof OrderExportRow, StoredField>;

const orderColumns = sql.raw(selectList(orderFields));

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

/** The same pages as lines. Undefined when they cannot be written in SQL. */
export function orderLinePages(
  db: Db,
  { range, msn }: OrderFilter,
  form: LineForm,
): ((after?: OrderKey) => LinesPage<OrderKey>) | undefined {
  const fields = { ...orderFields, unitName: { sql: 'u.cell', holds: 'cell' } } as const;
  const line = lineSql(fields, form, yearsOfOrders(db));
  if (line === undefined) return undefined;
  const [place, order] =
    msn === undefined
      ? ['(o.activity_at, o.msn, o.order_id) > (@at, @msn, @orderId)', 'o.activity_at, o.msn, o.order_id']
      : ['o.msn = @unit AND (o.activity_at, o.order_id) > (@at, @orderId)', 'o.activity_at, o.order_id'];
  const rest = `WHERE ${place} AND o.activity_at < @before ORDER BY ${order} LIMIT ${exportPageSize}`;
  const lines = linesReader(
    db,
    `WITH units AS MATERIALIZED (SELECT msn, ${cellSql('name')} AS cell FROM sales_units)
      SELECT ${line} AS line FROM orders o CROSS JOIN units u ON u.msn = o.msn ${rest}`,
  );
  const lastOf = db.$client
    .prepare<unknown[], [at: string, msn: string, orderId: string]>(
      `SELECT o.activity_at, o.msn, o.order_id FROM orders o ${rest.replace(/\d+$/, '1')} OFFSET ${exportPageSize - 1}`,
    )
    .raw();
  return (after = [range.from, '', '']) => {
    const values = {
      at: after[0],
      msn: after[1],
      orderId: after[2],
      unit: msn ?? null,
      before: range.before,
    };
    return { lines: lines(values), after: lastOf.get(values) };
  };
}

/** Of their last changes. */
function yearsOfOrders(db: Db): YearSpan {
  const end = (way: 'ASC' | 'DESC') =>
    db.get<{ at: string }>(
      sql`SELECT activity_at AS at FROM orders ORDER BY activity_at ${sql.raw(way)} LIMIT 1`,
    )?.at;
  const [first, last] = [end('ASC'), end('DESC')];
  return first && last ? { first: Number(first.slice(0, 4)), last: Number(last.slice(0, 4)) } : undefined;
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
    db.get<{ count: number }>(
      sql`SELECT count(*) AS count FROM (${rows} ${limit === undefined ? sql`` : sql`LIMIT ${limit}`})`,
    )?.count ?? 0
  );
}
