import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lastRunOf, requestJobRun } from '#db/job-runs';
import type { Job } from '#jobs/job';
import { runJob } from '#jobs/run-job';
import { findJob, jobs } from '#jobs/schedule';
import { syncLedgersJob } from '#jobs/sync-ledgers';
import { jobNames } from '#services/job-names';
import { openTestDesk, type TestDesk, testSettings } from '../test-desk';

let test: TestDesk;
beforeEach(async () => {
  test = await openTestDesk();
});
afterEach(() => test.close());

const desk = () => ({
  ...test.desk,
  settings: testSettings({ DATABASE_PATH: '/nowhere/oppgjor.db' }),
});
const jobThat = (run: Job['run']): Job => ({
  name: 'poll-payments',
  schedule: () => '* * * * *',
  demoSchedule: '* * * * *',
  run,
});

describe('a job', () => {
  it('is recorded with what it did', async () => {
    const outcome = await runJob(
      desk(),
      jobThat(async (_desk, progress) => {
        await progress.report(3, 7);
        return { done: 3 };
      }),
      { requestedBy: 'kari' },
    );
    expect(outcome).toEqual({ kind: 'succeeded', result: { done: 3 } });
    expect(await lastRunOf(test.desk.db, 'poll-payments')).toMatchObject({
      status: 'succeeded',
      done: 3,
      total: 7,
      result: { done: 3 },
      requestedBy: 'kari',
      finishedAt: expect.any(String),
    });
  });

  it('that fails is recorded with its error, and fails the command', async () => {
    const outcome = await runJob(
      desk(),
      jobThat(async () => Promise.reject(new RangeError('no cursor'))),
      { requestedBy: 'kari' },
    );
    expect(outcome).toEqual({ kind: 'failed', error: 'RangeError: no cursor' });
    expect(await lastRunOf(test.desk.db, 'poll-payments')).toMatchObject({
      status: 'failed',
      error: 'RangeError: no cursor',
    });
  });

  it('runs once at a time', async () => {
    let release: () => void = () => {};
    const first = runJob(
      desk(),
      jobThat(
        () =>
          new Promise((resolve) => {
            release = () => resolve({});
          }),
      ),
      { requestedBy: 'a' },
    );
    await expect.poll(async () => (await lastRunOf(test.desk.db, 'poll-payments'))?.status).toBe('running');
    expect(
      await runJob(
        desk(),
        jobThat(async () => ({})),
        { requestedBy: 'b' },
      ),
    ).toEqual({ kind: 'already-running' });
    release();
    expect((await first).kind).toBe('succeeded');
  });

  it('whose process died is marked interrupted, and the next run goes on', async () => {
    test.desk.db.run(sql`INSERT INTO job_runs (id, job, status, requested_by, requested_at, started_at, heartbeat_at, done)
      VALUES ('dead', 'poll-payments', 'running', 'schedule', '2020-01-01T00:00:00.000Z', '2020-01-01T00:00:00.000Z', '2020-01-01T00:00:00.000Z', 0)`);
    expect(
      (
        await runJob(
          desk(),
          jobThat(async () => ({})),
          { requestedBy: 'b' },
        )
      ).kind,
    ).toBe('succeeded');
    expect(test.desk.db.get(sql`SELECT status FROM job_runs WHERE id = 'dead'`)).toEqual({
      status: 'interrupted',
    });
  });

  it('asked for by a person takes over the request', async () => {
    const request = {
      id: 'asked',
      job: 'poll-payments',
      requestedBy: 'kari',
      realNow: new Date().toISOString(),
    };
    expect(await requestJobRun(test.desk.db, request)).toBe(true);
    expect(await requestJobRun(test.desk.db, { ...request, id: 'again' })).toBe(false);
    await runJob(
      desk(),
      jobThat(async () => ({})),
      { requestedBy: 'schedule' },
    );
    expect(await lastRunOf(test.desk.db, 'poll-payments')).toMatchObject({
      id: 'asked',
      requestedBy: 'kari',
      status: 'succeeded',
    });
  });

  it('of every name runs against the simulator', async () => {
    expect(jobs.map((job) => job.name)).toEqual([...jobNames]);
    for (const job of jobs)
      expect((await runJob(desk(), job, { requestedBy: 'kari' })).kind, job.name).toBe(
        job.isOff?.(desk().settings) ? 'failed' : 'succeeded',
      );
    expect(findJob('nonsense')).toBeUndefined();
  });

  it('that reads the Report API never runs between :00 and :10, as Vipps asks', () => {
    for (const random of [0, 0.1, 0.5, 0.999999]) {
      const [second, minute, hour] = syncLedgersJob
        .schedule(() => random)
        .split(' ')
        .map((part) => (part === '*' ? part : Number(part)));
      expect(second).toBeLessThan(60);
      expect(minute).toBeGreaterThan(10);
      expect(minute).toBeLessThan(60);
      expect(hour).toBe('*');
    }
  });
});
