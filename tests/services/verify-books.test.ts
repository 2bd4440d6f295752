/** Whole books hold; of books somebody altered, the first record that is not as it was is named exactly. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ore } from '#core/money';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { cancelPayment } from '#services/cancel-payment';
import { capturePayment } from '#services/capture-payment';
import { confirmLedgerDays } from '#services/confirm-ledger-days';
import { derivePayouts } from '#services/derive-payouts';
import { importBankInbox } from '#services/import-bank-inbox';
import { noProgress } from '#services/progress';
import { reconcile } from '#services/reconcile';
import { refundPayment } from '#services/refund-payment';
import { syncLedgers } from '#services/sync-ledgers';
import { verifyBooks } from '#services/verify-books';
import { readHead } from '#services/verify-log';
import type { Check } from '#services/verify-tally';
import { openTestDesk, testUnit } from '../test-desk';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-verify-'));
const books = path.join(folder, 'books.db');
beforeAll(makeBooks, 60_000);
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Three orders, captured, refunded and cancelled here, paid out and arrived in the bank. */
async function makeBooks(): Promise<void> {
  const bank = path.join(folder, 'bank');
  const test = await openTestDesk({ database: books, statementDir: bank });
  const words = { msn: testUnit, transactionText: 'Parcel', actor: 'kari' };
  for (const [orderId, amountOre] of [
    ['A-1', 10_000],
    ['A-2', 20_000],
    ['A-3', 30_000],
    ['A-4', 40_000],
  ] as const)
    await test.reserved(orderId, amountOre);
  for (const orderId of ['A-1', 'A-2', 'A-3']) await capturePayment(test.desk, { ...words, orderId });
  await refundPayment(test.desk, { ...words, orderId: 'A-3', amountOre: ore(5_000) });
  await cancelPayment(test.desk, { ...words, orderId: 'A-4' });
  for (let day = 1; day <= 5; day += 1) {
    await test.advance({ advance: 'day' });
    await syncLedgers(test.desk, noProgress);
    await confirmLedgerDays(test.desk, noProgress);
    await derivePayouts(test.desk);
    await importBankInbox(test.desk, bank, noProgress);
    await reconcile(test.desk, noProgress);
  }
  await test.close();
}

let copies = 0;

/** The books after somebody had the file, and took away what holds them. */
async function verifyAfter(
  tamper: string | ((db: Db) => void),
  heads: readonly string[] = [],
): Promise<Check[]> {
  copies += 1;
  const copy = path.join(folder, `copy-${copies}.db`);
  fs.copyFileSync(books, copy);
  const db = openDatabase(copy);
  try {
    db.$client.pragma('foreign_keys = OFF');
    db.$client.pragma('ignore_check_constraints = ON');
    const triggers = db.$client
      .prepare<[], { name: string; sql: string }>(
        `SELECT name, sql FROM sqlite_master WHERE type = 'trigger'`,
      )
      .all();
    for (const { name } of triggers) db.$client.exec(`DROP TRIGGER ${name}`);
    if (typeof tamper === 'string') db.$client.exec(tamper);
    else tamper(db);
    for (const { sql } of triggers) db.$client.exec(sql); // and puts it back, so that nothing shows there
    return await checksOf(db, heads);
  } finally {
    closeDatabase(db);
  }
}

async function checksOf(db: Db, heads: readonly string[] = []): Promise<Check[]> {
  const checks: Check[] = [];
  const kept = heads.map((head) => readHead(head) ?? expect.fail(`${head} is no head`));
  for await (const check of verifyBooks(db, { heads: kept })) checks.push(check);
  return checks;
}

/** `check: record: problem`, and how many faults the check found. */
const faultsOf = (checks: readonly Check[]) =>
  checks.flatMap(({ name, first, faults }) =>
    first === null ? [] : [`${name}: ${first.record}: ${first.problem} [${faults}]`],
  );

const one = <Value>(sql: string): Value => {
  const db = openDatabase(books, { readonly: true });
  const value = db.$client.prepare(sql).pluck().get() as Value;
  closeDatabase(db);
  return value;
};

