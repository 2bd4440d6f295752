/** The desk as it runs, told to log all it can, with faults everywhere: no secret and nobody's details are in what it prints. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ore } from '#core/money';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { requestJobRun } from '#db/job-runs';
import { migrateFile } from '#db/migrate';
import { findOrder } from '#db/orders';
import { jobs } from '#jobs/schedule';
import { createApiToken } from '#services/api-tokens';
import { systemClock } from '#services/clock';
import { merchantAddresses } from '#services/merchant-addresses';
import { openDesk } from '#services/open-desk';
import { pollPayment } from '#services/poll-payments';
import { registerOrder } from '#services/register-order';
import { defaultConfig } from '#simulator/config';
import { startTestSimulator, type TestSimulator, testStart } from '#simulator/test-simulator';
import { freePort, type RunningProcess, startProcess } from '../browser/start-process';
import { testSettings } from '../test-desk';

const credentials = {
  clientId: 'marker-client-id-9f2c',
  clientSecret: 'marker-client-secret-9f2c',
  subscriptionKey: 'marker-subscription-key-9f2c',
};
const keyHex = createHash('sha256').update('marker').digest('hex');
const own = {
  SESSION_SECRET: 'marker-session-secret-0123456789abcdef',
  CALLBACK_SECRET: 'marker-callback-secret-0123456789abcdef',
  DESK_PASSWORD: 'marker password of Kari',
  SECRETS_KEYS: `a:${keyHex}`,
};
/** What callers send that nobody may read later. */
const sent = {
  password: 'marker wrong passphrase',
  username: 'marker-somebody-else',
  token: 'opg_marker-token-that-is-not-one',
  phone: '+4798765432',
  email: 'marker.person@example.com',
  street: 'Markerveien 17',
  name: 'Markerlinde Markersen',
  cookie: 'marker-cookie-value',
};

let folder: string;
let simulator: TestSimulator;
let desk: RunningProcess;
let db: Db;
let apiToken: string;
let environment: Record<string, string>;
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-logs-'));
  const bank = path.join(folder, 'bank');
  simulator = await startTestSimulator({ statementDir: bank, config: { credentials } });
  await simulator.control.generateHistory({ seed: 7, days: 3, endsAt: testStart });
  environment = {
    ...own,
    DATABASE_PATH: path.join(folder, 'desk.db'),
    PORT: String(await freePort()),
    COOKIE_SECURE: 'no',
    DESK_USERNAME: 'kari',
    VIPPS_BASE_URL: simulator.baseUrl,
    VIPPS_CLIENT_ID: credentials.clientId,
    VIPPS_CLIENT_SECRET: credentials.clientSecret,
    VIPPS_SUBSCRIPTION_KEY: credentials.subscriptionKey,
    VIPPS_SALES_UNITS: defaultConfig.salesUnits.map(({ msn, name }) => `${msn}=${name}`).join(', '),
    BANK_INBOX_DIR: bank,
    SIMULATOR_URL: simulator.baseUrl,
    LOG_LEVEL: 'debug',
  };
  await migrateFile(environment.DATABASE_PATH ?? '');
  db = openDatabase(environment.DATABASE_PATH ?? '');
  desk = await startProcess('server/start.ts', environment);
  apiToken = (
    await createApiToken(
      { db, clock: systemClock, log: pino({ level: 'silent' }) },
      { name: 'x', msns: null, actor: 'kari' },
    )
  ).token;
}, 120_000);
afterAll(async () => {
  closeDatabase(db);
  await simulator.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** An express order whose customer has told who they are. */
async function expressOrder(): Promise<{ msn: string; orderId: string; authToken: string }> {
  const name = { msn: '123456', orderId: 'express-1' };
  const settings = testSettings({ ...environment, PUBLIC_URL: desk.url });
  const books = await openDesk({ ...settings, LOG_LEVEL: 'silent' }, 'test');
  await registerOrder(books, { ...name, amountOre: 89_900, express: true });
  const addresses = merchantAddresses(settings, name);
  await books.vipps.initiatePayment({
    merchantInfo: {
      merchantSerialNumber: name.msn,
      ...addresses,
      fallBack: 'http://127.0.0.1/thanks',
      paymentType: 'eComm Express Payment',
    },
    customerInfo: { mobileNumber: '48059528' },
    transaction: { orderId: name.orderId, amountOre: ore(89_900), transactionText: 'Ullsokker' },
  });
  await simulator.control.confirm(name.msn, name.orderId);
  await simulator.control.flushCallbacks();
  const order = await findOrder(books.db, name);
  if (order === undefined) throw new Error('the order is not known');
  await pollPayment(books, order);
  books.close();
  return { ...name, authToken: addresses.authToken };
}

/** Everything a caller can send that fails. */
async function badCalls(
  cookie: string,
  order: { msn: string; orderId: string; authToken: string },
): Promise<number[]> {
  const person = JSON.stringify({
    mobileNumber: sent.phone,
    email: sent.email,
    name: sent.name,
    address: sent.street,
  });
  const call = (address: string, init: RequestInit = {}) =>
    fetch(desk.url + address, {
      redirect: 'manual',
      signal: AbortSignal.timeout(20_000),
      ...init,
      headers: { Cookie: `${cookie}; other=${sent.cookie}`, ...init.headers },
    });
  const json = { 'Content-Type': 'application/json' };
  const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) });
  const payment = `/vipps/${order.msn}/v2/payments/${order.orderId}`;
  const calls: Promise<Response>[] = [
    call('/login', form({ username: sent.username, password: sent.password })),
    call('/login', form({ username: 'kari', password: sent.password })),
    call('/login.data', form({ password: sent.password })),
    call('/login', { method: 'POST', body: `{"password": "${sent.password}"`, headers: json }),
    call('/orders/123456/x/capture', { method: 'POST', body: person, headers: json }),
    call('/orders/123456/x/capture', form({ amountOre: sent.phone, text: sent.name, reason: sent.street })),
    call('/settings', form({ name: sent.name, email: sent.email })),
    call('/imports/upload', {
      method: 'POST',
      body: person,
      headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
    }),
    call('/imports/upload', { method: 'POST', body: person, headers: json }),
    call(`/orders/%ff/${encodeURIComponent(sent.name)}`),
    call('/%E0%A4%A'),
    call(payment, {
      method: 'POST',
      body: `{"person": ${person}`,
      headers: { ...json, Authorization: sent.token },
    }),
    call(payment, { method: 'POST', body: person, headers: { ...json, Authorization: sent.token } }),
    call(payment, {
      method: 'POST',
      body: `{"person": ${person}`,
      headers: { ...json, Authorization: order.authToken },
    }),
    call(payment, { method: 'POST', body: person, headers: { ...json, Authorization: order.authToken } }),
    call(`${payment}/shippingDetails`, {
      method: 'POST',
      body: person,
      headers: { ...json, Authorization: order.authToken },
    }),
    call(`/vipps/${order.msn}/marker/v2/consents/${encodeURIComponent(sent.email)}`, { method: 'DELETE' }),
    call('/api/v1/orders', {
      method: 'POST',
      body: person,
      headers: { ...json, Authorization: `Bearer ${sent.token}` },
    }),
    call('/api/v1/orders', {
      method: 'POST',
      body: person,
      headers: { ...json, Authorization: `Bearer ${apiToken}` },
    }),
    call('/api/v1/orders', {
      method: 'POST',
      body: `${person}}`,
      headers: { ...json, Authorization: `Bearer ${apiToken}` },
    }),
    call('/api/v1/orders/%ff', { headers: { Authorization: `Bearer ${apiToken}` } }),
  ];
  return Promise.all(calls.map(async (answer) => (await answer).status));
}

