/** What `npm run verify` reads of requests for a second person: each beside its records in the log and the command of its key. */
import { sql } from 'drizzle-orm';
import type { Currency, Ore } from '#core/money';
import type { ApprovalRow } from '../approvals';
import type { Db } from '../client';

export type ApprovalToVerify = Pick<
  ApprovalRow,
  'id' | 'kind' | 'subject' | 'status' | 'commandKey' | 'requestedBy' | 'decidedBy'
> & {
  readonly amountOre: Ore;
  readonly currency: Currency;
  /** Records that name exactly this: who asked, for how much, under which key; and who said yes. */
  readonly askedRecorded: number;
  readonly approvedRecorded: number;
  /** Of the command of its key; null = there is none. */
  readonly commandOre: Ore | null;
};

export function approvalsToVerify(db: Db): ApprovalToVerify[] {
  const named = sql`l.subject = a.subject AND l.detail ->> 'approval' = a.id AND l.detail ->> 'amountOre' = a.amount_ore
    AND l.detail ->> 'key' = a.command_key`;
  return db.all<ApprovalToVerify>(sql`
    SELECT a.id, a.kind, a.subject, a.status, a.command_key AS "commandKey", a.requested_by AS "requestedBy",
      a.decided_by AS "decidedBy", a.amount_ore AS "amountOre", a.currency,
      (SELECT count(*) FROM audit_log l WHERE ${named} AND l.action = a.kind || ' asked for' AND l.actor = a.requested_by)
        AS "askedRecorded",
      (SELECT count(*) FROM audit_log l WHERE ${named} AND l.action = a.kind || ' approved' AND l.actor = a.decided_by
        AND l.detail ->> 'requestedBy' = a.requested_by) AS "approvedRecorded",
      (SELECT c.amount_ore FROM commands c WHERE c.id = a.command_key) AS "commandOre"
    FROM approvals a ORDER BY a.requested_at, a.id`);
}

/** Records of requests that are not there. */
export function recordsWithoutApproval(db: Db): { sequence: number; action: string; subject: string }[] {
  return db.all(sql`SELECT l.sequence, l.action, l.subject FROM audit_log l
    WHERE l.action IN ('refund asked for', 'refund approved', 'match asked for', 'match approved')
      AND NOT EXISTS (SELECT 1 FROM approvals a WHERE a.id = l.detail ->> 'approval') ORDER BY l.sequence`);
}
