/**
 * `npm run measure -- [ORDERS]`: how long the first, a middle and the last page of each list take, with 1,000 orders
 * and with ORDERS (100,000 unless told), by the query alone and as a page served over HTTP. Prints medians and ratios.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { addMs, dayMs } from '#core/calendar';
import { ore } from '#core/money';
import type { OrderState } from '#core/payment-state';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { migrateFile } from '#db/migrate';
import { insertOrders, type NewOrder, saveSalesUnit } from '#db/orders';
import { listOrders, type OrderFilter, orderTotalsByState, type PageKey } from '#db/queries/orders-list';

const size = Number(process.argv[2] ?? 100_000);
const small = 1000;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-measure-'));
const now = '2026-06-02T06:30:00.000Z';
const views: OrderFilter['view'][] = ['all', 'reserved', 'captured', 'uncaptured'];

const figures = new Map<number, Map<string, number>>();
for (const count of [small, size]) figures.set(count, await measure(count));
fs.rmSync(folder, { recursive: true });

console.log(`milliseconds, medians; Node ${process.versions.node}, ${os.cpus().length} cores`);
console.log(`${'what'.padEnd(34)}${String(small).padStart(10)}${String(size).padStart(10)}     ratio`);
for (const [what, before] of figures.get(small) ?? []) {
  const after = figures.get(size)?.get(what) ?? Number.NaN;
  const cells = [before.toFixed(2), after.toFixed(2), (after / before).toFixed(2)].map((cell) =>
    cell.padStart(10),
  );
  console.log(what.padEnd(34) + cells.join(''));
}

async function measure(count: number): Promise<Map<string, number>> {
  const file = path.join(folder, `${count}.db`);
  await migrateFile(file);
  const db = openDatabase(file);
  await fill(db, count);
  const result = new Map<string, number>();
  for (const view of views) {
    const middle = await keyInTheMiddle(db, view);
    result.set(`query: ${view}, first page`, await median(() => listOrders(db, { view }, { limit: 50 })));
    result.set(
      `query: ${view}, middle page`,
      await median(() => listOrders(db, { view }, { limit: 50, after: middle })),
    );
  }
  result.set('query: counts and sums', await median(() => orderTotalsByState(db)));
  closeDatabase(db);
  for (const [what, ms] of await measurePages(file)) result.set(what, ms);
  return result;
}

async function fill(db: Db, count: number): Promise<void> {
  const units = ['123456', '123457', '234567'];
  for (const msn of units) await saveSalesUnit(db, { msn, name: `Shop ${msn}`, polled: true, at: now });
  for (let from = 0; from < count; from += 10_000) {
    const rows = Array.from({ length: Math.min(10_000, count - from) }, (_, index) =>
      orderNumber(from + index, units),
    );
    await insertOrders(db, rows);
  }
}

/** Deterministic: 92 in 100 captured, 3 reserved, the rest cancelled; a few seconds apart. */
function orderNumber(index: number, units: readonly string[]): NewOrder {
  const at = addMs(now, -index * 77_000 - (index % 7) * 1000);
  const state: OrderState = index % 100 < 92 ? 'captured' : index % 100 < 95 ? 'reserved' : 'cancelled';
  const amountOre = ore(10_000 + (index % 5000) * 10);
  const zero = ore(0);
  return {
    msn: units[index % units.length] ?? '123456',
    orderId: `M-${String(index).padStart(8, '0')}`,
    source: 'registered',
    state,
    amountOre,
    reservedOre: amountOre,
    capturedOre: state === 'captured' ? amountOre : zero,
    cancelledOre: state === 'cancelled' ? amountOre : zero,
    registeredAt: at,
    activityAt: at,
    reservedAt: at,
    guaranteeUntil: addMs(at, 7 * dayMs),
    deadlineAt: addMs(at, 180 * dayMs),
  };
}

async function keyInTheMiddle(db: Db, view: OrderFilter['view']): Promise<PageKey | undefined> {
  const half = await listOrders(db, { view }, { limit: 400 });
  return half.after ?? undefined;
}

async function measurePages(database: string): Promise<Map<string, number>> {
  const port = await freePort();
  const environment = {
    ...process.env,
    NODE_ENV: 'production' as const,
    DATABASE_PATH: database,
    PORT: String(port),
    SESSION_SECRET: 'a secret of this measurement only',
    COOKIE_SECURE: 'no',
    DESK_USERNAME: 'measure',
    DESK_PASSWORD: 'measure-measure',
    VIPPS_BASE_URL: 'http://127.0.0.1:9',
    VIPPS_CLIENT_ID: 'none',
    VIPPS_CLIENT_SECRET: 'none',
    VIPPS_SUBSCRIPTION_KEY: 'none',
    VIPPS_SALES_UNITS: '123456',
    LOG_LEVEL: 'silent',
  };
  const web = spawn(process.execPath, ['--import', 'tsx', 'server/start-web.ts'], {
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await new Promise((resolve) => web.once('message', resolve));
  const address = `http://127.0.0.1:${port}`;
  const login = await fetch(`${address}/login`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ username: 'measure', password: 'measure-measure', to: '/' }),
  });
  const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const result = new Map<string, number>();
  for (const page of ['/orders', '/orders?view=captured', '/orders?view=uncaptured', '/']) {
    const read = async () => {
      const response = await fetch(address + page, { headers: { cookie } });
      if (!response.ok) throw new Error(`${page}: HTTP ${response.status}`);
      await response.text();
    };
    result.set(`page: ${page}`, await median(read));
  }
  web.kill('SIGTERM');
  await new Promise((resolve) => web.once('exit', resolve));
  return result;
}

async function median(work: () => Promise<unknown>, runs = 41): Promise<number> {
  for (let warm = 0; warm < 5; warm += 1) await work();
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
