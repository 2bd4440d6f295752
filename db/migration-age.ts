/** Of which version of the desk a database is: what it says of its migrations, held against those of this program. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Db } from './client';

/**
 * current: of this version. older: this version brings it up. newer: of a later one. foreign: not a database of the desk. unreleased: made
 * by steps that were written anew before they were released, which cannot be followed by those of today. empty: nothing is in it yet.
 */
export type SchemaAge = 'current' | 'older' | 'newer' | 'foreign' | 'unreleased' | 'empty';

type Step = { readonly hash: string; readonly when: number };

export function schemaAge(db: Db, folder: string): SchemaAge {
  const tables = db.$client.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).pluck().all();
  if (tables.length === 0) return 'empty';
  if (!tables.includes('__drizzle_migrations')) return 'foreign';
  const made = db.$client
    .prepare<[], Step>('SELECT hash, created_at AS "when" FROM __drizzle_migrations ORDER BY created_at, id')
    .all();
  const ours = stepsOf(folder);
  if (!made.every((step, at) => at >= ours.length || isSame(step, ours[at]))) return 'unreleased';
  if (made.length > ours.length) return 'newer';
  return made.length === ours.length ? 'current' : 'older';
}

/** Written down as the migrator does: the time of the step, and the hash of its text. */
function stepsOf(folder: string): Step[] {
  const { entries } = journal.parse(
    JSON.parse(fs.readFileSync(path.join(folder, 'meta', '_journal.json'), 'utf8')),
  );
  return entries.map(({ when, tag }) => {
    const text = fs.readFileSync(path.join(folder, `${tag}.sql`)).toString();
    return { when, hash: createHash('sha256').update(text).digest('hex') };
  });
}

const journal = z.object({ entries: z.array(z.object({ when: z.number(), tag: z.string() })) });

function isSame(step: Step, ours: Step | undefined): boolean {
  return ours !== undefined && step.hash === ours.hash && Number(step.when) === ours.when;
}
