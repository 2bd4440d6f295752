/** The desk as it runs, told to stop in the middle of its work: it ends within its limit, and nothing is lost or done twice. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ore } from '#core/money';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { migrateFile } from '#db/migrate';
import { findOrder } from '#db/orders';
import { initiatePayment } from '#services/initiate-payment';
import { type OpenDesk, openDesk } from '#services/open-desk';
import { pollPayment } from '#services/poll-payments';
import { receiveFile } from '#services/receive-file';
import { shipOrder } from '#services/ship-order';
import { defaultConfig } from '#simulator/config';
import { startTestSimulator, type TestSimulator } from '#simulator/test-simulator';
import { freePort, type RunningProcess, startProcess } from '../browser/start-process';
import { camtXml } from '../files/camt053-xml';
import { testSettings } from '../test-desk';

const unit = '123456';
const stopSeconds = 4;

let folder: string;
let simulator: TestSimulator;
let environment: Record<string, string>;
let db: Db;
let desk: OpenDesk;
let running: RunningProcess | undefined;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-stop-'));
  simulator = await startTestSimulator({ statementDir: path.join(folder, 'bank') });
  const { clientId, clientSecret, subscriptionKey } = simulator.credentials;
  environment = {
    DATABASE_PATH: path.join(folder, 'desk.db'),
    SESSION_SECRET: 'a secret that only these tests know, long enough',
    PORT: String(await freePort()),
    COOKIE_SECURE: 'no',
    DESK_USERNAME: 'kari',
    DESK_PASSWORD: 'en lang setning',
    VIPPS_BASE_URL: simulator.baseUrl,
    VIPPS_CLIENT_ID: clientId,
    VIPPS_CLIENT_SECRET: clientSecret,
    VIPPS_SUBSCRIPTION_KEY: subscriptionKey,
    VIPPS_SALES_UNITS: defaultConfig.salesUnits.map(({ msn, name }) => `${msn}=${name}`).join(', '),
    BANK_INBOX_DIR: path.join(folder, 'bank'),
    SIMULATOR_URL: simulator.baseUrl,
    STOP_SECONDS: String(stopSeconds),
    LOG_LEVEL: 'error',
  };
  await migrateFile(environment.DATABASE_PATH ?? '');
  const settings = testSettings({ ...environment, LOG_LEVEL: 'silent' });
  desk = await openDesk(settings, 'test');
  db = openDatabase(environment.DATABASE_PATH ?? '');
}, 120_000);

afterEach(async () => {
  await simulator.control.clearFaults();
  await running?.stop().catch(() => undefined);
  running = undefined;
});

afterAll(async () => {
  closeDatabase(db);
  desk.close();
  await simulator.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

const place = (path: string) => `http://127.0.0.1:${environment.PORT}${path}`;
const commandsOf = (orderId: string) =>
  db.all<{ status: string }>(sql`SELECT id, status, attempts FROM commands WHERE order_id = ${orderId}`);

async function reserved(orderId: string): Promise<void> {
  await initiatePayment(desk, {
    ...{ msn: unit, orderId, amountOre: ore(50_000), transactionText: 'Two books' },
    callbackPrefix: 'https://shop.example/callbacks',
    fallBack: 'https://shop.example/done',
  });
  await simulator.control.confirm(unit, orderId);
  const order = await findOrder(db, { msn: unit, orderId });
  if (order === undefined) throw new Error('no order');
  await pollPayment(desk, order);
}

async function logIn(): Promise<string> {
  const fields = { username: 'kari', password: 'en lang setning', to: '/' };
  const answer = await fetch(place('/login'), {
    ...{ method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' },
  });
  expect(answer.status).toBe(302);
  return answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
}

/** As the page sends it: twice the same would be seen, since more is reserved. */
async function captureByForm(orderId: string, cookie: string, id: string): Promise<Response> {
  const seen = { seenReservedOre: 50_000, seenCapturedOre: 0, seenRefundedOre: 0, seenCancelledOre: 0 };
  const fields = { id, amountOre: 20_000, text: 'Sent', reason: '', ...seen };
  return fetch(place(`/orders/${unit}/${orderId}/capture`), {
    method: 'POST',
    headers: { Cookie: cookie },
    body: new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)])),
    redirect: 'manual',
  });
}

/** Stops as a supervisor does, and tells how long it took. Throws unless it ended with 0. */
async function stopped(process: RunningProcess): Promise<number> {
  const startedAt = performance.now();
  await process.stop();
  return performance.now() - startedAt;
}

const capturedAtVipps = async (orderId: string) => (await simulator.control.order(unit, orderId)).captured;

async function slow(kind: 'slow' | 'timeout-after-effect', orderId: string, delayMs: number): Promise<void> {
  await simulator.control.addFault({ kind, operation: 'capture', orderId, delayMs });
}

/** Until somebody has asked the simulator for the capture: it is under way. */
async function underWay(orderId: string): Promise<void> {
  const struck = async () =>
    (await simulator.control.listFaults()).find((fault) => fault.orderId === orderId)?.struck ?? 1;
  await expect.poll(struck, { timeout: 20_000 }).toBe(1);
}

