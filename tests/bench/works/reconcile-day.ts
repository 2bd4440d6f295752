/**
 * The work "reconcile after one new day", against the same from scratch. A day of business is added to books that are reconciled - its orders,
 * payment events, entries and payouts, and what the bank got in the meantime - and taken up by what took up all the days before.
 */
import fs from 'node:fs';
import path from 'node:path';
import { addMs, dayMs } from '#core/calendar';
import { derivePayouts } from '#services/derive-payouts';
import { noProgress } from '#services/progress';
import { reconcile } from '#services/reconcile';
import { syncLedgers } from '#services/sync-ledgers';
import { benchNow } from '../books';
import { copyBooks } from '../copy-books';
import { withDesk } from '../desk';
import { feedClient } from '../feed';
import { type BenchData, orderWriter, writeFeeds } from '../make-data';
import { type Tied, tiedIn } from './reconcile-all';

/** `reconciled`: books that are reconciled through their last day; `file` is written anew. */
export async function reconcileDay(
  { folder, newDay }: BenchData,
  reconciled: string,
  file: string,
): Promise<{ ms: number; before: Tied; tied: Tied }> {
  copyBooks(reconciled, file);
  const before = tiedIn(file);
  const pages = path.join(folder, 'new-day');
  if (!fs.existsSync(pages)) writeFeeds(pages, newDay);
  const ms = await withDesk(
    file,
    async (desk) => {
      orderWriter(desk.db)(newDay);
      await syncLedgers({ ...desk, vipps: feedClient(pages) }, noProgress);
      desk.db.$client.pragma('wal_checkpoint(TRUNCATE)'); // what was added has been on disk for a while when it is reconciled
      const start = performance.now();
      await derivePayouts(desk);
      await reconcile(desk, noProgress);
      return performance.now() - start;
    },
    addMs(benchNow, dayMs),
  );
  return { ms, before, tied: tiedIn(file) };
}
