/** Brings a database file to the newest schema. Two processes may ask at once: one works, the other waits. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { lock } from 'proper-lockfile';
import { chainOldRecords } from './audit-chain';
import { checkFile } from './check-file';
import { closeDatabase, type Db, openDatabase } from './client';
import type { SchemaAge } from './migration-age';

export const migrationsFolder = fileURLToPath(new URL('migrations', import.meta.url));

// A file that may grow no further (ulimit -f, LimitFSIZE) makes SQLite answer with an error, of which something can be said. Where nobody
// listens to the signal, proper-lockfile ends the process.
process.on('SIGXFSZ', () => undefined);

/** Migrates an open database. For files use `migrateFile`, which keeps other processes out meanwhile. */
export function migrateOpen(db: Db, folder: string = migrationsFolder): void {
  refuseForeign(db);
  migrate(db, { migrationsFolder: folder });
  if (folder === migrationsFolder) chainOldRecords(db);
}

/** A file with tables and without our record of migrations is somebody else's. */
function refuseForeign(db: Db): void {
  const tables = db.$client.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).pluck().all();
  if (tables.length > 0 && !tables.includes('__drizzle_migrations')) {
    throw new Error('it is a database of something else; name another file');
  }
}

/** How old it was; `empty` for a file that is made now. Throws UnusableDatabase, and writes nothing, when it cannot be worked with. */
export async function migrateFile(file: string, folder: string = migrationsFolder): Promise<SchemaAge> {
  fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  return alone(file, async () => {
    const age = checkFile(file, folder);
    const db = openDatabase(file);
    try {
      migrateOpen(db, folder);
    } finally {
      closeDatabase(db);
    }
    return age;
  });
}

/** While nobody else migrates the file or puts another in its place. The work should be short: others wait for it. */
export async function alone<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  const real = fs.existsSync(file) ? fs.realpathSync(file) : path.resolve(file);
  const lockfilePath = `${real}.migrating`;
  removeLockOfTomorrow(lockfilePath);
  const release = await lock(real, {
    realpath: false, // the file need not be there yet
    lockfilePath,
    stale: staleMs,
    // Longer than it takes until the lock of a process that was killed counts for nothing.
    retries: { retries: 100, minTimeout: 50, maxTimeout: 500, factor: 1.3 },
  });
  try {
    return await work();
  } finally {
    await release();
  }
}

const staleMs = 30_000;

/** Whoever holds a lock touches it now and then. One that bears a later time is left from when the machine's clock was ahead. */
function removeLockOfTomorrow(lockfilePath: string): void {
  const touched = fs.statSync(lockfilePath, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (touched > Date.now() + staleMs) fs.rmSync(lockfilePath, { recursive: true, force: true });
}
