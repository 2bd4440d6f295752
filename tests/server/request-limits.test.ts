/** Limits bite programs that run wild, and nobody else. */
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, expect, it } from 'vitest';
import { merchantEndpoints } from '#server/merchant-endpoints';
import { requestLimits } from '#server/request-limits';
import { merchantAddresses } from '#services/merchant-addresses';
import { openTestDesk, testSettings, testUnit } from '../test-desk';

const ends: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function listen(app: express.Express): Promise<string> {
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  ends.push(() => server.closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** As in server/create-web; who asks is told by a header. */
async function open(environment: Record<string, string>) {
  const settings = testSettings(environment);
  const limits = requestLimits(settings);
  const app = express();
  app.set('trust proxy', settings.TRUSTED_PROXIES);
  app.use(limits.ofAddress, limits.ofLogIns);
  app.use((request, response, next) => {
    const id = request.get('X-Person');
    response.locals.person = id && { id };
    next();
  });
  app.use(limits.ofPerson);
  app.use((_request, response) => void response.send('ok'));
  const url = await listen(app);
  return async (path = '/', headers: Record<string, string> = {}, method = 'GET') => {
    const answer = await fetch(url + path, { method, headers });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
}

const statuses = async (times: number, ask: () => Promise<{ status: number }>) => {
  const found: number[] = [];
  for (let time = 0; time < times; time += 1) found.push((await ask()).status);
  return found;
};

it('a person is held up after the limit, from wherever; another from the same address is not', async () => {
  const ask = await open({ RATE_LIMIT_PERSON: '5' });
  const kari = { 'X-Person': 'kari' };
  expect(await statuses(7, () => ask('/', kari))).toEqual([200, 200, 200, 200, 200, 429, 429]);
  expect((await ask('/', { ...kari, 'X-Forwarded-For': '203.0.113.9' })).status).toBe(429);
  expect((await ask('/', { 'X-Person': 'ola' })).status).toBe(200);
  expect((await ask('/')).status, 'nobody').toBe(200);
});

it('an address is held up, and another one is not; of IPv6 the network counts', async () => {
  const ask = await open({ RATE_LIMIT_ADDRESS: '3' });
  const from = (address: string) => () => ask('/', { 'X-Forwarded-For': address });
  expect(await statuses(4, from('203.0.113.1'))).toEqual([200, 200, 200, 429]);
  expect((await from('203.0.113.2')()).status).toBe(200);
  const network = [1, 2, 3, 4].map((n) => from(`2001:db8:0:1::${n}`));
  expect(
    await Promise.all(network.map(async (one) => (await one()).status)).then((all) => all.sort()),
  ).toEqual([200, 200, 200, 429]);
  expect((await from('2001:db9::1')()).status).toBe(200);
});

it('who may say for whom a request is: nobody but trusted proxies, and not what a client adds', async () => {
  const untrusting = await open({ RATE_LIMIT_ADDRESS: '3', TRUSTED_PROXIES: 'none' });
  let count = 0;
  const another = () => {
    count += 1;
    return `203.0.113.${count}`;
  };
  const forged = () => untrusting('/', { 'X-Forwarded-For': another() });
  expect(await statuses(4, forged)).toEqual([200, 200, 200, 429]);
  const trusting = await open({ RATE_LIMIT_ADDRESS: '3' });
  // The proxy here adds the address it saw behind what the client made up.
  const added = () => trusting('/', { 'X-Forwarded-For': `${another()}, 198.51.100.1` });
  expect(await statuses(4, added)).toEqual([200, 200, 200, 429]);
});

it('log-ins from one address are few, in every form of their address; reading the form is free', async () => {
  const ask = await open({ RATE_LIMIT_LOG_IN: '4' });
  const paths = ['/login', '/login.data', '/login/code', '/LOGIN', '/login?to=%2F'];
  const found: number[] = [];
  for (const path of paths) found.push((await ask(path, {}, 'POST')).status);
  expect(found).toEqual([200, 200, 200, 200, 429]);
  expect((await ask('/login')).status).toBe(200);
  expect((await ask('/logins', {}, 'POST')).status).toBe(200);
  expect((await ask('/login', { 'X-Forwarded-For': '203.0.113.7' }, 'POST')).status).toBe(200);
});

it('whoever is held up is told so in plain words, and for how long', async () => {
  const ask = await open({ RATE_LIMIT_ADDRESS: '1' });
  await ask();
  const page = await ask('/orders', { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
  expect(page.status).toBe(429);
  expect(page.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('Cache-Control')).toBe('no-store');
  const seconds = Number(page.headers.get('Retry-After'));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
  expect(page.text).toContain(`Prøv igjen om ${seconds} sekunder`);
  expect(page.text).toContain('Nothing was done.');
  const data = await ask('/orders.data', { Accept: '*/*' });
  expect(data.headers.get('Content-Type')).toMatch(/^text\/plain/);
  expect(data.text).toMatch(/^Too many requests\. Nothing was done\. Try again in \d+ seconds\.$/);
});

it('work does not come near: keys held down in a list, many pages open, a stream that changes all the time', async () => {
  const { RATE_LIMIT_PERSON, RATE_LIMIT_ADDRESS } = testSettings();
  const keyRepeatsASecond = 31; // the fastest that systems offer; the panel reads each order that it passes
  const rereadsASecond = 2 * 2; // what is told as changed, at most twice a second, by two windows that are looked at
  expect(keyRepeatsASecond * 60 + rereadsASecond * 60).toBeLessThan(RATE_LIMIT_PERSON);
  const filesOfPage = 60;
  expect(RATE_LIMIT_PERSON + filesOfPage * 20).toBeLessThan(RATE_LIMIT_ADDRESS);
  const ask = await open({});
  const walk = Array.from({ length: 1000 }, () => ask('/panel/orders/123456/A-1', { 'X-Person': 'kari' }));
  expect((await Promise.all(walk)).every(({ status }) => status === 200)).toBe(true);
});

it('calls with a forged token of Vipps are held up, from their address; a good one never is', async () => {
  const books = await openTestDesk();
  ends.push(books.close);
  const settings = testSettings({ RATE_LIMIT_REFUSED: '3' });
  const desk = { ...books.desk, settings, close: () => {} };
  const url = await listen(express().use('/vipps', merchantEndpoints(desk)));
  await books.initiated('H-1');
  const { authToken } = merchantAddresses(settings, { msn: testUnit, orderId: 'H-1' });
  const call = (Authorization: string) => () =>
    fetch(`${url}/vipps/${testUnit}/v2/payments/H-1`, {
      method: 'POST',
      headers: { Authorization, 'Content-Type': 'application/json' },
      body: JSON.stringify({
        merchantSerialNumber: testUnit,
        orderId: 'H-1',
        transactionInfo: { amount: 49_900, status: 'RESERVED', timeStamp: '2026-06-02T06:31:00.000Z' },
      }),
    });
  expect(await statuses(5, call('forged'))).toEqual([401, 401, 401, 429, 429]);
  expect(await statuses(10, call(authToken))).toEqual(Array(10).fill(200));
  const held = await call('forged')();
  expect(await held.json()).toEqual({});
  expect(Number(held.headers.get('Retry-After'))).toBeGreaterThan(0);
});

it('keeps what it has counted apart for ever so many addresses without holding up a thousand honest ones', async () => {
  const ask = await open({ RATE_LIMIT_ADDRESS: '2' });
  const found = await Promise.all(
    Array.from({ length: 1000 }, (_, n) => ask('/', { 'X-Forwarded-For': `10.${n >> 8}.${n & 255}.1` })),
  );
  expect(found.every(({ status }) => status === 200)).toBe(true);
});
