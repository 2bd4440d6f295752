/** What holds for every call, before any operation is asked: who calls, how often, what is read, what else is there. */
import http from 'node:http';
import pino from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { listApiTokens } from '#db/api-tokens';
import { createRateLimit } from '#server/shop-api/rate-limit';
import { createApiToken, revokeApiToken } from '#services/api-tokens';
import { expectProblem, openShopApi, type ShopApiOfTest } from './open-shop-api';

const open: ShopApiOfTest[] = [];
async function start(options: Parameters<typeof openShopApi>[0] = {}) {
  const shop = await openShopApi(options);
  open.push(shop);
  return shop;
}
afterEach(async () => {
  for (const shop of open.splice(0)) await shop.close();
});

const order = { msn: '123456', orderId: 'A-1', amount: 49_900 };

describe('a call without a good token', () => {
  it('is 401 at every address, whether something is there or not', async () => {
    const shop = await start();
    const bad: [string, Record<string, string>][] = [
      ['none', {}],
      ['without the word Bearer', { Authorization: shop.token }],
      ['Basic', { Authorization: `Basic ${Buffer.from(`x:${shop.token}`).toString('base64')}` }],
      ['in the address only', {}],
      ['empty', { Authorization: 'Bearer ' }],
      ['two words', { Authorization: `Bearer ${shop.token} ${shop.token}` }],
      ['another', { Authorization: `Bearer opg_${'A'.repeat(43)}` }],
      ['longer', { Authorization: `Bearer ${shop.token}A` }],
    ];
    for (const [name, headers] of bad) {
      const query = name === 'in the address only' ? `?access_token=${shop.token}` : '';
      const refused = await shop.call('POST', `/orders${query}`, { token: null, headers, body: order });
      expectProblem(refused, 401, 'unauthorized');
      expect(refused.headers.get('WWW-Authenticate'), name).toMatch(/^Bearer realm="oppgjor"/);
    }
    for (const [method, path] of [
      ['GET', '/orders/123456/A-1'],
      ['GET', '/nothing'],
      ['DELETE', '/orders'],
      ['OPTIONS', '/orders'],
    ] as const)
      expectProblem(await shop.call(method, path, { token: null }), 401, 'unauthorized');
    expect((await shop.call('GET', '/orders/123456/A-1')).status).toBe(404);
  });

  it('is refused before its body is read', async () => {
    const shop = await start();
    const refused = await shop.call('POST', '/orders', { token: null, body: 'x'.repeat(200_000) });
    expectProblem(refused, 401, 'unauthorized');
  });

  it('with a token that was revoked is 401 from then on; others go on', async () => {
    const shop = await start();
    const { row, token } = await createApiToken(shop.desk, { name: 'Old', msns: null, actor: 'kari' });
    expect((await shop.call('POST', '/orders', { token, body: order })).status).toBe(201);
    expect(await revokeApiToken(shop.desk, { id: row.id, actor: 'kari' })).toBe(true);
    expectProblem(await shop.call('POST', '/orders', { token, body: order }), 401, 'unauthorized');
    expect((await shop.call('POST', '/orders', { body: order })).status).toBe(200);
  });

  it('takes the word bearer in any case, as RFC 6750 has it', async () => {
    const shop = await start();
    const headers = { Authorization: `bEaReR ${shop.token}` };
    expect((await shop.call('POST', '/orders', { token: null, headers, body: order })).status).toBe(201);
  });
});

