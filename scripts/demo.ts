/** `npm run demo`: simulator, shop, desk and jobs, filled with ninety days of history at the first start. `-- --reset` starts over. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { lock } from 'proper-lockfile';
import { closeDatabase, openDatabase } from '#db/client';
import { demoPeople } from '#services/first-people';
import { migratedOrExit } from '#services/migrated-or-exit';
import { databasePathOf, readSettings, type Settings } from '#services/settings';
import { defaultConfig, demoCredentials } from '#simulator/config';
import { foldLogOf } from '../server/fold-log-of';
import { superviseProcesses } from '../server/supervise-processes';
import { askForSecondPerson } from './demo-second-person';
import { tokenForShop } from './demo-shop-token';
import { fillDemo } from './fill-demo';

const dataDir = path.resolve(process.env.DATA_DIR || 'data');
const databasePath = databasePathOf({ ...process.env, DATA_DIR: dataDir });
const port = portOf('PORT', 3000);
const simulatorPort = portOf('SIMULATOR_PORT', 4010);
const shopPort = portOf('SHOP_PORT', 4020);
const bankDir = path.join(dataDir, 'bank-statements');
const simulatorDb = path.join(dataDir, 'simulator.db');
const shopDb = path.join(dataDir, 'shop.db');
const filledMark = path.join(dataDir, 'demo-filled');
const reset = process.argv.slice(2).includes('--reset');
const unknown = process.argv.slice(2).filter((word) => word !== '--reset');
if (unknown.length > 0) fail(`Unknown: ${unknown.join(' ')}. The demo knows --reset.`);

if (new Set([port, simulatorPort, shopPort]).size < 3)
  fail(`PORT, SIMULATOR_PORT and SHOP_PORT must differ; they are ${port}, ${simulatorPort} and ${shopPort}.`);
if (fs.existsSync(dataDir) && !fs.statSync(dataDir).isDirectory())
  fail(`DATA_DIR ${dataDir} is a file; name a folder.`);
fs.mkdirSync(dataDir, { recursive: true });
const release = await lock(path.join(dataDir, 'demo'), { realpath: false, stale: 10_000 }).catch(() =>
  fail(
    `A demo is running on ${dataDir} already. Stop it, or give this one another DATA_DIR, PORT, SIMULATOR_PORT and SHOP_PORT.`,
  ),
);
await checkFree('PORT', port);
await checkFree('SIMULATOR_PORT', simulatorPort);
await checkFree('SHOP_PORT', shopPort);
refuseForeignBooks();
if (reset) removeData();
// A first start that was cut short left half a history: the simulator makes it again, the same from its seed.
if (!fs.existsSync(filledMark)) removeFile(simulatorDb);

const { settings, environment } = demoSettings();
const supervisor = superviseProcesses({ stopWithinMs: settings.STOP_SECONDS * 1000 });
void supervisor.ended.then(async (code) => {
  foldLogOf(settings.DATABASE_PATH);
  await release();
  process.exit(code);
});
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (!stopping) console.log('\nStopping …');
    stopping = true;
  });
}
await supervisor.start({
  name: 'simulator',
  script: 'simulator/start-simulator.ts',
  last: true,
  environment: {
    SIMULATOR_PORT: String(simulatorPort),
    SIMULATOR_DB: simulatorDb,
    BANK_STATEMENT_DIR: bankDir,
  },
});
await migratedOrExit(databasePath);
let shopToken: string | undefined;
try {
  await fillDemo(settings, (text) => console.log(text));
  if (!fs.existsSync(filledMark)) await askForSecondPerson(settings);
  shopToken = await tokenForShop(settings, path.join(dataDir, 'demo-shop-token'));
  fs.writeFileSync(filledMark, new Date().toISOString());
} catch (error) {
  if (!stopping)
    console.error(`The demo could not be filled: ${error instanceof Error ? error.message : String(error)}`);
  supervisor.stop();
  process.exit(await supervisor.ended);
}
await supervisor.start({ name: 'web', script: 'server/start-web.ts', environment: environment });
await supervisor.start({ name: 'jobs', script: 'jobs/start-jobs.ts', environment: environment });
await supervisor.start({
  name: 'shop',
  script: 'shop/start-shop.ts',
  environment: {
    SHOP_PORT: String(shopPort),
    SHOP_HOST: '127.0.0.1',
    SHOP_DB: shopDb,
    VIPPS_BASE_URL: settings.VIPPS_BASE_URL,
    VIPPS_CLIENT_ID: demoCredentials.clientId,
    VIPPS_CLIENT_SECRET: demoCredentials.clientSecret,
    VIPPS_SUBSCRIPTION_KEY: demoCredentials.subscriptionKey,
    DESK_URL: `http://127.0.0.1:${port}`,
    DESK_API_TOKEN: shopToken,
    CLOCK_URL: `http://127.0.0.1:${simulatorPort}`,
  },
});
console.log(`Oppgjør is ready: http://127.0.0.1:${port}`);
console.log(
  `Log in as "${settings.DESK_USERNAME}" with the password "${settings.DESK_PASSWORD}" (or as ${demoPeople(
    settings,
  )
    .map(({ username }) => username)
    .join(', ')}, who may do less). Ctrl-C stops everything.`,
);

function demoSettings(): { settings: Settings; environment: Record<string, string> } {
  const environment = {
    NODE_ENV: 'production',
    DATABASE_PATH: databasePath,
    HOST: '127.0.0.1',
    PORT: String(port),
    SESSION_SECRET: secretOfThisDemo('demo-session-secret'),
    SECRETS_KEYS: `demo:${secretOfThisDemo('demo-secrets-key')}`,
    COOKIE_SECURE: 'no',
    DESK_USERNAME: 'demo',
    DESK_PASSWORD: 'demo-oppgjor',
    // A proxy that watches the traffic may be put between desk and simulator.
    VIPPS_BASE_URL: process.env.VIPPS_BASE_URL || `http://127.0.0.1:${simulatorPort}`,
    VIPPS_CLIENT_ID: demoCredentials.clientId,
    VIPPS_CLIENT_SECRET: demoCredentials.clientSecret,
    VIPPS_SUBSCRIPTION_KEY: demoCredentials.subscriptionKey,
    VIPPS_SALES_UNITS: defaultConfig.salesUnits.map(({ msn, name }) => `${msn}=${name}`).join(', '),
    BANK_INBOX_DIR: bankDir,
    SIMULATOR_URL: `http://127.0.0.1:${simulatorPort}`,
    SHOP_URL: `http://127.0.0.1:${shopPort}`,
    LOG_LEVEL: process.env.LOG_LEVEL || 'error',
  };
  // So that `npm run job -- NAME --env data/demo.env` works beside the demo.
  const lines = Object.entries(environment).map(([name, value]) => `${name}="${value}"`);
  fs.writeFileSync(path.join(dataDir, 'demo.env'), `${lines.join('\n')}\n`, { mode: 0o600 });
  const result = readSettings(environment);
  if (result.kind === 'invalid') return fail(result.problems.join('\n'));
  return { settings: result.settings, environment };
}

/** Kept with the data, so that log-ins and what is encrypted outlive a restart. */
function secretOfThisDemo(name: string): string {
  const file = path.join(dataDir, name);
  if (!fs.existsSync(file)) fs.writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
  return fs.readFileSync(file, 'utf8');
}

