import { describe, expect, test } from 'vitest';
import {
  type Answer,
  anySuccess,
  captureRequest,
  changes,
  failureOf,
  fakeVipps,
  json,
  msn,
  orderId,
  reads,
  socketError,
  text,
} from './fake-vipps';

const busy: Answer = () => json(429, { statusCode: 429, message: 'Rate limit is exceeded.' });
const broken: Answer = () => {
  throw socketError('ECONNRESET');
};
const down: Answer = () => json(503, {});
const cutShort: Answer = () => text(200, '{"items": [');

describe.each(reads)('%s, a read,', (_name, call) => {
  test.each([
    ['a broken connection', broken],
    ['a 5xx', down],
    ['a 429', busy],
    ['an answer that is cut short', cutShort],
  ])('is repeated after %s', async (_failure, failure) => {
    const vipps = fakeVipps();
    vipps.answer(failure, failure, anySuccess);
    await call(vipps.client);
    expect(vipps.calls).toHaveLength(3);
    expect(vipps.waits).toHaveLength(2);
  });

  test('ends after four attempts, and never has an effect', async () => {
    const vipps = fakeVipps();
    vipps.answer(down);
    const error = await failureOf(call(vipps.client));
    expect(error).toMatchObject({ kind: 'server', effect: 'none', retryable: true });
    expect(vipps.calls).toHaveLength(4);
  });

  test.each([400, 403])('is not repeated after a %i', async (status) => {
    const vipps = fakeVipps();
    vipps.answer(() => json(status, {}));
    await failureOf(call(vipps.client));
    expect(vipps.calls).toHaveLength(1);
  });
});

describe.each(changes)('%s, a change,', (_name, call) => {
  test('is repeated after a 429, which never reached the payment', async () => {
    const vipps = fakeVipps();
    vipps.answer(busy, busy, anySuccess);
    await call(vipps.client);
    expect(vipps.calls).toHaveLength(3);
    expect(new Set(vipps.calls.map((sent) => sent.body)).size).toBe(1);
    expect(new Set(vipps.calls.map((sent) => sent.headers.get('X-Request-Id'))).size).toBe(1);
  });

  test.each<[string, Answer, string]>([
    ['a connection that broke', broken, 'network'],
    ['a 500', () => json(500, [{ errorGroup: 'VippsError', errorCode: '99', errorMessage: 'x' }]), 'server'],
    ['a 502 of a gateway', () => text(502, '<html>Bad Gateway</html>'), 'server'],
    ['a 504', () => text(504, ''), 'server'],
    ['a 408', () => text(408, ''), 'timeout'],
    ['a redirect', () => text(302, '', { Location: 'https://elsewhere.test/' }), 'malformed'],
  ])('is sent once and left unknown after %s', async (_failure, failure, kind) => {
    const vipps = fakeVipps();
    vipps.answer(failure, anySuccess);
    const error = await failureOf(call(vipps.client));
    expect(error).toMatchObject({ kind, effect: 'unknown' });
    expect(vipps.calls).toHaveLength(1);
    expect(vipps.waits).toEqual([]);
  });

  test('is left without effect when no connection ever came about', async () => {
    const vipps = fakeVipps();
    vipps.answer(() => {
      throw socketError('ECONNREFUSED');
    });
    const error = await failureOf(call(vipps.client));
    expect(error).toMatchObject({ kind: 'network', effect: 'none', retryable: true });
    expect(vipps.calls).toHaveLength(1);
  });

  test('has had no effect when 429 is all that ever came', async () => {
    const vipps = fakeVipps();
    vipps.answer(busy);
    const error = await failureOf(call(vipps.client));
    expect(error).toMatchObject({ kind: 'rate-limited', effect: 'none', retryable: true });
    expect(vipps.calls).toHaveLength(4);
  });

  test('stays unknown when a 429 was followed by a lost answer', async () => {
    const vipps = fakeVipps();
    vipps.answer(busy, down);
    expect(await failureOf(call(vipps.client))).toMatchObject({ kind: 'server', effect: 'unknown' });
    expect(vipps.calls).toHaveLength(2);
  });
});

