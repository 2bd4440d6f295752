/** Bulk runs as pages show them: what became of each order is read from its command or shipment, never from a copy. */
import { type SQL, sql } from 'drizzle-orm';
import type { BulkOutcome } from '#core/bulk';
import type { Ore } from '#core/money';
import type { BulkItemRow, BulkKind, BulkRunRow } from '../bulk-runs';
import type { Db } from '../client';
import type { OrderName } from '../orders';

/**
 * The command of an order has the item's key. A shipment is named by the key, and the command that captures it has the shipment's
 * own id; a shipment without a capture is done when it is stored.
 */
const itemsWithOutcome = sql`
  bulk_items i JOIN bulk_runs r ON r.id = i.bulk_id
  LEFT JOIN shipments s ON r.kind = 'ship' AND s.msn = i.msn AND s.order_id = i.order_id AND s.shipment_key = i.key
  LEFT JOIN commands c ON c.id = CASE r.kind WHEN 'ship' THEN s.id ELSE i.key END`;

const outcome = sql`CASE
  WHEN i.state <> 'given' THEN i.state
  WHEN c.status = 'succeeded' OR s.capture = 'not-asked' THEN 'done'
  WHEN c.status IN ('failed', 'unknown') THEN c.status
  WHEN s.capture = 'refused' THEN 'failed'
  ELSE 'working' END`;

export type OutcomeSum = { readonly count: number; readonly amountOre: Ore };

export type BulkRunView = BulkRunRow & {
  readonly orders: number;
  readonly amountOre: Ore;
  /** Only the outcomes that occur. */
  readonly outcomes: Readonly<Partial<Record<BulkOutcome, OutcomeSum>>>;
  /** What was taken or given back until now. */
  readonly movedOre: Ore;
};

/** Counts and sums of a run; undefined when there is none of this id. */
export async function findBulkRunView(db: Db, id: string): Promise<BulkRunView | undefined> {
  const [view] = viewsOf(db, sql`r.id = ${id}`, 1);
  return view;
}

export type BulkRunKey = readonly [requestedAt: string, id: string, kind: string];

/** The newest first, a page of them. A page is small: each run may have a thousand orders. */
export async function listBulkRunViews(
  db: Db,
  page: { readonly limit: number; readonly after?: BulkRunKey },
): Promise<{ rows: BulkRunView[]; after: BulkRunKey | null }> {
  const where = page.after
    ? sql`(r.requested_at, r.id) < (${page.after[0]}, ${page.after[1]})`
    : sql`r.requested_at > ''`;
  const found = viewsOf(db, where, page.limit + 1);
  const rows = found.slice(0, page.limit);
  const last = rows.at(-1);
  return { rows, after: found.length > page.limit && last ? [last.requestedAt, last.id, last.kind] : null };
}

/** Runs whose orders are not all acted on yet, the oldest first. */
export async function listOpenBulkRuns(db: Db, limit: number): Promise<BulkRunView[]> {
  return viewsOf(db, sql`r.finished_at is null`, limit).reverse();
}

type OutcomeRow = {
  id: string;
  outcome: BulkOutcome;
  orders: number;
  amountOre: Ore;
  movedOre: Ore;
};

function viewsOf(db: Db, where: SQL, limit: number): BulkRunView[] {
  const runs = db.all<BulkRunRow>(sql`
    SELECT r.id, r.kind, r.transaction_text AS "transactionText", r.actor, r.requested_at AS "requestedAt",
      r.finished_at AS "finishedAt", r.stopped_at AS "stoppedAt", r.stopped_by AS "stoppedBy"
    FROM bulk_runs r WHERE ${where} ORDER BY r.requested_at DESC, r.id DESC LIMIT ${limit}`);
  if (runs.length === 0) return [];
  const ids = JSON.stringify(runs.map(({ id }) => id));
  const rows = db.all<OutcomeRow>(sql`
    SELECT i.bulk_id AS id, ${outcome} AS outcome, count(*) AS orders, sum(i.amount_ore) AS "amountOre",
      coalesce(sum(iif(c.status = 'succeeded', i.amount_ore, 0)), 0) AS "movedOre"
    FROM ${itemsWithOutcome} WHERE i.bulk_id IN (SELECT value FROM json_each(${ids})) GROUP BY 1, 2`);
  return runs.map((run) => {
    const own = rows.filter(({ id }) => id === run.id);
    const sum = (pick: (row: OutcomeRow) => number) =>
      own.reduce((total, row) => total + pick(row), 0) as Ore;
    return {
      ...run,
      orders: sum((row) => row.orders),
      amountOre: sum((row) => (row.outcome === 'skipped' ? 0 : row.amountOre)),
      movedOre: sum((row) => row.movedOre),
      outcomes: Object.fromEntries(
        own.map((row) => [row.outcome, { count: row.orders, amountOre: row.amountOre }]),
      ),
    };
  });
}

export type BulkItemView = OrderName & {
  readonly position: number;
  readonly amountOre: Ore;
  readonly outcome: BulkOutcome;
  readonly attempts: number;
  readonly capture: BulkItemRow['capture'];
  /** The desk's word for why nothing was done, or why what was sent was not captured. */
  readonly reason: string | null;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly commandId: string | null;
  /** Vipps's own words. */
  readonly errorMessage: string | null;
  readonly errorCode: string | null;
};

const itemColumns = sql`
  i.position, i.msn, i.order_id AS "orderId", i.amount_ore AS "amountOre", ${outcome} AS outcome, i.attempts, i.capture,
  coalesce(i.reason, s.capture_refusal) AS reason, i.carrier, i.tracking_number AS "trackingNumber",
  c.id AS "commandId", c.error_message AS "errorMessage", c.error_code AS "errorCode"`;

/** A page of a run's orders in their order, with the place where the next begins. */
export async function listBulkItemViews(
  db: Db,
  bulkId: string,
  page: { readonly limit: number; readonly after: number },
): Promise<{ rows: BulkItemView[]; after: number | null }> {
  const found = db.all<BulkItemView>(sql`
    SELECT ${itemColumns} FROM ${itemsWithOutcome}
    WHERE i.bulk_id = ${bulkId} AND i.position > ${page.after} ORDER BY i.position LIMIT ${page.limit + 1}`);
  const rows = found.slice(0, page.limit);
  return { rows, after: found.length > page.limit ? (rows.at(-1)?.position ?? null) : null };
}

/** The orders of a run with one of these outcomes, in their order. */
export async function listBulkItemsByOutcome(
  db: Db,
  bulkId: string,
  outcomes: readonly BulkOutcome[],
  limit: number,
): Promise<BulkItemView[]> {
  const wanted = sql.join(
    outcomes.map((word) => sql`${word}`),
    sql`, `,
  );
  return db.all<BulkItemView>(sql`
    SELECT * FROM (SELECT ${itemColumns} FROM ${itemsWithOutcome} WHERE i.bulk_id = ${bulkId})
    WHERE outcome IN (${wanted}) ORDER BY position LIMIT ${limit}`);
}

export type { BulkKind };
