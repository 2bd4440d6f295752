import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startTestSimulator, type TestSimulator } from '#simulator/test-simulator';
import { type FakeMerchant, startFakeMerchant } from './fake-merchant';
import { type VippsCalls, vippsCalls } from './vipps-calls';

let merchant: FakeMerchant;
let simulator: TestSimulator;
let vipps: VippsCalls;

beforeEach(async () => {
  merchant = await startFakeMerchant();
  await start({});
});
afterEach(async () => {
  await simulator.close();
  await merchant.close();
});

async function start(options: Parameters<typeof startTestSimulator>[0]) {
  simulator = await startTestSimulator(options);
  vipps = vippsCalls(simulator);
  await vipps.logIn();
}

function initiate(orderId: string, more: Record<string, unknown> = {}) {
  return vipps.initiate(orderId, 40_000, {
    callbackPrefix: `${merchant.url}/vipps/123456`,
    authToken: 'the token, as it is',
    ...more,
  });
}

async function told(orderId = 'A') {
  await simulator.control.flushCallbacks();
  return merchant.heard.filter((call) => call.path.endsWith(`/${orderId}`));
}

function timeOf(body: unknown): string {
  const schema = z.object({ transactionInfo: z.object({ timeStamp: z.string() }) });
  return schema.parse(body).transactionInfo.timeStamp;
}

describe('one attempt', () => {
  test.each([500, 401, 302])('an answer of %i is written down and nothing is sent again', async (status) => {
    merchant.answerWith(() => ({ status, headers: { Location: '/elsewhere' } }));
    await initiate('A');
    await simulator.control.confirm('123456', 'A');
    await told();
    await told();
    expect(merchant.heard).toHaveLength(1);
    expect(await simulator.control.callbacks()).toMatchObject([{ state: 'answered', httpStatus: status }]);
  });

  test('who takes longer than the limit has failed', async () => {
    await simulator.close();
    await start({ config: { callbackLimitMs: 50 } });
    merchant.answerWith(() => ({ status: 200, delayMs: 400 }));
    await initiate('A');
    await simulator.control.confirm('123456', 'A');
    expect(await told()).toHaveLength(1);
    expect(await simulator.control.callbacks({ msn: '123456', orderId: 'A' })).toMatchObject([
      { state: 'failed', httpStatus: null, error: 'no answer within 50 ms' },
    ]);
  });

  test('nobody there: failed, and the payment stands', async () => {
    await initiate('A', { callbackPrefix: 'http://127.0.0.1:9' });
    await simulator.control.confirm('123456', 'A');
    await simulator.idle();
    expect(await simulator.control.callbacks()).toMatchObject([{ state: 'failed' }]);
    expect(await simulator.control.order('123456', 'A')).toMatchObject({ state: 'reserved' });
  });

  test('it is sent by itself, without being asked to', async () => {
    await initiate('A');
    await simulator.control.confirm('123456', 'A');
    await expect.poll(() => merchant.heard.length, { timeout: 2000 }).toBe(1);
  });

  test.each([
    'https://butikk.example.com/vipps',
    'https://127.0.0.1.example.com',
    'http://localhost@example.com',
  ])('nothing leaves this machine: %s', async (callbackPrefix) => {
    await initiate('A', { callbackPrefix, isApp: true });
    await simulator.control.confirm('123456', 'A');
    await told();
    expect(await simulator.control.callbacks()).toMatchObject([
      { state: 'not-sent', httpStatus: null, error: null },
    ]);
  });
});

