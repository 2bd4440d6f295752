import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AccessToken, accessTokenFromWire, createAccessTokens } from '#vipps/access-token';
import {
  anySuccess,
  captureRequest,
  failureOf,
  fakeVipps,
  json,
  msn,
  orderId,
  socketError,
} from './fake-vipps';

const details = (vipps: ReturnType<typeof fakeVipps>) => vipps.client.getPaymentDetails(msn, orderId);
const authorizations = (vipps: ReturnType<typeof fakeVipps>) =>
  vipps.calls.map((call) => call.headers.get('Authorization'));

describe('one token serves all', () => {
  test('a hundred callers at once make one request', async () => {
    const vipps = fakeVipps();
    vipps.answer(anySuccess);
    await Promise.all(Array.from({ length: 100 }, () => details(vipps)));
    expect(vipps.tokenCalls).toHaveLength(1);
    expect(new Set(authorizations(vipps))).toEqual(new Set(['Bearer token-1']));
    expect(vipps.calls).toHaveLength(100);
  });

  test('a failure reaches all who waited, and is not kept', async () => {
    const vipps = fakeVipps();
    vipps.answer(anySuccess);
    vipps.answerToken(() => json(400, { error: 'unauthorized_client', error_description: 'unknown client' }));
    const failures = await Promise.all([details(vipps), details(vipps)].map(failureOf));
    expect(failures.map((error) => [error.operation, error.kind])).toEqual([
      ['get-access-token', 'rejected'],
      ['get-access-token', 'rejected'],
    ]);
    expect(failures[0]?.message).toContain('unauthorized_client');
    expect(vipps.tokenCalls).toHaveLength(1);
    vipps.answerToken(() => json(200, { access_token: 'good', expires_in: '3600' }));
    await details(vipps);
    expect(authorizations(vipps)).toEqual(['Bearer good']);
  });

  test('a capture whose token cannot be had was never sent', async () => {
    const vipps = fakeVipps();
    vipps.answerToken(() => {
      throw socketError('ECONNRESET');
    });
    const error = await failureOf(vipps.client.capture(captureRequest));
    expect(error).toMatchObject({
      kind: 'network',
      effect: 'none',
      retryable: true,
      idempotencyKey: 'key-1',
    });
    expect(vipps.calls).toEqual([]);
    expect(vipps.tokenCalls).toHaveLength(4); // its own retries, not multiplied by the caller's
  });
});

describe('a token is renewed before it runs out', () => {
  test.each<[string, Record<string, unknown>, number]>([
    ['an hour, as a string', { expires_in: '3600' }, 3600],
    ['a day', { expires_in: '86400' }, 86_400],
    ['a number', { expires_in: 3600 }, 3600],
    ['expires_on as a string', { expires_on: '1003600' }, 3600],
    ['expires_on as a number', { expires_in: '', expires_on: 1_003_600 }, 3600],
    ['expires_in before expires_on', { expires_in: '900', expires_on: '9999999' }, 900],
  ])('%s', (_name, fields, lifetimeS) => {
    const token = accessTokenFromWire({ access_token: 't', ...fields }, 1_000_000_000);
    expect(token.expiresAtMs).toBe(1_000_000_000 + lifetimeS * 1000);
    expect(token.renewAtMs).toBeLessThan(token.expiresAtMs);
    expect(token.renewAtMs).toBeGreaterThan(1_000_000_000);
  });

  test.each([{}, { expires_in: 'soon' }, { expires_in: null }, { expires_on: 'x' }])(
    '%j cannot be read',
    (fields) => {
      expect(() => accessTokenFromWire({ access_token: 't', ...fields }, 0)).toThrow(RangeError);
    },
  );

  test('it is kept until the margin, and not a moment longer', async () => {
    let now = 0;
    const vipps = fakeVipps({ now: () => now });
    vipps.answer(anySuccess);
    for (now of [0, 54 * 60_000, 55 * 60_000, 56 * 60_000]) await details(vipps);
    expect(authorizations(vipps)).toEqual(
      ['token-1', 'token-1', 'token-2', 'token-2'].map((t) => `Bearer ${t}`),
    );
  });

  test('a hiccup within the margin is survived with the old token, a refusal is not', async () => {
    let now = 0;
    const vipps = fakeVipps({ now: () => now });
    vipps.answer(anySuccess);
    await details(vipps);
    now = 56 * 60_000;
    vipps.answerToken(() => json(503, {}));
    await details(vipps);
    expect(authorizations(vipps)).toEqual(['Bearer token-1', 'Bearer token-1']);
    vipps.answerToken(() => json(401, {}));
    expect((await failureOf(details(vipps))).kind).toBe('unauthorized');
    now = 61 * 60_000;
    vipps.answerToken(() => json(503, {}));
    expect((await failureOf(details(vipps))).kind).toBe('server');
  });

  test('whatever the lifetimes, no caller is given a token past its end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(7200), fc.integer({ min: 1, max: 7200 }))), async (steps) => {
        let now = 0;
        let lifetimeS = 1;
        const ends = new Map<string, number>();
        const tokens = createAccessTokens(
          async (): Promise<AccessToken> => {
            const token = accessTokenFromWire({ access_token: `t${ends.size}`, expires_in: lifetimeS }, now);
            ends.set(token.token, token.expiresAtMs);
            return token;
          },
          () => now,
        );
        for (const [waitS, nextLifetimeS] of steps) {
          now += waitS * 1000;
          lifetimeS = nextLifetimeS;
          expect(ends.get(await tokens.get())).toBeGreaterThan(now);
        }
      }),
    );
  });
});

