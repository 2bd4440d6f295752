/** One set of servers: a simulator with some days of history, and the desk and its jobs on top of it. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { request } from 'playwright/test';
import { migrateFile } from '#db/migrate';
import { createApiToken } from '#services/api-tokens';
import { type OpenDesk, openDesk } from '#services/open-desk';
import { readSettings } from '#services/settings';
import { defaultConfig, demoCredentials } from '#simulator/config';
import { type ControlClient, createControlClient } from '#simulator/control-client';
import { fillDemo } from '../../scripts/fill-demo';
import { freePort, type RunningProcess, startProcess } from './start-process';

export const person = { username: 'kari', password: 'en lang setning til prøve' };
export const historyEndsAt = '2026-06-02T06:30:00Z';

export type Session = Awaited<ReturnType<typeof logIn>>;

/** Cookies of nobody. */
export const nobody: Session = { cookies: [], origins: [] };

export type Servers = {
  /** Where the desk is. */
  readonly url: string;
  /** Where the simulator is, with the customers' app. */
  readonly simulatorUrl: string;
  /** Starts the merchant's shop, once; its address. */
  startShop(): Promise<string>;
  /** The simulator as its operator, its customers and its bank see it. */
  readonly control: ControlClient;
  /** The desk's own database and services, to prepare what a test begins with. */
  readonly desk: OpenDesk;
  /** A folder that is removed at the end. */
  readonly folder: string;
  /** Cookies of a person who is logged in. Nobody logs out with them: every test begins with them (see logIn). */
  readonly session: Session;
  stop(): Promise<void>;
};

/** What the log says of addresses that tests make up, and of faults they switch on. */
const expected = /"status":4\d\d|Single fetch-enabled apps|Vipps could not be reached/;

/** `more`: settings of the desk beside the usual ones. */
export async function startServers(
  world = 'shared',
  more: Readonly<Record<string, string>> = {},
): Promise<Servers> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `oppgjor-browser-${world}-`));
  /** What has been started, the last first. */
  const ends: (() => Promise<void> | void)[] = [() => fs.rmSync(folder, { recursive: true, force: true })];
  const stop = async () => {
    const failures: unknown[] = [];
    for (const end of ends.splice(0)) await Promise.resolve(end()).catch((error) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('\n'));
  };
  try {
    const bankDir = path.join(folder, 'bank');
    const simulator = await startProcess('simulator/start-simulator.ts', {
      SIMULATOR_PORT: '0',
      SIMULATOR_DB: path.join(folder, 'simulator.db'),
      SIMULATOR_START: historyEndsAt,
      BANK_STATEMENT_DIR: bankDir,
    });
    ends.unshift(simulator.stop);
    const control = createControlClient(simulator.url);
    const environment = { ...(await deskEnvironment(folder, bankDir, simulator.url)), ...more };
    const read = readSettings({ ...environment, LOG_LEVEL: 'silent' });
    if (read.kind === 'invalid') throw new Error(read.problems.join('\n'));
    await migrateFile(read.settings.DATABASE_PATH);
    await control.generateHistory({ seed: 7, days: 4, endsAt: historyEndsAt });
    await fillDemo(read.settings, () => {});
    const pages = await startProcess('server/start.ts', environment);
    ends.unshift(pages.stop, () => expectNoErrors(pages.output()));
    const desk = await openDesk(read.settings, 'test');
    ends.unshift(() => desk.close());
    let shop: Promise<RunningProcess> | undefined;
    const startShop = async () => {
      shop ??= startShopProcess(desk, { folder, url: pages.url, simulatorUrl: simulator.url });
      const started = await shop;
      if (!ends.includes(started.stop)) ends.unshift(started.stop);
      return started.url;
    };
    const session = await logIn(pages.url);
    return { url: pages.url, simulatorUrl: simulator.url, startShop, control, desk, folder, session, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A system of its own: it has keys to Vipps and a token of the desk. */
async function startShopProcess(
  desk: OpenDesk,
  { folder, url, simulatorUrl }: Pick<Servers, 'folder' | 'url' | 'simulatorUrl'>,
): Promise<RunningProcess> {
  const { token } = await createApiToken(desk, { name: 'The shop', msns: null, actor: person.username });
  return startProcess('shop/start-shop.ts', {
    SHOP_PORT: String(await freePort()),
    SHOP_DB: path.join(folder, 'shop.db'),
    VIPPS_BASE_URL: simulatorUrl,
    VIPPS_CLIENT_ID: demoCredentials.clientId,
    VIPPS_CLIENT_SECRET: demoCredentials.clientSecret,
    VIPPS_SUBSCRIPTION_KEY: demoCredentials.subscriptionKey,
    DESK_URL: url,
    DESK_API_TOKEN: token,
    CLOCK_URL: simulatorUrl,
  });
}

async function expectNoErrors(log: string): Promise<void> {
  const lines = log.split('\n').filter((line) => line.includes('"level":50') && !expected.test(line));
  if (lines.length > 0) throw new Error(`the desk logged errors:\n${lines.join('\n')}`);
}

async function deskEnvironment(folder: string, bankDir: string, simulatorUrl: string) {
  return {
    DATABASE_PATH: path.join(folder, 'oppgjor.db'),
    HOST: '127.0.0.1',
    PORT: String(await freePort()),
    SESSION_SECRET: 'a secret that only these tests know, long enough',
    SECRETS_KEYS: `tests:${randomBytes(32).toString('hex')}`,
    RATE_LIMIT_LOG_IN: '1000', // tests come from one address
    COOKIE_SECURE: 'no',
    DESK_USERNAME: person.username,
    DESK_PASSWORD: person.password,
    VIPPS_BASE_URL: simulatorUrl,
    VIPPS_CLIENT_ID: demoCredentials.clientId,
    VIPPS_CLIENT_SECRET: demoCredentials.clientSecret,
    VIPPS_SUBSCRIPTION_KEY: demoCredentials.subscriptionKey,
    VIPPS_SALES_UNITS: defaultConfig.salesUnits.map(({ msn, name }) => `${msn}=${name}`).join(', '),
    BANK_INBOX_DIR: bankDir,
    SIMULATOR_URL: simulatorUrl,
    LOG_LEVEL: 'error',
  };
}

/** Cookies of a new log-in: of who is in, or, where a code is asked for, of who is half-way. */
export async function logIn(url: string, { username, password }: typeof person = person) {
  // Else the log-in that a test begins with would be sent, and a new one ends it.
  const context = await request.newContext({ baseURL: url, storageState: nobody });
  const form = { username, password, to: '/' };
  const response = await context.post('/login', { form, maxRedirects: 0 });
  if (response.status() !== 302) throw new Error(`log-in answered ${response.status()}`);
  const state = await context.storageState();
  await context.dispose();
  return state;
}