describe('limits', () => {
  it('a token has its number of calls in a minute, then 429 with Retry-After; other tokens are not touched', async () => {
    let now = 0;
    const shop = await start({
      limits: { callsPerToken: 3, failuresPerAddress: 30 },
      realNowMs: () => now,
    });
    const { token } = await createApiToken(shop.desk, { name: 'Two', msns: null, actor: 'kari' });
    for (const _ of [1, 2, 3])
      expect((await shop.call('POST', '/orders', { body: order })).status).not.toBe(429);
    now = 20_500;
    const refused = await shop.call('POST', '/orders', { body: order });
    expectProblem(refused, 429, 'too-many-requests');
    expect(refused.headers.get('Retry-After')).toBe('40');
    expectProblem(await shop.call('GET', '/nothing'), 429, 'too-many-requests');
    expect((await shop.call('POST', '/orders', { token, body: order })).status).toBe(200);
    now = 60_000;
    expect((await shop.call('POST', '/orders', { body: order })).status).toBe(200);
  });

  it('an address has its number of refused tokens in a minute; a good token from there is still let in', async () => {
    let now = 0;
    const shop = await start({
      limits: { callsPerToken: 100, failuresPerAddress: 2 },
      realNowMs: () => now,
    });
    const wrong = () => shop.call('GET', '/orders/123456/A-1', { token: 'wrong' });
    expectProblem(await wrong(), 401, 'unauthorized');
    expectProblem(await wrong(), 401, 'unauthorized');
    const refused = await wrong();
    expectProblem(refused, 429, 'too-many-requests');
    expect(refused.headers.get('Retry-After')).toBe('60');
    expect((await shop.call('POST', '/orders', { body: order })).status).toBe(201);
    now = 60_000;
    expectProblem(await wrong(), 401, 'unauthorized');
  });

  it('remember a bounded number of keys, and forget those that began first', () => {
    const limit = createRateLimit({ limit: 1, maxKeys: 3, realNowMs: () => 0 });
    expect(limit.take('first')).toBeUndefined();
    expect(limit.take('first')).toBe(60);
    for (let key = 0; key < 1000; key += 1) expect(limit.take(`key ${key}`)).toBeUndefined();
    expect(limit.take('key 999')).toBe(60);
    expect(limit.take('first')).toBeUndefined();
  });
});

describe('what is sent', () => {
  it.each([
    ['no JSON', '{"msn":', 400, 'malformed'],
    ['a word', '"order"', 400, 'malformed'],
    ['nothing at all', undefined, 400, 'malformed'],
    ['nothing', '', 400, 'malformed'],
    ['null', 'null', 400, 'malformed'],
    ['a list', '[]', 422, 'invalid'],
    ['an empty object', '{}', 422, 'invalid'],
    ['deeply nested', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, 422, 'invalid'],
    ['too long', JSON.stringify({ ...order, description: 'x'.repeat(70_000) }), 413, 'too-large'],
  ] as const)('%s is refused', async (_name, body, status, kind) => {
    const shop = await start();
    expectProblem(await shop.call('POST', '/orders', { body }), status, kind);
  });

  it('must be JSON in a Unicode encoding, not compressed', async () => {
    const shop = await start();
    const body = JSON.stringify(order);
    const wrong: Record<string, string>[] = [
      { 'Content-Type': 'text/plain' },
      { 'Content-Type': 'application/x-www-form-urlencoded' },
      { 'Content-Type': 'application/json; charset=iso-8859-1' },
      { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
    ];
    for (const headers of wrong)
      expectProblem(await shop.call('POST', '/orders', { body, headers }), 415, 'unsupported-media-type');
    const named = { 'Content-Type': 'application/json; charset=utf-8' };
    expect((await shop.call('POST', '/orders', { body, headers: named })).status).toBe(201);
  });

  it('names at most twenty fields that are wrong, and never repeats long names', async () => {
    const shop = await start();
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`${'f'.repeat(100)}${n}`, n]));
    const refused = await shop.call('POST', '/orders', { body: { ...order, ...many } });
    expectProblem(refused, 422, 'invalid');
    expect(JSON.stringify(refused.body).length).toBeLessThan(4000);
  });
});

