/** A few requests of fixed seeds for every part of the web server; `npm run test:fuzz` tries many more. */
import { describe, expect, it } from 'vitest';
import { openers } from './all-targets';
import { runTarget } from './run-target';

describe('a changed request is answered below 500 and leaves the books as they were', () => {
  it.each(openers.filter(({ name }) => name.startsWith('web-')))(
    '$name',
    { timeout: 240_000 },
    async (opener) => {
      const target = await opener.open();
      try {
        const report = await runTarget(target, { seed: '1', runs: opener.name === 'web-uploads' ? 15 : 60 });
        expect(report.flaws.map(({ index, error }) => `input ${index}: ${error}`)).toEqual([]);
        expect(report.outcomes.size).toBeGreaterThan(1);
      } finally {
        await target.close();
      }
    },
  );
});
