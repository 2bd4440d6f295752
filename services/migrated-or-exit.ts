/** Migrates the database at the start of a process; ends the process with what is wrong and what to do when that cannot be done. */
import { UnusableDatabase, type WrongWithFile } from '#db/check-file';
import { migrateFile } from '#db/migrate';
import { hasCode, problemOfFile } from './problem-of-file';

export async function migratedOrExit(file: string): Promise<void> {
  try {
    const age = await migrateFile(file);
    if (age === 'empty') console.error(`The database ${file} is new: the desk begins with empty books.`);
  } catch (error) {
    const problem = problemOfFile(error);
    const reason = error instanceof Error && problem === undefined ? error : undefined;
    console.error(
      `The database ${file} ${problem?.message ?? `cannot be used: ${firstLine(reason ?? error)}`}.`,
    );
    for (const line of advice[adviceFor(error, problem)]) console.error(line);
    process.exit(1);
  }
}

function adviceFor(error: unknown, problem: unknown): keyof typeof advice {
  if (problem instanceof UnusableDatabase) return problem.wrong;
  return hasCode(error, 'ELOCKED') ? 'held' : 'unreadable';
}

function firstLine(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return ((cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '').replace(/\.$/, '');
}

const unwritten = 'Nothing was written to it, and nothing was started.';
const advice: Readonly<Record<WrongWithFile | 'held', readonly string[]>> = {
  held: [unwritten],
  damaged: [
    unwritten,
    '1. Leave the desk stopped. Copy the file to another place, with the files -wal and -shm that lie beside it.',
    '2. See what is wrong with it: npm run verify -- --database FILE',
    '3. Put the newest backup in its place: npm run restore -- BACKUP (docs/backup.md)',
  ],
  unreadable: [
    unwritten,
    'The user that runs the desk must be able to read and write the file and its folder, and the disk must have room.',
  ],
  foreign: [unwritten, 'DATABASE_PATH names the database of the desk.'],
  newer: [
    unwritten,
    'Start the version of the desk that wrote it. Or put back a backup from before the upgrade, which loses what came after it: npm run restore -- BACKUP (docs/backup.md)',
  ],
  unreleased: [
    unwritten,
    'Put the file aside and start anew: payments, ledgers and payouts are read from Vipps again. What people wrote down is in the old file alone.',
  ],
};
