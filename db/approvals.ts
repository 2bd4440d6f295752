/** What waits for a second person, and what they decided. Rows are never taken away, and what they name never changes (triggers). */
import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { type Db, exactly, type Statement } from './client';
import { approvals } from './schema/index';

export type ApprovalRow = typeof approvals.$inferSelect;
export type NewApproval = typeof approvals.$inferInsert;
export type ApprovalStatus = ApprovalRow['status'];

export function insertApprovalStatement(db: Db, row: NewApproval): Statement {
  return db.insert(approvals).values(row);
}

export async function findApproval(db: Db, id: string): Promise<ApprovalRow | undefined> {
  return db.select().from(approvals).where(eq(approvals.id, id)).get();
}

/** By the key of the command, or the match, that it gives. */
export async function findApprovalByKey(db: Db, commandKey: string): Promise<ApprovalRow | undefined> {
  return db.select().from(approvals).where(eq(approvals.commandKey, commandKey)).get();
}

/** What waits about this already. */
export async function findWaitingApproval(db: Db, subject: string): Promise<ApprovalRow | undefined> {
  return db
    .select()
    .from(approvals)
    .where(and(eq(approvals.status, 'waiting'), eq(approvals.subject, subject)))
    .orderBy(approvals.requestedAt)
    .get();
}

/** What waits, the oldest first; 200 at most. */
export async function listWaitingApprovals(db: Db): Promise<ApprovalRow[]> {
  return db
    .select()
    .from(approvals)
    .where(eq(approvals.status, 'waiting'))
    .orderBy(approvals.requestedAt, approvals.id)
    .limit(200)
    .all();
}

/** What was decided lately, the newest first. */
export async function listDecidedApprovals(db: Db, limit: number): Promise<ApprovalRow[]> {
  return db
    .select()
    .from(approvals)
    .where(sql`${approvals.status} <> 'waiting'`)
    .orderBy(desc(approvals.decidedAt), desc(approvals.id))
    .limit(limit)
    .all();
}

export async function listWaitingApprovalsOfOrder(
  db: Db,
  { msn, orderId }: { readonly msn: string; readonly orderId: string },
): Promise<ApprovalRow[]> {
  return db
    .select()
    .from(approvals)
    .where(and(eq(approvals.msn, msn), eq(approvals.orderId, orderId), eq(approvals.status, 'waiting')))
    .orderBy(approvals.requestedAt)
    .all();
}

export type ApprovalDecision = {
  readonly status: Exclude<ApprovalStatus, 'waiting'>;
  /** Null when nobody decided in time. */
  readonly by: string | null;
  readonly at: string;
  readonly reason: string | null;
};

/** Exactly one row changes, or the group it stands in is given up: it was decided before. */
export function decideApprovalStatement(db: Db, id: string, decision: ApprovalDecision): Statement {
  const { status, by, at, reason } = decision;
  return exactly(
    1,
    db
      .update(approvals)
      .set({ status, decidedBy: by, decidedAt: at, decisionReason: reason })
      .where(and(eq(approvals.id, id), eq(approvals.status, 'waiting'))),
  );
}

/** What waits since before an instant; a hundred at most. */
export async function listOldApprovals(db: Db, requestedBefore: string): Promise<ApprovalRow[]> {
  return db
    .select()
    .from(approvals)
    .where(and(eq(approvals.status, 'waiting'), lt(approvals.requestedAt, requestedBefore)))
    .limit(100)
    .all();
}

/** What of an order was refunded, or is being, without a second person; in øre. */
export async function refundedByOneOre(
  db: Db,
  { msn, orderId }: { readonly msn: string; readonly orderId: string },
): Promise<number> {
  return (
    db.get<{ ore: number }>(sql`SELECT coalesce(sum(c.amount_ore), 0) AS ore FROM commands c
      WHERE c.msn = ${msn} AND c.order_id = ${orderId} AND c.kind = 'refund' AND c.status <> 'failed'
        AND NOT EXISTS (SELECT 1 FROM approvals a WHERE a.command_key = c.id AND a.status = 'approved')`)
      ?.ore ?? 0
  );
}
