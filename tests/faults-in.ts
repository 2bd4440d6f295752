/** What `npm run verify` finds wrong with the books of a test; nothing when they hold. */
import type { Db } from '#db/client';
import { verifyBooks } from '#services/verify-books';

export async function faultsIn(db: Db): Promise<string[]> {
  const faults: string[] = [];
  for await (const { name, first } of verifyBooks(db))
    if (first !== null) faults.push(`${name}: ${first.record}: ${first.problem}`);
  return faults;
}
