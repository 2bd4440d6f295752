/**
 * What was under way when a backup was made is not taken up again when it is restored. A command may have been settled since, by an answer of
 * Vipps's that nobody knows any more, and somebody may have given it anew: it is looked for in the payment's history and never sent again.
 * Runs over many orders and captures of shipments, which somebody may have stopped since, are stopped.
 */
import { z } from 'zod';
import { listOpenBulkRuns, stopBulkRun } from '#db/bulk-runs';
import { atomically, type Db } from '#db/client';
import { listOpenCommands } from '#db/commands';
import { readDeskSetting, saveDeskSettingStatement } from '#db/settings';
import { stopWaitingCapturesStatement } from '#db/shipments';

const settingName = 'commands-open-in-backup';
const ids = z.array(z.string());
const most = 1_000_000;

export type LeftOfBackup = {
  readonly commands: number;
  readonly bulkOrders: number;
  readonly shipments: number;
};

/** For a restored database that nobody works with yet. */
export async function leaveWhatWasOpen(db: Db, actor: string, now: string): Promise<LeftOfBackup> {
  const open = await listOpenCommands(db, most);
  let bulkOrders = 0;
  for (const id of await listOpenBulkRuns(db)) bulkOrders += (await stopBulkRun(db, { id, actor, now })) ?? 0;
  const stopped = stopWaitingCapturesStatement(db, 'restored');
  let shipments = 0;
  const counted = {
    run() {
      const result = stopped.run();
      shipments = result.changes;
      return result;
    },
  };
  const mark = { changedAt: now, changedBy: actor };
  await atomically(db, [
    counted,
    saveDeskSettingStatement(
      db,
      settingName,
      open.map(({ id }) => id),
      mark,
    ),
  ]);
  return { commands: open.length, bulkOrders, shipments };
}

export async function wasOpenInBackup(db: Db, commandId: string): Promise<boolean> {
  return (await readDeskSetting(db, settingName, ids, [])).includes(commandId);
}
