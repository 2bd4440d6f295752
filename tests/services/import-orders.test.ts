/** A file of orders registers each order once, and changes nothing of what is known. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { findImportRow } from '#db/imports';
import { listRequestedJobs } from '#db/job-runs';
import { migrateOpen } from '#db/migrate';
import { findOrder, insertOrders, saveSalesUnit } from '#db/orders';
import { findImportDetail } from '#db/queries/imports-list';
import { listShipments } from '#db/shipments';
import { fixedClock } from '#services/clock';
import type { OfflineDesk } from '#services/desk';
import { importFile } from '#services/import-file';
import { noProgress, type Progress } from '#services/progress';
import { readImport } from '#services/read-import';
import { decideImport, receiveFile } from '#services/receive-file';
import { mentionedOrder, registerOrder } from '#services/register-order';
import { saveUnitSettings } from '#services/unit-settings';

const now = '2026-06-02T06:30:00.000Z';
const msn = '123456';
let db: Db;
let desk: OfflineDesk;
let folder: string;
beforeEach(async () => {
  db = openDatabase(':memory:');
  migrateOpen(db);
  desk = { db, clock: fixedClock(now), log: pino({ level: 'silent' }) };
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-orders-test-'));
  await saveSalesUnit(db, { msn, name: 'Ours', polled: true, at: now });
  await saveSalesUnit(db, { msn: '654321', name: 'Of a file only', polled: false, at: now });
});
afterEach(() => {
  closeDatabase(db);
  fs.rmSync(folder, { recursive: true, force: true });
});

const head = 'MSN;Order ID;Amount;Description;Created;Express;Customer key;Shipped;Carrier;Tracking number\n';
const csv = (...rows: readonly string[]) => head + rows.map((row) => `${row}\n`).join('');
async function* bytes(text: string) {
  yield new TextEncoder().encode(text);
}
const file = (text: string) =>
  ({ fileName: 'orders.csv', content: bytes(text), kind: 'orders', actor: 'kari', folder }) as const;
const take = (text: string, takeReadable = false) => importFile(desk, { ...file(text), takeReadable });
const given = async (text: string) => {
  const received = await receiveFile(desk, file(text));
  if (received.kind !== 'received') throw new Error(received.kind);
  return received.importId;
};
const order = async (orderId: string) => {
  const row = await findOrder(db, { msn, orderId });
  if (row === undefined) throw new Error(`no order ${orderId}`);
  return row;
};
const count = (what: string) => Number(db.$client.prepare(`SELECT count(*) FROM ${what}`).pluck().get());
const kinds = ({ problems }: { problems: readonly { line: number; kind: string }[] }) =>
  problems.map(({ line, kind }) => [line, kind]);
const captureOnShipping = () =>
  saveUnitSettings(desk, { msn, fields: { captureOnShipping: 'yes', default: '0' }, actor: 'kari' });

describe('a row', () => {
  it('registers its order as a shop would, to be read from Vipps at once', async () => {
    const text = csv(`${msn};A-1;499,00;Kaffekopp;01.06.2026 14:30;ja;kunde-7;;;`);
    expect(await take(text)).toMatchObject({
      kind: 'imported',
      orders: { registered: 1, known: 0, differing: 0, shipments: 0 },
      problems: [],
      repeated: false,
    });
    expect(await order('A-1')).toMatchObject({
      source: 'registered',
      state: 'initiated',
      amountOre: 49_900,
      registeredOre: 49_900,
      description: 'Kaffekopp',
      express: 'yes',
      customerKey: 'kunde-7',
      initiatedAt: '2026-06-01T12:30:00.000Z',
      nextPollAt: now,
    });
    expect(await listRequestedJobs(db)).toContain('poll-payments');
    expect(count(`audit_log WHERE action = 'orders file imported' AND actor = 'kari'`)).toBe(1);
  });

  it('of an order that a ledger had named makes it the shop’s', async () => {
    const mention = mentionedOrder({ msn, orderId: 'A-1', occurredAt: now, source: 'ledger' }, true, now);
    await insertOrders(db, [mention]);
    expect(await take(csv(`${msn};A-1;499;Kopp;;;;;;`))).toMatchObject({ orders: { registered: 1 } });
    expect(await order('A-1')).toMatchObject({ source: 'registered', registeredOre: 49_900 });
  });

  it('of a known order changes nothing: the same is known, other content is a problem of the row', async () => {
    await registerOrder(desk, { msn, orderId: 'A-1', amountOre: 49_900, description: 'Kopp' });
    await registerOrder(desk, { msn, orderId: 'A-2', amountOre: 49_900, description: 'Kopp' });
    const before = [await order('A-1'), await order('A-2')];
    const result = await take(
      csv(`${msn};A-1;499;;;;;;;`, `${msn};A-2;498;Kopp;;;;01.06.2026;;`, `${msn};A-3;100;;;;;;;`),
    );
    expect(result).toMatchObject({ orders: { registered: 1, known: 1, differing: 1, shipments: 0 } });
    expect(kinds(result)).toEqual([[3, 'order-differs']]);
    expect([await order('A-1'), await order('A-2')]).toEqual(before);
  });

  it('of a sales unit that is not the desk’s, or only a file’s, is left out when a person says so', async () => {
    const text = csv('999999;A-1;499;;;;;;;', '654321;A-2;499;;;;;;;', `${msn};A-3;499;;;;;;;`);
    expect(await take(text)).toMatchObject({ kind: 'refused', readable: { readable: 1, unreadable: 2 } });
    expect(count('orders')).toBe(0);
    const taken = await take(text, true);
    expect(taken).toMatchObject({ kind: 'imported', orders: { registered: 1 } });
    expect(kinds(taken)).toEqual([
      [2, 'unknown-sales-unit'],
      [3, 'unknown-sales-unit'],
    ]);
    expect(count('orders')).toBe(1);
  });

  it('twice in a file counts once; with other content it is a fault of the file', async () => {
    expect(await take(csv(`${msn};A-1;499;;;;;;;`, `${msn};A-1;499,00;;;;;;;`))).toMatchObject({
      orders: { registered: 1, known: 1 },
    });
    const different = csv(`${msn};A-2;499;;;;;;;`, `${msn};A-2;498;;;;;;;`);
    const refused = await take(different);
    expect(refused.kind).toBe('refused');
    expect(kinds(refused)).toEqual([[3, 'row-differs']]);
    await take(different, true);
    expect(await order('A-2')).toMatchObject({ amountOre: 49_900 });
  });

  it('from the future, or sent before it was made, is left out', async () => {
    const result = await take(
      csv(
        `${msn};A-1;499;;03.06.2026;;;;;`,
        `${msn};A-2;499;;;;;2026-06-02T09:00:00Z;;`,
        `${msn};A-3;499;;02.06.2026;;;01.06.2026;;`,
      ),
    );
    expect(kinds(result)).toEqual([
      [2, 'in-the-future'],
      [3, 'in-the-future'],
      [4, 'before-order'],
    ]);
    expect(count('orders')).toBe(0);
  });
});

describe('a row that was sent', () => {
  const sent = csv(`${msn};A-1;499;;01.06.2026 14:30;;;01.06.2026;Posten;TEST1`);

  it('records one shipment of the whole order, not before the order, and asks for no money', async () => {
    expect(await take(sent)).toMatchObject({ orders: { registered: 1, shipments: 1 } });
    const [shipment, ...more] = await listShipments(db, { msn, orderId: 'A-1' });
    expect(shipment).toMatchObject({
      shipmentKey: expect.stringMatching(/^csv:[\w-]{22}$/),
      amountOre: null,
      carrier: 'Posten',
      trackingNumber: 'TEST1',
      shippedAt: '2026-06-01T12:30:00.000Z',
      capture: 'not-asked',
      actor: 'kari',
    });
    expect(more).toEqual([]);
    expect((await order('A-1')).shippedAt).toBe('2026-06-01T12:30:00.000Z');
    expect(count(`audit_log WHERE action = 'shipment recorded'`)).toBe(1);
  });

  it('again in another file adds nothing; told otherwise it is a problem and nothing is changed', async () => {
    await take(sent);
    expect(await take(`${sent}${msn};A-9;100;;;;;;;\n`)).toMatchObject({
      orders: { registered: 1, known: 1, shipments: 0 },
    });
    const other = await take(sent.replace('TEST1', 'TEST2'));
    expect(kinds(other)).toEqual([[2, 'shipment-differs']]);
    expect(await listShipments(db, { msn, orderId: 'A-1' })).toMatchObject([{ trackingNumber: 'TEST1' }]);
  });

  it('moves no money, also where the sales unit captures on shipping: nobody has seen the amounts', async () => {
    await captureOnShipping();
    await take(sent);
    expect(await listShipments(db, { msn, orderId: 'A-1' })).toMatchObject([
      { capture: 'not-asked', nextAttemptAt: null },
    ]);
  });

  it('is not captured when nothing is left, and not recorded of a payment that was cancelled', async () => {
    await captureOnShipping();
    await take(csv(`${msn};A-1;499;;;;;;;`, `${msn};A-2;499;;;;;;;`));
    const state = db.$client.prepare(
      `UPDATE orders SET state = ?, reserved_ore = ?, captured_ore = ?, reserved_at = initiated_at,
         guarantee_until = initiated_at, deadline_at = initiated_at WHERE order_id = ?`,
    );
    state.run('captured', 49_900, 49_900, 'A-1');
    state.run('cancelled', 0, 0, 'A-2');
    const result = await take(
      csv(`${msn};A-1;499;;;;;2026-06-02T06:30:00Z;;`, `${msn};A-2;499;;;;;02.06.2026;;`),
    );
    expect(kinds(result)).toEqual([[3, 'not-reserved']]);
    expect(await listShipments(db, { msn, orderId: 'A-1' })).toMatchObject([{ capture: 'not-asked' }]);
    expect(await listShipments(db, { msn, orderId: 'A-2' })).toEqual([]);
  });
});

describe('the file', () => {
  it('taken twice adds nothing', async () => {
    const text = csv(`${msn};A-1;499;;;;;01.06.2026;;`);
    await take(text);
    const before = ['orders', 'shipments', 'audit_log', 'imports'].map(count);
    expect(await take(text)).toMatchObject({ kind: 'imported', repeated: true });
    expect(['orders', 'shipments', 'audit_log', 'imports'].map(count)).toEqual(before);
  });

  it('is refused as a bank statement or settlement, unless its content may tell the kind', async () => {
    const text = csv(`${msn};A-1;499;;;;;;;`);
    const asBank = { ...file(text), kind: 'bank-statement' } as const;
    expect(await receiveFile(desk, asBank)).toEqual({ kind: 'refused', reason: 'other-kind' });
    const told = await receiveFile(desk, { ...asBank, content: bytes(text), kindByContent: true });
    if (told.kind !== 'received') throw new Error(told.kind);
    expect(await findImportRow(db, told.importId)).toMatchObject({ kind: 'orders', status: 'queued' });
    const bank = 'Dato;Tekst;Beløp\n01.06.2026;Varekjøp;-499,00\n';
    expect(await receiveFile(desk, file(bank))).toEqual({ kind: 'refused', reason: 'other-kind' });
  });

  it('without a required column is refused with the column’s name, and nothing of it is stored', async () => {
    const result = await take('Ordre-ID;Beløp\nA-1;499\n');
    expect(result).toMatchObject({
      kind: 'refused',
      problems: [{ line: 1, kind: 'missing-column', message: expect.stringContaining('Vippsnummer') }],
    });
    expect(count('orders')).toBe(0);
  });

  it('with rows that cannot be read waits for a person, and is taken without them then', async () => {
    const id = await given(csv(`${msn};A-1;499;;;;;;;`, `${msn};A-2;gratis;;;;;;;`));
    expect(await readImport(desk, id, noProgress)).toMatchObject({
      status: 'needs-decision',
      rowsRead: 2,
      rowsUnreadable: 1,
    });
    expect(count('orders')).toBe(0);
    await decideImport(desk, { id, take: true, actor: 'ola' });
    expect(await readImport(desk, id, noProgress)).toMatchObject({
      status: 'taken',
      rowsAdded: 1,
      problemCount: 1,
      storedPath: null,
    });
    expect(await findImportDetail(db, id)).toMatchObject({ shipments: 0, differing: 0 });
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  const many = (rows: number) =>
    csv(...Array.from({ length: rows }, (_, index) => `${msn};A-${index};499;;;;;01.06.2026;;`));
  const stopAfter = (reports: number): Progress => {
    let left = reports;
    return {
      report: async () => {
        left -= 1;
      },
      stopping: () => left <= 0,
    };
  };

  it('whose taking was cut short goes on, and counts as if it had not been', async () => {
    const id = await given(many(900));
    for (const reports of [1, 2]) {
      await readImport(desk, id, stopAfter(reports));
      expect((await findImportRow(db, id))?.status).toBe('taking');
    }
    expect(count('orders')).toBeGreaterThanOrEqual(400);
    expect(count('orders')).toBeLessThan(900);
    expect(await readImport(desk, id, noProgress)).toMatchObject({
      status: 'taken',
      rowsAdded: 900,
      ordersAdded: 900,
      rowsKnown: 0,
      summary: { registered: 900, known: 0, differing: 0, shipments: 900 },
      problems: [],
    });
    expect(count('shipments')).toBe(900);
  });

  it('gives one order and one owner when the shop registers the same at the same time', async () => {
    const id = await given(many(500));
    const shop = async (orderId: string, amountOre: number) => {
      const result = await registerOrder(desk, { msn, orderId, amountOre });
      return result.kind;
    };
    let told: string[] = [];
    const meddling: Progress = {
      report: async () => {
        told = [await shop('A-1', 49_900), await shop('A-400', 49_900), await shop('A-401', 10_000)];
      },
      stopping: () => told.length > 0,
    };
    await readImport(desk, id, meddling);
    expect(told).toEqual(['known', 'registered', 'registered']);
    const done = await readImport(desk, id, noProgress);
    expect(done).toMatchObject({
      summary: { registered: 498, known: 1, differing: 1 },
      problemCount: 1,
    });
    expect(kinds(done)).toEqual([[403, 'order-differs']]);
    expect((await order('A-401')).registeredOre).toBe(10_000);
    expect(count('orders')).toBe(500);
  });

  it('of 60,000 rows is taken in bounded memory', { timeout: 300_000 }, async () => {
    async function* large() {
      yield new TextEncoder().encode(head);
      for (let from = 0; from < 60_000; from += 2000)
        yield new TextEncoder().encode(
          Array.from({ length: 2000 }, (_, at) => `${msn};L-${from + at};499;Kopp;;;;;;\n`).join(''),
        );
    }
    const before = process.memoryUsage().heapUsed;
    const result = await importFile(desk, { ...file(''), content: large() });
    expect(result).toMatchObject({ orders: { registered: 60_000, known: 0 } });
    expect(count('orders')).toBe(60_000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(400 * 1024 * 1024);
  });
});