describe('a 401', () => {
  test('is answered once with a new token, also for a capture', async () => {
    const vipps = fakeVipps();
    vipps.answer(() => json(401, { statusCode: 401, message: 'expired' }), anySuccess);
    await vipps.client.capture(captureRequest);
    expect(authorizations(vipps)).toEqual(['Bearer token-1', 'Bearer token-2']);
    expect(vipps.calls.map((call) => call.headers.get('X-Request-Id'))).toEqual(['key-1', 'key-1']);
    expect(vipps.waits).toEqual([]);
  });

  test('that comes again is thrown: the keys are wrong, not the token', async () => {
    const vipps = fakeVipps();
    vipps.answer(() => json(401, { statusCode: 401, message: 'invalid subscription key' }));
    const error = await failureOf(vipps.client.capture(captureRequest));
    expect(error).toMatchObject({ kind: 'unauthorized', effect: 'none', retryable: false, status: 401 });
    expect(vipps.calls).toHaveLength(2);
    expect(vipps.tokenCalls).toHaveLength(2);
  });

  test('given to twenty callers at once makes one renewal', async () => {
    const vipps = fakeVipps();
    vipps.answer((request) =>
      request.headers.get('Authorization') === 'Bearer token-1' ? json(401, {}) : anySuccess(request),
    );
    await Promise.all(Array.from({ length: 20 }, () => details(vipps)));
    expect(vipps.tokenCalls).toHaveLength(2);
    expect(vipps.calls).toHaveLength(40);
  });

  test('that comes late does not throw away the newer token', async () => {
    const vipps = fakeVipps();
    let answerLate: (response: Response) => void = () => undefined;
    const late = new Promise<Response>((resolve) => {
      answerLate = resolve;
    });
    vipps.answer(
      () => late,
      () => json(401, {}),
      anySuccess,
    );
    const first = details(vipps); // sent with token-1, answered last
    await details(vipps); // 401 on token-1, renewed, served with token-2
    answerLate(json(401, {}));
    await first;
    expect(vipps.tokenCalls).toHaveLength(2);
    expect(authorizations(vipps).at(-1)).toBe('Bearer token-2');
  });

  test('on the token request itself is thrown', async () => {
    const vipps = fakeVipps();
    vipps.answerToken(() => json(401, { code: 'Unauthorized', message: 'Please check your API keys' }));
    const error = await failureOf(details(vipps));
    expect(error).toMatchObject({ kind: 'unauthorized', operation: 'get-access-token' });
    expect(vipps.tokenCalls).toHaveLength(1);
  });
});

test.each([
  {},
  { access_token: '' },
  { access_token: 'two words', expires_in: '3600' },
  { expires_in: '3600' },
])('a token answer like %j is malformed, and its body is not kept', async (body) => {
  const vipps = fakeVipps();
  vipps.answerToken(() => json(200, body));
  const error = await failureOf(details(vipps));
  expect(error).toMatchObject({ kind: 'malformed', operation: 'get-access-token', effect: 'none' });
  expect(error.body).toBeUndefined();
});
