import { describe, expect, test } from 'vitest';
import { errorCodes, findErrorCode } from '#vipps/error-codes';
import { isVippsError, VippsError } from '#vipps/errors';
import { captureRequest, failureOf, fakeVipps, json, msn, orderId, text } from './fake-vipps';

async function captureError(answer: () => Response): Promise<VippsError> {
  const vipps = fakeVipps({ retry: { maxAttempts: 1 } });
  vipps.answer(answer);
  return failureOf(vipps.client.capture(captureRequest));
}

const application = (status: number, code: string, group = 'Payment') =>
  captureError(() =>
    json(status, [{ errorGroup: group, errorCode: code, errorMessage: 'why', contextId: 'ctx-1' }]),
  );

describe('an application error', () => {
  test('keeps every code, group, message and the context id', async () => {
    const error = await captureError(() =>
      json(400, [
        { errorGroup: 'Payment', errorCode: '61', errorMessage: 'too much', contextId: 'ctx-1' },
        { errorGroup: 'InvalidRequest', errorCode: 'transaction.amount', errorMessage: 'bad' },
      ]),
    );
    expect(error).toMatchObject({
      kind: 'rejected',
      operation: 'capture',
      status: 400,
      requestId: 'ctx-1',
      idempotencyKey: 'key-1',
      effect: 'none',
      retryable: false,
      errors: [
        { group: 'Payment', code: '61', message: 'too much', contextId: 'ctx-1' },
        { group: 'InvalidRequest', code: 'transaction.amount', message: 'bad' },
      ],
    });
    expect(error.message).toContain('61');
    expect(error.body).toContain('too much');
  });

  test.each(['51', '61', '62', '71', '72', '73', '95', '96'])(
    '%s is a refusal without effect',
    async (code) => {
      expect(await application(400, code)).toMatchObject({
        kind: 'rejected',
        effect: 'none',
        retryable: false,
      });
    },
  );

  test.each(['52', '63', '92', '93'])('%s leaves open what has happened', async (code) => {
    expect(await application(400, code)).toMatchObject({
      kind: 'rejected',
      effect: 'unknown',
      retryable: false,
    });
  });

  test.each([400, 409, 423])(
    '94 with HTTP %i: locked, to be tried again later with the same key',
    async (status) => {
      const error = await application(status, '94', 'VippsError');
      expect(error).toMatchObject({ kind: 'rejected', effect: 'unknown', retryable: true });
    },
  );

  test('one uncertain code among certain ones makes the whole uncertain', async () => {
    const error = await captureError(() =>
      json(400, [
        { errorGroup: 'Payment', errorCode: '61', errorMessage: '' },
        { errorGroup: 'VippsError', errorCode: '99', errorMessage: '' },
      ]),
    );
    expect(error.effect).toBe('unknown');
  });

  test('a code that is not known yet is uncertain, but not where it is about the form of a request', async () => {
    expect((await application(400, '1234', 'Payment')).effect).toBe('unknown');
    expect((await application(400, '1234', 'VippsError')).effect).toBe('unknown');
    expect((await application(400, 'merchantInfo', 'InvalidRequest')).effect).toBe('none');
    expect((await application(400, 'constructor', 'Merchant')).effect).toBe('none');
  });

  test('35 is an unknown order, whatever its status', async () => {
    for (const status of [400, 404]) {
      const error = await application(status, '35', 'Merchant');
      expect(error).toMatchObject({ kind: 'not-found', effect: 'none' });
      expect(error.errors[0]?.code).toBe('35');
    }
  });

  test('with a 5xx is a server error that keeps its codes', async () => {
    const error = await application(500, '61');
    expect(error).toMatchObject({ kind: 'server', effect: 'unknown', retryable: true, requestId: 'ctx-1' });
    expect(error.errors).toHaveLength(1);
  });
});