describe.each(changes.filter(([name]) => name !== 'force approve'))('%s', (_name, call) => {
  test.each<[string, Answer]>([
    ['nothing', () => text(200, '')],
    ['half a document', () => text(200, '{"orderId": "order-1", "transac')],
    ['HTML', () => text(200, '<html>maintenance</html>')],
    ['another order', () => json(200, { orderId: 'order-2', url: 'https://x.test' })],
    ['no order id', () => json(200, { url: 'https://x.test' })],
    ['a list', () => json(200, [])],
  ])('answered 200 with %s is malformed, and nobody knows what happened', async (_what, answer) => {
    const vipps = fakeVipps();
    vipps.answer(answer, anySuccess);
    const error = await failureOf(call(vipps.client));
    expect(error).toMatchObject({ kind: 'malformed', effect: 'unknown', status: 200 });
    expect(vipps.calls).toHaveLength(1);
  });
});

test.each([
  ['a fraction', 120.5],
  ['beyond the safe range', 2 ** 53],
  ['text', '12000'],
  ['nothing', null],
])('a captured amount that is %s leaves the capture unknown', async (_what, amount) => {
  const vipps = fakeVipps();
  vipps.answer(() => json(200, { orderId, transactionInfo: { amount, status: 'Captured' } }));
  const error = await failureOf(vipps.client.capture(captureRequest));
  expect(error).toMatchObject({ kind: 'malformed', effect: 'unknown', idempotencyKey: 'key-1' });
});

describe('waiting', () => {
  const details = (vipps: ReturnType<typeof fakeVipps>) => vipps.client.getPaymentDetails(msn, orderId);

  test('grows from attempt to attempt, and half of it is left to chance', async () => {
    for (const [random, waits] of [
      [0, [250, 500, 1000]],
      [0.5, [375, 750, 1500]],
    ] as const) {
      const vipps = fakeVipps({ random: () => random });
      vipps.answer(down);
      await failureOf(details(vipps));
      expect(vipps.waits).toEqual(waits);
    }
  });

  test('obeys Retry-After in seconds', async () => {
    const vipps = fakeVipps();
    vipps.answer(() => json(429, {}, { 'Retry-After': '7' }), anySuccess);
    await details(vipps);
    expect(vipps.waits).toEqual([7000]);
  });

  test('obeys Retry-After as a date, by the clock of the server', async () => {
    const vipps = fakeVipps({ now: () => 0 });
    const headers = { 'Retry-After': 'Sun, 01 Mar 2026 10:00:05 GMT', Date: 'Sun, 01 Mar 2026 10:00:00 GMT' };
    vipps.answer(() => json(503, {}, headers), anySuccess);
    await details(vipps);
    expect(vipps.waits).toEqual([5000]);
  });

  test('adds chance to a Retry-After, and never comes back early', async () => {
    const vipps = fakeVipps({ random: () => 0.999 });
    vipps.answer(() => json(429, {}, { 'Retry-After': '2' }), anySuccess);
    await details(vipps);
    expect(vipps.waits[0]).toBeGreaterThan(2000);
  });

  test('is refused when Vipps asks for more than the longest wait', async () => {
    const vipps = fakeVipps();
    vipps.answer(() => json(429, {}, { 'Retry-After': '11' }), anySuccess);
    const error = await failureOf(vipps.client.capture(captureRequest));
    expect(error).toMatchObject({
      kind: 'rate-limited',
      retryAfterMs: 11_000,
      retryable: true,
      effect: 'none',
    });
    expect(vipps.calls).toHaveLength(1);
    expect(vipps.waits).toEqual([]);
  });

  test('ends when the total time is used up', async () => {
    const vipps = fakeVipps({ retry: { maxAttempts: 100, maxTotalMs: 20_000 } });
    vipps.answer(() => json(429, {}, { 'Retry-After': '9' }));
    await failureOf(details(vipps));
    expect(vipps.waits).toEqual([9000, 9000]);
  });
});
