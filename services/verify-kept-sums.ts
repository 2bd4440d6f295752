/** Sums that triggers and jobs keep so that pages need not add up: each against the rows it stands for. */
import type { Db } from '#db/client';
import { countKept, type KeptSums, keptSums, type WrongSum, wrongSums } from '#db/queries/verify-kept-sums';
import { type Check, counted, kroner, Tally } from './verify-tally';

export function verifyKeptSums(db: Db): Check {
  const tally = new Tally();
  let rows = 0;
  for (const kept of keptSums) {
    rows += countKept(db, kept);
    for (const wrong of wrongSums(db, kept)) tally.add(kept.nameOf(wrong.key), problemOf(kept, wrong));
  }
  return tally.check(
    'kept sums',
    `${counted(rows, 'sum')} kept for pages (what moved by the hour, what waits by the day, ledger days by type, exceptions by order): each is that of its rows`,
  );
}

function problemOf({ values, source }: KeptSums, { stored, found }: WrongSum): string {
  const written = (name: string, value: number | null | undefined) =>
    name.endsWith('_ore') ? kroner(value ?? 0) : String(value ?? 0);
  return Object.entries(values)
    .filter(([name]) => (stored[name] ?? 0) !== (found[name] ?? 0))
    .map(
      ([name, word]) =>
        `${word}: stored ${written(name, stored[name])}, ${source} say ${written(name, found[name])}`,
    )
    .join('; ');
}
