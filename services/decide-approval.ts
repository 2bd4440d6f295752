/** The second person's yes or no. A yes does exactly what was asked for, stored in one transaction with the decision, or nothing. */
import { z } from 'zod';
import { ore } from '#core/money';
import { type ApprovalRow, findApproval } from '#db/approvals';
import { UnexpectedChanges } from '#db/client';
import type { CommandRow } from '#db/commands';
import { carryOutByHand, carryOutConfirm, type MatchDecision } from './decide-bank-match';
import { carryOutPair } from './decide-order-match';
import type { Desk, OfflineDesk } from './desk';
import { approveStatements, endApproval } from './four-eyes';
import { personMay, personMayEverywhere } from './person-may';
import { type CommandRefusal, storeCommand } from './run-command';
import { mayBeSamePerson } from './same-person';
import { sendCommand } from './send-command';

/** What the page named when the person said yes: another amount or key than that is not approved. */
export type SeenApproval = Pick<ApprovalRow, 'amountOre' | 'commandKey'>;

export type ApprovalRefusal =
  | 'not-found'
  | 'decided-before'
  /** Nobody approves what they asked for. */
  | 'own-request'
  /** The two accounts may be one person's: an admin closes one, or says that they are two people's. */
  | 'perhaps-same-person'
  /** The page named another amount, or another key. */
  | 'not-what-was-seen'
  /** Whoever asked for it may not do it any more, or has been shut out. */
  | 'asker-may-not'
  /** Things have changed since it was asked for: it cannot be done as it stands. */
  | 'not-possible-now';

export type ApprovalResult =
  | { readonly kind: 'done'; readonly command?: CommandRow }
  | {
      readonly kind: 'refused';
      readonly refusal: ApprovalRefusal;
      readonly because?: CommandRefusal | Extract<MatchDecision, { kind: 'refused' }>['reason'];
    };

type Decision = { readonly id: string; readonly actor: string; readonly reason: string | null };

const refuse = (refusal: ApprovalRefusal): ApprovalResult => ({ kind: 'refused', refusal });

export async function approve(
  desk: Desk,
  { id, actor, reason, seen }: Decision & { readonly seen: SeenApproval },
): Promise<ApprovalResult> {
  const approval = await findApproval(desk.db, id);
  if (approval === undefined) return refuse('not-found');
  if (approval.status !== 'waiting') return refuse('decided-before');
  if (approval.requestedBy === actor) return refuse('own-request');
  if (!(await mayStill(desk, approval))) return refuse('asker-may-not');
  if (await mayBeSamePerson(desk.db, approval.requestedBy, actor)) return refuse('perhaps-same-person');
  if (seen.amountOre !== approval.amountOre || seen.commandKey !== approval.commandKey)
    return refuse('not-what-was-seen');
  const yes = approveStatements(desk, approval, actor, reason);
  try {
    return approval.kind === 'refund'
      ? await carryOutRefund(desk, approval, yes)
      : await carryOutMatch(desk, approval, yes);
  } catch (error) {
    if (error instanceof UnexpectedChanges) return refuse('decided-before');
    throw error;
  }
}

/** A yes is to what somebody wants who may want it. */
export function mayStill({ db }: OfflineDesk, { kind, msn, requestedBy }: ApprovalRow): Promise<boolean> {
  return kind === 'refund' && msn !== null
    ? personMay(db, requestedBy, 'refund', msn)
    : personMayEverywhere(db, requestedBy, 'reconcile');
}

/** The second person's no, with a reason. */
export async function reject(
  desk: OfflineDesk,
  { id, actor, reason }: Decision & { readonly reason: string },
): Promise<ApprovalResult> {
  const approval = await findApproval(desk.db, id);
  if (approval === undefined) return refuse('not-found');
  if (approval.requestedBy === actor) return refuse('own-request');
  const ended = await endApproval(desk, approval, { status: 'rejected', by: actor, reason });
  return ended ? { kind: 'done' } : refuse('decided-before');
}

/** The first person's own change of mind. */
export async function withdraw(desk: OfflineDesk, { id, actor, reason }: Decision): Promise<ApprovalResult> {
  const approval = await findApproval(desk.db, id);
  if (approval === undefined || approval.requestedBy !== actor) return refuse('not-found');
  const ended = await endApproval(desk, approval, { status: 'withdrawn', by: actor, reason });
  return ended ? { kind: 'done' } : refuse('decided-before');
}

type Yes = ReturnType<typeof approveStatements>;

const refundRequest = z.object({
  msn: z.string(),
  orderId: z.string(),
  id: z.string(),
  amountOre: z.number().int().positive().transform(ore),
  transactionText: z.string(),
  reason: z.string().optional(),
  actor: z.string(),
  seen: z
    .object({
      reservedOre: z.number(),
      capturedOre: z.number(),
      refundedOre: z.number(),
      cancelledOre: z.number(),
    })
    .optional(),
});

async function carryOutRefund(desk: Desk, approval: ApprovalRow, yes: Yes): Promise<ApprovalResult> {
  const request = refundRequest.parse(approval.request);
  if (request.amountOre !== approval.amountOre || request.id !== approval.commandKey)
    throw new Error(`approval ${approval.id} names another amount or key than its request`);
  const stored = await storeCommand(desk, { ...request, kind: 'refund' }, yes);
  if (stored.kind === 'refused')
    return { kind: 'refused', refusal: 'not-possible-now', because: stored.refusal };
  if (stored.repeated) return refuse('decided-before');
  return { kind: 'done', command: await sendCommand(desk, stored.command) };
}

const deed = { reason: z.string(), actor: z.string() };
const matchRequest = z.discriminatedUnion('do', [
  z.object({ do: z.literal('confirm'), id: z.string(), ...deed }),
  z.object({
    do: z.literal('by-hand'),
    payouts: z.array(z.object({ ledgerId: z.string(), settlementNumber: z.string() })),
    lineIds: z.array(z.string()),
    ...deed,
  }),
  z.object({ do: z.literal('pair'), entrySequence: z.number(), eventSequence: z.number(), ...deed }),
]);

async function carryOutMatch(desk: Desk, { request }: ApprovalRow, yes: Yes): Promise<ApprovalResult> {
  const wanted = matchRequest.parse(request);
  if (wanted.do === 'pair')
    return (await carryOutPair(desk, wanted, yes)) ? { kind: 'done' } : refuse('not-possible-now');
  const decision =
    wanted.do === 'confirm'
      ? await carryOutConfirm(desk, wanted, yes)
      : await carryOutByHand(desk, wanted, yes);
  if (decision.kind === 'done') return decision;
  return {
    kind: 'refused',
    refusal: 'not-possible-now',
    ...(decision.kind === 'refused' ? { because: decision.reason } : {}),
  };
}
