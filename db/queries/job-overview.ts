/** The state of every job. */
import { desc, sql } from 'drizzle-orm';
import type { Db } from '../client';
import { type JobRunRow, lastRunOf } from '../job-runs';
import { type FeedCursorRow, listFeedCursors } from '../ledgers';
import { jobRuns } from '../schema/index';

export type JobOverview = {
  readonly job: string;
  readonly last: JobRunRow | undefined;
  readonly lastSuccessAt: string | null;
  /** Failures since the last success. */
  readonly failuresInARow: number;
};

export async function jobOverviews(db: Db, names: readonly string[]): Promise<JobOverview[]> {
  return Promise.all(
    names.map(async (job) => {
      const success = db.get<{ at: string | null }>(
        sql`SELECT max(finished_at) AS at FROM job_runs WHERE job = ${job} AND status = 'succeeded'`,
      );
      const failures = db.get<{ n: number }>(
        sql`SELECT count(*) AS n FROM job_runs WHERE job = ${job} AND status IN ('failed','interrupted') AND finished_at > ${success?.at ?? ''}`,
      );
      return {
        job,
        last: await lastRunOf(db, job),
        lastSuccessAt: success?.at ?? null,
        failuresInARow: failures?.n ?? 0,
      };
    }),
  );
}

export async function recentRuns(db: Db, limit: number): Promise<JobRunRow[]> {
  return db.select().from(jobRuns).orderBy(desc(jobRuns.requestedAt)).limit(limit).all();
}

export type FeedState = FeedCursorRow;

export async function feedStates(db: Db): Promise<FeedState[]> {
  return listFeedCursors(db);
}
