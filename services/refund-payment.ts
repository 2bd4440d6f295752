import { uuidv7 } from 'uuidv7';
import type { ApprovalRow } from '#db/approvals';
import { findApprovalByKey, refundedByOneOre } from '#db/approvals';
import { orderSubject } from '#db/audit';
import type { Desk } from './desk';
import { askSecondPerson, readFourEyes } from './four-eyes';
import { type CommandRequest, type CommandResult, prepareCommand, runCommand } from './run-command';

export type RefundRequest = Omit<CommandRequest, 'kind'>;

export type RefundResult =
  | CommandResult
  /** Nothing was sent: a second person decides. */
  | { readonly kind: 'waiting'; readonly approval: ApprovalRow };

/**
 * Gives captured money back, whole or in part. It comes off the next payout. Above the agreed amount it waits for a second person, and
 * what one person refunded of the order before counts, so that parts are no way around it.
 */
export async function refundPayment(desk: Desk, request: RefundRequest): Promise<RefundResult> {
  const wanted = { ...request, id: request.id ?? uuidv7(), kind: 'refund' as const };
  const asked = await findApprovalByKey(desk.db, wanted.id);
  if (asked !== undefined && asked.status !== 'approved') return repeatOf(asked, wanted);
  const { refundAboveOre } = await readFourEyes(desk.db);
  if (refundAboveOre === null) return runCommand(desk, wanted);
  const prepared = await prepareCommand(desk, wanted);
  if (prepared.kind !== 'prepared') return prepared;
  const { amountOre, transactionText, reason } = prepared.row;
  const before = await refundedByOneOre(desk.db, request);
  if (amountOre + before <= refundAboveOre) return runCommand(desk, wanted);
  const { msn, orderId, currency } = prepared.order;
  const approval = await askSecondPerson(desk, {
    kind: 'refund',
    subject: orderSubject(msn, orderId),
    order: { msn, orderId },
    ...{ amountOre, currency },
    key: wanted.id,
    request: { ...wanted, amountOre },
    reason: reason ?? transactionText,
    actor: request.actor,
  });
  return { kind: 'waiting', approval };
}

/** The same key again: the same request while it waits, else a mistake of the caller, or the second of two decisions. */
function repeatOf(asked: ApprovalRow, { msn, orderId, amountOre }: CommandRequest): RefundResult {
  const same =
    asked.msn === msn && asked.orderId === orderId && asked.amountOre === (amountOre ?? asked.amountOre);
  return same && asked.status === 'waiting'
    ? { kind: 'waiting', approval: asked }
    : { kind: 'refused', refusal: 'key-used-otherwise' };
}
