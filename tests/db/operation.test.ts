/** What is kept of jobs and commands so that nobody counts them: in step with every write, and after an upgrade. */
import fs from 'node:fs';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '#db/client';
import { finishJobRun, startJobRun } from '#db/job-runs';
import { migrationsFolder } from '#db/migrate';
import { saveSchedule } from '#db/process-signs';
import { operationFigures } from '#db/queries/operation-figures';
import { at, closeBooks, openBooks, put } from './books';

let db: Db;
beforeEach(() => {
  db = openBooks();
});
afterEach(closeBooks);

const figures = () => operationFigures(db, { now: at, unsettledBefore: at });

async function run(job: string, status: 'succeeded' | 'failed' | 'interrupted', second: number, result = {}) {
  const time = (more: number) => `2026-06-05T10:00:${String(second + more).padStart(2, '0')}.000Z`;
  const started = await startJobRun(db, {
    id: `${job}-${second}`,
    job,
    requestedBy: 'schedule',
    realNow: time(0),
  });
  if (started.kind !== 'started') throw new Error('it is running');
  await finishJobRun(db, started.id, { status, realNow: time(2), result });
  return started.id;
}

describe('what jobs have done', () => {
  it('is added up when a run ends, and outlives the run', async () => {
    await run('poll-payments', 'succeeded', 1, { polled: 5, changed: 2, failed: 0 });
    await run('poll-payments', 'failed', 4);
    await run('poll-payments', 'interrupted', 8);
    const id = await run('poll-payments', 'succeeded', 12, { polled: 7, changed: 0, failed: 1 });
    await finishJobRun(db, id, { status: 'failed', realNow: at }); // it has ended: nothing is counted twice
    db.run(sql`DELETE FROM job_runs`);
    const { jobTotals, jobStates } = await figures();
    expect(Object.fromEntries(jobTotals.map(({ name, value }) => [name, value]))).toEqual({
      'runs succeeded': 2,
      'runs failed': 1,
      'runs interrupted': 1,
      'result polled': 12,
      'result changed': 2,
      'result failed': 1,
    });
    expect(jobStates).toEqual([
      {
        job: 'poll-payments',
        everyMs: null,
        lastFinishedAt: '2026-06-05T10:00:14.000Z',
        lastSuccessAt: '2026-06-05T10:00:14.000Z',
        lastDurationMs: 2000,
        failuresInARow: 0,
      },
    ]);
  });

  it('counts failures in a row up to a success; what was interrupted is neither', async () => {
    await run('reconcile', 'failed', 1);
    await run('reconcile', 'interrupted', 4);
    await run('reconcile', 'failed', 8);
    expect((await figures()).jobStates[0]).toMatchObject({ failuresInARow: 2, lastSuccessAt: null });
    await run('reconcile', 'succeeded', 12);
    expect((await figures()).jobStates[0]).toMatchObject({ failuresInARow: 0 });
  });

  it('counts a run whose process died, when the next one finds it', async () => {
    const dead = { id: 'dead', job: 'reconcile', requestedBy: 'schedule' };
    await startJobRun(db, { ...dead, realNow: '2026-06-05T09:00:00.000Z' });
    await run('reconcile', 'succeeded', 1);
    const { jobTotals } = await figures();
    expect(jobTotals).toContainEqual({ job: 'reconcile', name: 'runs interrupted', value: 1 });
  });

  it('knows how often a job runs, and waits for none that is off the schedule', async () => {
    await saveSchedule(db, [
      { job: 'reconcile', everyMs: 300_000 },
      { job: 'gone', everyMs: 1 },
    ]);
    await saveSchedule(db, [{ job: 'reconcile', everyMs: 10_000 }]);
    const { jobStates } = await figures();
    expect(jobStates.map(({ job, everyMs }) => [job, everyMs]).sort()).toEqual([
      ['gone', null],
      ['reconcile', 10_000],
    ]);
  });
});

describe('commands by kind and status', () => {
  let number = 0;
  const command = (kind: string, status: string) => {
    number += 1;
    const order_id = `A-${number}`;
    put('orders', {
      ...{
        msn: '123456',
        order_id,
        source: 'registered',
        state: 'reserved',
        registered_at: at,
        activity_at: at,
      },
      ...{ reserved_ore: 500, reserved_at: at, guarantee_until: at, deadline_at: at },
    });
    put('commands', {
      ...{ id: `c-${number}`, msn: '123456', order_id, kind, amount_ore: 500, whole_remainder: 'yes' },
      ...{ release_rest: 'no', transaction_text: 'Sent', actor: 'kari', created_at: at, status },
      settled_at: status === 'succeeded' ? at : null,
    });
    return `c-${number}`;
  };
  const counted = () =>
    db.all(
      sql`SELECT kind, status, count(*) AS commands FROM commands GROUP BY kind, status ORDER BY kind, status`,
    );
  const kept = () => db.all(sql`SELECT * FROM command_totals WHERE commands > 0 ORDER BY kind, status`);

  it('are kept in step with every command that is stored, and settled', () => {
    const id = command('capture', 'pending');
    command('capture', 'pending');
    command('refund', 'unknown');
    db.run(sql`UPDATE commands SET status = 'unknown', attempts = 1 WHERE id = ${id}`);
    db.run(sql`UPDATE commands SET attempts = 2 WHERE id = ${id}`);
    db.run(sql`UPDATE commands SET status = 'succeeded', settled_at = ${at} WHERE id = ${id}`);
    expect(kept()).toEqual([
      { kind: 'capture', status: 'pending', commands: 1 },
      { kind: 'capture', status: 'succeeded', commands: 1 },
      { kind: 'refund', status: 'unknown', commands: 1 },
    ]);
    expect(kept()).toEqual(counted());
  });

  it('that are open for too long are told with the age of the oldest, those of later not', async () => {
    command('capture', 'unknown');
    db.run(sql`UPDATE commands SET created_at = '2026-06-05T09:00:00.000Z'`);
    command('capture', 'unknown');
    const { unsettled } = await operationFigures(db, {
      now: at,
      unsettledBefore: '2026-06-05T09:45:00.000Z',
    });
    expect(unsettled).toEqual([{ status: 'unknown', commands: 1, oldestAt: '2026-06-05T09:00:00.000Z' }]);
  });

  it('and jobs from before an upgrade are counted by the migration', () => {
    command('capture', 'succeeded');
    command('refund', 'pending');
    put('job_runs', {
      ...{ id: 'r', job: 'reconcile', status: 'succeeded', requested_by: 'schedule', requested_at: at },
      ...{ started_at: at, finished_at: at },
    });
    db.run(sql`DELETE FROM command_totals`);
    const text = fs.readFileSync(path.join(migrationsFolder, '0008_operation_triggers.sql'), 'utf8');
    for (const part of text.split('--> statement-breakpoint'))
      if (!part.includes('CREATE TRIGGER')) db.$client.exec(part);
    expect(kept()).toEqual(counted());
    expect(db.get(sql`SELECT job, last_success_at AS at FROM job_states`)).toEqual({ job: 'reconcile', at });
  });
});
