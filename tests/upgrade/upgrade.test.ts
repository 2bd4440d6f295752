/**
 * Databases as earlier versions of the desk left them, brought up to this one. Each file under fixtures/ is named after the newest migration
 * in it and was made with make-fixture.ts by the last version that had no newer one; none is ever made anew.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrateFile, migrationsFolder } from '#db/migrate';
import { runJob } from '#jobs/run-job';
import { findJob } from '#jobs/schedule';
import { backUp } from '#services/back-up';
import { capturePayment } from '#services/capture-payment';
import { restoreBackup } from '#services/restore-backup';
import { faultsIn } from '../faults-in';
import { openTestDesk, testSettings } from '../test-desk';

const fixtures = path.resolve('tests/upgrade/fixtures');
const names = fs.readdirSync(fixtures).map((name) => name.replace('.db.gz', ''));

let folder: string;
let file: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-upgrade-'));
  file = path.join(folder, 'desk.db');
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function unpack(name: string): void {
  fs.writeFileSync(file, gunzipSync(fs.readFileSync(path.join(fixtures, `${name}.db.gz`))));
}

/** What no upgrade may change: rows of each table that was there, and the sums of orders, entries, payouts and the bank. */
function figuresOf(tables?: readonly string[]) {
  const db = new Database(file, { readonly: true });
  try {
    const there = db
      .prepare<[], string>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> '__drizzle_migrations' ORDER BY name",
      )
      .pluck()
      .all();
    const counts = (tables ?? there).map((table) => [
      table,
      db.prepare(`SELECT count(*) FROM "${table}"`).pluck().get(),
    ]);
    const sums = [
      `SELECT msn, state, count(*), sum(amount_ore), sum(reserved_ore), sum(captured_ore), sum(refunded_ore), sum(cancelled_ore)
        FROM orders GROUP BY msn, state ORDER BY msn, state`,
      'SELECT ledger_id, topic, count(*), sum(amount_ore) FROM ledger_entries GROUP BY ledger_id, topic ORDER BY 1, 2',
      'SELECT count(*), sum(amount_ore) FROM payouts',
      'SELECT count(*), sum(amount_ore) FROM bank_lines',
      'SELECT kind, status, count(*), sum(amount_ore) FROM commands GROUP BY kind, status ORDER BY 1, 2',
      'SELECT sequence, at, actor, action, subject, detail FROM audit_log ORDER BY sequence',
    ].map((query) => db.prepare(query).raw().all());
    return { tables: tables ?? there, counts: Object.fromEntries(counts), sums };
  } finally {
    db.close();
  }
}

describe.each(names)('a database with migrations up to %s', (name) => {
  it('comes to the schema of today with all that is in it, and its books hold', async () => {
    unpack(name);
    const before = figuresOf();
    expect(before.counts).toMatchObject({ orders: 13, payouts: 3, exceptions: 1, exception_notes: 1 });
    await migrateFile(file);
    expect(figuresOf(before.tables)).toEqual(before);
    const test = await openTestDesk({ database: file });
    expect(await faultsIn(test.desk.db)).toEqual([]);
    await test.close();
  });

  it('is worked on: jobs run, a payment is reserved and captured, and the books hold', async () => {
    unpack(name);
    await migrateFile(file);
    const test = await openTestDesk({ database: file });
    for (let day = 0; day < 40; day += 1) await test.advance({ advance: 'day' });
    const settings = testSettings({ DATABASE_PATH: file });
    for (const job of [
      'settle-commands',
      'capture-shipments',
      'derive-payouts',
      'reconcile',
      'erase-customers',
    ]) {
      const found = findJob(job);
      if (found === undefined) throw new Error(`there is no job ${job}`);
      const outcome = await runJob({ ...test.desk, settings }, found, { requestedBy: 'test' });
      expect(outcome, job).toMatchObject({ kind: 'succeeded' });
    }
    await test.reserved('AFTER-1', 50_000);
    const captured = await capturePayment(test.desk, {
      ...{ msn: '123456', orderId: 'AFTER-1', transactionText: 'Sent', actor: 'kari' },
    });
    expect(captured).toMatchObject({ kind: 'recorded', command: { status: 'succeeded' } });
    expect(await faultsIn(test.desk.db)).toEqual([]);
    await test.close();
  });

  it('is backed up as it is before the upgrade, and can be put back after it', async () => {
    unpack(name);
    const before = figuresOf();
    const target = path.join(folder, 'copy.db');
    expect(await backUp({ database: file, target })).toMatchObject({ kind: 'made', verified: { faults: 0 } });
    expect(figuresOf()).toEqual(before);
    await migrateFile(file);
    const restored = await restoreBackup({ backup: target, database: file, actor: 'test', nowMs: 0 });
    expect(restored).toMatchObject({ kind: 'restored', verified: { faults: 0 } });
    expect(figuresOf(before.tables).sums.slice(0, 5)).toEqual(before.sums.slice(0, 5));
  });
});

describe('the migrations', () => {
  it('that have landed each have a file from when they were the newest, or came with the next one', () => {
    const landed = fs
      .readdirSync(migrationsFolder)
      .filter((name) => name.endsWith('.sql'))
      .map((name) => name.replace('.sql', ''));
    // 0000, 0002 and 0005 came together with the triggers after them.
    expect(names).toEqual(
      expect.arrayContaining(['0001_triggers', '0003_shop_triggers', '0004_lists', '0006_people_triggers']),
    );
    expect(landed).toEqual(expect.arrayContaining(names));
  });

  it('are never written anew: a file in which one was other is refused, and left as it is', async () => {
    unpack('0006_people_triggers');
    const db = new Database(file);
    // The steps of the version before reconciliation, whose tables were all written anew.
    db.exec(`DELETE FROM __drizzle_migrations;
      INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('of then', 1795387268038), ('of then', 1795387269095)`);
    db.close();
    const before = fs.readFileSync(file);
    await expect(migrateFile(file)).rejects.toThrow(/before its first release/);
    expect(fs.readFileSync(file).equals(before)).toBe(true);
  });
});
