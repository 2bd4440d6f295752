/**
 * Makes a copy of the books while the desk works, and proves it. It is made beside its place under another name, and has its own name only
 * when it is whole, on disk and looked at; a file that is there is never touched.
 */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { checkFile } from '#db/check-file';
import { closeDatabase, openDatabase } from '#db/client';
import { copyDatabase, removeDatabase, syncToDisk } from '#db/copy-database';
import { migrationsFolder } from '#db/migrate';
import type { SchemaAge } from '#db/migration-age';
import { hasCode, problemOfFile } from './problem-of-file';
import { type OnCheck, type Verified, verifyCopy } from './verify-copy';

export type BackUpRequest = {
  readonly database: string;
  readonly target: string;
  /** Another name for a copy whose books do not hold. */
  readonly targetOfFaulty?: string;
  /** What has been copied, in pages. Throws to end the work. */
  readonly onPiece?: (done: number, total: number) => void;
  readonly onCheck?: OnCheck;
  readonly stopping?: () => boolean;
};

export type BackUpResult =
  | { readonly kind: 'made'; readonly file: string; readonly bytes: number; readonly verified: Verified }
  /** Nothing was left behind. The reason is a sentence that says what to do. */
  | { readonly kind: 'not-made'; readonly reason: string };

export async function backUp(request: BackUpRequest): Promise<BackUpResult> {
  const { database } = request;
  const target = path.resolve(request.target);
  const partial = `${target}.${partialMark}${randomUUID()}`;
  try {
    const begun = begin(database, target);
    if (begun.kind === 'not-made') return begun;
    await copy(request, partial);
    const verified = await verifyCopy(partial, begun.age, (check) => {
      request.onCheck?.(check);
      stopIfAsked(request);
    });
    const file = verified.faults > 0 ? (request.targetOfFaulty ?? target) : target;
    const { size: bytes } = fs.statSync(partial);
    giveName(partial, path.resolve(file));
    return { kind: 'made', file, bytes, verified };
  } catch (error) {
    if (error instanceof Stopped) return notMade('It was stopped.');
    const problem = problemOfFile(error);
    if (problem === undefined) throw error;
    return notMade(`${target} ${problem.message}.`);
  } finally {
    removeDatabase(partial);
  }
}

/** In the name of a copy that is not finished. One that a killed process left may be deleted. */
export const partialMark = 'partial-';

class Stopped extends Error {
  override readonly name = 'Stopped';
}

function stopIfAsked({ stopping }: BackUpRequest): void {
  if (stopping?.()) throw new Stopped('asked to stop');
}

function begin(database: string, target: string) {
  if (fs.statSync(target, { throwIfNoEntry: false }) !== undefined)
    return notMade(`${target} is there already, and is not written over. Name another file.`);
  const folder = path.dirname(target);
  if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    return notMade(`There is no folder ${folder}. Make it first, or name another.`);
  const age = ageOf(database);
  if (typeof age === 'object') return age;
  if (age === 'empty')
    return notMade(`There is nothing in ${database}. Name the database of the desk (DATABASE_PATH).`);
  const lacking = spaceLacking(folder, database);
  return lacking === undefined ? { kind: 'begun' as const, age } : notMade(lacking);
}

function ageOf(database: string): SchemaAge | ReturnType<typeof notMade> {
  try {
    return checkFile(database, migrationsFolder);
  } catch (error) {
    const problem = problemOfFile(error);
    if (problem === undefined) throw error;
    return notMade(
      `${database} ${problem.message}. See docs/backup.md; npm run verify tells more of what is wrong.`,
    );
  }
}

/** Twice the size is not asked for: the log of changes is small beside the file. */
function spaceLacking(folder: string, database: string): string | undefined {
  const { bavail, bsize } = fs.statfsSync(folder);
  const [free, needed] = [bavail * bsize, fs.statSync(database).size];
  if (free >= needed) return undefined;
  return `The disk of ${folder} has room for ${megabytes(free)} and ${megabytes(needed)} are needed. Make room, or name a folder on another disk.`;
}

async function copy(request: BackUpRequest, partial: string): Promise<void> {
  const db = openDatabase(request.database, { readonly: true });
  try {
    await copyDatabase(db, partial, {
      onPiece: (done, total) => {
        request.onPiece?.(done, total);
        stopIfAsked(request);
      },
    });
  } finally {
    closeDatabase(db);
  }
}

/** Fails when somebody else has taken the name meanwhile: a link, unlike a rename, takes no name that is taken. */
function giveName(partial: string, target: string): void {
  try {
    fs.linkSync(partial, target);
  } catch (error) {
    if (!hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw error;
    // Some disks have no links. Then the name is looked at once more, which leaves a moment only.
    if (fs.existsSync(target)) throw new Error(`${target} was made by somebody else meanwhile`);
    fs.renameSync(partial, target);
  }
  fs.rmSync(partial, { force: true });
  syncToDisk(path.dirname(target));
}

function notMade(reason: string) {
  return { kind: 'not-made', reason } as const;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
