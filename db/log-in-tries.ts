/** How often a log-in was tried, by key. Tries at the same moment are each counted. */
import { sql } from 'drizzle-orm';
import type { Tries } from '#core/log-in-throttle';
import { type Db, inTransaction } from './client';

type Row = { readonly key: string; readonly tries: number; readonly lastAt: string };

/** Looks and counts as one. The longest wait of the keys: when it is not 0, nothing is counted. Neither function may await. */
export async function tryUnlessWaiting(
  db: Db,
  keys: readonly string[],
  wait: (key: string, before: Tries | undefined) => number,
  count: (key: string, before: Tries | undefined) => Tries,
): Promise<number> {
  return inTransaction(db, () => {
    const before = readTries(db, keys);
    const longest = Math.max(0, ...keys.map((key) => wait(key, before.get(key))));
    if (longest > 0) return longest;
    for (const key of keys) {
      const { tries, lastAtMs } = count(key, before.get(key));
      const at = new Date(lastAtMs).toISOString();
      db.run(sql`INSERT INTO log_in_tries (key, tries, last_at) VALUES (${key}, ${tries}, ${at})
        ON CONFLICT (key) DO UPDATE SET tries = excluded.tries, last_at = excluded.last_at`);
    }
    return 0;
  });
}

function readTries(db: Db, keys: readonly string[]): ReadonlyMap<string, Tries> {
  const rows = db.all<Row>(sql`SELECT key, tries, last_at AS "lastAt" FROM log_in_tries
    WHERE key IN (SELECT value FROM json_each(${JSON.stringify(keys)}))`);
  return new Map(rows.map(({ key, tries, lastAt }) => [key, { tries, lastAtMs: Date.parse(lastAt) }]));
}

/** Takes one try back. */
export async function undoTries(db: Db, keys: readonly string[]): Promise<void> {
  db.run(sql`UPDATE log_in_tries SET tries = max(0, tries - 1)
    WHERE key IN (SELECT value FROM json_each(${JSON.stringify(keys)}))`);
}

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