describe('books nobody altered', () => {
  it('hold, and every check has looked at something', async () => {
    const db = openDatabase(books, { readonly: true });
    const checks = await checksOf(db);
    closeDatabase(db);
    expect(faultsOf(checks)).toEqual([]);
    const told = checks.map(({ told: text }) => text).join('\n');
    expect(told).toMatch(/\d+ records of the audit log/);
    expect(told).toMatch(/[1-9]\d* ledger days with [1-9]\d* entries/);
    expect(told).toMatch(/1 payout, \d+\.\d\d NOK/);
    expect(told).toContain('4 orders with');
    expect(told).toContain('600.00 NOK captured: each state');
    expect(told).toMatch(/[1-9]\d* sums kept for pages/);
    expect(told).toContain('5 commands, 5 succeeded, 600.00 NOK captured by them');
    expect(told).toMatch(
      /4 payments matched with the ledger, 0 ledger entries and 0 payment events open, 1 match with/,
    );
  });
});

const eventOf = (order: string, operation: string) =>
  `SELECT sequence FROM payment_events WHERE order_id = '${order}' AND operation = '${operation}' AND success = 1`;

describe('the audit log', () => {
  it.each([
    ['altered', `UPDATE audit_log SET actor = 'ola' WHERE sequence = 3`, 3, /not as it was written/],
    ['removed', `DELETE FROM audit_log WHERE sequence = 4`, 4, /was removed/],
    [
      'removed with its link',
      `DELETE FROM audit_log WHERE sequence = 4; DELETE FROM audit_chain WHERE sequence = 4`,
      5,
      /a record between them was removed/,
    ],
    [
      'reordered',
      `UPDATE audit_log SET sequence = -5 WHERE sequence = 5; UPDATE audit_log SET sequence = 5 WHERE sequence = 6;
       UPDATE audit_log SET sequence = 6 WHERE sequence = -5`,
      5,
      /not where it was written/,
    ],
    [
      'inserted',
      `INSERT INTO audit_log (at, actor, action, subject, detail) VALUES ('2026-06-01', 'ola', 'x', 'y', '{}')`,
      'last',
      /no link in the chain/,
    ],
  ])('with one record %s fails at that record', async (_what, tamper, at, problem) => {
    const record = at === 'last' ? one<number>('SELECT max(sequence) + 1 FROM audit_log') : at;
    const log = (await verifyAfter(tamper)).find(({ name }) => name === 'audit log');
    expect(log?.first?.record).toBe(`audit record ${record}`);
    expect(log?.first?.problem).toMatch(problem);
  });

  it('of which the newest records were cut off fails against a head kept before, and against the commands', async () => {
    const head = one<string>(
      `SELECT sequence || ':' || hash FROM audit_chain ORDER BY sequence DESC LIMIT 1`,
    );
    const last = Number(head.split(':')[0]);
    const cut = `DELETE FROM audit_chain WHERE sequence > 3; DELETE FROM audit_log WHERE sequence > 3`;
    expect(faultsOf(await verifyAfter(cut))).toEqual([
      expect.stringMatching(/^commands: capture .* the audit log does not hold that it was given \[\d+\]$/),
    ]);
    expect(faultsOf(await verifyAfter(cut, [head]))[0]).toMatch(
      new RegExp(`^audit log: audit record ${last}: was there when the head .* the log ends at 3 \\[1\\]$`),
    );
    expect(faultsOf(await verifyAfter('SELECT 1', [head]))).toEqual([]);
  });

  it('that was written anew from a record on is whole in itself, and fails against a head kept before', async () => {
    const head = one<string>(
      `SELECT sequence || ':' || hash FROM audit_chain ORDER BY sequence DESC LIMIT 1`,
    );
    const earlier = one<string>(`SELECT sequence || ':' || hash FROM audit_chain WHERE sequence = 2`);
    const rewrite = `UPDATE audit_log SET actor = 'ola' WHERE sequence = 3;
      UPDATE audit_chain SET hash = chain_hash((SELECT hash FROM audit_chain WHERE sequence = 2), 3,
        (SELECT at FROM audit_log WHERE sequence = 3), 'ola', (SELECT action FROM audit_log WHERE sequence = 3),
        (SELECT subject FROM audit_log WHERE sequence = 3), (SELECT detail FROM audit_log WHERE sequence = 3)) WHERE sequence = 3;`;
    const rehash = (db: Db) => {
      db.$client.exec(rewrite);
      const count = Number(db.$client.prepare('SELECT max(sequence) FROM audit_log').pluck().get());
      for (let sequence = 4; sequence <= count; sequence += 1)
        db.$client
          .prepare(
            `UPDATE audit_chain SET hash = (SELECT chain_hash((SELECT hash FROM audit_chain WHERE sequence = l.sequence - 1), l.sequence,
               l.at, l.actor, l.action, l.subject, l.detail) FROM audit_log l WHERE l.sequence = audit_chain.sequence) WHERE sequence = ?`,
          )
          .run(sequence);
    };
    expect(faultsOf(await verifyAfter(rehash))).toEqual([]);
    expect(faultsOf(await verifyAfter(rehash, [earlier, head]))).toEqual([
      expect.stringMatching(
        new RegExp(`^audit log: audit record ${head.split(':')[0]}: has the hash .* written anew \\[1\\]$`),
      ),
    ]);
  });
});

