import type { Desk } from './desk';
import { type CommandRequest, type CommandResult, runCommand } from './run-command';

/** Takes reserved money, whole or in part. The text is shown to the customer and is the proof of delivery. */
export function capturePayment(desk: Desk, request: Omit<CommandRequest, 'kind'>): Promise<CommandResult> {
  return runCommand(desk, { ...request, kind: 'capture' });
}
