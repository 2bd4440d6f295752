/** Job runs: one row for each, and the lock that a job holds against itself. Times are real time. */
import { and, desc, eq, inArray, isNull, lt, sql } from 'drizzle-orm';
import { type Db, inTransaction, isConstraintError, type Statement } from './client';
import { type JobRunStatus, jobRuns, jobStates, jobTotals } from './schema/index';

export type JobRunRow = typeof jobRuns.$inferSelect;

/** A run whose process has not been heard of for this long is taken for dead. */
export const heartbeatTimeoutMs = 60_000;

export type StartedRun =
  | { readonly kind: 'started'; readonly id: string }
  | { readonly kind: 'already-running' };

/** Starts a run, unless the job is running. A run that stopped giving signs of life is marked interrupted first. */
export async function startJobRun(
  db: Db,
  run: { id: string; job: string; requestedBy: string; realNow: string },
): Promise<StartedRun> {
  const dead = new Date(Date.parse(run.realNow) - heartbeatTimeoutMs).toISOString();
  try {
    return inTransaction(db, () => {
      const interrupted = db
        .update(jobRuns)
        .set({ status: 'interrupted', finishedAt: run.realNow, error: 'the process that ran it has ended' })
        .where(and(eq(jobRuns.job, run.job), eq(jobRuns.status, 'running'), lt(jobRuns.heartbeatAt, dead)))
        .run().changes;
      if (interrupted > 0) addToTotals(db, run.job, { status: 'interrupted', realNow: run.realNow });
      const requested = db
        .select({ id: jobRuns.id })
        .from(jobRuns)
        .where(and(eq(jobRuns.job, run.job), eq(jobRuns.status, 'requested')))
        .get();
      const running = { status: 'running', startedAt: run.realNow, heartbeatAt: run.realNow } as const;
      if (requested) {
        db.update(jobRuns).set(running).where(eq(jobRuns.id, requested.id)).run();
        return { kind: 'started', id: requested.id } as const;
      }
      db.insert(jobRuns)
        .values({
          id: run.id,
          job: run.job,
          requestedBy: run.requestedBy,
          requestedAt: run.realNow,
          ...running,
        })
        .run();
      return { kind: 'started', id: run.id } as const;
    });
  } catch (error) {
    if (isConstraintError(error)) return { kind: 'already-running' };
    throw error;
  }
}

export type JobRequest = {
  readonly id: string;
  readonly job: string;
  readonly requestedBy: string;
  readonly realNow: string;
};

/** Asks the jobs process to run a job soon; false when that is asked already. */
export async function requestJobRun(db: Db, request: JobRequest): Promise<boolean> {
  return requestJobRunStatement(db, request).run().changes === 1;
}

/** Changes nothing when that is asked already. */
export function requestJobRunStatement(db: Db, { id, job, requestedBy, realNow }: JobRequest): Statement {
  return db
    .insert(jobRuns)
    .values({ id, job, status: 'requested', requestedBy, requestedAt: realNow })
    .onConflictDoNothing();
}

export async function listRequestedJobs(db: Db): Promise<string[]> {
  return db
    .select({ job: jobRuns.job })
    .from(jobRuns)
    .where(eq(jobRuns.status, 'requested'))
    .orderBy(jobRuns.requestedAt)
    .all()
    .map((row) => row.job);
}

/** Have these runs ended, one way or another? Runs that were never stored count as ended. */
export async function haveEnded(db: Db, ids: readonly string[]): Promise<boolean> {
  const open = db
    .select({ id: jobRuns.id })
    .from(jobRuns)
    .where(and(inArray(jobRuns.id, [...ids]), isNull(jobRuns.finishedAt)))
    .get();
  return open === undefined;
}

export async function reportProgress(
  db: Db,
  id: string,
  progress: { done: number; total: number | null; realNow: string },
): Promise<void> {
  db.update(jobRuns)
    .set({ done: progress.done, total: progress.total, heartbeatAt: progress.realNow })
    .where(and(eq(jobRuns.id, id), eq(jobRuns.status, 'running')))
    .run();
}

type RunEnd = {
  readonly status: Extract<JobRunStatus, 'succeeded' | 'failed' | 'interrupted'>;
  readonly realNow: string;
  readonly result?: JobRunRow['result'];
  readonly error?: string;
};

/** Ends a run and adds it to what its job has done in all, together. A run that has ended already is left as it is. */
export async function finishJobRun(db: Db, id: string, end: RunEnd): Promise<void> {
  inTransaction(db, () => {
    const ended = db
      .update(jobRuns)
      .set({
        status: end.status,
        finishedAt: end.realNow,
        result: end.result ?? null,
        error: end.error ?? null,
      })
      .where(and(eq(jobRuns.id, id), eq(jobRuns.status, 'running')))
      .returning({ job: jobRuns.job, startedAt: jobRuns.startedAt })
      .get();
    if (ended === undefined) return;
    addToTotals(db, ended.job, end);
    const tookMs = Math.max(0, Date.parse(end.realNow) - Date.parse(ended.startedAt ?? end.realNow));
    saveJobState(db, ended.job, end, tookMs);
  });
}

function addToTotals(db: Db, job: string, { status, result }: RunEnd): void {
  const told = Object.entries(result ?? {}).map(([name, value]) => [`result ${name}`, value] as const);
  for (const [name, value] of [[`runs ${status}`, 1] as const, ...told]) {
    if (!Number.isSafeInteger(value) || value < 0) continue; // what is no count adds up to nothing
    db.insert(jobTotals)
      .values({ job, name, value })
      .onConflictDoUpdate({
        target: [jobTotals.job, jobTotals.name],
        set: { value: sql`${jobTotals.value} + ${value}` },
      })
      .run();
  }
}

/** A run that was interrupted says nothing of whether the job works. */
function saveJobState(db: Db, job: string, { status, realNow }: RunEnd, tookMs: number): void {
  const change = {
    succeeded: { lastSuccessAt: realNow, lastDurationMs: tookMs, failuresInARow: 0 },
    failed: { failuresInARow: sql`${jobStates.failuresInARow} + 1` },
    interrupted: {},
  }[status];
  db.insert(jobStates)
    .values({
      job,
      lastFinishedAt: realNow,
      lastSuccessAt: status === 'succeeded' ? realNow : null,
      lastDurationMs: status === 'succeeded' ? tookMs : null,
      failuresInARow: status === 'failed' ? 1 : 0,
    })
    .onConflictDoUpdate({ target: jobStates.job, set: { lastFinishedAt: realNow, ...change } })
    .run();
}

/** Keeps the newest runs of each job and forgets older ones that succeeded. */
export async function forgetOldJobRuns(db: Db, keep: number): Promise<void> {
  db.run(sql`
    DELETE FROM job_runs WHERE status = 'succeeded' AND id IN (
      SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY job ORDER BY requested_at DESC) AS age FROM job_runs)
      WHERE age > ${keep})`);
}

export async function lastRunOf(db: Db, job: string): Promise<JobRunRow | undefined> {
  return db
    .select()
    .from(jobRuns)
    .where(eq(jobRuns.job, job))
    .orderBy(desc(jobRuns.requestedAt))
    .limit(1)
    .get();
}

/** Real time; null when it never succeeded. */
export async function lastSuccessOf(db: Db, job: string): Promise<string | null> {
  const state = db
    .select({ at: jobStates.lastSuccessAt })
    .from(jobStates)
    .where(eq(jobStates.job, job))
    .get();
  return state?.at ?? null;
}
