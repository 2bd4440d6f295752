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
  options: { requestedBy: string; stopping?: () => boolean },
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
    const result = await job.run(desk, { report: progress.report, stopping });
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
