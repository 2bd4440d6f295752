/** A web process of its own on a file of books, as `npm start` runs one, and somebody who is logged in to it. */
import { type ChildProcess, spawn } from 'node:child_process';
import http from 'node:http';
import net from 'node:net';
import { benchNow } from './books';

export type WebProcess = {
  /** Browsers tell log-ins of several desks on a machine apart by it. */
  readonly port: number;
  readonly address: string;
  readonly pid: number | undefined;
  /** A page to its last byte; throws unless it was answered. */
  read(path: string, cookie?: string): Promise<string>;
  stop(): Promise<void>;
};

export type WebProcessOptions = {
  /** Another program than the desk's own, on the same settings. */
  readonly script?: string;
  /** Settings that this measurement wants otherwise. */
  readonly settings?: Readonly<Record<string, string>>;
};

const person = { username: 'measure', password: 'a long enough wall of stones' };

/** Needs the built pages (`npm run build`). The clock of the books stands at the morning after their last day, and goes from there. */
export async function startWeb(file: string, options: WebProcessOptions = {}): Promise<WebProcess> {
  const clock = await startClock();
  const web = spawnWeb(file, clock.url, await freePort(), options);
  await new Promise<void>((resolve, reject) => {
    web.process.once('message', () => resolve());
    web.process.once('exit', (code) => reject(new Error(`the web process ended with ${code}`)));
  });
  const stop = async () => {
    await web.stop();
    clock.close();
  };
  return {
    address: web.address,
    port: web.port,
    pid: web.process.pid,
    stop,
    read: (path, cookie) => readPage(web.address + path, cookie),
  };
}

/** Milliseconds from the start of the process to the last byte of a page; on the port that the cookie is of. */
export async function timeToFirstPage(
  file: string,
  path: string,
  { cookie, port }: { readonly cookie: string; readonly port: number },
): Promise<number> {
  const clock = await startClock();
  const startedAtMs = performance.now();
  const web = spawnWeb(file, clock.url, port);
  try {
    await new Promise<void>((resolve, reject) => {
      web.process.once('message', () => resolve());
      web.process.once('exit', (code) => reject(new Error(`the web process ended with ${code}`)));
    });
    await readPage(web.address + path, cookie);
    return performance.now() - startedAtMs;
  } finally {
    await web.stop();
    clock.close();
  }
}

/** The cookie of somebody who sees everything. It stays good in the file, for processes that are started later. */
export async function logIn({ address }: WebProcess): Promise<string> {
  const answer = await fetch(`${address}/login`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ ...person, to: '/' }),
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  if (answer.status >= 400 || cookie === '') throw new Error(`nobody could log in: HTTP ${answer.status}`);
  return cookie;
}

async function readPage(address: string, cookie = ''): Promise<string> {
  const response = await fetch(address, { headers: { cookie }, redirect: 'manual' });
  const text = await response.text();
  if (response.status !== 200)
    throw new Error(`${address}: HTTP ${response.status} ${response.headers.get('location')}`);
  return text;
}

function spawnWeb(
  file: string,
  clockUrl: string,
  port: number,
  { script = 'server/start-web.ts', settings = {} }: WebProcessOptions = {},
) {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', script], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      DATABASE_PATH: file,
      PORT: String(port),
      SESSION_SECRET: 'a secret of this measurement only',
      COOKIE_SECURE: 'no',
      DESK_USERNAME: person.username,
      DESK_PASSWORD: person.password,
      SIMULATOR_URL: clockUrl,
      VIPPS_BASE_URL: 'http://127.0.0.1:9',
      VIPPS_CLIENT_ID: 'none',
      VIPPS_CLIENT_SECRET: 'none',
      VIPPS_SUBSCRIPTION_KEY: 'none',
      VIPPS_SALES_UNITS: '123456',
      LOG_LEVEL: 'silent',
      ...settings,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return {
    process: child,
    port,
    address: `http://127.0.0.1:${port}`,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** What a simulator would say of the time. */
async function startClock() {
  const startedAtMs = Date.now();
  const server = http.createServer((_request, response) => {
    const now = new Date(Date.parse(benchNow) + Date.now() - startedAtMs).toISOString();
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ now }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as net.AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
