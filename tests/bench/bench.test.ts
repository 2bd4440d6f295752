/** The benchmark at its smallest size, for what its works come to: both sides the same rows, and no time looked at. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BenchData, makeData } from './make-data';
import { hasSqlite3 } from './sqlite3';
import { contentOfEntries, loadEntriesOurs, loadEntriesYardstick } from './works/load-entries';
import { reconcileOurs, reconcileYardstick } from './works/reconcile-all';
import { reconcileDay } from './works/reconcile-day';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-bench-100k-'));
const at = (name: string) => path.join(folder, name);
let data: BenchData;
beforeAll(async () => {
  if (!hasSqlite3()) return;
  data = await makeData(path.join(folder, 'data'), 100_000, 2026);
}, 300_000);
afterAll(() => fs.rmSync(folder, { recursive: true }));

// Without the program there is nothing to compare with; npm test says so when it cannot install it.
describe.skipIf(!hasSqlite3())('a hundred thousand orders', { timeout: 300_000 }, () => {
  it('are loaded into the same entries as by sqlite3', async () => {
    await loadEntriesOurs(data, at('loaded.db'));
    await loadEntriesYardstick(data, at('imported.db'));
    expect(contentOfEntries(at('loaded.db'))).toEqual(contentOfEntries(at('imported.db')));
    expect(contentOfEntries(at('loaded.db'))).toMatchObject({ entries: data.counts.entries });
  });

  it('tie as they do in DuckDB, with what the generator left over on purpose', async () => {
    const ours = await reconcileOurs(at('loaded.db'), at('reconciled.db'));
    const theirs = await reconcileYardstick(data, at('duck.db'));
    expect(ours.tied).toEqual(theirs.tied);
    expect(ours.tied.entriesLeft).toBeGreaterThan(0);
    expect(ours.tied.eventsLeft).toBeGreaterThan(0);
    expect(ours.tied.payoutsThatDiffer).toBe(0);
  });

  it('tie after one more day as they do when that day is there from the beginning', async () => {
    const day = await reconcileDay(data, at('reconciled.db'), at('day.db'));
    const whole = await reconcileDay(data, at('loaded.db'), at('whole.db'));
    expect(day.before.pairs).toBeGreaterThan(whole.before.pairs);
    expect(day.tied).toEqual(whole.tied);
    expect(day.tied.pairs).toBeGreaterThan(day.before.pairs);
  });
});
