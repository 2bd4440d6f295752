/** Writes of bulk runs, and the reads that their work needs. */
import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import { auditStatement } from './audit';
import { type Db, exactly, inTransaction, type Statement } from './client';
import { bulkItems, bulkRuns } from './schema/index';

export type { BulkItemState, BulkKind } from './schema/index';

export type BulkRunRow = typeof bulkRuns.$inferSelect;
export type NewBulkRun = typeof bulkRuns.$inferInsert;
export type BulkItemRow = typeof bulkItems.$inferSelect;
export type NewBulkItem = typeof bulkItems.$inferInsert;
export type BulkItemName = Pick<BulkItemRow, 'bulkId' | 'position'>;

/** The subject of the audit records of a run. */
export function bulkSubject(id: string): string {
  return `bulk ${id}`;
}

/** SQLite takes 32 766 values in one statement. */
const itemsAtOnce = 500;

/** Stores a run with its orders and its record, all of it or nothing; false when a run has this id already. */
export async function storeBulkRun(
  db: Db,
  run: NewBulkRun,
  items: readonly NewBulkItem[],
  detail: unknown,
): Promise<boolean> {
  return inTransaction(db, () => {
    if (db.insert(bulkRuns).values(run).onConflictDoNothing().run().changes === 0) return false;
    for (let at = 0; at < items.length; at += itemsAtOnce)
      db.insert(bulkItems)
        .values(items.slice(at, at + itemsAtOnce))
        .run();
    auditStatement(db, {
      at: run.requestedAt,
      actor: run.actor,
      action: `bulk ${run.kind} ordered`,
      subject: bulkSubject(run.id),
      detail,
    }).run();
    return true;
  });
}

export async function findBulkRun(db: Db, id: string): Promise<BulkRunRow | undefined> {
  return db.select().from(bulkRuns).where(eq(bulkRuns.id, id)).get();
}

/** All orders of a run, in their order: 1 000 at most. */
export async function listBulkItems(db: Db, bulkId: string): Promise<BulkItemRow[]> {
  return db.select().from(bulkItems).where(eq(bulkItems.bulkId, bulkId)).orderBy(bulkItems.position).all();
}

export async function findBulkItem(
  db: Db,
  { bulkId, position }: BulkItemName,
): Promise<BulkItemRow | undefined> {
  return db
    .select()
    .from(bulkItems)
    .where(and(eq(bulkItems.bulkId, bulkId), eq(bulkItems.position, position)))
    .get();
}

export type DueBulkItem = BulkItemRow & {
  readonly kind: BulkRunRow['kind'];
  readonly transactionText: string | null;
  readonly actor: string;
};

/** Orders that wait and are due, those of the oldest run first. */
export async function listDueBulkItems(db: Db, now: string, limit: number): Promise<DueBulkItem[]> {
  const rows = db
    .select({ item: bulkItems, run: bulkRuns })
    .from(bulkRuns)
    .innerJoin(bulkItems, eq(bulkItems.bulkId, bulkRuns.id))
    .where(
      and(
        isNull(bulkRuns.finishedAt),
        isWaiting(),
        sql`(${bulkItems.nextAttemptAt} is null or ${bulkItems.nextAttemptAt} <= ${now})`,
      ),
    )
    .orderBy(bulkRuns.requestedAt, bulkItems.position)
    .limit(limit)
    .all();
  return rows.map(({ item, run }) => ({
    ...item,
    kind: run.kind,
    transactionText: run.transactionText,
    actor: run.actor,
  }));
}

/** How many orders of all runs wait. */
export async function countWaitingBulkItems(db: Db): Promise<number> {
  const row = db
    .select({ n: sql<number>`count(*)` })
    .from(bulkRuns)
    .innerJoin(bulkItems, eq(bulkItems.bulkId, bulkRuns.id))
    .where(and(isNull(bulkRuns.finishedAt), isWaiting()))
    .get();
  return row?.n ?? 0;
}

/**
 * Stands beside the write of the order's command or shipment: stored together, or neither. Throws UnexpectedChanges inside
 * `atomically` when the order no longer waits, so that a run that was stopped gives nothing more.
 */
export function bulkItemGivenStatement(db: Db, name: BulkItemName, now: string): Statement {
  return exactly(1, changeWaitingItem(db, name, { state: 'given', actedAt: now, nextAttemptAt: null }));
}

export type BulkItemChange = Partial<
  Pick<NewBulkItem, 'reason' | 'attempts' | 'nextAttemptAt' | 'actedAt'>
> & { readonly state: 'given' | 'refused' | 'waiting' };

/** Only of an order that waits; anything else is left as it is. */
export async function saveBulkItem(db: Db, name: BulkItemName, change: BulkItemChange): Promise<boolean> {
  return changeWaitingItem(db, name, change).run().changes === 1;
}

function changeWaitingItem(db: Db, { bulkId, position }: BulkItemName, change: BulkItemChange) {
  return db
    .update(bulkItems)
    .set(change)
    .where(and(eq(bulkItems.bulkId, bulkId), eq(bulkItems.position, position), isWaiting()));
}

/** Closes each run none of whose orders waits; returns how many. */
export async function finishBulkRuns(db: Db, now: string): Promise<number> {
  return db
    .update(bulkRuns)
    .set({ finishedAt: now })
    .where(
      sql`finished_at is null and not exists (
        select 1 from bulk_items i where i.bulk_id = ${bulkRuns.id} and i.state = 'waiting')`,
    )
    .run().changes;
}

/**
 * Leaves alone what waits, closes the run and records who stopped it. Returns how many orders were left; undefined when the run is
 * over already, or was stopped before: nothing was written.
 */
export async function stopBulkRun(
  db: Db,
  stop: { id: string; actor: string; now: string },
): Promise<number | undefined> {
  return inTransaction(db, () => {
    const { changes } = db
      .update(bulkRuns)
      .set({ stoppedAt: stop.now, stoppedBy: stop.actor, finishedAt: stop.now })
      .where(and(eq(bulkRuns.id, stop.id), isNull(bulkRuns.finishedAt)))
      .run();
    if (changes === 0) return undefined;
    const left = db
      .update(bulkItems)
      .set({ state: 'left', actedAt: stop.now, nextAttemptAt: null })
      .where(and(eq(bulkItems.bulkId, stop.id), isWaiting()))
      .run().changes;
    auditStatement(db, {
      at: stop.now,
      actor: stop.actor,
      action: 'bulk stopped',
      subject: bulkSubject(stop.id),
      detail: { left },
    }).run();
    return left;
  });
}

/** Literally the condition of the partial index, so that SQLite uses it. */
function isWaiting() {
  return sql`${bulkItems.state} = 'waiting'`;
}

/** Those that have not ended. */
export async function listOpenBulkRuns(db: Db): Promise<string[]> {
  return db
    .select({ id: bulkRuns.id })
    .from(bulkRuns)
    .where(isNull(bulkRuns.finishedAt))
    .all()
    .map(({ id }) => id);
}

/** The sales units whose orders it is about. */
export async function listBulkUnits(db: Db, bulkId: string): Promise<string[]> {
  return db
    .selectDistinct({ msn: bulkItems.msn })
    .from(bulkItems)
    .where(and(eq(bulkItems.bulkId, bulkId), ne(bulkItems.state, 'skipped')))
    .all()
    .map(({ msn }) => msn);
}
