/** How often a log-in was tried, by key. Wrong tries at once are each counted. */
import { sql } from 'drizzle-orm';
import type { Tries } from '#core/log-in-throttle';
import { type Db, inTransaction } from './client';

type Row = { readonly key: string; readonly tries: number; readonly lastAt: string };

export async function findTries(db: Db, keys: readonly string[]): Promise<ReadonlyMap<string, Tries>> {
  return readTries(db, keys);
}

function readTries(db: Db, keys: readonly string[]): ReadonlyMap<string, Tries> {
  const rows = db.all<Row>(sql`SELECT key, tries, last_at AS "lastAt" FROM log_in_tries
    WHERE key IN (SELECT value FROM json_each(${JSON.stringify(keys)}))`);
  return new Map(rows.map(({ key, tries, lastAt }) => [key, { tries, lastAtMs: Date.parse(lastAt) }]));
}

/** Reads and writes as one, so that no try at the same moment is lost. `change` must not await. */
export async function changeTries(
  db: Db,
  keys: readonly string[],
  change: (key: string, before: Tries | undefined) => Tries,
): Promise<void> {
  inTransaction(db, () => {
    const before = readTries(db, keys);
    for (const key of keys) {
      const { tries, lastAtMs } = change(key, before.get(key));
      const at = new Date(lastAtMs).toISOString();
      db.run(sql`INSERT INTO log_in_tries (key, tries, last_at) VALUES (${key}, ${tries}, ${at})
        ON CONFLICT (key) DO UPDATE SET tries = excluded.tries, last_at = excluded.last_at`);
    }
  });
}

/** After a log-in that was right. */
export async function forgetTries(db: Db, keys: readonly string[]): Promise<void> {
  db.run(sql`DELETE FROM log_in_tries WHERE key IN (SELECT value FROM json_each(${JSON.stringify(keys)}))`);
}

export async function forgetOldTries(
  db: Db,
  { lastBefore, limit }: { readonly lastBefore: string; readonly limit: number },
): Promise<number> {
  const result = db.run(sql`DELETE FROM log_in_tries WHERE key IN
    (SELECT key FROM log_in_tries WHERE last_at < ${lastBefore} LIMIT ${limit})`);
  return result.changes;
}
