/** A few inputs of fixed seeds for every reader of files; `npm run test:fuzz` tries many more. */
import { describe, expect, it } from 'vitest';
import { openers } from './all-targets';
import { runTarget } from './run-target';

const seeds = ['1', '2'];

describe('a changed file is refused in words, or taken whole', () => {
  it.each(openers.filter(({ name }) => !name.startsWith('web-')))(
    '$name',
    { timeout: 120_000 },
    async (opener) => {
      const target = await opener.open();
      const runs = opener.name.startsWith('parse-') ? 40 : 20;
      const outcomes = new Set<string>();
      try {
        for (const seed of seeds) {
          const report = await runTarget(target, { seed, runs });
          expect(report.flaws.map(({ index, error }) => `seed ${seed}, input ${index}: ${error}`)).toEqual(
            [],
          );
          for (const outcome of report.outcomes.keys()) outcomes.add(outcome);
        }
      } finally {
        await target.close();
      }
      // Inputs that all end alike would prove little.
      expect(outcomes.size).toBeGreaterThan(3);
    },
  );
});
