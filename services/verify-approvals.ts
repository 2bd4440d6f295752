/** Each request for a second person against the log, and against the command that its yes gave. */
import type { Db } from '#db/client';
import {
  type ApprovalToVerify,
  approvalsToVerify,
  recordsWithoutApproval,
} from '#db/queries/verify-approvals';
import { type Check, counted, kroner, Tally } from './verify-tally';

export function verifyApprovals(db: Db): Check {
  const tally = new Tally();
  const all = approvalsToVerify(db);
  for (const approval of all) compareApproval(approval, tally);
  for (const { sequence, action, subject } of recordsWithoutApproval(db))
    tally.add(`audit record ${sequence}`, `says "${action}" of ${subject}, and there is no such request`);
  const approved = all.filter(({ status }) => status === 'approved').length;
  return tally.check(
    'second person',
    `${counted(all.length, 'request')}, ${approved} approved: each by somebody else than who asked, for the amount and key in the log`,
  );
}

function compareApproval(approval: ApprovalToVerify, tally: Tally): void {
  const { id, kind, subject, status, requestedBy, decidedBy, amountOre, currency, commandOre } = approval;
  const record = `request ${id} of ${subject}`;
  if (approval.askedRecorded === 0)
    tally.add(record, 'the audit log does not hold that just this was asked for');
  if (status !== 'approved') {
    if (commandOre !== null) tally.add(record, `is ${status}, and the command of its key was given`);
    return;
  }
  if (decidedBy === requestedBy) tally.add(record, `was approved by ${requestedBy}, who asked for it`);
  if (approval.approvedRecorded === 0)
    tally.add(record, `the audit log does not hold that ${decidedBy} approved just this`);
  if (kind === 'refund' && commandOre !== amountOre)
    tally.add(
      record,
      `is of ${kroner(amountOre, currency)}, and its command ${commandOre === null ? 'is not there' : `of ${kroner(commandOre, currency)}`}`,
    );
}
