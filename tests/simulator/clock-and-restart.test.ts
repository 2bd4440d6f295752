import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { demoCredentials } from '#simulator/config';
import { createControlClient } from '#simulator/control-client';
import { startTestSimulator } from '#simulator/test-simulator';
import { entriesOf, vippsCalls } from './vipps-calls';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulator-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the clock', () => {
  test('runs as fast as real time', async () => {
    let realMs = 5000;
    const simulator = await startTestSimulator({ frozen: false, realNowMs: () => realMs });
    realMs += 90_000;
    const { now } = await simulator.control.clock();
    await simulator.close();
    expect(now).toBe('2026-06-02T06:31:30.000Z');
  });

  test.each([
    ['an hour', { advance: 'hour' }, '2026-06-02T07:30:00.000Z'],
    ['a day', { advance: 'day' }, '2026-06-03T06:30:00.000Z'],
    ['noon of the next bank day', { advance: 'next-bank-day' }, '2026-06-03T10:00:00.000Z'],
    ['milliseconds', { advanceMs: 1 }, '2026-06-02T06:30:00.001Z'],
    ['to an instant', { to: '2026-06-05T12:00:00+02:00' }, '2026-06-05T10:00:00.000Z'],
  ] as const)('moves forward %s', async (_name, move, expected) => {
    const simulator = await startTestSimulator();
    const { now } = await simulator.control.moveClock(move);
    await simulator.close();
    expect(now).toBe(expected);
  });

  test('jumps over weekends and holidays, and tells the day in Oslo', async () => {
    const simulator = await startTestSimulator({ now: '2026-04-01T22:30:00Z' }); // Maundy Thursday in Oslo
    expect(await simulator.control.clock()).toMatchObject({ today: '2026-04-02', isBankDay: false });
    const { today } = await simulator.control.moveClock({ advance: 'next-bank-day' });
    await simulator.close();
    expect(today).toBe('2026-04-07');
  });

  test('never goes back', async () => {
    const simulator = await startTestSimulator();
    await expect(simulator.control.moveClock({ to: '2026-06-01T00:00:00Z' })).rejects.toThrow('backwards');
    await simulator.close();
  });
});

test('what is due on the way happens in the order of time', async () => {
  const simulator = await startTestSimulator();
  const vipps = vippsCalls(simulator);
  await vipps.logIn();
  await vipps.initiate('A');
  await simulator.control.confirm('123456', 'A');
  await vipps.capture('A');
  await vipps.initiate('B');
  await simulator.control.moveClock({ advanceMs: 5 * 86_400_000 });
  const books = await simulator.control.books();
  await simulator.close();
  expect(books.orders.map((order) => order.state)).toEqual(['captured', 'expired']);
  expect(books.payouts).toMatchObject([
    { ledgerDate: '2026-06-02', depositedAt: '2026-06-04T08:00:00.000Z' },
  ]);
  expect(books.ledgers.map((ledger) => ledger.openDay)).toEqual(['2026-06-07', '2026-06-07']);
});

test('a restart keeps payments, history, ledgers, request ids, faults and the clock, which stood still meanwhile', async () => {
  const database = join(folder, 'simulator.db');
  const first = await startTestSimulator({ database });
  const before = vippsCalls(first);
  await before.logIn();
  await before.initiate('A');
  await first.control.confirm('123456', 'A');
  const captured = await before.capture('A', 10_000, { key: 'k' });
  await first.control.moveClock({ advance: 'next-bank-day' });
  await first.control.addFault({ kind: 'server-error', operation: 'refund' });
  const books = await first.control.books();
  await first.close();

  const second = await startTestSimulator({ database, now: '2030-01-01T00:00:00Z' });
  const after = vippsCalls(second);
  await after.logIn();
  expect(await second.control.books()).toEqual(books);
  expect((await after.capture('A', 10_000, { key: 'k' })).text).toBe(captured.text);
  expect((await after.refund('A', 1000)).status).toBe(500);
  expect(entriesOf(await after.feed('funds'))).toEqual([
    'capture 10000',
    'fees-retained -299',
    'scheduled-for-payout -9701',
  ]);
  await second.close();
});

