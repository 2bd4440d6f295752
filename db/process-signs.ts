/** Signs of life of processes, and how often the jobs of the schedule run. Times are real time. */
import { eq, sql } from 'drizzle-orm';
import { type Db, inTransaction } from './client';
import { jobStates, processSigns } from './schema/index';

export type ProcessSign = { readonly startedAt: string; readonly seenAt: string };

export async function saveProcessSign(db: Db, process: string, sign: ProcessSign): Promise<void> {
  db.insert(processSigns)
    .values({ process, ...sign })
    .onConflictDoUpdate({ target: processSigns.process, set: sign })
    .run();
}

export async function findProcessSign(db: Db, process: string): Promise<ProcessSign | undefined> {
  return db.select().from(processSigns).where(eq(processSigns.process, process)).get();
}

/** Takes the place of the schedule before it: a job that is not on it any more is not waited for. */
export async function saveSchedule(
  db: Db,
  jobs: readonly { readonly job: string; readonly everyMs: number }[],
): Promise<void> {
  inTransaction(db, () => {
    db.update(jobStates).set({ everyMs: null }).where(sql`true`).run();
    for (const { job, everyMs } of jobs)
      db.insert(jobStates)
        .values({ job, everyMs })
        .onConflictDoUpdate({ target: jobStates.job, set: { everyMs } })
        .run();
  });
}
