/** Each file of tests/cases is a case that a bookkeeper has worked out; the desk must come to just that, and to nothing else. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCases } from '../cases/case-file';
import { playCase } from '../cases/play-case';

const cases = readCases(fileURLToPath(new URL('../cases', import.meta.url)));

describe('worked cases', () => {
  it('are there', () => {
    expect(cases.length).toBeGreaterThanOrEqual(22);
    expect(new Set(cases.map(({ worked }) => worked.name)).size).toBe(cases.length);
  });

  it.each(cases.map(({ file, worked }) => [worked.name, file, worked] as const))(
    '%s (%s)',
    async (...[, , worked]) => {
      const stages = await playCase(worked);
      for (const { expected, found, faults } of stages) {
        expect(found).toEqual(expected);
        expect(faults).toEqual([]);
      }
    },
  );
});
