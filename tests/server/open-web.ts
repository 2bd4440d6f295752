/** The whole desk in this process, over some days of history: pages as the build made them, on a port of its own. */
import fs from 'node:fs';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServerBuild } from '@remix-run/node';
import type { Grant } from '#core/permissions';
import { migrateFile } from '#db/migrate';
import { createWeb } from '#server/create-web';
import { createDeskServer } from '#server/desk-server';
import { createLiveEvents } from '#server/live-events';
import { createLogInCookies } from '#server/log-in-cookies';
import { makeFirstPeople } from '#services/first-people';
import { type OpenDesk, openDesk } from '#services/open-desk';
import { openSecretBox } from '#services/secret-box';
import { startSession } from '#services/sessions';
import { defaultConfig } from '#simulator/config';
import { startTestSimulator, testStart } from '#simulator/test-simulator';
import { fillDemo } from '../../scripts/fill-demo';
import { addTestPerson, testSettings } from '../test-desk';

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
};

export async function openWeb(environment: Readonly<Record<string, string>> = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-web-'));
  const bank = path.join(folder, 'bank');
  const simulator = await startTestSimulator({ statementDir: bank });
  const { clientId, clientSecret, subscriptionKey } = simulator.credentials;
  const settings = testSettings({
    DATABASE_PATH: path.join(folder, 'desk.db'),
    COOKIE_SECURE: 'no',
    VIPPS_BASE_URL: simulator.baseUrl,
    VIPPS_CLIENT_ID: clientId,
    VIPPS_CLIENT_SECRET: clientSecret,
    VIPPS_SUBSCRIPTION_KEY: subscriptionKey,
    VIPPS_SALES_UNITS: defaultConfig.salesUnits.map(({ msn, name }) => `${msn}=${name}`).join(', '),
    BANK_INBOX_DIR: bank,
    SIMULATOR_URL: simulator.baseUrl,
    LOG_LEVEL: 'silent',
    ...environment,
  });
  await migrateFile(settings.DATABASE_PATH);
  await simulator.control.generateHistory({ seed: 7, days: 12, endsAt: testStart });
  await fillDemo(settings, () => {});
  const opened = await openDesk(settings, 'test');
  // As in production: with a simulator the log-in page shows the password.
  const desk: OpenDesk = { ...opened, settings: { ...settings, SIMULATOR_URL: undefined } };
  await makeFirstPeople(desk, { ...settings, SIMULATOR_URL: undefined }, Date.now());
  const cookies = createLogInCookies(settings);
  const live = createLiveEvents(desk, cookies);
  const secretBox = openSecretBox(settings);
  const server = createDeskServer(createWeb({ desk, build: await readBuild(), cookies, live, secretBox }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  let cookie = '';
  const ask = async (address: string, init: RequestInit = {}): Promise<Answer> => {
    const headers = { Cookie: cookie, 'Accept-Language': 'en', ...init.headers };
    const response = await fetch(url + address, { redirect: 'manual', ...init, headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return {
    url,
    desk,
    settings,
    control: simulator.control,
    ask,
    cookie: () => cookie,
    post: (address: string, fields: Readonly<Record<string, string>>) =>
      ask(address, { method: 'POST', body: new URLSearchParams(fields) }),
    /** From the manifest of the build: each route with what it answers to. */
    async routes() {
      const { routes } = await readBuild();
      return Object.values(routes).flatMap((route) => {
        if (route === undefined || route.id === 'root') return [];
        const { id, path = '', module } = route;
        return [{ id, path, hasGet: module.loader !== undefined, hasPost: module.action !== undefined }];
      });
    },
    /** Somebody new with these roles, logged in: the cookie that says so. */
    async cookieOf(username: string, grants: readonly Grant[]): Promise<string> {
      await addTestPerson(desk.db, { id: `person-${username}`, username }, grants);
      const who = { personId: `person-${username}`, username, method: 'password' as const };
      const browser = { address: '127.0.0.1', userAgent: 'test' };
      const token = await startSession(desk, { ...who, browser, nowMs: Date.now() }, undefined);
      return (await cookies.session.serialize(token)).split(';')[0] ?? '';
    },
    /** From now on `ask` is logged in. */
    async logIn() {
      const { DESK_USERNAME: username = '', DESK_PASSWORD: password = '' } = settings;
      const fields = { username, password, to: '/' };
      const answer = await ask('/login', { method: 'POST', body: new URLSearchParams(fields) });
      if (answer.status !== 302) throw new Error(`log-in answered ${answer.status}`);
      cookie = answer.headers
        .getSetCookie()
        .map((one) => one.split(';')[0])
        .join('; ');
    },
    async close() {
      live.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      opened.close();
      await simulator.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type OpenWeb = Awaited<ReturnType<typeof openWeb>>;

async function readBuild(): Promise<ServerBuild> {
  const file = path.resolve('build/server/index.js');
  if (!fs.existsSync(file)) throw new Error('this test looks at built pages: run "npm run build" first');
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as ServerBuild;
}
