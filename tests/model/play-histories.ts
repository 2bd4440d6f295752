/** Plays random histories until one fails; that one is made small, and told with the seed and the path that bring it back. */
import fc from 'fast-check';
import { comeToRest } from './come-to-rest';
import { someCommands } from './commands';
import type { Terms } from './ledger-model';
import { openShops } from './real-shop';

export type Play = {
  readonly runs: number;
  readonly seed: number;
  /** Of a failure told before: plays just that. */
  readonly path?: string;
  /** Told with the path: which of the commands had been done. */
  readonly replayPath?: string;
  readonly longest?: number;
  /** Only tells that something fails, without making it small. */
  readonly endOnFailure?: boolean;
  onHistory?(played: number): void;
};

const terms: fc.Arbitrary<Terms> = fc.record({
  feeMode: fc.constantFrom('net', 'gross'),
  feeBasisPoints: fc.constantFrom(0, 175, 299),
  feeFixedOre: fc.constantFrom(0, 100),
  payoutSchedule: fc.constantFrom('daily', 'daily', 'daily', 'weekly', 'monthly'),
  cutoffHour: fc.constantFrom(0, 4),
  heldBackOre: fc.constantFrom(0, 0, 50_000),
});

/** Rejects with fast-check's report of the smallest failing history. */
export async function playHistories({
  runs,
  seed,
  path,
  replayPath,
  longest = 60,
  endOnFailure = false,
  onHistory,
}: Play): Promise<void> {
  let played = 0;
  const history = fc.asyncProperty(
    terms,
    fc.commands([...someCommands], {
      ...{ maxCommands: longest, size: 'max' },
      ...(replayPath === undefined ? {} : { replayPath }),
    }),
    async (agreed, commands) => {
      const { model, real } = await openShops(agreed);
      try {
        await fc.asyncModelRun(() => ({ model, real }), commands);
        await comeToRest(model, real);
      } finally {
        await real.close();
      }
      played += 1;
      onHistory?.(played);
    },
  );
  await fc.assert(history, {
    ...{ numRuns: runs, seed, endOnFailure },
    ...(path === undefined ? {} : { path }),
    includeErrorInReport: true,
  });
}
