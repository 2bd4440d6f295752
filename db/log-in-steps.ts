/** Log-ins that are half done. Each is good once, and for a short time only. */
import { and, eq, gt, sql } from 'drizzle-orm';
import type { Db, Statement } from './client';
import { logInSteps } from './schema/index';

export type LogInStepRow = typeof logInSteps.$inferSelect;
export type LogInStepKind = LogInStepRow['kind'];

export async function insertLogInStep(db: Db, row: typeof logInSteps.$inferInsert): Promise<void> {
  db.insert(logInSteps).values(row).run();
}

type Wanted = {
  readonly tokenHash: string;
  readonly kind: LogInStepKind;
  /** Only of one that began later. */
  readonly startedAfter: string;
};

const isWanted = ({ tokenHash, kind, startedAfter }: Wanted) =>
  and(eq(logInSteps.tokenHash, tokenHash), eq(logInSteps.kind, kind), gt(logInSteps.startedAt, startedAfter));

export async function findLogInStep(db: Db, wanted: Wanted): Promise<LogInStepRow | undefined> {
  return db.select().from(logInSteps).where(isWanted(wanted)).get();
}

/** Counts a try of it, and gives it; undefined when it is gone, or was tried `most` times before. */
export async function tryLogInStep(
  db: Db,
  wanted: Wanted & { readonly most: number },
): Promise<LogInStepRow | undefined> {
  return db
    .update(logInSteps)
    .set({ tries: sql`${logInSteps.tries} + 1` })
    .where(and(isWanted(wanted), sql`${logInSteps.tries} < ${wanted.most}`))
    .returning()
    .get();
}

/** Takes it away: whoever got it is the only one. */
export async function takeLogInStep(db: Db, wanted: Wanted): Promise<LogInStepRow | undefined> {
  return db.delete(logInSteps).where(isWanted(wanted)).returning().get();
}

/** All of them: who was half way in begins anew. */
export function forgetLogInStepsStatement(db: Db): Statement {
  return db.delete(logInSteps);
}

export async function forgetOldLogInSteps(
  db: Db,
  { startedBefore, limit }: { readonly startedBefore: string; readonly limit: number },
): Promise<number> {
  const result = db.run(sql`DELETE FROM log_in_steps WHERE token_hash IN
    (SELECT token_hash FROM log_in_steps WHERE started_at < ${startedBefore} LIMIT ${limit})`);
  return result.changes;
}
