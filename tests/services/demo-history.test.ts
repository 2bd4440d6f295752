/** The demo's own ninety days: every discrepancy that was planted is found, with its kind and amount, and nothing else is. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExceptionKind } from '#core/exception-kinds';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { migrateFile } from '#db/migrate';
import { readSettings } from '#services/settings';
import { startTestSimulator, type TestSimulator } from '#simulator/test-simulator';
import { fillDemo } from '../../scripts/fill-demo';
import { faultsIn } from '../faults-in';

let simulator: TestSimulator;
let db: Db;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-demo-history-'));

beforeAll(async () => {
  const bank = path.join(folder, 'bank');
  simulator = await startTestSimulator({ statementDir: bank, frozen: false });
  const read = readSettings({
    DATABASE_PATH: path.join(folder, 'oppgjor.db'),
    SESSION_SECRET: 'x'.repeat(40),
    DESK_USERNAME: 'kari',
    DESK_PASSWORD: 'en lang setning',
    VIPPS_BASE_URL: simulator.baseUrl,
    VIPPS_CLIENT_ID: simulator.credentials.clientId,
    VIPPS_CLIENT_SECRET: simulator.credentials.clientSecret,
    VIPPS_SUBSCRIPTION_KEY: simulator.credentials.subscriptionKey,
    VIPPS_SALES_UNITS: '123456=Sport, 123457=Outlet, 234567=Kaffe',
    BANK_INBOX_DIR: bank,
    SIMULATOR_URL: simulator.baseUrl,
    LOG_LEVEL: 'silent',
  });
  if (read.kind === 'invalid') throw new Error(read.problems.join());
  await migrateFile(read.settings.DATABASE_PATH);
  await fillDemo(read.settings, () => {});
  db = openDatabase(read.settings.DATABASE_PATH);
}, 180_000);
afterAll(async () => {
  closeDatabase(db);
  await simulator.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** What each planted discrepancy must be found as. Those that tie are no exception. */
const foundAs: Readonly<Record<string, ExceptionKind>> = {
  'deposit-missing': 'payout-not-in-bank',
  'deposit-differs': 'amounts-differ',
  'bank-line-without-payout': 'bank-line-without-payout',
  'fee-differs': 'fee-differs',
  'capture-missing-in-ledger': 'captured-not-in-ledger',
  'capture-unknown-to-shop': 'paid-but-no-order',
  'entry-unknown-here': 'ledger-unknown-here',
  'refund-without-capture': 'refund-without-capture',
  'duplicate-reservation': 'duplicate-reservation',
  'shipped-not-captured': 'shipped-not-captured',
};

describe('the history of the demo', () => {
  it('has its planted discrepancies found, each with its kind and amount, and no others', async () => {
    const { planted } = await simulator.control.books({ only: 'planted' });
    const expected = planted
      .map(({ kind, detail }) => ({ kind, detail: detail as { amountOre: number; ties: boolean } }))
      .filter(({ detail }) => !detail.ties)
      .map(({ kind, detail }) => `${foundAs[kind] ?? `unmapped ${kind}`} ${detail.amountOre}`);
    const found = db.$client
      .prepare<unknown[], { kind: string; amountOre: number }>(
        `SELECT kind, amount_ore AS amountOre FROM exceptions WHERE status = 'open'`,
      )
      .all()
      .map(({ kind, amountOre }) => `${kind} ${amountOre}`);
    expect(expected).toHaveLength(Object.keys(foundAs).length);
    expect(found.sort()).toEqual(expected.sort());
  });

  it('leaves books that hold', async () => {
    expect(await faultsIn(db)).toEqual([]);
  });

  it('has every closed ledger day confirmed, every payout explained, and the simulator’s sums', async () => {
    const days = db.$client
      .prepare<unknown[], { status: string; days: number }>(
        `SELECT status, count(*) AS days FROM ledger_days WHERE ledger_date < '2026-06-01' GROUP BY status`,
      )
      .all();
    expect(days.map(({ status }) => status)).toEqual(['confirmed']);
    expect(db.$client.prepare('SELECT count(*) FROM payouts WHERE difference_ore <> 0').pluck().get()).toBe(
      0,
    );
    const { ledgers } = await simulator.control.books({ only: 'ledgers' });
    for (const ledger of ledgers) {
      for (const topic of ['funds', 'fees'] as const) {
        const here = db.$client
          .prepare(
            `SELECT ledger_date AS ledgerDate, entries, amount_ore AS amountOre FROM ledger_days
             WHERE ledger_id = ? AND topic = ? AND entries > 0 AND ledger_date < '2026-06-01' ORDER BY 1`,
          )
          .all(ledger.ledgerId, topic);
        const there = ledger[topic].days.filter(({ ledgerDate }) => ledgerDate < '2026-06-01');
        expect(here.map((day) => Object.values(day as object))).toEqual(
          there.map((day) => [day.ledgerDate, day.entries, day.sumOre]),
        );
      }
    }
  });
});