describe('addresses and methods', () => {
  it('are answered in full each time, whatever the caller says it has kept', async () => {
    const shop = await start();
    await shop.call('POST', '/orders', { body: order });
    const read = await shop.call('GET', '/orders/123456/A-1', { headers: { 'If-None-Match': '*' } });
    expect([read.status, read.headers.get('ETag'), read.body.orderId]).toEqual([200, null, 'A-1']);
  });

  it('that are not there are 404 and 405 with what is allowed', async () => {
    const shop = await start();
    for (const path of ['', '/', '/orders/', '/Orders', '/orders/123456', '/orders/1/2/3', '/login'])
      expectProblem(await shop.call('GET', path), 404, 'not-found');
    for (const [method, path, allow] of [
      ['GET', '/orders', 'POST, OPTIONS'],
      ['DELETE', '/orders/123456/A-1', 'GET, HEAD, OPTIONS'],
      ['POST', '/orders/123456/A-1/confirmation', 'PUT, OPTIONS'],
      ['PATCH', '/orders/123456/A-1/shipments', 'POST, OPTIONS'],
      ['POST', '/openapi.json', 'GET, HEAD, OPTIONS'],
    ] as const) {
      const refused = await shop.call(method, path);
      expectProblem(refused, 405, 'method-not-allowed');
      expect(refused.headers.get('Allow')).toBe(allow);
    }
  });

  it('that cannot be decoded are 400', async () => {
    const shop = await start();
    expectProblem(await shop.call('GET', '/orders/123456/%E0%A4%A'), 400, 'malformed');
  });

  it('answer OPTIONS with what is allowed, and let no page of another site call', async () => {
    const shop = await start();
    const headers = { Origin: 'https://elsewhere.example', 'Access-Control-Request-Method': 'POST' };
    const { status, headers: given } = await shop.call('OPTIONS', '/orders', { headers });
    expect([status, given.get('Allow')]).toEqual([204, 'POST, OPTIONS']);
    expect([...given.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('a failure of the desk', () => {
  it('is 500 without details, and stands in the log with the id that the shop was given', async () => {
    const lines: string[] = [];
    const shop = await start();
    Object.assign(shop.desk, {
      log: pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }),
    });
    shop.desk.db.$client.exec('DROP TABLE order_totals');
    const failed = await shop.call('POST', '/orders', { body: order });
    expectProblem(failed, 500, 'internal');
    expect(JSON.stringify(failed.body)).not.toMatch(/order_totals|SQL|Error/i);
    expect(lines.join('')).toContain(failed.headers.get('X-Request-Id'));
    expect(lines.join('')).not.toContain(shop.token);
  });

  it('does not come of a caller who goes away in the middle', async () => {
    const shop = await start();
    await new Promise<void>((resolve) => {
      const headers = {
        Authorization: `Bearer ${shop.token}`,
        'Content-Type': 'application/json',
        'Content-Length': '1000',
      };
      const request = http.request(`${shop.url}/orders`, { method: 'POST', headers });
      request.on('error', () => resolve());
      request.write('{"msn":');
      setTimeout(() => request.destroy(new Error('gone')), 50);
    });
    expect((await shop.call('POST', '/orders', { body: order })).status).toBe(201);
  });
});

describe('the last use of a token', () => {
  it('is noted once a minute at most', async () => {
    const shop = await start();
    const lastUsed = async () => (await listApiTokens(shop.desk.db))[0]?.lastUsedAt;
    expect(await lastUsed()).toBeNull();
    await shop.call('GET', '/orders/123456/A-1');
    const first = await lastUsed();
    expect(first).toBe(shop.desk.clock.now());
    await shop.books.advance({ advanceMs: 59_000 });
    await shop.call('GET', '/orders/123456/A-1');
    expect(await lastUsed()).toBe(first);
    await shop.books.advance({ advanceMs: 2000 });
    await shop.call('GET', '/orders/123456/A-1');
    expect(await lastUsed()).toBe(shop.desk.clock.now());
  });
});

it.each(['2026-02-20T08:00:00+25:00', '2026-02-20T08:00:00-99:99', '2026-02-30T08:00:00Z'])(
  'an instant that there is not (%s) is 422 and no failure of the desk',
  async (instant) => {
    const shop = await start();
    const body = { ...order, initiatedAt: instant };
    expectProblem(await shop.call('POST', '/orders', { body }), 422, 'invalid');
  },
);

it('a confirmation before the order is 422, and does not stand', async () => {
  const shop = await start();
  await shop.call('POST', '/orders', { body: order });
  const path = '/orders/123456/A-1/confirmation';
  const early = { how: 'poll', confirmedAt: '2016-06-10T08:00:00Z' };
  expectProblem(await shop.call('PUT', path, { body: early }), 422, 'invalid');
  const told = await shop.call('PUT', path, { body: { how: 'poll' } });
  expect(told.body.confirmedAt).toBe(shop.desk.clock.now());
});
