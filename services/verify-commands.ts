/** Each command against the payment's history and the audit log. */
import type { Db } from '#db/client';
import { type CommandToVerify, commandsToVerify, recordsWithoutCommand } from '#db/queries/verify-orders';
import { type Check, counted, kroner, Sums, Tally } from './verify-tally';

export function verifyCommands(db: Db): Check {
  const tally = new Tally();
  const seen = { commands: 0, succeeded: 0, open: 0, unread: 0, captured: new Sums() };
  for (const command of commandsToVerify(db)) {
    seen.commands += 1;
    if (command.status === 'succeeded') seen.succeeded += 1;
    if (command.status === 'pending' || command.status === 'unknown') seen.open += 1;
    if (command.status === 'succeeded' && command.kind === 'capture')
      seen.captured.add(command.currency, command.amountOre);
    if (compareCommand(command, tally) === 'unread') seen.unread += 1;
  }
  for (const { sequence, action, subject } of recordsWithoutCommand(db))
    tally.add(`audit record ${sequence}`, `says "${action}" of ${subject}, and there is no such command`);
  const open = seen.open === 0 ? '' : `; ${seen.open} still open`;
  const unread =
    seen.unread === 0 ? '' : `; of ${seen.unread} the payment has not been read from Vipps since`;
  return tally.check(
    'commands',
    `${counted(seen.commands, 'command')}, ${seen.succeeded} succeeded, ${seen.captured} captured by them: each has its payment event and its records in the log${open}${unread}`,
  );
}

function compareCommand(command: CommandToVerify, tally: Tally): 'unread' | undefined {
  const record = `${command.kind} ${command.id} of order ${command.msn}/${command.orderId}`;
  if (command.orderedRecorded === 0) tally.add(record, 'the audit log does not hold that it was given');
  if (command.settledAt !== null && command.outcomeRecorded === 0)
    tally.add(record, `the audit log does not hold that it ${command.status}`);
  if (command.status === 'failed' && command.eventOre !== null)
    tally.add(record, 'failed by what is stored, and the history of the payment has it');
  if (command.status !== 'succeeded') return undefined;
  if (command.eventOre === null) {
    if (isUnread(command)) return 'unread';
    tally.add(record, 'succeeded by what is stored, and the history of the payment does not have it');
  } else if (command.kind !== 'cancel' && command.eventOre !== command.amountOre) {
    tally.add(
      record,
      `is of ${kroner(command.amountOre, command.currency)}, its payment event of ${kroner(command.eventOre, command.currency)}`,
    );
  }
  return undefined;
}

/** Vipps said yes and the payment could not be read after that: it is read again soon, or says what is wrong with it. */
function isUnread({ settledAt, polledAt, pollError }: CommandToVerify): boolean {
  return pollError !== null || polledAt === null || polledAt < (settledAt ?? '');
}
