import type { Desk } from './desk';
import { type CommandRequest, type CommandResult, runCommand } from './run-command';

/** Ends a payment nobody has confirmed, or releases what is reserved and not captured. It cannot be undone. */
export function cancelPayment(
  desk: Desk,
  request: Omit<CommandRequest, 'kind' | 'amountOre'>,
): Promise<CommandResult> {
  return runCommand(desk, { ...request, kind: 'cancel' });
}