describe('faults', () => {
  test('lost: never sent, also not for another order', async () => {
    await simulator.control.addFault({ kind: 'callback-lost', operation: 'callback', orderId: 'A' });
    for (const orderId of ['A', 'B']) {
      await initiate(orderId);
      await simulator.control.confirm('123456', orderId);
    }
    expect(await told('A')).toEqual([]);
    expect(await told('B')).toHaveLength(1);
    expect(await simulator.control.callbacks({ msn: '123456', orderId: 'A' })).toMatchObject([
      { state: 'lost' },
    ]);
  });

  test('doubled at once: the same body twice; the fault is used up', async () => {
    await simulator.control.addFault({ kind: 'callback-doubled' });
    await initiate('A');
    await simulator.control.confirm('123456', 'A');
    const [first, second, ...more] = await told();
    expect(second).toEqual(first);
    expect(more).toEqual([]);
    await initiate('B');
    await simulator.control.decline('123456', 'B');
    expect(await told('B')).toHaveLength(1);
  });

  test('doubled with time between', async () => {
    await simulator.control.addFault({ kind: 'callback-doubled', delayMs: 150 });
    await initiate('A');
    await simulator.control.confirm('123456', 'A');
    expect(await simulator.control.flushCallbacks()).toEqual({ waiting: 1 });
    expect(merchant.heard).toHaveLength(1);
    await expect.poll(() => merchant.heard.length, { timeout: 2000 }).toBe(2);
  });

  test('late by hours of simulated time, and then it comes after the news that followed', async () => {
    await simulator.control.addFault({ kind: 'callback-late', hours: 2 });
    await initiate('A');
    await simulator.control.confirm('123456', 'A');
    await initiate('B');
    await simulator.control.confirm('123456', 'B');
    await simulator.control.flushCallbacks();
    await simulator.control.moveClock({ advanceMs: 2 * 3_600_000 - 1 });
    await simulator.control.flushCallbacks();
    expect(merchant.heard.map((call) => call.path.slice(-1))).toEqual(['B']);
    await simulator.control.moveClock({ advanceMs: 1 });
    await simulator.control.flushCallbacks();
    expect(merchant.heard.map((call) => call.path.slice(-1))).toEqual(['B', 'A']);
    expect(timeOf(merchant.heard[1]?.body)).toBe('2026-06-02T06:30:00.000Z');
  });

  test('late by milliseconds of real time', async () => {
    await simulator.control.addFault({ kind: 'callback-late', delayMs: 150 });
    await initiate('A');
    await simulator.control.confirm('123456', 'A');
    expect(await simulator.control.flushCallbacks()).toEqual({ waiting: 1 });
    expect(merchant.heard).toEqual([]);
    await expect.poll(() => merchant.heard.length, { timeout: 2000 }).toBe(1);
  });
});

describe('the outbox', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outbox-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function restart() {
    await simulator.close();
    await start({ database: join(folder, 'simulator.db') });
  }

  test('survives a restart: what waited is sent, once', async () => {
    await restart();
    await simulator.control.addFault({ kind: 'callback-late', hours: 1 });
    await initiate('A');
    await simulator.control.confirm('123456', 'A');
    await restart();
    await simulator.control.moveClock({ advance: 'hour' });
    expect(await told()).toHaveLength(1);
    await restart();
    await told();
    expect(merchant.heard).toHaveLength(1);
  });

  test('what was under way at the stop is not sent again, and the stop does not wait for it', async () => {
    await restart();
    merchant.answerWith(() => ({ status: 200, delayMs: 1500 }));
    await initiate('A');
    await simulator.control.confirm('123456', 'A');
    await expect.poll(() => merchant.heard.length).toBe(1);
    const beganMs = Date.now();
    await restart();
    expect(Date.now() - beganMs).toBeLessThan(1000);
    await told();
    await wait(50);
    expect(merchant.heard).toHaveLength(1);
    expect(await simulator.control.callbacks()).toMatchObject([
      { state: 'failed', error: 'the simulator stopped' },
    ]);
  });

  test('a history leaves nothing in it', async () => {
    await simulator.control.generateHistory({ seed: 1, days: 3, endsAt: '2026-06-02T06:30:00Z' });
    await simulator.control.random({ seed: 1, steps: 100 });
    expect(await simulator.control.callbacks()).toEqual([]);
  });
});
