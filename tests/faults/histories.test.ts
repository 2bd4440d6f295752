/** A few histories of every run of the tests; `npm run test:faults` plays hundreds. */
import { describe, expect, it } from 'vitest';
import { handleCallbacksJob } from '#jobs/handle-callbacks';
import { runJob } from '#jobs/run-job';
import { businessSteps } from './business-steps';
import { checkBooks } from './check-books';
import { nameOfWrite } from './die-at-write';
import { openFaultWorld } from './fault-world';
import { heal } from './heal';
import { playHistory } from './play-history';

describe('a history of business and faults', () => {
  it.each([1, 2, 3, 4, 31_309, 50_190, 51_281])(
    'of seed %i ends with the same books on both sides',
    async (seed) => {
      const { problems } = await playHistory(seed);
      expect(problems).toEqual([]);
    },
  );
});

describe('the checks of a history', () => {
  /** An order that was reserved and captured through the desk, healed; then the desk's books are changed behind its back. */
  async function problemsAfter(forgery: string): Promise<string[]> {
    const world = await openFaultWorld(1);
    try {
      const byName = (name: string) => {
        const step = businessSteps.find((candidate) => candidate.name === name);
        if (step === undefined) throw new Error(`no step ${name}`);
        return step.run(world);
      };
      const captured = world.jobs().db.$client.prepare(`SELECT id FROM commands WHERE kind = 'capture'`);
      while (captured.get() === undefined) {
        await byName('a customer buys');
        await world.control.flushCallbacks();
        await runJob(world.jobs(), handleCallbacksJob, { requestedBy: 'schedule' });
        await byName('a person gives a command');
      }
      await heal(world);
      expect(await checkBooks(world.jobs(), world.simulator.world, world.memory)).toEqual([]);
      world.jobs().db.$client.exec(forgery);
      return await checkBooks(world.jobs(), world.simulator.world, world.memory);
    } finally {
      await world.close();
    }
  }

  it.each([
    [
      'an effect without its command',
      `PRAGMA foreign_keys = OFF; DROP TRIGGER commands_are_kept; DELETE FROM commands WHERE kind = 'capture'`,
      /that nobody here gave/,
    ],
    [
      'a command that happened and is called failed',
      `DROP TRIGGER commands_stand; UPDATE commands SET status = 'failed' WHERE kind = 'capture'`,
      /is failed and happened 1 times/,
    ],
    [
      'a ledger entry that is not here',
      `PRAGMA foreign_keys = OFF; DROP TRIGGER ledger_entries_are_kept;
       DELETE FROM ledger_entries WHERE entry_type = 'capture'`,
      /ledger .* capture: undefined here/,
    ],
  ])('find %s', async (_what, forgery, words) => {
    expect((await problemsAfter(forgery)).join('\n')).toMatch(words);
  });
});

describe('a write', () => {
  it.each([
    ['insert into "commands" ("id") values (?)', 'insert commands'],
    ['update "commands" set "status" = ?, "attempts" = ? where "id" = ?', 'update commands status attempts'],
    ['DELETE FROM job_runs WHERE 1', 'delete job_runs'],
    ['INSERT OR IGNORE INTO touched_days (day) VALUES (?)', 'insert touched_days'],
    ['SELECT 1', undefined],
  ])('%s is named %s', (sql, name) => {
    expect(nameOfWrite(sql)).toBe(name);
  });
});
