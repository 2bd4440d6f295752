/** The queue of what does not tie: causes found by reconciliation, and what people do about them. */
import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { ExceptionKind } from '#core/exception-kinds';
import { auditStatement } from './audit';
import { type Db, inTransaction } from './client';
import { exceptionNotes, exceptions } from './schema/index';

export type ExceptionRow = typeof exceptions.$inferSelect;

/** What reconciliation found. The id is the kind and what it is about. */
export type Cause = Pick<
  typeof exceptions.$inferInsert,
  | 'id'
  | 'kind'
  | 'amountOre'
  | 'currency'
  | 'aroseOn'
  | 'msn'
  | 'orderId'
  | 'ledgerId'
  | 'ledgerDate'
  | 'settlementNumber'
  | 'bankLineId'
  | 'detail'
>;

export type StoredCauses = { readonly opened: number; readonly reopened: number; readonly resolved: number };

/**
 * Stores the causes of a kind as they are now. New ones open; one whose cause is gone is resolved by the system; one that a
 * person resolved stays so while its cause stays the same, and reopens when the cause returns or its amount changes.
 */
export async function storeCauses(
  db: Db,
  kind: ExceptionKind,
  causes: readonly Cause[],
  at: string,
): Promise<StoredCauses> {
  return inTransaction(db, () => {
    const result = { opened: 0, reopened: 0, resolved: 0 };
    const found = new Map(causes.map((cause) => [cause.id, cause]));
    const ids = new Set(found.keys());
    const present = db.all<Pick<ExceptionRow, 'id' | 'amountOre'>>(
      sql`SELECT id, amount_ore AS "amountOre" FROM exceptions WHERE kind = ${kind} AND cause_present = 'yes'`,
    );
    for (const { id, amountOre } of present) {
      if (found.get(id)?.amountOre === amountOre) found.delete(id); // as it was
      if (ids.has(id)) continue;
      db.run(sql`
        UPDATE exceptions SET cause_present = 'no', resolved_at = coalesce(resolved_at, ${at}),
          resolved_by = coalesce(resolved_by, 'system'), resolution = coalesce(resolution, 'cause-gone'), status = 'resolved'
        WHERE id = ${id}`);
      auditStatement(db, {
        at,
        actor: 'system',
        action: 'exception cause gone',
        subject: `exception ${id}`,
        detail: {},
      }).run();
      result.resolved += 1;
    }
    for (const cause of found.values()) {
      const change = storeCause(db, cause, at);
      if (change !== undefined) result[change] += 1;
    }
    return result;
  });
}

function storeCause(db: Db, cause: Cause, at: string): 'opened' | 'reopened' | undefined {
  const stored = db.get<Pick<ExceptionRow, 'status' | 'causePresent' | 'amountOre'>>(
    sql`SELECT status, cause_present AS "causePresent", amount_ore AS "amountOre" FROM exceptions WHERE id = ${cause.id}`,
  );
  if (stored === undefined) {
    db.insert(exceptions)
      .values({ ...cause, status: 'open', causePresent: 'yes', openedAt: at })
      .run();
    return 'opened';
  }
  const facts = { ...cause, id: undefined, kind: undefined };
  const reopens =
    stored.status === 'resolved' && (stored.causePresent === 'no' || stored.amountOre !== cause.amountOre);
  if (reopens) {
    reopen(db, cause.id);
    auditStatement(db, {
      at,
      actor: 'system',
      action: 'exception reopened',
      subject: `exception ${cause.id}`,
      detail: { because: stored.causePresent === 'no' ? 'its cause is back' : 'its amount has changed' },
    }).run();
  }
  db.update(exceptions)
    .set({ ...facts, causePresent: 'yes' })
    .where(sql`id = ${cause.id}`)
    .run();
  return reopens ? 'reopened' : undefined;
}

function reopen(db: Db, id: string): void {
  db.run(sql`UPDATE exceptions SET status = 'open', resolved_at = NULL, resolved_by = NULL, resolution = NULL,
    resolution_reason = NULL, reopened = reopened + 1 WHERE id = ${id}`);
}

/** Ids of a kind whose cause was there at the last look. */
export async function listPresentCauses(db: Db, kind: ExceptionKind): Promise<string[]> {
  return db
    .all<{ id: string }>(sql`SELECT id FROM exceptions WHERE kind = ${kind} AND cause_present = 'yes'`)
    .map(({ id }) => id);
}

type Deed = { readonly actor: string; readonly at: string };

export async function assignExceptionRows(
  db: Db,
  ids: readonly string[],
  owner: string | null,
  { actor, at }: Deed,
): Promise<number> {
  return inTransaction(db, () => {
    let changed = 0;
    for (const id of ids) {
      const changes = db.run(
        sql`UPDATE exceptions SET owner = ${owner} WHERE id = ${id} AND owner IS NOT ${owner}`,
      ).changes;
      if (changes === 0) continue;
      changed += 1;
      record(db, id, owner === null ? 'exception left' : 'exception assigned', { owner }, { actor, at });
    }
    return changed;
  });
}

/** Returns false when there is no such exception. */
export async function insertExceptionNote(
  db: Db,
  id: string,
  text: string,
  { actor, at }: Deed,
): Promise<boolean> {
  return inTransaction(db, () => {
    if (db.get(sql`SELECT 1 FROM exceptions WHERE id = ${id}`) === undefined) return false;
    db.insert(exceptionNotes).values({ id: uuidv7(), exceptionId: id, at, actor, text }).run();
    record(db, id, 'exception noted', { text }, { actor, at });
    return true;
  });
}

export async function resolveExceptionRows(
  db: Db,
  ids: readonly string[],
  reason: string,
  { actor, at }: Deed,
): Promise<{ resolved: number; already: number }> {
  return inTransaction(db, () => {
    const result = { resolved: 0, already: 0 };
    for (const id of new Set(ids)) {
      const changes = db.run(sql`
        UPDATE exceptions SET status = 'resolved', resolved_at = ${at}, resolved_by = ${actor}, resolution = 'accepted',
          resolution_reason = ${reason} WHERE id = ${id} AND status = 'open'`).changes;
      if (changes === 0) {
        result.already += 1;
        continue;
      }
      result.resolved += 1;
      record(db, id, 'exception resolved', { reason }, { actor, at });
    }
    return result;
  });
}

/** Returns false when it is not resolved. */
export async function reopenExceptionRow(
  db: Db,
  id: string,
  reason: string,
  { actor, at }: Deed,
): Promise<boolean> {
  return inTransaction(db, () => {
    if (db.get(sql`SELECT 1 FROM exceptions WHERE id = ${id} AND status = 'resolved'`) === undefined)
      return false;
    reopen(db, id);
    record(db, id, 'exception reopened', { reason }, { actor, at });
    return true;
  });
}

function record(db: Db, id: string, action: string, detail: object, { actor, at }: Deed): void {
  auditStatement(db, { at, actor, action, subject: `exception ${id}`, detail }).run();
}

/** Those of them that there are, and that this connection sees; in the order they were named. */
export async function listKnownExceptionIds(db: Db, ids: readonly string[]): Promise<string[]> {
  return db
    .all<{ id: string }>(
      sql`SELECT x.id AS id FROM json_each(${JSON.stringify(ids)}) j JOIN exceptions x ON x.id = j.value ORDER BY j.key`,
    )
    .map(({ id }) => id);
}
