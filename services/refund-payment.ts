import type { Desk } from './desk';
import { type CommandRequest, type CommandResult, runCommand } from './run-command';

/** Gives captured money back, whole or in part. It comes off the next payout. */
export function refundPayment(desk: Desk, request: Omit<CommandRequest, 'kind'>): Promise<CommandResult> {
  return runCommand(desk, { ...request, kind: 'refund' });
}
