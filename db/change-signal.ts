/** Tells cheaply that somebody wrote to the database, in whichever process. */
import { closeDatabase, type Db, openDatabase } from './client';

export type ChangeSignal = {
  /** For reading what changed. */
  readonly db: Db;
  /** Has another connection written since the last time it was asked? */
  hasChanged(): boolean;
  close(): void;
};

/** A connection of its own, which only reads: SQLite tells each connection whether others have written. */
export function openChangeSignal(file: string): ChangeSignal {
  const db = openDatabase(file, { readonly: true });
  const version = () => Number(db.$client.pragma('data_version', { simple: true }));
  let seen = version();
  return {
    db,
    hasChanged() {
      const now = version();
      const changed = now !== seen;
      seen = now;
      return changed;
    },
    close: () => closeDatabase(db),
  };
}