function removeData(): void {
  removeFile(databasePath);
  removeFile(simulatorDb);
  removeFile(shopDb);
  fs.rmSync(path.join(dataDir, 'demo-shop-token'), { force: true });
  fs.rmSync(filledMark, { force: true });
  fs.rmSync(bankDir, { recursive: true, force: true });
}

/** DATABASE_PATH may name the books of a real shop: those are neither filled nor removed. */
function refuseForeignBooks(): void {
  if (!fs.existsSync(databasePath)) return;
  const db = openDatabase(databasePath, { readonly: true });
  try {
    const known = db.$client.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'sales_units'`).get();
    if (known === undefined && fs.statSync(databasePath).size > 0)
      fail(`${databasePath} is not a database of Oppgjør; it is left alone.`);
    const own = defaultConfig.salesUnits.map((unit) => unit.msn);
    const polled =
      known === undefined
        ? []
        : db.$client.prepare(`SELECT msn FROM sales_units WHERE polled = 'yes'`).pluck().all();
    const foreign = polled.filter((msn) => !own.includes(String(msn)));
    if (foreign.length > 0)
      fail(
        `${databasePath} holds the books of sales unit ${foreign.join(', ')}, not a demo's; it is left alone.`,
      );
  } finally {
    closeDatabase(db);
  }
}

function removeFile(database: string): void {
  for (const ending of ['', '-wal', '-shm']) fs.rmSync(database + ending, { force: true });
}

function portOf(name: string, usual: number): number {
  const text = process.env[name];
  if (!text) return usual;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65535)
    return fail(`${name} must be a port, 1 to 65535; it is "${text}".`);
  return value;
}

async function checkFree(name: string, wanted: number): Promise<void> {
  const free = await new Promise<boolean>((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(wanted, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
  if (!free) fail(`Port ${wanted} is in use. Set another one: ${name}=… npm run demo`);
}

function fail(text: string): never {
  console.error(text);
  process.exit(1);
}
