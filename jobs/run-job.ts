/** Runs one job once, and records the run: started, progress, finished, outcome. */
import { uuidv7 } from 'uuidv7';
import { finishJobRun, forgetOldJobRuns, reportProgress, startJobRun } from '#db/job-runs';
import { errorInWords } from '#services/error-in-short';
import type { Job, JobCounts, JobDesk } from './job';

export type JobOutcome =
  | { readonly kind: 'succeeded'; readonly result: JobCounts }
  | { readonly kind: 'failed'; readonly error: string }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'already-running' };

const heartbeatMs = 5000;
const progressEveryMs = 500;
const keptRuns = 200;

export async function runJob(
  desk: JobDesk,
  job: Job,
  options: {
    readonly requestedBy: string;
    readonly stopping?: () => boolean;
    /** Resolves when the process can wait no longer: the run is left as it is, and recorded as interrupted. */
    readonly leave?: Promise<unknown>;
  },
): Promise<JobOutcome> {
  const stopping = options.stopping ?? (() => false);
  await desk.clock.refresh();
  const started = await startJobRun(desk.db, {
    id: uuidv7(),
    job: job.name,
    requestedBy: options.requestedBy,
    realNow: realNow(),
  });
  if (started.kind === 'already-running') return started;
  const progress = trackProgress(desk, started.id);
  try {
    const work = job.run(desk, { report: progress.report, stopping });
    const result = await Promise.race([work, leftBehind(options.leave)]);
    if (result === left) {
      desk.log.warn({ job: job.name }, 'job did not end in time and was left');
      const error = 'it did not end in time when the process was stopped';
      await finishJobRun(desk.db, started.id, { status: 'interrupted', realNow: realNow(), error });
      return { kind: 'interrupted' };
    }
    await progress.flush();
    const status = stopping() ? 'interrupted' : 'succeeded';
    await finishJobRun(desk.db, started.id, { status, realNow: realNow(), result });
    await forgetOldJobRuns(desk.db, keptRuns);
    return status === 'interrupted' ? { kind: 'interrupted' } : { kind: 'succeeded', result };
  } catch (error) {
    const message = errorInWords(error);
    desk.log.error({ job: job.name, err: error }, 'job failed');
    await finishJobRun(desk.db, started.id, {
      status: 'failed',
      realNow: realNow(),
      error: message.slice(0, 1000),
    });
    return { kind: 'failed', error: message };
  } finally {
    progress.end();
  }
}

const left = Symbol('left');

function leftBehind(leave: Promise<unknown> | undefined): Promise<typeof left> {
  return leave === undefined ? new Promise(() => {}) : leave.then(() => left);
}

function trackProgress(desk: JobDesk, id: string) {
  let done = 0;
  let total: number | null = null;
  let writtenAtMs = Date.now();
  const write = () => {
    writtenAtMs = Date.now();
    return reportProgress(desk.db, id, { done, total, realNow: realNow() });
  };
  const heartbeat = setInterval(() => {
    void write().catch((error) => desk.log.warn({ err: error }, 'sign of life could not be written'));
  }, heartbeatMs);
  return {
    async report(nowDone: number, nowTotal: number | null) {
      done = nowDone;
      total = nowTotal;
      if (Date.now() - writtenAtMs >= progressEveryMs) await write();
    },
    flush: write,
    end: () => clearInterval(heartbeat),
  };
}

function realNow(): string {
  return new Date().toISOString();
}
