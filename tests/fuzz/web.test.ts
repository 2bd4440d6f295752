/** A few requests of fixed seeds for every part of the web server; `npm run test:fuzz` tries many more. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openers } from './all-targets';
import type { Target } from './fuzz-target';
import { runTarget } from './run-target';

const names = openers.map(({ name }) => name).filter((name) => name.startsWith('web-'));
const targets = new Map<string, Target<unknown>>();

// All at once: they share one desk, whose books take seconds to fill.
beforeAll(async () => {
  for (const { name, open } of openers) if (names.includes(name)) targets.set(name, await open());
}, 240_000);
afterAll(async () => {
  for (const target of targets.values()) await target.close();
}, 60_000);

describe('a changed request is answered below 500 and leaves the books as they were', () => {
  it.each(names)('%s', { timeout: 240_000 }, async (name) => {
    const target = targets.get(name);
    if (target === undefined) throw new Error(`no target ${name}`);
    const report = await runTarget(target, { seed: '1', runs: name === 'web-uploads' ? 8 : 50 });
    expect(report.flaws.map(({ index, error }) => `input ${index}: ${error}`)).toEqual([]);
    expect(report.outcomes.size).toBeGreaterThan(1);
  });
});
