/** Settles every command whose outcome is open: after a crash, a lost answer, or while Vipps was away. */
import { type CommandRow, leaseCommand, listOpenCommands } from '#db/commands';
import type { Desk } from './desk';
import type { Progress } from './progress';
import { leaseUntil, readAgain } from './send-command';
import { settleCommand } from './settle-command';

export type SettledCommands = { readonly settled: number; readonly open: number };

const batch = 500;

export async function settleOpenCommands(desk: Desk, progress: Progress): Promise<SettledCommands> {
  const now = desk.clock.now();
  const open = await listOpenCommands(desk.db, batch);
  const due = open.filter((command) => command.nextAttemptAt === null || command.nextAttemptAt <= now);
  let settled = 0;
  for (const [index, command] of due.entries()) {
    if (progress.stopping()) break;
    if ((await settleOne(desk, command)) === 'settled') settled += 1;
    await progress.report(index + 1, due.length);
  }
  return { settled, open: open.length - settled };
}

async function settleOne(desk: Desk, command: CommandRow): Promise<'settled' | 'open'> {
  if (!(await leaseCommand(desk.db, command.id, new Date().toISOString(), leaseUntil()))) return 'open';
  const result = await settleCommand(desk, await readAgain(desk, command));
  return result.settledAt === null ? 'open' : 'settled';
}
