/**
 * Puts a database in the place of another, which is kept aside. At every moment the one or the other has the name: it is given by one
 * rename, on a disk that has both already.
 */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { asUnusable, checkFile, UnusableDatabase } from './check-file';
import { syncToDisk } from './copy-database';
import { alone, migrationsFolder } from './migrate';

export type Replacement = {
  readonly database: string;
  /** The file that takes its place, in the same folder: one file, on disk, which nobody has open. */
  readonly replacement: string;
  /** Where the present one is kept; nothing when there is none. */
  readonly aside: string;
  /** Whether a present file that is too damaged to be asked is in use cannot be found out: somebody has to say so. */
  readonly isSurelyUnused: boolean;
  readonly onStep?: (step: ReplaceStep) => void;
};

export const replaceSteps = ['held', 'kept', 'replaced', 'done'] as const;
export type ReplaceStep = (typeof replaceSteps)[number];

export type ReplaceResult =
  | { readonly kind: 'replaced'; readonly aside: string | null }
  | { readonly kind: 'in-use' }
  | { readonly kind: 'too-damaged-to-tell'; readonly problem: string };

/** Who opens the file has it open either before this, and then it is in use, or after it, and then it is the new one. */
export async function replaceDatabase(plan: Replacement): Promise<ReplaceResult> {
  return alone(plan.database, async () => {
    forgetUnfinished(plan);
    if (!fs.existsSync(plan.database)) return putInPlace(plan, null);
    const held = hold(plan.database);
    if (held.kind === 'in-use') return held;
    if (held.kind === 'too-damaged-to-tell') {
      if (!plan.isSurelyUnused) return held;
      plan.onStep?.('held');
      keepWithLog(plan);
      return putInPlace(plan, plan.aside);
    }
    try {
      plan.onStep?.('held');
      fs.linkSync(plan.database, plan.aside);
      plan.onStep?.('kept');
      fs.rmSync(`${plan.database}-shm`, { force: true });
      return putInPlace(plan, plan.aside);
    } finally {
      held.release();
      await wait(300); // who waited for it sees now that another file is in its place, before others open that one
    }
  });
}

function putInPlace({ database, replacement, onStep }: Replacement, aside: string | null): ReplaceResult {
  fs.renameSync(replacement, database);
  onStep?.('replaced');
  syncToDisk(path.dirname(database));
  onStep?.('done');
  return { kind: 'replaced', aside };
}

/** Is it open in any process? Asked before long work, so that a person need not wait for the answer. */
export function isInUse(database: string): boolean {
  if (!fs.existsSync(database)) return false;
  const held = hold(database);
  if (held.kind === 'held') held.release();
  return held.kind === 'in-use';
}

/** A run that was killed may have left the present file a second name, which would not be a copy of it. */
function forgetUnfinished({ database, aside }: Replacement): void {
  const present = fs.statSync(database, { throwIfNoEntry: false });
  const folder = path.dirname(database);
  const beginning = path.basename(aside).split(asideMark)[0] + asideMark;
  for (const name of fs.readdirSync(folder).filter((one) => one.startsWith(beginning))) {
    const { ino, dev } = fs.statSync(path.join(folder, name));
    if (ino === present?.ino && dev === present.dev) fs.rmSync(path.join(folder, name));
  }
}

/** In the name of what is kept aside. */
export const asideMark = '.before-restore-';

type Held =
  | { readonly kind: 'held'; release(): void }
  | Extract<ReplaceResult, { kind: 'in-use' | 'too-damaged-to-tell' }>;

/**
 * Takes what waits in the log into the file, and the file for itself alone. SQLite refuses that while any other process has it open: each
 * holds a lock for as long, which ends with the process however it ends.
 */
function hold(file: string): Held {
  const damage = damageOf(file);
  if (damage !== undefined) return { kind: 'too-damaged-to-tell', problem: damage };
  const client = new Database(file);
  try {
    client.pragma('busy_timeout = 2000');
    client.pragma('locking_mode = EXCLUSIVE');
    client.pragma('journal_mode = DELETE');
    client.exec('BEGIN EXCLUSIVE');
    return { kind: 'held', release: () => client.close() };
  } catch (error) {
    client.close();
    if (error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code))
      return { kind: 'in-use' };
    const problem = asUnusable(error);
    if (problem === undefined) throw error;
    return { kind: 'too-damaged-to-tell', problem: problem.message };
  }
}

/** Looked for without writing: opened for writing, SQLite would throw away the log of a file that it cannot read. */
function damageOf(file: string): string | undefined {
  try {
    checkFile(file, migrationsFolder);
  } catch (error) {
    if (error instanceof UnusableDatabase) return error.wrong === 'damaged' ? error.message : undefined;
    throw error;
  }
}

/** The log goes first: beside the new file it would be taken for its own. */
function keepWithLog({ database, aside, onStep }: Replacement): void {
  for (const end of ['-wal', '-shm', '-journal'])
    if (fs.existsSync(database + end)) fs.renameSync(database + end, aside + end);
  fs.linkSync(database, aside);
  onStep?.('kept');
}
