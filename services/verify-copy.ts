/** Proves the books in a copy, by the same checks as `npm run verify`. */
import fs from 'node:fs';
import { closeDatabase, openDatabase } from '#db/client';
import { removeDatabase } from '#db/copy-database';
import { migrateOpen } from '#db/migrate';
import type { SchemaAge } from '#db/migration-age';
import { problemOfFile } from './problem-of-file';
import { verifyBooks } from './verify-books';
import { type Check, type Fault, Tally } from './verify-tally';

export type Verified = {
  readonly faults: number;
  readonly first: (Fault & { readonly check: string }) | null;
  /** The file itself is damaged, which no rule of the books can judge. */
  readonly isDamaged: boolean;
  /** The newest link of the audit log, to be kept elsewhere. */
  readonly head: string | undefined;
};

export type OnCheck = (check: Check) => void;

/** Of an older version, a second copy is brought up to this one and proved, and removed: which shows that it can be, too. */
export async function verifyCopy(
  file: string,
  age: SchemaAge,
  onCheck: OnCheck = () => {},
): Promise<Verified> {
  if (age !== 'older') return verifyFile(file, onCheck);
  const upgraded = `${file}.upgraded`;
  try {
    fs.copyFileSync(file, upgraded, fs.constants.COPYFILE_EXCL);
    const problem = upgrade(upgraded);
    return problem === undefined ? await verifyFile(upgraded, onCheck) : damaged(problem, onCheck);
  } finally {
    removeDatabase(upgraded);
  }
}

/** What is wrong when it cannot be done. */
export function upgrade(file: string): string | undefined {
  try {
    const db = openDatabase(file, { mustExist: true });
    try {
      migrateOpen(db);
      db.$client.pragma('journal_mode = DELETE');
    } finally {
      closeDatabase(db);
    }
  } catch (error) {
    const problem = problemOfFile(error);
    if (problem === undefined) throw error;
    return problem.message;
  }
}

async function verifyFile(file: string, onCheck: OnCheck): Promise<Verified> {
  let verified: Verified = { faults: 0, first: null, isDamaged: false, head: undefined };
  try {
    const db = openDatabase(file, { readonly: true });
    try {
      for await (const check of verifyBooks(db)) {
        onCheck(check);
        verified = addCheck(verified, check);
        await new Promise((resolve) => setImmediate(resolve)); // a stop is heard
      }
    } finally {
      closeDatabase(db);
    }
    return verified;
  } catch (error) {
    const problem = problemOfFile(error);
    if (problem === undefined) throw error;
    return { ...verified, ...damaged(problem.message, onCheck), faults: verified.faults + 1 };
  }
}

function addCheck(before: Verified, { name, faults, first, head }: Check): Verified {
  return {
    faults: before.faults + faults,
    first: before.first ?? (first && { check: name, ...first }),
    isDamaged: before.isDamaged || (name === 'file' && first?.record === 'database file'),
    head: head ?? before.head,
  };
}

function damaged(problem: string, onCheck: OnCheck): Verified {
  const tally = new Tally();
  tally.add('database file', problem);
  const check = tally.check('file', '');
  onCheck(check);
  return {
    faults: 1,
    first: check.first && { check: 'file', ...check.first },
    isDamaged: true,
    head: undefined,
  };
}
