/** Opens the database file, and writes several statements as one. Everything that knows SQLite stands in this folder. */
import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { defineChainHash } from './chain-hash';
import { rememberStatements } from './remembered-statements';
import * as schema from './schema/index';

export type Db = BetterSQLite3Database<typeof schema> & {
  $client: Database.Database;
  /** Set where the connection sees some sales units only (db/visible-units). */
  readonly $units?: readonly string[];
};

export type OpenDatabaseOptions = {
  readonly readonly?: boolean;
  readonly busyTimeoutMs?: number;
  /** Throws when the file is not there, instead of making it. */
  readonly mustExist?: boolean;
};

/** Opens (and creates) the file at `file`, or a database in memory for ':memory:'. Does not migrate: see db/migrate. */
export function openDatabase(file: string, options: OpenDatabaseOptions = {}): Db {
  const { mustExist = options.readonly ?? false } = options;
  if (file !== ':memory:' && !mustExist) createFile(file);
  const inode = inodeOf(file);
  const client = new Database(file, { readonly: options.readonly ?? false, fileMustExist: mustExist });
  client.pragma(`busy_timeout = ${options.busyTimeoutMs ?? 10_000}`);
  if (!options.readonly) {
    client.prepare('SELECT count(*) FROM sqlite_master').get(); // waits while a restore holds the file
    if (inodeOf(file) !== inode) {
      client.close(); // another file was put in its place meanwhile
      return openDatabase(file, options);
    }
    client.pragma('journal_mode = WAL');
    client.pragma('synchronous = FULL'); // a command is on disk before it is sent
  }
  client.pragma('foreign_keys = ON');
  client.pragma('secure_delete = FAST'); // what was erased is not left in the file
  client.pragma('cache_size = -65536');
  client.pragma('temp_store = MEMORY');
  defineChainHash(client);
  return Object.assign(drizzle(rememberStatements(client), { schema }), { $client: client });
}

function inodeOf(file: string): number | undefined {
  return file === ':memory:' ? undefined : fs.statSync(file, { throwIfNoEntry: false })?.ino;
}

/** Customers' details are in it: nobody else on the machine may read it. SQLite gives its other files the same rights. */
function createFile(file: string): void {
  fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  fs.closeSync(fs.openSync(file, 'a', 0o600));
}

/** What waits in the log beside the file (-wal) goes into it, as when its last connection closes: for when nobody has it open any more. */
export function foldLog(file: string): void {
  if (!fs.existsSync(file)) return;
  const db = openDatabase(file, { mustExist: true, busyTimeoutMs: 0 });
  try {
    db.$client.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    closeDatabase(db);
  }
}

export function closeDatabase(db: Db): void {
  db.$client.close();
}

/**
 * Writes what can as well be written a little later: while another process writes, it is left undone at once. Waiting for it would hold
 * up everything that this process does. Returns whether it was written.
 */
export function writeUnlessBusy(db: Db, statement: Statement): boolean {
  const waitMs = db.$client.pragma('busy_timeout', { simple: true });
  db.$client.pragma('busy_timeout = 0');
  try {
    statement.run();
    return true;
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return false;
    throw error;
  } finally {
    db.$client.pragma(`busy_timeout = ${waitMs}`);
  }
}

/** A write that has been built and not yet run: Drizzle's insert and update builders are such. */
export type Statement = { run(): { readonly changes: number } };

/** Thrown by `exactly` inside `atomically`: nothing of the group was written. */
export class UnexpectedChanges extends Error {
  override readonly name = 'UnexpectedChanges';
  constructor(
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`${actual} rows would have changed where ${expected} must`);
  }
}

/** A statement that must change this many rows, or the whole group is rolled back with `UnexpectedChanges`. */
export function exactly(expected: number, statement: Statement): Statement {
  return {
    run() {
      const result = statement.run();
      if (result.changes !== expected) throw new UnexpectedChanges(expected, result.changes);
      return result;
    },
  };
}

/** Several as one, for what takes a single statement into its transaction. */
export function allOf(statements: readonly Statement[]): Statement {
  return { run: () => ({ changes: statements.reduce((sum, one) => sum + one.run().changes, 0) }) };
}

/** Runs the statements in one transaction, in their order: all of them are stored, or none. */
export async function atomically(db: Db, statements: readonly Statement[]): Promise<void> {
  inTransaction(db, () => {
    for (const statement of statements) statement.run();
  });
}

/** For bulk functions inside db/ only: a transaction that takes the write lock at once. The work must not await. */
export function inTransaction<Result>(db: Db, work: () => Result): Result {
  return db.$client.transaction(work).immediate();
}

/** Is this the error of a broken unique or primary key? */
export function isConstraintError(
  error: unknown,
  kind: 'UNIQUE' | 'CHECK' | 'FOREIGNKEY' = 'UNIQUE',
): boolean {
  const code = codeOf(error) ?? codeOf(error instanceof Error ? error.cause : undefined);
  if (kind === 'UNIQUE')
    return code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
  return code === `SQLITE_CONSTRAINT_${kind}`;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Database.SqliteError ? error.code : undefined;
}
