/** Can this file be worked with? Looked at before anything is written to it. Cheap: the beginning of each table is read, not the whole file. */
import fs from 'node:fs';
import Database from 'better-sqlite3';
import { closeDatabase, type Db, openDatabase } from './client';
import { type SchemaAge, schemaAge } from './migration-age';

export type WrongWithFile = 'damaged' | 'unreadable' | 'foreign' | 'newer' | 'unreleased';

/** Nothing was written to the file. The message says what is wrong, as the end of a sentence that begins with its name. */
export class UnusableDatabase extends Error {
  override readonly name = 'UnusableDatabase';
  constructor(
    readonly wrong: WrongWithFile,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Throws UnusableDatabase for a file that is not a whole database of this desk, as far as that shows at once. Returns how old its tables are;
 * `empty` also for a file that is not there.
 */
export function checkFile(file: string, folder: string): SchemaAge {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (stat !== undefined && !stat.isFile()) throw new UnusableDatabase('unreadable', 'is not a file');
  const logBytes = fs.statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (stat === undefined || stat.size === 0) {
    // A new database in its place would throw away what waits in the log.
    if (logBytes > 0)
      throw new UnusableDatabase(
        'damaged',
        `is ${stat ? 'empty' : 'gone'}, and the log of it (-wal) is there`,
      );
    return 'empty';
  }
  if (logBytes === 0) checkLength(file, stat.size);
  const age = reading(file, (db) => {
    checkTables(db);
    return schemaAge(db, folder);
  });
  if (age === 'foreign')
    throw new UnusableDatabase('foreign', 'is a database of something else; name another file');
  if (age === 'newer')
    throw new UnusableDatabase('newer', 'was written by a newer version of the desk than this one');
  if (age === 'unreleased')
    throw new UnusableDatabase(
      'unreleased',
      'was written by a version of the desk from before its first release, whose tables no later version takes over',
    );
  return age;
}

function reading<Result>(file: string, look: (db: Db) => Result): Result {
  let db: Db | undefined;
  try {
    db = openDatabase(file, { readonly: true });
    return look(db);
  } catch (error) {
    throw asUnusable(error) ?? error;
  } finally {
    if (db !== undefined) closeDatabase(db);
  }
}

/** What SQLite says of a file that it cannot work with; undefined for other errors. */
export function asUnusable(error: unknown): UnusableDatabase | undefined {
  if (error instanceof UnusableDatabase) return error;
  if (error instanceof Error && !(error instanceof Database.SqliteError) && error.cause)
    return asUnusable(error.cause);
  if (!(error instanceof Database.SqliteError)) return undefined;
  if (error.code === 'SQLITE_NOTADB')
    return new UnusableDatabase('damaged', 'is not a database, or its beginning is damaged', {
      cause: error,
    });
  if (/^SQLITE_(CORRUPT|FORMAT)/.test(error.code))
    return new UnusableDatabase('damaged', `is damaged (${error.message})`, { cause: error });
  if (/^SQLITE_(CANTOPEN|IOERR|PERM|READONLY|AUTH)/.test(error.code))
    return new UnusableDatabase('unreadable', `cannot be read or written (${error.message})`, {
      cause: error,
    });
  return undefined;
}

/** The first page tells how many there are; it does so reliably only when its two counters agree, and no log waits. */
function checkLength(file: string, bytes: number): void {
  const head = Buffer.alloc(100);
  const handle = fs.openSync(file, 'r');
  try {
    fs.readSync(handle, head, 0, head.length, 0);
  } finally {
    fs.closeSync(handle);
  }
  if (!head.toString('latin1').startsWith('SQLite format 3\0')) return; // SQLite itself says so
  const size = head.readUInt16BE(16);
  const wanted = head.readUInt32BE(28) * (size === 1 ? 65_536 : size);
  if (head.readUInt32BE(24) === head.readUInt32BE(92) && bytes < wanted)
    throw new UnusableDatabase('damaged', `is cut off: it has ${bytes} bytes and should have ${wanted}`);
}

function checkTables(db: Db): void {
  const pages = Number(db.$client.pragma('page_count', { simple: true }));
  const objects = db.$client
    .prepare<[], { type: string; name: string; rootpage: number | null }>(
      'SELECT type, name, rootpage FROM sqlite_master',
    )
    .all();
  for (const { type, name, rootpage } of objects) {
    if ((rootpage ?? 0) > pages)
      throw new UnusableDatabase('damaged', `is cut off: the ${type} ${name} lies beyond its end`);
    if (type === 'table') db.$client.prepare(`SELECT * FROM "${name}" LIMIT 1`).get();
  }
}
