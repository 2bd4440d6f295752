import fs from 'node:fs';
import path from 'node:path';
import { derivePayouts } from '#services/derive-payouts';
import { noProgress } from '#services/progress';
import { reconcile } from '#services/reconcile';
import { syncLedgers } from '#services/sync-ledgers';
import { withDesk } from './desk';
import { feedClient } from './feed';
import { makeData } from './make-data';

const [, , n = '100000', dir = '/tmp/bench'] = process.argv;
let t = performance.now();
const lap = (w: string, x: unknown) => {
  console.log(w, x, Math.round(performance.now() - t), 'ms', process.memoryUsage().rss >> 20, 'MB');
  t = performance.now();
};
const d = await makeData(dir, Number(n), 2026);
lap('made', d.counts);
const loaded = path.join(dir, 'loaded.db');
fs.copyFileSync(d.ordersFile, loaded);
await withDesk(loaded, async (desk) => {
  lap('load', await syncLedgers({ ...desk, vipps: feedClient(dir) }, noProgress));
});
const rec = path.join(dir, 'reconciled.db');
fs.copyFileSync(loaded, rec);
await withDesk(rec, async (desk) => {
  lap('payouts', await derivePayouts(desk));
  lap('reconcile', await reconcile(desk, noProgress));
});
