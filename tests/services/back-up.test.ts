/** Backups made while somebody writes, what is in the way of them, and books put back. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ore } from '#core/money';
import { auditStatement } from '#db/audit';
import { closeDatabase, openDatabase } from '#db/client';
import { findCommand } from '#db/commands';
import { migrateFile } from '#db/migrate';
import { backUp } from '#services/back-up';
import { cancelPayment } from '#services/cancel-payment';
import { capturePayment } from '#services/capture-payment';
import { captureShipments } from '#services/capture-shipments';
import { pollPayments } from '#services/poll-payments';
import { refundPayment } from '#services/refund-payment';
import { restoreBackup } from '#services/restore-backup';
import { runBulk } from '#services/run-bulk';
import { storeCommand } from '#services/run-command';
import { findPersonOfToken, startSession } from '#services/sessions';
import { settleOpenCommands } from '#services/settle-open-commands';
import { shipOrder } from '#services/ship-order';
import { startBulk } from '#services/start-bulk';
import { faultsIn } from '../faults-in';
import { openTestDesk, testPerson } from '../test-desk';
import { requestOf } from './bulk-steps';

let folder: string;
let database: string;
const at = (name: string) => path.join(folder, name);
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-backup-'));
  database = at('desk.db');
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const nowMs = Date.parse('2026-06-10T08:00:00.000Z');
const actor = 'test';
const quiet = { report: async () => {}, stopping: () => false };

function record(db: ReturnType<typeof openDatabase>, n: number): void {
  auditStatement(db, {
    at: '2026-06-01T10:00:00.000Z',
    ...{ actor: 'kari', action: 'setting changed', subject: `setting ${n}` },
    detail: { text: 'x'.repeat(2000) },
  }).run();
}

async function books(records = 50): Promise<void> {
  await migrateFile(database);
  const db = openDatabase(database);
  db.$client.transaction(() => {
    for (let n = 1; n <= records; n += 1) record(db, n);
  })();
  closeDatabase(db);
}

function restore(more: Partial<Parameters<typeof restoreBackup>[0]> = {}) {
  return restoreBackup({ backup: at('copy.db'), database, actor, nowMs, ...more });
}

function read<Value>(file: string, look: (db: ReturnType<typeof openDatabase>) => Value): Value {
  const db = openDatabase(file, { readonly: true });
  try {
    return look(db);
  } finally {
    closeDatabase(db);
  }
}
const recordsIn = (file: string) =>
  read(file, (db) => Number(db.$client.prepare('SELECT count(*) FROM audit_log').pluck().get()));

describe('a backup', () => {
  it('made while somebody writes is the books of one moment, proved, and for its owner alone', async () => {
    await books(3000);
    const writer = openDatabase(database);
    let n = 3000;
    let pieces = 0;
    const result = await backUp({
      database,
      target: at('copy.db'),
      onPiece: () => {
        pieces += 1;
        for (let more = 0; more < 20; more += 1) record(writer, ++n);
      },
    });
    closeDatabase(writer);
    expect(result).toMatchObject({ kind: 'made', verified: { faults: 0, isDamaged: false } });
    expect(pieces).toBeGreaterThan(1);
    expect(n).toBeGreaterThan(3020);
    expect(recordsIn(at('copy.db'))).toBe(3000);
    expect(result.kind === 'made' && result.verified.head).toMatch(/^3000:/);
    expect(fs.statSync(at('copy.db')).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(folder).filter((name) => name.startsWith('copy'))).toEqual(['copy.db']);
  });

  it('is never written over what is there, and two at once make one', async () => {
    await books();
    fs.writeFileSync(at('copy.db'), 'something of mine');
    expect(await backUp({ database, target: at('copy.db') })).toMatchObject({
      kind: 'not-made',
      reason: expect.stringMatching(/is there already/),
    });
    expect(fs.readFileSync(at('copy.db'), 'utf8')).toBe('something of mine');
    const both = await Promise.all([
      backUp({ database, target: at('other.db') }),
      backUp({ database, target: at('other.db') }),
    ]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['made', 'not-made']);
    expect(fs.readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('is named as it was asked for without the slash at the end, and says what is wrong with a name', async () => {
    await books(5);
    expect(await backUp({ database, target: `${at('slash.db')}/` })).toMatchObject({
      kind: 'made',
      file: at('slash.db'),
    });
    for (const name of ['x'.repeat(300), 'x'.repeat(240), 'slash.db/under.db'])
      expect(await backUp({ database, target: at(name) })).toMatchObject({
        kind: 'not-made',
        reason: expect.stringMatching(/too long|no folder|folder is not there/),
      });
  });

  it('that is stopped leaves nothing behind', async () => {
    await books(1000);
    expect(await backUp({ database, target: at('copy.db'), stopping: () => true })).toMatchObject({
      kind: 'not-made',
    });
    expect(fs.readdirSync(folder).filter((name) => name.startsWith('copy'))).toEqual([]);
  });

  it('of what is no database of ours, is not there, or is damaged, is not made and says what to do', async () => {
    const cases: [string, () => void, RegExp][] = [
      ['gone', () => {}, /There is nothing in/],
      ['text', () => fs.writeFileSync(database, 'no database at all '.repeat(500)), /is not a database/],
      ['folder', () => fs.mkdirSync(database), /is not a file/],
    ];
    for (const [name, make, said] of cases) {
      fs.rmSync(database, { recursive: true, force: true });
      make();
      const result = await backUp({ database, target: at('copy.db') });
      expect(result, name).toMatchObject({ kind: 'not-made', reason: expect.stringMatching(said) });
      expect(fs.existsSync(at('copy.db')), name).toBe(false);
    }
    expect(await backUp({ database, target: at('nowhere/copy.db') })).toMatchObject({
      reason: expect.stringMatching(/There is no folder/),
    });
  });

  it('whose books do not hold is kept, and names the record', async () => {
    await books();
    const db = openDatabase(database);
    db.$client.exec(`DROP TRIGGER audit_log_stands`);
    db.$client.exec(`UPDATE audit_log SET actor = 'nobody' WHERE sequence = 7`);
    closeDatabase(db);
    const result = await backUp({ database, target: at('copy.db'), targetOfFaulty: at('faulty.db') });
    expect(result).toMatchObject({ kind: 'made', file: at('faulty.db') });
    expect(result.kind === 'made' && result.verified.faults).toBeGreaterThan(0);
    expect(fs.existsSync(at('copy.db'))).toBe(false);
    expect(await restore({ backup: at('faulty.db') })).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/do not hold/),
    });
    expect(await restore({ backup: at('faulty.db'), evenIfBooksDoNotHold: true })).toMatchObject({
      kind: 'restored',
    });
  });

  it('of a database with a damaged page is told as damaged, and is not put back', async () => {
    await books(500);
    const bytes = fs.readFileSync(database);
    bytes.fill(0xa5, bytes.length - 3 * 4096, bytes.length - 4096);
    fs.writeFileSync(database, bytes);
    const result = await backUp({ database, target: at('copy.db') });
    expect(result).toMatchObject({ kind: 'made', verified: { isDamaged: true } });
    expect(await restore({ evenIfBooksDoNotHold: true })).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/is damaged/),
    });
  });
});

describe('a backup that is put back', () => {
  it('takes the place of the database, which is kept, and says so in the log', async () => {
    await books(10);
    await backUp({ database, target: at('copy.db') });
    const db = openDatabase(database);
    record(db, 11);
    closeDatabase(db);
    const result = await restore();
    expect(result).toMatchObject({ kind: 'restored', upgraded: false, verified: { faults: 0 } });
    const aside = result.kind === 'restored' ? result.aside : null;
    expect(aside).toBe(`${database}.before-restore-20260610T080000Z`);
    expect(recordsIn(aside ?? '')).toBe(11);
    expect(
      read(database, (books) =>
        books.$client.prepare('SELECT action, subject, actor FROM audit_log WHERE sequence > 10').all(),
      ),
    ).toEqual([
      { action: 'log-in ended', subject: 'everybody', actor },
      { action: 'backup restored', subject: 'backup copy.db', actor },
    ]);
    const after = openDatabase(database);
    expect(await faultsIn(after)).toEqual([]);
    closeDatabase(after);
    expect(fs.statSync(database).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(folder).filter((name) => /restoring|migrating/.test(name))).toEqual([]);
  });

  it('stays on the disk that the name of the database leads to', async () => {
    fs.mkdirSync(at('disk'));
    const real = at('disk/books.db');
    database = real;
    await books(5);
    await backUp({ database, target: at('copy.db') });
    fs.symlinkSync(real, at('link.db'));
    const result = await restore({ database: at('link.db') });
    expect(result).toMatchObject({
      kind: 'restored',
      aside: expect.stringContaining('/disk/books.db.before'),
    });
    expect(fs.lstatSync(at('link.db')).isSymbolicLink()).toBe(true);
    expect(recordsIn(real)).toBe(7);
  });

  it('is no empty desk when its copy is taken away under it, and a second restore leaves it alone', async () => {
    await books(10);
    await backUp({ database, target: at('copy.db') });
    const stagedFiles = () => fs.readdirSync(folder).filter((name) => name.includes('.restoring-'));
    let stagedAfterSecond: string[] = [];
    let second: Promise<unknown> | undefined;
    const first = await restore({
      onStep: (step) => {
        if (step !== 'copied') return;
        second = restore({ backup: at('none.db') });
        stagedAfterSecond = stagedFiles();
      },
    });
    expect(await second).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/There is no file/),
    });
    expect(stagedAfterSecond).toHaveLength(1);
    expect(first).toMatchObject({ kind: 'restored' });
    const removed = restore({
      nowMs: nowMs + 60_000,
      onStep: (step) => {
        if (step === 'copied') for (const name of stagedFiles()) fs.rmSync(at(name));
      },
    });
    expect(await removed).toMatchObject({ kind: 'refused' });
    expect(recordsIn(database)).toBe(12);
  });

  it('with a damaged page blames the backup, and not the database', async () => {
    await books(400);
    await backUp({ database, target: at('copy.db') });
    const pages = read(at('copy.db'), (db) => Number(db.$client.pragma('page_count', { simple: true })));
    for (let page = 20; page < pages; page += 7) {
      fs.copyFileSync(at('copy.db'), at('hurt.db'));
      const file = fs.openSync(at('hurt.db'), 'r+');
      fs.writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096);
      fs.closeSync(file);
      const result = await restore({ backup: at('hurt.db') });
      expect(result).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/hurt\.db/) });
      expect(result, `page ${page}`).not.toMatchObject({ reason: expect.stringMatching(/^\S*desk\.db /) });
    }
  });

  it('is refused while anything has the database open, and takes nothing from it', async () => {
    await books(10);
    await backUp({ database, target: at('copy.db') });
    for (const readonly of [false, true]) {
      const running = openDatabase(database, { readonly });
      running.$client.prepare('SELECT count(*) FROM people').get();
      expect(await restore()).toMatchObject({
        kind: 'refused',
        reason: expect.stringMatching(/in use.*Stop the desk/),
      });
      closeDatabase(running);
    }
    expect(recordsIn(database)).toBe(10);
    expect(await restore()).toMatchObject({ kind: 'restored' });
  });

  it('takes the place of a damaged one only when somebody says that the desk is stopped', async () => {
    await books(10);
    await backUp({ database, target: at('copy.db') });
    fs.writeFileSync(database, 'not a database any more '.repeat(1000));
    fs.writeFileSync(`${database}-wal`, 'a log of old');
    expect(await restore()).toMatchObject({ reason: expect.stringMatching(/--desk-is-stopped/) });
    expect(fs.readFileSync(database, 'utf8')).toMatch(/^not a database/);
    const result = await restore({ deskIsStopped: true });
    expect(result).toMatchObject({ kind: 'restored', erasedAgain: null });
    expect(recordsIn(database)).toBe(12);
    const aside = `${database}.before-restore-20260610T080000Z`;
    expect(fs.readFileSync(`${aside}-wal`, 'utf8')).toBe('a log of old');
    expect(fs.readFileSync(aside, 'utf8')).toMatch(/^not a database/);
  });

  it('is refused when it is not there, is the database itself, foreign, cut off, or newer', async () => {
    await books(200);
    expect(await restore()).toMatchObject({ reason: expect.stringMatching(/There is no file/) });
    expect(await restore({ backup: database })).toMatchObject({
      reason: expect.stringMatching(/the database itself/),
    });
    await backUp({ database, target: at('copy.db') });
    fs.truncateSync(at('copy.db'), fs.statSync(at('copy.db')).size / 2);
    expect(await restore()).toMatchObject({ reason: expect.stringMatching(/is cut off/) });
    await backUp({ database, target: at('newer.db') });
    const newer = openDatabase(at('newer.db'));
    newer.$client.exec(
      `INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('of a later version', 9000000000000)`,
    );
    closeDatabase(newer);
    expect(await restore({ backup: at('newer.db') })).toMatchObject({
      reason: expect.stringMatching(/newer version/),
    });
    expect(recordsIn(database)).toBe(200);
    expect(fs.readdirSync(folder).filter((name) => /restoring|before-restore/.test(name))).toEqual([]);
  });

  it('opens no log-in that was open in it', async () => {
    await migrateFile(database);
    const test = await openTestDesk({ database });
    const token = await startSession(
      test.desk,
      {
        ...{ personId: testPerson.id, username: testPerson.username, method: 'password', nowMs },
        browser: { address: '127.0.0.1', userAgent: 'test' },
      },
      undefined,
    );
    const limits = { SESSION_IDLE_MINUTES: 120, SESSION_HOURS: 12 };
    expect(await findPersonOfToken(test.desk, token, limits, nowMs)).toBeDefined();
    await test.close();
    await backUp({ database, target: at('copy.db') });
    expect(await restore()).toMatchObject({ kind: 'restored', loggedOut: 1 });
    const db = openDatabase(database);
    expect(await findPersonOfToken({ db }, token, limits, nowMs)).toBeUndefined();
    closeDatabase(db);
  });

  it('erases again whose details were erased since', async () => {
    await migrateFile(database);
    const test = await openTestDesk({ database });
    await test.reserved('express-1');
    test.desk.db.$client.exec(`UPDATE orders SET customer_key = 'key' WHERE order_id = 'express-1';
      INSERT INTO order_customers (msn, order_id, user_id, first_name, email, received_at, expires_at)
      VALUES ('123456', 'express-1', 'user', 'Kari', 'kari@example.com', '2026-06-01T00:00:00.000Z', '2026-06-20T00:00:00.000Z')`);
    await backUp({ database, target: at('copy.db') });
    test.desk.db.$client.exec(`UPDATE order_customers SET user_id = NULL, first_name = NULL, email = NULL,
        erased_at = '2026-06-05T00:00:00.000Z', erased_because = 'consent-removed';
      UPDATE orders SET customer_key = NULL;
      INSERT INTO consent_removals (user_hash, removed_at) VALUES ('hash of user', '2026-06-05T00:00:00.000Z')`);
    await test.close();
    expect(await restore()).toMatchObject({ kind: 'restored', erasedAgain: 1 });
    expect(
      read(database, (db) =>
        db.$client
          .prepare(
            `SELECT first_name AS name, email, erased_because AS because, customer_key AS "key", (SELECT count(*) FROM consent_removals) AS removals
              FROM order_customers JOIN orders USING (msn, order_id)`,
          )
          .get(),
      ),
    ).toEqual({ name: null, email: null, because: 'consent-removed', key: null, removals: 1 });
  });
});

describe('what was done since the backup', () => {
  async function deskWithCaptureAfterBackup() {
    await migrateFile(database);
    const before = await openTestDesk({ database });
    const order = await before.reserved('part-1', 100_000);
    await backUp({ database, target: at('copy.db') });
    const seen = { ...order };
    const capture = { msn: order.msn, orderId: order.orderId, transactionText: 'Sent', actor: 'kari', seen };
    await capturePayment(before.desk, { ...capture, amountOre: ore(40_000) });
    before.desk.db.$client.close();
    expect(await restore()).toMatchObject({ kind: 'restored' });
    const after = await openTestDesk({ database, simulator: before.simulator });
    const close = async () => {
      await after.close();
      await before.simulator.close();
    };
    return { after, capture, close };
  }

  it('is not done again by a person who sees the old amounts: the payment is read first', async () => {
    const { after, capture, close } = await deskWithCaptureAfterBackup();
    expect((await after.read('part-1')).capturedOre).toBe(0);
    const again = await capturePayment(after.desk, { ...capture, amountOre: ore(40_000) });
    expect(again).toMatchObject({ kind: 'refused', refusal: 'changed-meanwhile' });
    expect((await after.truth('part-1')).captured).toBe(40_000);
    expect((await after.read('part-1')).capturedOre).toBe(40_000);
    await close();
  });

  it('is refused as unread while Vipps does not answer, and nothing is stored', async () => {
    const { after, capture, close } = await deskWithCaptureAfterBackup();
    await after.control.addFault({ kind: 'server-error', operation: 'details', times: 20 });
    expect(await capturePayment(after.desk, { ...capture, amountOre: ore(40_000) })).toMatchObject({
      kind: 'refused',
      refusal: 'payment-unread',
    });
    expect((await after.truth('part-1')).captured).toBe(40_000);
    await close();
  });

  it('by a command that was open in the backup is not sent again when Vipps does not have it', async () => {
    await migrateFile(database);
    const before = await openTestDesk({ database });
    const { msn, orderId } = await before.reserved('open-2', 50_000);
    await capturePayment(before.desk, { msn, orderId, transactionText: 'Sent', actor: 'kari' });
    const refund = { ...{ msn, orderId, transactionText: 'Back', actor: 'kari' }, amountOre: ore(10_000) };
    const stored = await storeCommand(before.desk, { ...refund, kind: 'refund', id: 'key-open-2' });
    expect(stored).toMatchObject({ kind: 'recorded', command: { status: 'pending' } });
    await backUp({ database, target: at('copy.db') });
    // Since then it failed, and somebody gave it anew.
    before.desk.db.$client.exec(
      `UPDATE commands SET status = 'failed', settled_at = created_at WHERE id = 'key-open-2'`,
    );
    await refundPayment(before.desk, { ...refund, id: 'key-anew' });
    before.desk.db.$client.close();
    expect(await restore()).toMatchObject({ kind: 'restored', left: { commands: 1 } });
    const after = await openTestDesk({ database, simulator: before.simulator });
    after.desk.db.$client.exec('UPDATE commands SET lease_until = NULL WHERE settled_at IS NULL');
    await settleOpenCommands(after.desk, quiet);
    const again = await findCommand(after.desk.db, 'key-open-2');
    expect(again).toMatchObject({ status: 'failed', errorKind: 'restored' });
    expect((await after.truth('open-2')).refunded).toBe(10_000);
    expect(await faultsIn(after.desk.db)).toEqual([]);
    await after.close();
    await before.simulator.close();
  });

  it('to a run over many orders that somebody stopped is not undone: the run is over, shipments wait for nothing', async () => {
    await migrateFile(database);
    const before = await openTestDesk({ database });
    for (const id of ['many-1', 'many-2', 'many-3']) await before.reserved(id, 50_000);
    await startBulk(before.desk, await requestOf(before.desk, 'capture', ['many-1', 'many-2']));
    await shipOrder(before.desk, {
      ...{ msn: '123456', orderId: 'many-3', shipmentKey: 'p', actor: 'kari', capture: true },
    });
    await backUp({ database, target: at('copy.db') });
    before.desk.db.$client.close();
    expect(await restore()).toMatchObject({ left: { commands: 0, bulkOrders: 2, shipments: 1 } });
    const after = await openTestDesk({ database, simulator: before.simulator });
    await runBulk(after.desk, quiet);
    await captureShipments(after.desk, quiet);
    for (const id of ['many-1', 'many-2', 'many-3']) expect((await after.truth(id)).captured).toBe(0);
    expect(await faultsIn(after.desk.db)).toEqual([]);
    await after.close();
    await before.simulator.close();
  });

  it('by a command that is told again is told as it was, also while Vipps does not answer', async () => {
    await migrateFile(database);
    const before = await openTestDesk({ database });
    const { msn, orderId } = await before.reserved('again-1', 50_000);
    const request = { ...{ msn, orderId, transactionText: 'Sent', actor: 'kari' }, id: 'key-again-1' };
    await capturePayment(before.desk, request);
    await backUp({ database, target: at('copy.db') });
    before.desk.db.$client.close();
    await restore();
    const after = await openTestDesk({ database, simulator: before.simulator });
    await after.control.addFault({ kind: 'server-error', operation: 'details', times: 20 });
    expect(await capturePayment(after.desk, request)).toMatchObject({ kind: 'recorded', repeated: true });
    await after.close();
    await before.simulator.close();
  });

  it('by the customer is seen before a payment is cancelled of which nothing was read', async () => {
    await migrateFile(database);
    const before = await openTestDesk({ database });
    await before.control.addFault({ kind: 'server-error', operation: 'details', times: 20 });
    const order = await before.initiated('unread-1', 60_000);
    await before.control.clearFaults();
    await backUp({ database, target: at('copy.db') });
    before.desk.db.$client.close();
    await before.control.confirm('123456', 'unread-1');
    await restore();
    const after = await openTestDesk({ database, simulator: before.simulator });
    const cancel = { ...order, transactionText: 'Never paid', actor: 'kari', seen: order };
    expect(await cancelPayment(after.desk, cancel)).toMatchObject({ refusal: 'changed-meanwhile' });
    expect(await after.truth('unread-1')).toMatchObject({ state: 'reserved', cancelled: 0 });
    await after.close();
    await before.simulator.close();
  });

  it('is known again once payments are read, and the books hold', async () => {
    const { after, close } = await deskWithCaptureAfterBackup();
    await pollPayments(after.desk, quiet);
    expect(await after.read('part-1')).toMatchObject({ capturedOre: 40_000, state: 'partially_captured' });
    expect(await faultsIn(after.desk.db)).toEqual([]);
    await close();
  });

  it('by a command that was open in the backup is settled by its key', async () => {
    await migrateFile(database);
    const before = await openTestDesk({ database, readTimeoutMs: 200 });
    await before.reserved('open-1', 50_000);
    await before.control.addFault({ kind: 'reset-after-effect', operation: 'capture', times: 1 });
    await before.control.addFault({ kind: 'server-error', operation: 'details', times: 20 });
    const given = await capturePayment(before.desk, {
      ...{ msn: '123456', orderId: 'open-1', amountOre: ore(20_000), transactionText: 'Sent', actor: 'kari' },
    });
    expect(given).toMatchObject({ kind: 'recorded', command: { status: 'unknown' } });
    await backUp({ database, target: at('copy.db') });
    before.desk.db.$client.close();
    expect(await restore()).toMatchObject({ kind: 'restored' });
    await before.control.clearFaults();
    const after = await openTestDesk({ database, simulator: before.simulator });
    await after.advance({ advance: 'hour' });
    await settleOpenCommands(after.desk, quiet);
    await captureShipments(after.desk, quiet);
    expect((await after.truth('open-1')).captured).toBe(20_000);
    expect((await after.read('open-1')).capturedOre).toBe(20_000);
    expect(await faultsIn(after.desk.db)).toEqual([]);
    await after.close();
    await before.simulator.close();
  });
});
