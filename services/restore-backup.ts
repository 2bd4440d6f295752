/**
 * Puts a backup in the place of the desk's database. All that takes time is done with a copy of it beside the database: it is brought up to
 * this version, its log-ins are ended, its payments are marked as unread, and it is proved. Then one rename makes it the database.
 */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { auditStatement } from '#db/audit';
import { carryErasures } from '#db/carry-erasures';
import { asUnusable, checkFile, UnusableDatabase } from '#db/check-file';
import { atomically, closeDatabase, openDatabase } from '#db/client';
import { copyDatabase, removeDatabase, syncToDisk } from '#db/copy-database';
import { migrationsFolder } from '#db/migrate';
import type { SchemaAge } from '#db/migration-age';
import { markAllUnreadStatement } from '#db/orders';
import { asideMark, isInUse, replaceDatabase } from '#db/replace-database';
import { megabytes } from './back-up';
import { systemClock } from './clock';
import { type LeftOfBackup, leaveWhatWasOpen } from './open-in-backup';
import { hasCode, problemOfFile } from './problem-of-file';
import { endEverySession } from './sessions';
import { type OnCheck, upgrade, type Verified, verifyCopy } from './verify-copy';

export type RestoreRequest = {
  readonly backup: string;
  readonly database: string;
  readonly actor: string;
  readonly nowMs: number;
  readonly evenIfBooksDoNotHold?: boolean;
  /** A present database that is too damaged to be asked may be in use all the same: somebody has looked. */
  readonly deskIsStopped?: boolean;
  readonly onCheck?: OnCheck;
  readonly onStep?: (step: RestoreStep) => void;
};

const stagedMark = '.restoring-';

export const restoreSteps = ['copied', 'prepared', 'verified', 'held', 'kept', 'replaced', 'done'] as const;
export type RestoreStep = (typeof restoreSteps)[number];

export type RestoreResult =
  | {
      readonly kind: 'restored';
      readonly verified: Verified;
      /** Where the database is now that was in use before; null when there was none. */
      readonly aside: string | null;
      readonly upgraded: boolean;
      readonly loggedOut: number;
      /** Orders whose personal details were erased again; null when the database before could not be read. */
      readonly erasedAgain: number | null;
      readonly left: LeftOfBackup;
    }
  /** The database is as it was. The reason is a sentence that says what to do. */
  | { readonly kind: 'refused'; readonly reason: string };

type Refused = Extract<RestoreResult, { kind: 'refused' }>;

export async function restoreBackup(asked: RestoreRequest): Promise<RestoreResult> {
  // Where the name is a link, the books stay on the disk that it leads to.
  const isThere = fs.existsSync(asked.database);
  const request = isThere ? { ...asked, database: fs.realpathSync(asked.database) } : asked;
  const staged = `${request.database}${stagedMark}${process.pid}-${randomUUID()}`;
  try {
    const begun = begin(request);
    if (begun.kind === 'refused') return begun;
    await stage(request, staged);
    const upgraded = begun.age === 'older';
    const problem = upgraded ? upgrade(staged) : undefined;
    if (problem !== undefined)
      return refuse(`${request.backup} cannot be brought up to this version: it ${problem}.`);
    const prepared = await prepare(request, staged).catch(
      (error: unknown) => asUnusable(error) ?? Promise.reject(error),
    );
    if (prepared instanceof UnusableDatabase)
      return refuse(`${request.backup} ${prepared.message}. Take another backup.`);
    const verified = await verifyCopy(staged, 'current', request.onCheck);
    const fault = faultOf(verified, request);
    if (fault !== undefined) return refuse(fault);
    request.onStep?.('verified');
    return await replace(request, staged, { verified, upgraded, ...prepared });
  } catch (error) {
    const problem = problemOfFile(error);
    if (problem === undefined) throw error;
    return refuse(`${request.database} ${problem.message}.`);
  } finally {
    removeDatabase(staged);
  }
}

function begin({ backup, database }: RestoreRequest): Refused | { kind: 'begun'; age: SchemaAge } {
  const folder = path.dirname(database);
  fs.mkdirSync(folder, { recursive: true });
  removeUnfinished(database);
  const file = fs.statSync(backup, { throwIfNoEntry: false });
  if (file === undefined) return refuse(`There is no file ${backup}.`);
  const present = fs.statSync(database, { throwIfNoEntry: false });
  if (present?.ino === file.ino && present.dev === file.dev)
    return refuse(`${backup} is the database itself. Name a backup of it.`);
  const age = ageOf(backup);
  if (typeof age === 'object') return age;
  if (age === 'empty') return refuse(`There is nothing in ${backup}.`);
  if (isInUse(database)) return refuse(inUse(database));
  const { bavail, bsize } = fs.statfsSync(folder);
  if (bavail * bsize < file.size)
    return refuse(
      `The disk of ${folder} has room for ${megabytes(bavail * bsize)} and ${megabytes(file.size)} are needed. Make room first.`,
    );
  return { kind: 'begun', age };
}