describe('one fault at a time', () => {
  const touched = 'DELETE FROM touched_days;';
  const payout = () => one<string>(`SELECT ledger_id || '/' || settlement_number FROM payouts`);
  const day = (topic = 'funds') =>
    one<string>(
      `SELECT ledger_id || ' ' || topic || ' ' || ledger_date FROM ledger_days WHERE topic = '${topic}' AND entries > 0 ORDER BY 1`,
    );
  const matchId = () => one<string>(`SELECT id FROM bank_matches WHERE in_force = 'yes'`);
  const command = (kind: string, order: string) =>
    one<string>(`SELECT id FROM commands WHERE kind = '${kind}' AND order_id = '${order}'`);
  const entryOf = (order: string, type: string) =>
    one<number>(
      `SELECT sequence FROM ledger_entries WHERE reference = '${order}' AND entry_type = '${type}' AND topic = 'funds'`,
    );

  it.each<[what: string, tamper: string, record: () => string, problem: RegExp]>([
    [
      'a ledger day whose sum is one øre off',
      `UPDATE ledger_days SET amount_ore = amount_ore + 1 WHERE topic = 'fees' AND entries > 0`,
      () => `ledger days: ledger day ${day('fees')}`,
      /kroner: stored -?[\d. ]+ NOK, its entries say -?[\d. ]+ NOK \[1\]/,
    ],
    [
      'a ledger day that counts an entry too few',
      `UPDATE ledger_days SET entries = entries - 1 WHERE topic = 'funds' AND entries > 0`,
      () => `ledger days: ledger day ${day()}`,
      /entries: stored/,
    ],
    [
      'a ledger day that was removed',
      `DELETE FROM ledger_days WHERE topic = 'fees' AND entries > 0`,
      () => `ledger days: ledger day ${day('fees')}`,
      /is not there, and \d entries stand for it/,
    ],
    [
      'a ledger entry that was removed, its day added up anew',
      `DELETE FROM order_matches WHERE entry_sequence IN (SELECT sequence FROM ledger_entries WHERE reference = 'A-2');
       DELETE FROM ledger_entries WHERE reference = 'A-2' AND topic = 'funds';
       UPDATE ledger_days SET entries = entries - 1, amount_ore = amount_ore - 20000 WHERE topic = 'funds' AND entries > 0`,
      () => 'balances: ledger entry',
      /is number \d of its feed and follows number \d/,
    ],
    [
      'a payout of one øre more',
      `UPDATE payouts SET amount_ore = amount_ore + 1, arrived_ore = arrived_ore + 1`,
      () => `payouts: payout ${payout()}`,
      /its amount is [\d. ]+ NOK, its entry says [\d. ]+ NOK/,
    ],
    [
      'a payout that hides a difference',
      `UPDATE payouts SET difference_ore = 100`,
      () => `payouts: payout ${payout()}`,
      /its entries leave 0.00 NOK unexplained, it says 1.00 NOK/,
    ],
    [
      'an order that says more was captured',
      `UPDATE orders SET captured_ore = captured_ore - 100 WHERE order_id = 'A-2'`,
      () => `orders: order ${testUnit}/A-2`,
      /what is captured is 199.00 NOK, its events say 200.00 NOK \[1\]/,
    ],
    [
      'an order in another state',
      `UPDATE orders SET state = 'refunded' WHERE order_id = 'A-3'`,
      () => `orders: order ${testUnit}/A-3`,
      /its state is refunded, its events say partially_refunded \[1\]/,
    ],
    [
      'a payment event of another amount',
      `UPDATE payment_events SET amount_ore = 6000 WHERE order_id = 'A-3' AND operation = 'refund'`,
      () => `orders: order ${testUnit}/A-3`,
      /what is refunded is 50.00 NOK, its events say 60.00 NOK/,
    ],
    [
      'a payment event that was removed',
      `DELETE FROM order_matches WHERE event_sequence = (${eventOf('A-1', 'capture')});
       DELETE FROM payment_events WHERE order_id = 'A-1' AND operation = 'capture';`,
      () => `orders: order ${testUnit}/A-1`,
      /counts \d payment events, \d are there/,
    ],
    [
      'an order that was paid without any event',
      `DELETE FROM order_matches WHERE event_sequence IN (SELECT sequence FROM payment_events WHERE order_id = 'A-1');
       DELETE FROM payment_events WHERE order_id = 'A-1';
       UPDATE orders SET event_count = 0 WHERE order_id = 'A-1';`,
      () => `orders: order ${testUnit}/A-1`,
      /its state is captured, and there is no payment event/,
    ],
    [
      'totals of orders that are one off',
      `UPDATE order_totals SET captured_ore = captured_ore + 1 WHERE state = 'captured'`,
      () => `order totals: order totals of ${testUnit}, captured`,
      /captured: stored 300.01, the orders say 300.00 \[1\]/,
    ],
    [
      'captures of an hour that are one off',
      `UPDATE moved_hours SET captures = captures + 1, captured_ore = captured_ore + 100 WHERE hour = (SELECT min(hour) FROM moved_hours)`,
      () =>
        `kept sums: what moved in hour ${one<string>('SELECT min(hour) FROM moved_hours')} at ${testUnit}`,
      /captures: stored 4, the payment events say 3; captured: stored 601.00, the payment events say 600.00 \[1\]/,
    ],
    [
      'an hour that is not there',
      `DELETE FROM moved_hours`,
      () => 'kept sums: what moved in hour ',
      /refunds: stored 0, the payment events say 1; refunded: stored 0.00, the payment events say 50.00/,
    ],
    [
      'a day with orders that do not wait',
      `INSERT INTO open_order_days VALUES ('2026-05-09', '${testUnit}', 1, 100, 0, 0, 100)`,
      () => `kept sums: what waits for capture, guaranteed until 2026-05-09, at ${testUnit}`,
      /orders: stored 1, the orders say 0; amounts: stored 1.00, the orders say 0.00; left to capture: stored 1.00/,
    ],
    [
      'a type of a ledger day that is one off',
      `UPDATE ledger_day_types SET amount_ore = amount_ore - 1 WHERE entry_type = 'refund'`,
      () => 'kept sums: ledger day ',
      /, refund: kroner: stored -50.01, its entries say -50.00 \[1\]/,
    ],
    [
      'an order with an exception that is not open',
      `UPDATE orders SET open_exceptions = 1 WHERE order_id = 'A-3'`,
      () => `kept sums: order ${testUnit}/A-3`,
      /open exceptions: stored 1, the exceptions say 0 \[1\]/,
    ],
    [
      'a command that is said to have failed',
      `UPDATE commands SET status = 'failed' WHERE kind = 'capture' AND order_id = 'A-1'`,
      () => `commands: capture ${command('capture', 'A-1')} of order ${testUnit}/A-1`,
      /the audit log does not hold that it failed/,
    ],
    [
      'a command of another amount',
      `UPDATE commands SET amount_ore = 4000 WHERE kind = 'refund'`,
      () => `commands: refund ${command('refund', 'A-3')} of order ${testUnit}/A-3`,
      /is of 40.00 NOK, its payment event of 50.00 NOK \[1\]/,
    ],
    [
      'a command that was removed',
      `DELETE FROM commands WHERE kind = 'refund'`,
      () =>
        `commands: audit record ${one<number>(`SELECT sequence FROM audit_log WHERE action = 'refund ordered'`)}`,
      /says "refund ordered" of order 123456\/A-3, and there is no such command \[1\]/,
    ],
    [
      'a payment matched twice',
      `DROP INDEX order_matches_event; UPDATE order_matches SET event_sequence = (${eventOf('A-1', 'capture')})
         WHERE event_sequence = (${eventOf('A-2', 'capture')});`,
      () =>
        `matches: payment event ${one<number>(eventOf('A-1', 'capture'))} (capture of order ${testUnit}/A-1)`,
      /is matched with more than one ledger entry/,
    ],
    [
      'a pair that was taken away',
      `DELETE FROM order_matches WHERE entry_sequence = (SELECT sequence FROM ledger_entries WHERE reference = 'A-2' AND entry_type = 'capture')`,
      () => `matches: ledger entry ${entryOf('A-2', 'capture')}`,
      /is neither matched nor among what is open \[2\]/,
    ],
    [
      'a pair that is also open',
      `INSERT INTO unmatched_events ${eventOf('A-2', 'capture')}`,
      () => `matches: payment event ${one<number>(eventOf('A-2', 'capture'))}`,
      /is matched, and stands among what is not \[1\]/,
    ],
    [
      'a match with the bank that was taken out of force in part',
      `UPDATE bank_match_lines SET in_force = 'no'`,
      () => `matches: match ${matchId()}`,
      /is in force otherwise/,
    ],
    [
      'a bank line of another amount',
      `UPDATE bank_lines SET amount_ore = amount_ore - 100 WHERE from_vipps = 'yes'`,
      () => `matches: match ${matchId()}`,
      /says another difference/,
    ],
    [
      'a payout in two matches',
      `DROP INDEX bank_match_payouts_once; INSERT INTO bank_matches SELECT 'twice', status, in_force, reasons, difference_ore, arrived_on,
         made_at, NULL, NULL, NULL FROM bank_matches WHERE in_force = 'yes';
       INSERT INTO bank_match_payouts SELECT 'twice', ledger_id, settlement_number, 'yes' FROM bank_match_payouts WHERE in_force = 'yes'`,
      () => `matches: payout ${payout()}`,
      /is in more than one match in force/,
    ],
    [
      'a reference to nothing',
      `DELETE FROM orders WHERE order_id = 'A-4'`,
      () => 'file: row ',
      /names something that is not in orders/,
    ],
  ])('%s is named', async (_what, tamper, record, problem) => {
    const found = faultsOf(await verifyAfter(`${tamper}; ${touched}`));
    const named = found.find((fault) => fault.startsWith(record()));
    expect(named ?? found).toMatch(problem);
  });

  it('a day that waits to be added up is told, and no fault', async () => {
    const checks = await verifyAfter(
      `INSERT INTO touched_days SELECT ledger_id, topic, ledger_date FROM ledger_days WHERE topic = 'fees' AND entries > 0;
       UPDATE ledger_days SET amount_ore = amount_ore + 1 WHERE topic = 'fees' AND entries > 0`,
    );
    expect(faultsOf(checks)).toEqual([]);
    expect(checks.find(({ name }) => name === 'ledger days')?.told).toContain('; 1 day not added up yet');
  });

  it('a trigger that was taken away or added is named', async () => {
    const copy = path.join(folder, 'without-trigger.db');
    fs.copyFileSync(books, copy);
    const db = openDatabase(copy);
    db.$client.exec(`DROP TRIGGER audit_log_stands; DROP INDEX order_matches_event;
      CREATE TRIGGER mine AFTER INSERT ON orders BEGIN SELECT 1; END;`);
    const schema = (await checksOf(db)).find(({ name }) => name === 'schema');
    closeDatabase(db);
    expect(schema).toMatchObject({ faults: 3, first: { problem: expect.stringMatching(/is missing$/) } });
  });
});
