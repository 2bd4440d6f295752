/** Can the database be used now? Cheap, and it waits for nobody. */
import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Db } from './client';
import { migrationsFolder } from './migrate';

/**
 * Takes the write lock and gives it back. `busy`: somebody else is writing just now, which shows that it can be done. Throws when
 * it cannot be read or written.
 */
export async function probeWriting(db: Db): Promise<'free' | 'busy'> {
  const client = db.$client;
  const waitsMs = Number(client.pragma('busy_timeout', { simple: true }));
  client.pragma('busy_timeout = 0'); // all of this happens at once: no other statement sees it
  try {
    client.exec('BEGIN IMMEDIATE');
    try {
      // A file that can only be read lets a transaction begin, and refuses what would change it.
      client.exec(`UPDATE process_signs SET seen_at = seen_at WHERE process = ''`);
    } finally {
      client.exec('ROLLBACK');
    }
    return 'free';
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      client.prepare('SELECT count(*) FROM sales_units').get();
      return 'busy';
    }
    throw error;
  } finally {
    client.pragma(`busy_timeout = ${waitsMs}`);
  }
}

/** `behind`: this program needs what is not there yet. `ahead`: a newer program has been at it. */
export async function migrationState(
  db: Db,
  folder: string = migrationsFolder,
): Promise<'current' | 'behind' | 'ahead'> {
  const wanted = newestMigration(folder);
  const found = Number(db.$client.prepare('SELECT max(created_at) FROM __drizzle_migrations').pluck().get());
  if (found === wanted) return 'current';
  return found > wanted ? 'ahead' : 'behind';
}

const known = new Map<string, number>();

/** The files do not change under a running program. */
function newestMigration(folder: string): number {
  const kept = known.get(folder);
  if (kept !== undefined) return kept;
  const journal = JSON.parse(fs.readFileSync(path.join(folder, 'meta/_journal.json'), 'utf8')) as {
    readonly entries: readonly { readonly when: number }[];
  };
  const newest = Math.max(...journal.entries.map(({ when }) => when));
  known.set(folder, newest);
  return newest;
}