/** Not even HTTP. */
function nonsense(): Promise<void> {
  const { hostname, port } = new URL(desk.url);
  return new Promise((resolve) => {
    const socket = net.connect(Number(port), hostname, () =>
      socket.end(`${sent.email} ${sent.token}\r\n\r\n`),
    );
    socket.resume().on('close', () => resolve());
    socket.on('error', () => resolve());
  });
}

async function allJobs(): Promise<void> {
  const count = () =>
    db.$client
      .prepare<[], number>(`SELECT count(*) FROM job_runs WHERE finished_at IS NOT NULL`)
      .pluck()
      .get() ?? 0;
  const before = count();
  for (const { name } of jobs)
    await requestJobRun(db, { id: uuidv7(), job: name, requestedBy: 'kari', realNow: systemClock.now() });
  await expect.poll(count, { timeout: 60_000, interval: 200 }).toBeGreaterThanOrEqual(before + jobs.length);
}

it('no secret, and nothing of a person, is in what the desk prints', async () => {
  const logIn = await fetch(`${desk.url}/login`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ username: 'kari', password: own.DESK_PASSWORD, to: '/' }),
  });
  expect(logIn.status).toBe(302);
  const cookie = logIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const order = await expressOrder();
  await allJobs();
  for (const operation of ['token', 'details', 'capture', 'ledgers', 'dates', 'feed'] as const)
    for (const kind of [
      'server-error',
      'unauthorized',
      'reset-before-effect',
      'half-body',
      'malformed-json',
    ] as const)
      await simulator.control.addFault({ kind, operation });
  const statuses = await badCalls(cookie, order);
  expect(statuses.filter((status) => status >= 400).length).toBeGreaterThan(10);
  await nonsense();
  await allJobs();
  // The database loses a table: everything that reads it throws, with its values in hand.
  db.$client.exec('DROP TABLE order_totals; DROP TABLE callbacks;');
  await badCalls(cookie, order);
  await Promise.all(
    ['/', '/orders', '/jobs', '/search?q=98765432'].map((address) =>
      fetch(desk.url + address, { headers: { Cookie: cookie } }),
    ),
  );
  await allJobs();
  const customers = db.$client
    .prepare<[], Record<string, string | null>>('SELECT * FROM order_customers')
    .all();
  await desk.stop();

  const printed = desk.output();
  expect(printed).toContain('"level":50'); // things did fail
  expect(printed).toContain('"level":20'); // and all was told
  expect(customers.length).toBeGreaterThan(0);
  const personal = customers.flatMap((row) =>
    ['first_name', 'last_name', 'email', 'mobile_number', 'address_line_1', 'user_id'].map(
      (name) => row[name] ?? '',
    ),
  );
  const hidden = [
    ...Object.values(credentials),
    ...Object.values(own),
    keyHex,
    ...Object.values(sent),
    sent.phone.slice(3),
    apiToken,
    order.authToken,
    '48059528',
    ...cookie
      .split('; ')
      .map((one) => one.slice(one.indexOf('=') + 1))
      .filter((value) => value.length > 8), // one that is taken away is empty
    ...personal.filter((text) => text.length >= 6),
  ];
  for (const secret of hidden)
    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
      expect(lineWith(printed, form), `${secret} was printed`).toBeUndefined();
  expect(printed).not.toMatch(/\beyJ[\w-]{10,}|Bearer \w/);
}, 100_000);

function lineWith(printed: string, text: string): string | undefined {
  return printed.split('\n').find((line) => line.includes(text));
}