/** What a run that was killed left; not what one is still at work with. */
function removeUnfinished(database: string): void {
  const beginning = `${path.basename(database)}${stagedMark}`;
  for (const name of fs.readdirSync(path.dirname(database)))
    if (name.startsWith(beginning) && !isRunning(Number.parseInt(name.slice(beginning.length), 10)))
      fs.rmSync(path.join(path.dirname(database), name), { force: true });
}

/** Is there a process of this number? */
function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM'); // there is one, of somebody else
  }
}

function ageOf(backup: string): SchemaAge | Refused {
  try {
    return checkFile(backup, migrationsFolder);
  } catch (error) {
    const problem = problemOfFile(error);
    if (problem === undefined) throw error;
    const wrong = problem instanceof UnusableDatabase ? problem.wrong : 'unreadable';
    const advice = {
      newer: ' Restore it with the version of the desk that wrote it.',
      damaged: ' Take another backup.',
      foreign: '',
      unreleased: '',
      unreadable: '',
    }[wrong];
    return refuse(`${backup} ${problem.message}.${advice}`);
  }
}

async function stage({ backup, database, onStep }: RestoreRequest, staged: string): Promise<void> {
  const db = openDatabase(backup, { readonly: true });
  try {
    await copyDatabase(db, staged);
  } finally {
    closeDatabase(db);
  }
  keepOwner(database, staged);
  onStep?.('copied');
}

/** Given by the administrator of the machine, the command leaves the database to whom it belonged. */
function keepOwner(database: string, staged: string): void {
  const { uid, gid } = fs.statSync(fs.existsSync(database) ? database : path.dirname(database));
  if (process.getuid?.() === 0) fs.chownSync(staged, uid, gid);
}

/** What must be true of it before anybody opens it: no log-in of old is good, nothing that was read is still believed. */
async function prepare(request: RestoreRequest, staged: string) {
  const { actor, nowMs, backup, database } = request;
  const db = openDatabase(staged, { mustExist: true });
  try {
    const loggedOut = await endEverySession({ db, clock: systemClock, log: console }, { actor, nowMs });
    const erasedAgain = eraseAgain(database, db);
    const left = await leaveWhatWasOpen(db, actor, systemClock.now());
    await atomically(db, [
      markAllUnreadStatement(db),
      auditStatement(db, {
        ...{ at: systemClock.now(), actor, action: 'backup restored' },
        subject: `backup ${path.basename(backup)}`,
        detail: { fileName: path.basename(backup), kept: path.basename(asideOf(request)) },
      }),
    ]);
    db.$client.pragma('journal_mode = DELETE');
    return { loggedOut, erasedAgain, left };
  } finally {
    closeDatabase(db);
    syncToDisk(staged);
    request.onStep?.('prepared');
  }
}

/** Whom the present database has erased. One that cannot be read has nothing to tell. */
function eraseAgain(database: string, to: ReturnType<typeof openDatabase>): number | null {
  try {
    if (checkFile(database, migrationsFolder) !== 'current') return null;
    const from = openDatabase(database, { readonly: true });
    try {
      return carryErasures(from, to);
    } finally {
      closeDatabase(from);
    }
  } catch (error) {
    if (problemOfFile(error) === undefined) throw error;
    return null;
  }
}

function faultOf({ faults, first, isDamaged }: Verified, request: RestoreRequest): string | undefined {
  if (faults === 0) return undefined;
  const told = first === null ? '' : ` First: ${first.record}: ${first.problem}.`;
  if (isDamaged) return `${request.backup} is damaged.${told} Take another backup.`;
  if (request.evenIfBooksDoNotHold) return undefined;
  return `The books in ${request.backup} do not hold.${told} Take another backup, or give --even-if-books-do-not-hold.`;
}

async function replace(
  request: RestoreRequest,
  staged: string,
  told: Omit<Extract<RestoreResult, { kind: 'restored' }>, 'kind' | 'aside'>,
): Promise<RestoreResult> {
  const { database } = request;
  const result = await replaceDatabase({
    ...{ database, replacement: staged, aside: asideOf(request) },
    isSurelyUnused: request.deskIsStopped ?? false,
    ...(request.onStep === undefined ? {} : { onStep: request.onStep }),
  });
  switch (result.kind) {
    case 'in-use':
      return refuse(inUse(database));
    case 'too-damaged-to-tell':
      return refuse(
        `The present database ${result.problem}, so that it cannot be found out whether the desk runs. Stop it, and give --desk-is-stopped.`,
      );
    case 'replaced':
      return { kind: 'restored', aside: result.aside, ...told };
  }
}

function inUse(database: string): string {
  return `${database} is in use. Stop the desk, and whatever else has it open, first.`;
}

/** Dated by the moment of the restore, so that several stand beside each other. */
function asideOf({ database, nowMs }: RestoreRequest): string {
  return `${database}${asideMark}${new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, '')}`;
}

function refuse(reason: string): Refused {
  return { kind: 'refused', reason };
}
