/**
 * Lets time pass while nothing fails any more, and does what the desk does by itself: its jobs run. Nobody presses anything. Whatever is
 * still open after that would stay open for ever.
 */
import type { Db } from '#db/client';
import type { JobDesk } from '#jobs/job';
import { runJob } from '#jobs/run-job';
import { jobs } from '#jobs/schedule';
import type { ClockMove } from '#simulator/control/clock-control';
import type { ControlClient } from '#simulator/control-client';

export type Patient = { jobs(): JobDesk; readonly control: ControlClient };

const hours = 14;
const bankDays = 4;

/** What is wrong with how it healed: jobs that fail although nothing else does, work that nobody takes up. */
export async function heal(patient: Patient): Promise<string[]> {
  const problems: string[] = [];
  // After a lost answer a try may come first that only says so: by the third round every job works.
  for (let hour = 0; hour < hours; hour += 1) {
    const failed = await runEveryJob(patient);
    if (hour >= 2) problems.push(...failed);
    if (hour >= 2 && restOf(patient.jobs().db).length === 0) break;
    await pass(patient, { advance: 'hour' });
  }
  for (let day = 0; day < bankDays; day += 1) {
    await pass(patient, { advance: 'next-bank-day' });
    problems.push(...(await runEveryJob(patient)));
  }
  await pass(patient, { advanceMs: 2 * 3_600_000 });
  problems.push(...(await runEveryJob(patient)), ...(await runEveryJob(patient)));
  return [...problems, ...restOf(patient.jobs().db)];
}

async function pass({ control }: Patient, move: ClockMove): Promise<void> {
  await control.moveClock(move);
  await control.flushCallbacks();
}

async function runEveryJob(patient: Patient): Promise<string[]> {
  const problems: string[] = [];
  const desk = patient.jobs();
  letClaimsRunOut(desk.db);
  for (const job of jobs.filter(({ isOff }) => !isOff?.(desk.settings))) {
    const outcome = await runJob(desk, job, { requestedBy: 'schedule' });
    if (outcome.kind === 'failed') problems.push(`the job ${job.name} fails for ever: ${outcome.error}`);
    else if (outcome.kind !== 'succeeded') problems.push(`the job ${job.name} is ${outcome.kind}`);
  }
  return problems;
}

/** Whoever claimed work and died is waited for in real time: for a minute and a half, which has passed now. */
function letClaimsRunOut({ $client }: Db): void {
  $client.exec(`
    UPDATE commands SET lease_until = '2000-01-01T00:00:00.000Z' WHERE lease_until IS NOT NULL AND settled_at IS NULL;
    UPDATE job_runs SET heartbeat_at = '2000-01-01T00:00:00.000Z' WHERE status = 'running';`);
}

/** Each kind of work that something waits for, with the question how much does. */
const waiting = [
  ['commands without an outcome', `commands WHERE status IN ('pending','unknown')`],
  ['callbacks nobody acted on', 'callbacks WHERE handled_at IS NULL'],
  ['orders of a decision about many that wait', `bulk_items WHERE state = 'waiting'`],
  ['decisions about many that do not end', `bulk_runs WHERE finished_at IS NULL`],
  ['shipments whose capture waits', `shipments WHERE capture = 'waiting'`],
  ['files that wait', `imports WHERE status IN ('queued','reading','taking')`],
  // One whose initiation never reached Vipps is looked for until nobody can confirm it any more.
  [
    'orders that cannot be read',
    `orders WHERE poll_failures > 0 AND NOT (state = 'initiated' AND event_count = 0 AND poll_error LIKE 'not-found%')`,
  ],
  ['runs of jobs that do not end', `job_runs WHERE status IN ('running','requested')`],
] as const;

function restOf({ $client }: Db): string[] {
  return waiting.flatMap(([what, where]) => {
    const { n } = $client.prepare(`SELECT count(*) AS n FROM ${where}`).get() as { n: number };
    return n === 0 ? [] : [`${n} ${what}`];
  });
}