describe('told to stop', () => {
  it('in the middle of a slow capture it finishes it, answers, and ends with 0', {
    timeout: 90_000,
  }, async () => {
    await reserved('S-1');
    running = await startProcess('server/start.ts', environment);
    const cookie = await logIn();
    const live = await fetch(place('/live'), { headers: { Cookie: cookie } });
    expect(live.status).toBe(200);
    await slow('slow', 'S-1', 2500);
    const answer = captureByForm('S-1', cookie, '0195a000-0000-7000-8000-000000000001');
    await underWay('S-1');
    const tookMs = await stopped(running);
    expect((await answer).status).toBe(302);
    expect(commandsOf('S-1')).toMatchObject([{ status: 'succeeded' }]);
    expect(await capturedAtVipps('S-1')).toBe(20_000);
    expect(tookMs).toBeLessThan(stopSeconds * 1000);
    const copied = `${environment.DATABASE_PATH}.copied`; // without what lies beside it
    fs.copyFileSync(environment.DATABASE_PATH ?? '', copied);
    const copy = openDatabase(copied);
    expect(copy.$client.prepare(`SELECT status FROM commands WHERE order_id = 'S-1'`).pluck().all()).toEqual([
      'succeeded',
    ]);
    closeDatabase(copy);
    await live.text().catch(() => ''); // the open stream has ended, and held nobody
  });

  it('with a capture that gets no answer it ends within its limit, and the command is settled after the restart, once', {
    timeout: 120_000,
  }, async () => {
    await reserved('S-2');
    running = await startProcess('server/start.ts', environment);
    const cookie = await logIn();
    await slow('timeout-after-effect', 'S-2', 60_000);
    const answer = captureByForm('S-2', cookie, '0195a000-0000-7000-8000-000000000002').catch(
      () => 'cut off',
    );
    await underWay('S-2');
    const tookMs = await stopped(running);
    expect(tookMs).toBeGreaterThan(stopSeconds * 1000 - 500);
    expect(tookMs).toBeLessThan((stopSeconds + 3) * 1000);
    expect(await answer).toBe('cut off');
    expect(commandsOf('S-2')).toMatchObject([{ status: 'pending' }]);
    // The lease of the process that is gone lasts for a minute and a half: as if it were over.
    db.run(sql`UPDATE commands SET lease_until = NULL WHERE order_id = 'S-2'`);
    running = await startProcess('server/start.ts', environment);
    await expect.poll(() => commandsOf('S-2')[0]?.status, { timeout: 30_000 }).toBe('succeeded');
    expect(commandsOf('S-2')).toHaveLength(1);
    expect(await capturedAtVipps('S-2')).toBe(20_000);
  });

  it('again and again, with jobs under way, it ends with 0; what was under way is recorded as interrupted', {
    timeout: 120_000,
  }, async () => {
    await reserved('S-3');
    running = await startProcess('server/start.ts', environment);
    await slow('timeout-after-effect', 'S-3', 60_000);
    await desk.clock.refresh('now'); // the simulator's stands still
    const shipment = { shipmentKey: 'S-3', actor: 'kari', capture: true };
    expect((await shipOrder(desk, { msn: unit, orderId: 'S-3', ...shipment })).kind).toBe('shipped');
    await simulator.control.moveClock({ advanceMs: 1000 }); // else the jobs' clock may be some ms short of the shipment's for ever
    await underWay('S-3');
    running.signal('SIGINT');
    running.signal('SIGHUP');
    const tookMs = await stopped(running);
    expect(tookMs).toBeLessThan((stopSeconds + 3) * 1000);
    const left = sql`SELECT status, error FROM job_runs WHERE job = 'capture-shipments' ORDER BY requested_at DESC LIMIT 1`;
    expect(db.get(left)).toMatchObject({ status: 'interrupted' });
    expect(db.get(sql`SELECT count(*) AS n FROM job_runs WHERE status = 'running'`)).toEqual({ n: 0 });
    db.run(sql`UPDATE commands SET lease_until = NULL WHERE order_id = 'S-3'`);
    running = await startProcess('server/start.ts', environment);
    await expect.poll(() => commandsOf('S-3')[0]?.status, { timeout: 30_000 }).toBe('succeeded');
    expect(commandsOf('S-3')).toHaveLength(1);
    expect(await capturedAtVipps('S-3')).toBe(50_000);
  });

  it('in the middle of a long file it ends, and goes on where it was', { timeout: 180_000 }, async () => {
    const rows = 60_000;
    const entries = Array.from({ length: rows }, (_, index) => ({
      ...{ amountOre: 100 + index, reference: `R-${index}`, details: [{ text: `Varekjop ${index}` }] },
    }));
    const content = [new TextEncoder().encode(camtXml([{ id: 'LONG', entries }]))];
    async function* stream() {
      yield* content;
    }
    const file = {
      folder: path.join(folder, 'imports'),
      fileName: 'long.xml',
      kind: 'bank-statement' as const,
    };
    const received = await receiveFile(desk, { ...file, content: stream(), actor: 'kari' });
    if (received.kind !== 'received') throw new Error(`the file was ${received.kind}`);
    const lines = () =>
      db.get<{ n: number }>(sql`SELECT count(*) AS n FROM bank_lines WHERE import_id = ${received.importId}`)
        ?.n ?? 0;
    running = await startProcess('server/start.ts', environment);
    await expect.poll(lines, { timeout: 60_000, interval: 20 }).toBeGreaterThan(0);
    const tookMs = await stopped(running);
    expect(tookMs).toBeLessThan((stopSeconds + 3) * 1000);
    const inTheMiddle = lines();
    expect(inTheMiddle).toBeLessThan(rows);
    running = await startProcess('server/start.ts', environment);
    const status = () =>
      db.get<{ status: string }>(sql`SELECT status FROM imports WHERE id = ${received.importId}`)?.status;
    await expect.poll(status, { timeout: 90_000 }).toBe('taken');
    expect(lines()).toBe(rows);
  });
});
