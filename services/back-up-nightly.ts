/** The backup of the night: made by a process of its own, so that the proof of large books holds up no other job, then the old ones go. */
import { fork } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';
import { backupName, backupsToDelete, readBackupName } from '#core/backup-rotation';
import { partialMark } from './back-up';
import type { Progress } from './progress';

export type NightlyBackup = {
  /** 1, or 0 where no folder is set. */
  readonly count: number;
  readonly megabytes: number;
  readonly deleted: number;
};

/** Throws when it could not be made, and when the books in it do not hold; nothing is deleted then. */
export async function backUpNightly(
  { database, folder, now }: { readonly database: string; readonly folder: string; readonly now: string },
  progress: Progress,
): Promise<NightlyBackup> {
  // Not made here: where another disk is not there, its folder would be made on this one.
  if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(
      `no backup was made: there is no folder ${folder} (BACKUP_DIR). Make it, or mount its disk`,
    );
  const told = await inProcess(
    {
      database,
      target: path.join(folder, backupName(now, true)),
      targetOfFaulty: path.join(folder, backupName(now, false)),
    },
    progress,
  );
  if (told.kind === 'not-made') {
    if (progress.stopping()) return { count: 0, megabytes: 0, deleted: 0 };
    throw new Error(`no backup was made: ${told.reason}`);
  }
  if (told.fault !== null)
    throw new Error(`the backup ${told.file} was made, and the books in it do not hold: ${told.fault}`);
  return { count: 1, megabytes: Math.ceil(told.bytes / 1_000_000), deleted: deleteOld(folder, now) };
}

/** What the process tells: how far it is, then what became of it. */
export const backUpMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), done: z.number(), total: z.number() }),
  z.object({
    kind: z.literal('made'),
    file: z.string(),
    bytes: z.number(),
    fault: z.string().nullable(),
  }),
  z.object({ kind: z.literal('not-made'), reason: z.string() }),
]);
export type BackUpMessage = z.output<typeof backUpMessage>;

type Outcome = Exclude<BackUpMessage, { kind: 'progress' }>;

/** Found from here, so that the folder the desk was started in does not matter. */
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const script = fileURLToPath(new URL('back-up-process.ts', import.meta.url));

function inProcess(
  request: { database: string; target: string; targetOfFaulty: string },
  progress: Progress,
): Promise<Outcome> {
  const child = fork(script, [JSON.stringify(request)], {
    execArgv: ['--import', loader],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const watch = setInterval(() => {
    if (progress.stopping()) child.kill('SIGTERM');
  }, 200);
  return new Promise<Outcome>((resolve, reject) => {
    let outcome: Outcome | undefined;
    child.on('message', (message) => {
      const told = backUpMessage.parse(message);
      if (told.kind === 'progress') void progress.report(told.done, told.total).catch(reject);
      else outcome = told;
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (outcome !== undefined) resolve(outcome);
      else if (progress.stopping()) resolve({ kind: 'not-made', reason: 'It was stopped.' });
      else reject(new Error(`the process that makes the backup ended (${signal ?? `exit code ${code}`})`));
    });
  }).finally(() => clearInterval(watch));
}

/** Only files, and only those with the names that are given here. */
function deleteOld(folder: string, now: string): number {
  const names = fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
  const old = [...backupsToDelete(names, now), ...unfinished(names, now)];
  for (const name of old) fs.rmSync(path.join(folder, name), { force: true });
  return old.length;
}

/** What a killed process left, a day after it began. */
function unfinished(names: readonly string[], now: string): string[] {
  const yesterday = new Date(Date.parse(now) - 86_400_000).toISOString();
  return names.filter((name) => {
    const [target = '', rest] = name.split(`.${partialMark}`);
    return rest !== undefined && (readBackupName(target)?.at ?? now) < yesterday;
  });
}
