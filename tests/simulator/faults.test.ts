import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestSimulator, type TestSimulator } from '#simulator/test-simulator';
import { entriesOf, errorOf, historyOf, type VippsCalls, vippsCalls } from './vipps-calls';

let simulator: TestSimulator;
let vipps: VippsCalls;

beforeEach(async () => {
  simulator = await startTestSimulator();
  vipps = vippsCalls(simulator);
  await vipps.logIn();
  await vipps.initiate('A');
  await simulator.control.confirm('123456', 'A');
});
afterEach(() => simulator.close());

async function captured(): Promise<number> {
  return (await simulator.control.order('123456', 'A')).captured;
}

describe('a fault without effect', () => {
  test('429, with Retry-After only when asked for', async () => {
    await simulator.control.addFault({ kind: 'rate-limited', operation: 'capture', retryAfterSeconds: 7 });
    await simulator.control.addFault({ kind: 'rate-limited', operation: 'capture' });
    const first = await vipps.capture('A');
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '7']);
    const second = await vipps.capture('A');
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, null]);
    expect(await captured()).toBe(0);
  });

  test('500, and the same key works afterwards', async () => {
    await simulator.control.addFault({ kind: 'server-error', operation: 'capture' });
    const failed = await vipps.capture('A', 10_000, { key: 'k' });
    expect([failed.status, errorOf(failed)]).toEqual([500, 'VippsError 99']);
    expect(await captured()).toBe(0);
    expect((await vipps.capture('A', 10_000, { key: 'k' })).status).toBe(200);
  });

  test('401 though the token is good', async () => {
    await simulator.control.addFault({ kind: 'unauthorized', operation: 'details' });
    expect((await vipps.details('A')).status).toBe(401);
    expect((await vipps.details('A')).status).toBe(200);
  });

  test.each(['timeout-before-effect', 'reset-before-effect'] as const)('%s', async (kind) => {
    await simulator.control.addFault({ kind, operation: 'capture', delayMs: 50 });
    await expect(vipps.capture('A')).rejects.toThrow('fetch failed');
    expect(await captured()).toBe(0);
  });
});

describe('a fault after the effect', () => {
  test.each(['timeout-after-effect', 'reset-after-effect', 'half-body'] as const)(
    '%s: captured, though the caller does not know; the same key tells it',
    async (kind) => {
      await simulator.control.addFault({ kind, operation: 'capture', delayMs: 50 });
      await expect(vipps.capture('A', 10_000, { key: 'k' })).rejects.toThrow();
      expect(await captured()).toBe(10_000);
      const again = await vipps.capture('A', 10_000, { key: 'k' });
      expect(again.json.transactionInfo).toMatchObject({ amount: 10_000, status: 'Captured' });
      expect(historyOf(await vipps.details('A'))).toEqual([
        'CAPTURE 10000',
        'RESERVE 40000',
        'INITIATE 40000',
      ]);
    },
  );

  test('500', async () => {
    await simulator.control.addFault({ kind: 'server-error-after-effect', operation: 'cancel' });
    expect((await vipps.cancel('A')).status).toBe(500);
    expect((await simulator.control.order('123456', 'A')).state).toBe('cancelled');
  });

  test('an answer that is not JSON', async () => {
    await simulator.control.addFault({ kind: 'malformed-json', operation: 'refund' });
    await vipps.capture('A');
    const reply = await vipps.refund('A', 1000);
    expect(reply.status).toBe(200);
    expect(() => JSON.parse(reply.text)).toThrow();
    expect((await simulator.control.order('123456', 'A')).refunded).toBe(1000);
  });
});

describe('a slow command', () => {
  test('locks its order: another command is refused with 94 and can be repeated with its key', async () => {
    await simulator.control.addFault({ kind: 'slow', operation: 'capture', delayMs: 150 });
    const slow = vipps.capture('A', 10_000, { key: 'slow' });
    await wait(50);
    const locked = await vipps.capture('A', 5000, { key: 'k' });
    expect([locked.status, errorOf(locked)]).toEqual([409, 'Payment 94']);
    expect(errorOf(await vipps.cancel('A', true))).toBe('Payment 94');
    expect((await vipps.details('A')).status).toBe(200);
    expect((await slow).status).toBe(200);
    expect((await vipps.capture('A', 5000, { key: 'k' })).status).toBe(200);
    expect(await captured()).toBe(15_000);
  });

  test('is done even when the caller has gone', async () => {
    await simulator.control.addFault({ kind: 'slow', operation: 'capture', delayMs: 120 });
    const body = JSON.stringify({ transaction: { transactionText: 'Sendt' } });
    const headers = {
      ...(await authorization()),
      'Merchant-Serial-Number': '123456',
      'Content-Type': 'application/json',
      'X-Request-Id': 'k',
    };
    const url = `${simulator.baseUrl}/ecomm/v2/payments/A/capture`;
    const gone = fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(40) });
    await expect(gone).rejects.toThrow();
    expect(await captured()).toBe(0);
    await wait(150);
    expect(await captured()).toBe(40_000);
  });
});