test.each([1, 2])(
  'a file of version %i is brought up to date; one of a later version is refused',
  async (version) => {
    const database = join(folder, 'older.db');
    const first = await startTestSimulator({ database });
    const vipps = vippsCalls(first);
    await vipps.logIn();
    await vipps.initiate('A');
    await first.control.confirm('123456', 'A');
    await vipps.capture('A');
    await first.control.moveClock({ advance: 'day' });
    const books = await first.control.books();
    await first.close();

    const older = new Database(database);
    older.exec(`DROP TABLE callbacks;
    DROP TABLE shipping_answers;
    DROP TABLE consent_removals;
    DROP INDEX payments_mobile;
    ALTER TABLE payments DROP COLUMN pushed_at;
    ALTER TABLE payments DROP COLUMN app_switch`);
    if (version === 1)
      older.exec(`ALTER TABLE payments DROP COLUMN shipped_at;
      ALTER TABLE payouts DROP COLUMN first_part_ore;
      ALTER TABLE payouts DROP COLUMN joined_under;
      ALTER TABLE payouts DROP COLUMN text_change`);
    older.pragma(`user_version = ${version}`);
    older.close();
    const second = await startTestSimulator({ database });
    expect(await second.control.books()).toEqual(books);
    await second.control.splitDeposit('2000801', 4000);
    await second.control.moveClock({ advance: 'next-bank-day' });
    expect((await second.control.bank()).lines).toMatchObject([{ amount: 4000 }, { amount: 34_804 }]);
    await second.close();

    const later = new Database(database);
    later.pragma('user_version = 99');
    later.close();
    await expect(startTestSimulator({ database })).rejects.toThrow('another version');
  },
);

describe('as a process', () => {
  test('a killed simulator has lost nothing that it answered', async () => {
    const port = await freePort();
    const killed = await startProcess(port);
    const address = { baseUrl: `http://127.0.0.1:${port}`, credentials: demoCredentials };
    const control = createControlClient(address.baseUrl);
    const vipps = vippsCalls({
      ...address,
      control,
      idle: async () => undefined,
      close: async () => undefined,
    });
    await vipps.logIn();
    await vipps.initiate('A');
    await control.confirm('123456', 'A');
    await vipps.capture('A', 10_000, { key: 'k' });
    const { now } = await control.moveClock({ advance: 'day' });
    await stop(killed, 'SIGKILL');

    const again = await startProcess(port);
    await vipps.logIn();
    expect(await control.order('123456', 'A')).toMatchObject({ captured: 10_000 });
    expect((await vipps.capture('A', 10_000, { key: 'k' })).status).toBe(200);
    expect(await control.order('123456', 'A')).toMatchObject({ captured: 10_000 });
    expect((await control.clock()).now >= now).toBe(true);
    const beganMs = Date.now();
    expect(await stop(again, 'SIGTERM')).toBe(0);
    expect(Date.now() - beganMs).toBeLessThan(1000);
  }, 20_000);

  test('a wrong setting stops the start with a line that names it', async () => {
    const child = spawn('node_modules/.bin/tsx', ['simulator/start-simulator.ts'], {
      env: { ...process.env, SIMULATOR_PORT: 'many' },
    });
    let errors = '';
    child.stderr.on('data', (part) => {
      errors += String(part);
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(code).toBe(1);
    expect(errors).toContain('SIMULATOR_PORT');
  }, 20_000);
});

function startProcess(port: number): Promise<ChildProcess> {
  const child = spawn('node', ['--import', 'tsx', 'simulator/start-simulator.ts'], {
    env: {
      ...process.env,
      SIMULATOR_PORT: String(port),
      SIMULATOR_DB: join(folder, 'process.db'),
      SIMULATOR_START: '2026-06-02T06:30:00Z',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error('the simulator did not start')));
    child.stdout.on('data', (part) => {
      if (String(part).includes('Simulator is ready')) resolve(child);
    });
  });
}

function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  child.kill(signal);
  return ended;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
