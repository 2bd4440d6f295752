/**
 * What one person may not do alone: refunds and matches by hand above an amount wait for a second one. What was asked for is kept
 * whole, with the exact amount, what it is about, and the key under which it will be done; approving does exactly that, or nothing.
 */
import { isDeepStrictEqual } from 'node:util';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { addMs, dayMs } from '#core/calendar';
import { type Currency, type Ore, ore } from '#core/money';
import {
  type ApprovalRow,
  decideApprovalStatement,
  findApprovalByKey,
  findWaitingApproval,
  insertApprovalStatement,
  listOldApprovals,
} from '#db/approvals';
import { auditStatement } from '#db/audit';
import { atomically, type Db, isConstraintError, type Statement, UnexpectedChanges } from '#db/client';
import { readDeskSetting } from '#db/settings';
import type { OfflineDesk } from './desk';

/** Above which amounts a second person is asked; null = never. */
export type FourEyes = { readonly refundAboveOre: number | null; readonly matchAboveOre: number | null };

export const fourEyesName = 'four-eyes';
const limit = z.int().min(0).max(1e12).nullable();
const fourEyesSchema = z.object({ refundAboveOre: limit, matchAboveOre: limit });

export function readFourEyes(db: Db): Promise<FourEyes> {
  return readDeskSetting(db, fourEyesName, fourEyesSchema, { refundAboveOre: null, matchAboveOre: null });
}

/** The words by which the log tells of each step. A match can be rejected itself: its request says so apart. */
const actions = {
  refund: {
    asked: 'refund asked for',
    approved: 'refund approved',
    rejected: 'refund rejected',
    withdrawn: 'refund withdrawn',
    expired: 'refund expired',
  },
  match: {
    asked: 'match asked for',
    approved: 'match approved',
    rejected: 'match request rejected',
    withdrawn: 'match withdrawn',
    expired: 'match expired',
  },
} as const;

export type Asked = {
  readonly kind: ApprovalRow['kind'];
  /** As the log names it. */
  readonly subject: string;
  readonly order?: { readonly msn: string; readonly orderId: string };
  readonly amountOre: Ore;
  readonly currency: Currency;
  readonly key: string;
  /** All that is needed to do it later. */
  readonly request: unknown;
  readonly reason: string;
  readonly actor: string;
};

/** Keeps what was asked for. The same key again is the same request: a form that was sent twice. */
export async function askSecondPerson({ db, clock }: OfflineDesk, asked: Asked): Promise<ApprovalRow> {
  const { kind, subject, order, amountOre, currency, key, request, reason, actor } = asked;
  const at = clock.now();
  const id = uuidv7();
  try {
    await atomically(db, [
      insertApprovalStatement(db, {
        ...{ id, kind, subject, amountOre, currency, request, reason, commandKey: key },
        msn: order?.msn ?? null,
        orderId: order?.orderId ?? null,
        requestedBy: actor,
        requestedAt: at,
        status: 'waiting',
      }),
      auditStatement(db, {
        ...{ at, actor, action: actions[kind].asked, subject },
        detail: { approval: id, amountOre, key, reason },
      }),
    ]);
  } catch (error) {
    if (!isConstraintError(error)) throw error;
  }
  const stored = await findApprovalByKey(db, key);
  if (stored === undefined) throw new Error('a request for approval was stored and cannot be read');
  return stored;
}

/**
 * For matches by a person above their limit; undefined below. The same person's same request is asked for once; another one about
 * the same waits until that one is decided: 'another-waits', and nothing was kept.
 */
export async function askAboveMatchLimit(
  desk: OfflineDesk,
  asked: Omit<Asked, 'kind' | 'key' | 'order'>,
): Promise<ApprovalRow | 'another-waits' | undefined> {
  const { matchAboveOre } = await readFourEyes(desk.db);
  if (matchAboveOre === null || Math.abs(asked.amountOre) <= matchAboveOre) return undefined;
  const waiting = await findWaitingApproval(desk.db, asked.subject);
  if (waiting !== undefined) return isSameRequest(waiting, asked) ? waiting : 'another-waits';
  const amountOre = ore(Math.abs(asked.amountOre));
  return askSecondPerson(desk, { ...asked, amountOre, kind: 'match', key: uuidv7() });
}

/** A form that was sent twice. The request holds who asked, for what and why. */
function isSameRequest(waiting: ApprovalRow, { request }: Pick<Asked, 'request'>): boolean {
  return isDeepStrictEqual(waiting.request, JSON.parse(JSON.stringify(request)));
}

/** To be stored with what is done: who approved exactly what. */
export function approveStatements(
  { db, clock }: OfflineDesk,
  approval: ApprovalRow,
  actor: string,
  reason: string | null,
): Statement[] {
  const at = clock.now();
  const { id, kind, subject, amountOre, commandKey, requestedBy } = approval;
  return [
    decideApprovalStatement(db, id, { status: 'approved', by: actor, at, reason }),
    auditStatement(db, {
      ...{ at, actor, action: actions[kind].approved, subject },
      detail: { approval: id, amountOre, key: commandKey, requestedBy, reason },
    }),
  ];
}

/** A no of the second person, or the first one's own withdrawal. False when it was decided before. */
export async function endApproval(
  { db, clock }: OfflineDesk,
  { id, kind, subject, amountOre, commandKey }: ApprovalRow,
  decision: {
    readonly status: 'rejected' | 'withdrawn' | 'expired';
    readonly by: string | null;
    readonly reason: string | null;
  },
): Promise<boolean> {
  const at = clock.now();
  const { status, by, reason } = decision;
  try {
    await atomically(db, [
      decideApprovalStatement(db, id, { status, by, at, reason }),
      auditStatement(db, {
        ...{ at, actor: by ?? 'desk', action: actions[kind][status], subject },
        detail: { approval: id, amountOre, key: commandKey, reason },
      }),
    ]);
    return true;
  } catch (error) {
    if (error instanceof UnexpectedChanges) return false;
    throw error;
  }
}

/** So long a request waits. */
export const approvalDays = 7;

/** Ends what nobody decided on in time; returns how many. */
export async function expireApprovals(desk: OfflineDesk): Promise<number> {
  const old = await listOldApprovals(desk.db, addMs(desk.clock.now(), -approvalDays * dayMs));
  let ended = 0;
  for (const approval of old)
    if (await endApproval(desk, approval, { status: 'expired', by: null, reason: null })) ended += 1;
  return ended;
}