describe('which calls a fault strikes', () => {
  test('only its operation and order, as often as told, and each strike is counted', async () => {
    await simulator.control.addFault({ kind: 'server-error', operation: 'details', orderId: 'A', times: 2 });
    await vipps.initiate('B');
    expect((await vipps.details('B')).status).toBe(200);
    expect((await vipps.capture('A', 1000)).status).toBe(200);
    expect([(await vipps.details('A')).status, (await vipps.details('A')).status]).toEqual([500, 500]);
    expect((await vipps.details('A')).status).toBe(200);
    expect(await simulator.control.listFaults()).toMatchObject([
      { kind: 'server-error', struck: 2, remaining: 0 },
    ]);
  });

  test('none when they are cleared', async () => {
    await simulator.control.addFault({ kind: 'server-error', times: 5 });
    await simulator.control.clearFaults();
    expect((await vipps.details('A')).status).toBe(200);
    expect(await simulator.control.listFaults()).toEqual([]);
  });

  test('an unknown kind is refused', async () => {
    const response = await fetch(`${simulator.baseUrl}/simulator/faults`, {
      method: 'POST',
      body: JSON.stringify({ kind: 'flood' }),
    });
    expect(response.status).toBe(400);
  });
});

describe('faults of the reports', () => {
  beforeEach(async () => {
    await vipps.capture('A', 10_000);
    await vipps.capture('A', 20_000);
    await simulator.control.moveClock({ advance: 'hour' });
    await vipps.logIn();
  });

  test('duplicate-entry: an entry that was delivered before comes again', async () => {
    const first = await vipps.feed('funds');
    await vipps.capture('A', 500);
    await simulator.control.moveClock({ advance: 'hour' });
    await vipps.logIn();
    await simulator.control.addFault({ kind: 'duplicate-entry' });
    expect(entriesOf(await vipps.feed('funds', String(first.json.cursor)))).toEqual([
      'capture 20000',
      'capture 500',
    ]);
    expect(entriesOf(await vipps.feed('funds', String(first.json.cursor)))).toEqual(['capture 500']);
  });

  test('feed-repeats-last-items: the end comes with items, and the same cursor', async () => {
    const { cursor } = (await vipps.feed('funds')).json;
    await simulator.control.addFault({ kind: 'feed-repeats-last-items' });
    const end = await vipps.feed('funds', String(cursor));
    expect(end.json).toMatchObject({ cursor, tryLater: true });
    expect(entriesOf(end)).toEqual(['capture 10000', 'capture 20000']);
    expect(entriesOf(await vipps.feed('funds', String(cursor)))).toEqual([]);
  });

  test('late-report: the ledger day is held back in feed and dates, for the hours told', async () => {
    await simulator.control.addFault({ kind: 'late-report', hours: 24 });
    expect((await vipps.feed('funds')).json).toMatchObject({ items: [], tryLater: true });
    await simulator.control.moveClock({ to: '2026-06-03T06:00:00Z' });
    await vipps.logIn();
    expect((await vipps.dates('funds', '2026-06-02')).json).toMatchObject({ items: [], tryLater: true });
    await simulator.control.moveClock({ to: '2026-06-04T00:00:00Z' });
    await vipps.logIn();
    expect(entriesOf(await vipps.feed('funds'))).toHaveLength(4);
    expect((await vipps.dates('funds', '2026-06-02')).json.tryLater).toBe(false);
    const [fault] = await simulator.control.listFaults();
    expect(fault?.struck).toBe(2);
  });

  test('unknown-entry-type: it moves the balance, in feed and dates alike', async () => {
    await simulator.control.addFault({
      kind: 'unknown-entry-type',
      entryType: 'loyalty-rebate',
      amountOre: 777,
    });
    await simulator.control.moveClock({ advance: 'day' });
    await vipps.logIn();
    const feed = await vipps.feed('funds');
    expect(entriesOf(feed)).toContain('loyalty-rebate 777');
    expect((await vipps.dates('funds', '2026-06-02')).json.items).toEqual(feed.json.items);
  });

  test('legacy-dates-404: a day that is not out is a 404', async () => {
    await simulator.control.addFault({ kind: 'legacy-dates-404' });
    expect((await vipps.dates('funds', '2026-06-02')).status).toBe(404);
    expect((await vipps.dates('funds', '2026-06-02')).json).toMatchObject({ tryLater: true });
  });

  test('a 500 and a 429 of the reports have forms of their own', async () => {
    await simulator.control.addFault({ kind: 'server-error', operation: 'feed' });
    expect((await vipps.feed('funds')).json).toMatchObject({ errorCode: 100_500 });
    await simulator.control.addFault({ kind: 'rate-limited', operation: 'dates', retryAfterSeconds: 3 });
    const limited = await vipps.dates('funds', '2026-06-02');
    expect([limited.status, limited.headers.get('content-type')]).toEqual([429, 'application/problem+json']);
  });
});

async function authorization(): Promise<Record<string, string>> {
  const { access_token: token } = (await vipps.logIn()).json;
  return {
    Authorization: `Bearer ${String(token)}`,
    'Ocp-Apim-Subscription-Key': simulator.credentials.subscriptionKey,
  };
}
