/** A picture of the books at one moment, for files: what changes while a file is written does not tear it. */
import { closeDatabase, type Db, openDatabase } from '../client';
import { limitToUnits } from '../visible-units';

export type Snapshot = { readonly db: Db; close(): void };

/**
 * A connection of its own that keeps reading what was stored when it was opened, while others write. Close it: an open
 * one keeps SQLite's log from being taken into the file. A database in memory has one connection only, which is lent.
 */
export function openSnapshot(db: Db): Snapshot {
  if (db.$client.memory) return { db, close: () => {} };
  const snapshot = openDatabase(db.$client.name, { readonly: true });
  try {
    snapshot.$client.pragma('cache_size = -8192'); // several may be open at a time
    if (db.$units !== undefined) limitToUnits(snapshot, db.$units);
    snapshot.$client.exec('BEGIN');
    snapshot.$client.prepare('SELECT count(*) FROM sqlite_master').get(); // the picture is taken by the first read
  } catch (error) {
    closeDatabase(snapshot);
    throw error;
  }
  return { db: snapshot, close: () => closeDatabase(snapshot) };
}
