/** Calls that Vipps made to the desk: stored as they come, handled by a job. */
import { and, eq, isNull, lte, sql } from 'drizzle-orm';
import type { Db } from './client';
import type { OrderName } from './orders';
import { callbacks } from './schema/index';

export type CallbackRow = typeof callbacks.$inferSelect;
export type NewCallback = typeof callbacks.$inferInsert;

/**
 * Stores a callback, or counts one that came before. A payment update that is handled stays handled; a removal of consent is
 * carried out again, since the person may have agreed once more in between.
 */
export async function storeCallback(db: Db, row: NewCallback): Promise<void> {
  const isRemoval = row.kind === 'consent-removal';
  db.insert(callbacks)
    .values(row)
    .onConflictDoUpdate({
      target: [callbacks.msn, callbacks.contentKey],
      set: {
        times: sql`${callbacks.times} + 1`,
        lastReceivedAt: row.receivedAt,
        ...(isRemoval
          ? { userId: row.userId, handledAt: null, outcome: null, nextAttemptAt: row.receivedAt }
          : {}),
      },
    })
    .run();
}

/** Not handled yet and due, in the order of arrival. */
export async function listOpenCallbacks(db: Db, now: string, limit: number): Promise<CallbackRow[]> {
  return db
    .select()
    .from(callbacks)
    .where(and(isNull(callbacks.handledAt), lte(callbacks.nextAttemptAt, now)))
    .orderBy(callbacks.nextAttemptAt, callbacks.id)
    .limit(limit)
    .all();
}

export type CallbackChange = Partial<
  Pick<NewCallback, 'handledAt' | 'outcome' | 'trouble' | 'attempts' | 'nextAttemptAt' | 'userId'>
>;

/** Changes nothing when the callback came again since it was read: it is then handled once more. */
export async function saveCallback(
  db: Db,
  { id, times }: Pick<CallbackRow, 'id' | 'times'>,
  change: CallbackChange,
): Promise<void> {
  db.update(callbacks)
    .set(change)
    .where(and(eq(callbacks.id, id), eq(callbacks.times, times), isNull(callbacks.handledAt)))
    .run();
}

/** What Vipps told about an order, oldest first. */
export async function listCallbacks(db: Db, { msn, orderId }: OrderName): Promise<CallbackRow[]> {
  return db
    .select()
    .from(callbacks)
    .where(and(eq(callbacks.msn, msn), eq(callbacks.orderId, orderId)))
    .orderBy(callbacks.receivedAt, callbacks.id)
    .limit(200)
    .all();
}
