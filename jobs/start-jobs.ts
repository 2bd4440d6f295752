/** The process that runs the clock: every job by its schedule, and at once what a person asked for on the Jobs page. */
import cron from 'node-cron';
import { lastSuccessOf, listRequestedJobs } from '#db/job-runs';
import { migratedOrExit } from '#services/migrated-or-exit';
import { onStop } from '#services/on-stop';
import { openDeskOrExit } from '#services/open-desk-or-exit';
import { settingsOrExit } from '#services/settings-or-exit';
import { giveSigns } from './give-signs';
import type { Job } from './job';
import { runJob } from './run-job';
import { jobs } from './schedule';

const settings = settingsOrExit(process.env);
await migratedOrExit(settings.DATABASE_PATH);
const desk = await openDeskOrExit(settings, 'jobs');
const demo = settings.SIMULATOR_URL !== undefined;
const running = new Map<string, Promise<void>>();
let stopping = false;
let leaveRuns: () => void = () => {};
const leave = new Promise<void>((resolve) => {
  leaveRuns = resolve;
});

/** Resolves when the run has ended; a job that is running already is waited for. */
async function start(job: Job, requestedBy: string): Promise<void> {
  const current = running.get(job.name);
  if (stopping || current !== undefined) return current;
  const run = runJob(desk, job, { requestedBy, stopping: () => stopping, leave })
    .catch((error) => desk.log.error({ err: error, job: job.name }, 'job could not be recorded'))
    .then(() => {
      running.delete(job.name);
    });
  running.set(job.name, run);
  return run;
}

/** One after the other in the order of the schedule, which is the order in which the data flows. */
async function runRequested(): Promise<void> {
  const names = await listRequestedJobs(desk.db);
  for (const job of jobs.filter(({ name }) => names.includes(name))) {
    const run = start(job, 'person');
    if (!job.isLong) await run;
  }
}

const scheduled = jobs.filter(({ isOff }) => !isOff?.(settings));
const tasks = scheduled.map((job) =>
  cron.schedule(demo ? job.demoSchedule : job.schedule(Math.random), () => start(job, 'schedule'), {
    timezone: 'Etc/UTC',
    suppressMissedWarning: true, // a busy second is made up for by the next run
  }),
);
const signs = await giveSigns(
  desk,
  tasks.map((task, index) => ({ job: scheduled[index]?.name ?? '', task })),
);
let answering = false;
const requests = setInterval(() => {
  if (answering) return;
  answering = true;
  void runRequested()
    .catch((error) => desk.log.error({ err: error }, 'requested jobs could not be read'))
    .finally(() => {
      answering = false;
    });
}, 200);

for (const job of scheduled) if (await isMissed(job)) void start(job, 'schedule');

async function isMissed({ name, madeUpAfterMs }: Job): Promise<boolean> {
  if (madeUpAfterMs === undefined) return false;
  const last = await lastSuccessOf(desk.db, name);
  return last === null || Math.abs(Date.now() - Date.parse(last)) > madeUpAfterMs;
}

desk.log.info({ jobs: scheduled.map((job) => job.name) }, 'jobs are running');
process.send?.('ready');

/** Nothing new is begun; what runs is waited for, and left when it takes longer than STOP_SECONDS. */
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  clearInterval(requests);
  setTimeout(leaveRuns, settings.STOP_SECONDS * 1000);
  for (const task of tasks) await task.destroy();
  await Promise.allSettled(running.values());
  signs.end();
  desk.close();
  process.exit(0);
}
onStop(() => void stop());