describe('every other form of an error body', () => {
  test.each<[string, number, unknown, string, string]>([
    ['API management', 401, { statusCode: 401, message: 'invalid key' }, 'unauthorized', 'invalid key'],
    ['API management', 403, { statusCode: 403, message: 'out of quota' }, 'forbidden', 'out of quota'],
    ['API management', 429, { statusCode: 429, message: 'limit' }, 'rate-limited', 'limit'],
    [
      'Azure',
      401,
      { responseInfo: { responseCode: 401, responseMessage: 'No' }, result: { message: 'token' } },
      'unauthorized',
      'No: token',
    ],
    ['Azure without a result', 500, { responseInfo: { responseMessage: 'later' } }, 'server', 'later'],
    ['Report 401', 401, { code: 'Unauthorized', message: 'check' }, 'unauthorized', 'Unauthorized: check'],
    [
      'a problem',
      403,
      { type: 'about:blank', title: 'Forbidden', status: 403, detail: 'no access' },
      'forbidden',
      'Forbidden: no access',
    ],
    ['a problem without details', 404, { title: 'Not Found', detail: null }, 'not-found', 'Not Found'],
    ['OAuth', 400, { error: 'invalid', error_description: 'because' }, 'rejected', 'invalid: because'],
  ])('%s (%i)', async (_name, status, body, kind, words) => {
    const error = await captureError(() => json(status, body));
    expect(error).toMatchObject({ kind, status, errors: [] });
    expect(error.message).toContain(words);
  });

  test('Report 500: one object with a number as code and a context id', async () => {
    const error = await captureError(() =>
      json(500, { errorCode: 100001, errorMessage: 'did not validate', contextId: 'ctx-9' }),
    );
    expect(error).toMatchObject({
      kind: 'server',
      requestId: 'ctx-9',
      errors: [{ group: '', code: '100001', message: 'did not validate', contextId: 'ctx-9' }],
    });
  });

  test('a problem names its trace', async () => {
    const traced = await captureError(() => json(400, { title: 'Bad', traceId: '00-abc-01' }));
    expect(traced.requestId).toBe('00-abc-01');
    const urn = await captureError(() => json(400, { title: 'Bad', instance: 'urn:uuid:1' }));
    expect(urn.requestId).toBe('urn:uuid:1');
  });

  test.each([
    ['HTML', '<html><body>Service Unavailable</body></html>'],
    ['nothing', ''],
    ['plain text', 'upstream connect error'],
    ['a JSON string', '"oops"'],
    ['null', 'null'],
    ['an empty list', '[]'],
    ['JSON cut short', '[{"errorGroup":"Payment","errorCode":"6'],
    ['an object of a strange kind', '{"statusCode":{"a":1},"errors":[1,2]}'],
  ])('%s is judged by its status', async (_name, body) => {
    for (const [status, kind] of [
      [400, 'rejected'],
      [401, 'unauthorized'],
      [403, 'forbidden'],
      [404, 'not-found'],
      [429, 'rate-limited'],
      [500, 'server'],
      [503, 'server'],
    ] as const) {
      const error = await captureError(() => text(status, body));
      expect(error).toMatchObject({ kind, status, errors: [] });
    }
  });

  test('a refusal whose words were cut short might be any of them, also "locked"', async () => {
    const cut = await captureError(() => text(400, '[{"errorGroup":"VippsErr'));
    expect(cut).toMatchObject({ kind: 'rejected', effect: 'unknown' });
    const html = await captureError(() => text(400, '<html>Bad Request</html>'));
    expect(html).toMatchObject({ kind: 'rejected', effect: 'none' });
  });

  test('a bare 409 or 423 says that something else goes on', async () => {
    expect(await captureError(() => text(409, ''))).toMatchObject({ effect: 'unknown', retryable: false });
    expect(await captureError(() => text(423, ''))).toMatchObject({ effect: 'unknown', retryable: true });
  });
});

describe("Vipps's own id", () => {
  test('is taken from a header when the body has none', async () => {
    const error = await captureError(() => json(400, {}, { 'X-Correlation-Id': 'corr-1' }));
    expect(error.requestId).toBe('corr-1');
  });

  test('is not the key we sent ourselves', async () => {
    const headers = { 'X-Request-Id': 'key-1', 'Request-Id': 'theirs' };
    expect((await captureError(() => json(400, {}, headers))).requestId).toBe('theirs');
    expect((await captureError(() => json(400, {}, { 'X-Request-Id': 'key-1' }))).requestId).toBeUndefined();
  });
});

describe('nothing personal and nothing secret stays in an error', () => {
  test('of a refusal', async () => {
    const error = await captureError(() =>
      json(400, [
        {
          errorGroup: 'User',
          errorCode: '81',
          errorMessage: 'Not registered: +47 912 34 567 / ada@example.com',
        },
      ]),
    );
    const everything = JSON.stringify([error, error.message, error.stack]);
    expect(everything).not.toMatch(/912 34 567|ada@example/);
    expect(error.errors[0]?.message).toContain('Not registered');
  });

  test('of an answer that was cut in the middle of a name', async () => {
    const vipps = fakeVipps({ retry: { maxAttempts: 1 } });
    const body =
      '{"orderId":"order-1","userDetails":{"email":"ada@example.com","mobileNumber":"91234567","lastName":"Love';
    vipps.answer(() => text(200, body));
    const error = await failureOf(vipps.client.getPaymentDetails(msn, orderId));
    expect(error.kind).toBe('malformed');
    expect(error.body).toContain('order-1');
    expect(JSON.stringify([error, error.message, String(error.cause)])).not.toMatch(/ada@|91234567|Love/);
  });

  test('and a body is cut to two thousand characters', async () => {
    const error = await captureError(() => text(500, 'x'.repeat(100_000)));
    expect(error.body?.length).toBeLessThanOrEqual(2001);
    expect(error.body?.length).toBeGreaterThan(1900);
  });

  test('nor in the log', async () => {
    const lines: unknown[] = [];
    const log = (fields: object, message: string) => lines.push([fields, message]);
    const vipps = fakeVipps({ logger: { debug: log, warn: log } });
    vipps.answer(() => json(400, [{ errorGroup: 'User', errorCode: '81', errorMessage: '91234567' }]));
    await failureOf(vipps.client.forceApprove({ msn, orderId, phoneNumber: '91234567' }));
    expect(lines).not.toEqual([]);
    expect(JSON.stringify(lines)).not.toMatch(/91234567|token-1|a-secret|a-key/);
  });
});

test('isVippsError knows a copy from another bundle, and nothing else', () => {
  const error = new VippsError('x', {
    kind: 'server',
    operation: 'capture',
    retryable: true,
    effect: 'unknown',
  });
  const fromElsewhere = Object.assign(new Error('x'), { name: 'VippsError', kind: 'server', effect: 'none' });
  expect([error, fromElsewhere].map(isVippsError)).toEqual([true, true]);
  expect([new Error('x'), null, undefined, 'VippsError', { name: 'VippsError' }].map(isVippsError)).toEqual(
    Array(5).fill(false),
  );
});

test('every code has words and advice, and a name that is no code has none', () => {
  for (const [code, fact] of Object.entries(errorCodes)) {
    expect(code).toMatch(/^\d+$/);
    expect(fact.meaning).toMatch(/\.$/);
    expect(fact.advice).toMatch(/^[a-z-]+$/);
  }
  expect(findErrorCode('94')).toMatchObject({ retryable: true, effect: 'unknown' });
  expect(findErrorCode('constructor')).toBeUndefined();
});
