/** That the jobs process lives, and how often each of its jobs runs: stored, so that other processes can see it. Real time. */
import type { ScheduledTask } from 'node-cron';
import { saveProcessSign, saveSchedule } from '#db/process-signs';
import type { Desk } from '#services/desk';
import { jobsProcess, signEveryMs } from '#services/readiness';

export async function giveSigns(
  { db, log }: Pick<Desk, 'db' | 'log'>,
  scheduled: readonly { readonly job: string; readonly task: Pick<ScheduledTask, 'getNextRuns'> }[],
): Promise<{ end(): void }> {
  const startedAt = new Date().toISOString();
  const sign = () => saveProcessSign(db, jobsProcess, { startedAt, seenAt: new Date().toISOString() });
  await saveSchedule(
    db,
    scheduled.map(({ job, task }) => ({ job, everyMs: intervalMs(task.getNextRuns(2)) })),
  );
  await sign();
  const timer = setInterval(() => {
    sign().catch((error: unknown) => log.error({ err: error }, 'sign of life could not be stored'));
  }, signEveryMs);
  return { end: () => clearInterval(timer) };
}

/** Between two runs one after the other: no schedule here has a longer pause than another. */
function intervalMs([first, second]: readonly Date[]): number {
  if (first === undefined || second === undefined) throw new Error('a job of the schedule never runs');
  return second.getTime() - first.getTime();
}
