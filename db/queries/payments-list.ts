/** Captures and refunds, one row each: what Vipps told of money taken and given back. Served by the index payment_events_moved. */
import { type SQL, sql } from 'drizzle-orm';
import { addDays, type Day, instantAt } from '#core/calendar';
import { type Currency, type Ore, zeroOre } from '#core/money';
import type { Db } from '../client';

export const movedOperations = ['captured', 'refunded'] as const;
export type MovedOperation = (typeof movedOperations)[number];

export type PaymentsFilter = {
  readonly operation: MovedOperation | 'all';
  /** Days in Oslo, both included. */
  readonly from: Day;
  readonly to: Day;
  readonly msn?: string;
};

export type PaymentRow = {
  readonly sequence: number;
  readonly occurredAt: string;
  readonly msn: string;
  readonly orderId: string;
  readonly unitName: string;
  readonly operation: MovedOperation;
  /** As Vipps told it: never negative. */
  readonly amountOre: Ore;
  readonly currency: Currency;
  readonly transactionId: string | null;
  readonly transactionText: string | null;
  /** Who gave the command; null when it was not given here. */
  readonly actor: string | null;
};

export type PaymentKey = readonly [occurredAt: string, sequence: number];
export type PaymentPage = { readonly rows: readonly PaymentRow[]; readonly after: PaymentKey | null };

/** One page, the newest first. */
export async function listPayments(
  db: Db,
  filter: PaymentsFilter,
  page: { readonly limit: number; readonly after?: PaymentKey },
): Promise<PaymentPage> {
  const found = db.all<PaymentRow>(sql`
    SELECT e.sequence, e.occurred_at AS "occurredAt", e.msn, e.order_id AS "orderId", u.name AS "unitName",
      CASE WHEN e.operation = 'refund' THEN 'refunded' ELSE 'captured' END AS operation, e.amount_ore AS "amountOre",
      o.currency, e.transaction_id AS "transactionId", e.transaction_text AS "transactionText",
      (SELECT c.actor FROM commands c WHERE c.id = e.request_id) AS actor
    FROM payment_events e CROSS JOIN orders o ON o.msn = e.msn AND o.order_id = e.order_id
    CROSS JOIN sales_units u ON u.msn = e.msn
    WHERE ${conditionOf(filter, page.after)} ORDER BY e.occurred_at DESC, e.sequence DESC LIMIT ${page.limit + 1}`);
  const rows = found.slice(0, page.limit);
  const last = rows.at(-1);
  return { rows, after: found.length > page.limit && last ? [last.occurredAt, last.sequence] : null };
}

export type Moved = {
  readonly captures: number;
  readonly capturedOre: Ore;
  readonly refunds: number;
  readonly refundedOre: Ore;
};

/** Counts and sums of all a filter lets through. */
export async function paymentTotals(db: Db, filter: PaymentsFilter): Promise<Moved> {
  const { operation, from, to, msn } = filter;
  const found = db.get<Moved>(sql`
    SELECT ${sums} FROM moved_hours h
    WHERE h.hour >= ${hourOf(from)} AND h.hour < ${hourOf(addDays(to, 1))}${ofUnit(msn, sql`h.msn`)}`);
  const { captures, capturedOre, refunds, refundedOre } = found ?? nothingMoved;
  return {
    ...nothingMoved,
    ...(operation === 'refunded' ? {} : { captures, capturedOre }),
    ...(operation === 'captured' ? {} : { refunds, refundedOre }),
  };
}

export type MovedDay = Moved & { readonly day: Day };

/** Counts and sums of each day in Oslo, both ends included, also of days without any: 23 or 25 hours where the clock changes. */
export async function movedPerDay(db: Db, from: Day, to: Day, msn?: string): Promise<MovedDay[]> {
  const days: Day[] = [];
  for (let day = from; day <= to && days.length < mostDays; day = addDays(day, 1)) days.push(day);
  if (days.length === 0) return [];
  const bounds = days.map((day) => sql`(${day}, ${hourOf(day)}, ${hourOf(addDays(day, 1))})`);
  return db.all<MovedDay>(sql`
    WITH days (day, since, until) AS (VALUES ${sql.join(bounds, sql`, `)})
    SELECT d.day, ${sums} FROM days d LEFT JOIN moved_hours h
      ON h.hour >= d.since AND h.hour < d.until${ofUnit(msn, sql`h.msn`)}
    GROUP BY d.day ORDER BY d.day`);
}

/** A filter reaches over so many days at most, so that no sum reads all there ever was. */
export const mostDays = 92;

/** Written as in the index, or SQLite does not use it. */
const moved = sql.raw(`e.success = 1 AND e.operation IN ('capture','sale','refund')`);

/** Of the hours h that are kept added up: local days begin and end with one. */
const sums =
  sql.raw(`coalesce(sum(h.captures), 0) AS captures, coalesce(sum(h.captured_ore), 0) AS "capturedOre",
  coalesce(sum(h.refunds), 0) AS refunds, coalesce(sum(h.refunded_ore), 0) AS "refundedOre"`);

/** The hour (UTC) with which a day begins in Oslo. */
function hourOf(day: Day): string {
  return instantAt(day).slice(0, 13);
}

const nothingMoved: Moved = { captures: 0, capturedOre: zeroOre, refunds: 0, refundedOre: zeroOre };

function conditionOf({ operation, from, to, msn }: PaymentsFilter, after?: PaymentKey): SQL {
  const until = instantAt(addDays(to, 1));
  // With two upper bounds SQLite seeks by one of them: after the first page it must be the key.
  const before =
    after === undefined
      ? sql`e.occurred_at < ${until}`
      : sql`(e.occurred_at, e.sequence) < (${after[0]}, ${after[1]}) AND +e.occurred_at < ${until}`;
  const kind = {
    all: sql``,
    captured: sql` AND e.operation <> 'refund'`,
    refunded: sql` AND e.operation = 'refund'`,
  }[operation];
  return sql`${moved} AND e.occurred_at >= ${instantAt(from)} AND ${before}${kind}${ofUnit(msn, sql`e.msn`)}`;
}

/** Not by an index of its own: within the days of a filter every row is looked at. */
function ofUnit(msn: string | undefined, column: SQL): SQL {
  return msn === undefined ? sql`` : sql` AND +${column} = ${msn}`;
}
