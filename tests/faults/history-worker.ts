/** A process that plays histories, one after the other, for tests/faults/run-faults. */
import { playHistory } from './play-history';

process.on('message', (seed: number) => {
  playHistory(seed).then(
    (history) => process.send?.(history),
    (error: unknown) => {
      const problems = [`the history broke off: ${error instanceof Error ? error.stack : String(error)}`];
      process.send?.({ seed, problems, story: [], counts: {} });
    },
  );
});
process.on('disconnect', () => process.exit(0));
