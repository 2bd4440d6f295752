/**
 * A command is stored before it is sent. `pending`: stored, its answer not here yet. `unknown`: it was sent and
 * nobody can say yet whether it took effect; it is settled by asking Vipps. Both are open: an order has one open
 * command at most.
 */
export const commandStatuses = ['pending', 'succeeded', 'failed', 'unknown'] as const;
export type CommandStatus = (typeof commandStatuses)[number];

export function isOpen(status: CommandStatus): boolean {
  return status === 'pending' || status === 'unknown';
}
