/**
 * `node --import tsx tests/upgrade/make-fixture.ts OUT.db.gz`: a small database as this version of the desk leaves it, made by its own services
 * and jobs against its own simulator. For an older version: check it out, copy this file into its tests/upgrade, install, and run it there.
 * Uses only what every version since reconciliation has; what came later is looked for.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { ore } from '#core/money';
import { runJob } from '#jobs/run-job';
import { jobs } from '#jobs/schedule';
import { cancelPayment } from '#services/cancel-payment';
import { capturePayment } from '#services/capture-payment';
import { noteException } from '#services/handle-exceptions';
import { refundPayment } from '#services/refund-payment';
import { openTestDesk } from '../test-desk';

const out = process.argv[2] ?? 'fixture.db.gz';
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-fixture-'));
const statementDir = path.join(folder, 'bank');
fs.mkdirSync(statementDir);
const database = path.join(folder, 'desk.db');
const test = await openTestDesk({ database, statementDir });
const { desk, control } = test;
const settings = { BANK_INBOX_DIR: statementDir, DATABASE_PATH: database };

async function work(): Promise<void> {
  for (const job of jobs.filter(({ name }) => (name as string) !== 'back-up')) {
    const outcome = await runJob({ ...desk, settings } as Parameters<typeof runJob>[0], job, {
      requestedBy: 'schedule',
    });
    if (outcome.kind !== 'succeeded') console.error(job.name, outcome);
  }
}

const order = (orderId: string) => ({ msn: '123456', orderId });
const words = { transactionText: 'Sent with Bring', actor: 'kari' };
for (let n = 1; n <= 12; n += 1) await test.reserved(`UP-${n}`, 10_000 + n * 1_111);
await test.initiated('UP-open');
for (const n of [1, 2, 3, 4, 5]) await capturePayment(desk, { ...order(`UP-${n}`), ...words });
await capturePayment(desk, { ...order('UP-6'), ...words, amountOre: ore(5_000) });
await cancelPayment(desk, { ...order('UP-7'), ...words });
await control.addFault({ kind: 'server-error', operation: 'capture', orderId: 'UP-8', times: 1 });
await capturePayment(desk, { ...order('UP-8'), ...words });
await test.advance({ advance: 'day' });
await refundPayment(desk, { ...order('UP-1'), ...words, reason: 'returned' });
await refundPayment(desk, { ...order('UP-2'), ...words, amountOre: ore(3_000), reason: 'damaged' });
for (let day = 0; day < 6; day += 1) {
  await work();
  await test.advance({ advance: 'next-bank-day' });
}
// A second payout, whose money never comes, as the statement of a third one shows: an exception, and a note on it.
await capturePayment(desk, { ...order('UP-9'), ...words });
const known = new Set((await control.books()).payouts.map(({ settlementNumber }) => settlementNumber));
for (let day = 0; day < 14; day += 1) {
  await test.advance({ advance: 'next-bank-day' });
  for (const { settlementNumber } of (await control.books()).payouts)
    if (!known.has(settlementNumber)) {
      known.add(settlementNumber);
      if (known.size > 2) continue;
      await control.loseDeposit(settlementNumber).catch(console.error);
      await capturePayment(desk, { ...order('UP-11'), ...words });
    }
  await work();
}
await work();

const open = desk.db.$client
  .prepare<[], { id: string }>("SELECT id FROM exceptions WHERE status = 'open' LIMIT 1")
  .get();
if (open !== undefined)
  await noteException(desk, { id: open.id, text: 'Asked Vipps about it', actor: 'kari' } as never).catch(
    console.error,
  );

const later = (name: string): Promise<Record<string, never>> =>
  import(`../../services/${name}.ts`).catch(() => ({}));
const { shipOrder } = (await later('ship-order')) as {
  shipOrder?: (...words: unknown[]) => Promise<unknown>;
};
await shipOrder?.(desk, {
  ...order('UP-10'),
  shipmentKey: 'parcel-1',
  carrier: 'Bring',
  capture: true,
  actor: 'kari',
});
await work();

const tables = desk.db.$client
  .prepare<[], string>(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
  )
  .pluck()
  .all();
for (const table of tables) {
  const rows = desk.db.$client.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  if (Number(rows) > 0) console.log(table, rows);
}
desk.db.$client.exec(`VACUUM INTO '${path.join(folder, 'small.db')}'`);
await test.close();
fs.writeFileSync(out, gzipSync(fs.readFileSync(path.join(folder, 'small.db')), { level: 9 }));
fs.rmSync(folder, { recursive: true });
console.log(out, fs.statSync(out).size);
process.exit(0);
