/** The rows of a settlement file reach the books over a spool: all at once where they are new, row by row where the books may know them. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { type LedgerEntryRow, saveLedger } from '#db/ledgers';
import { migrateOpen } from '#db/migrate';
import { makeSpool, withSpool } from '#db/settlement-spool';
import { fixedClock } from '#services/clock';
import { importSettlement } from '#services/import-file';
import { noProgress } from '#services/progress';
import { readImport } from '#services/read-import';
import { receiveFile, sweepImportFolder } from '#services/receive-file';
import { aReport, reportXml, smallReport, type TransactionModel } from '../files/settlement-report-xml';

let folder: string;
let open: Db[];
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-spool-test-'));
  open = [];
});
afterEach(() => {
  for (const db of open) closeDatabase(db);
  fs.rmSync(folder, { recursive: true, force: true });
});

function newDesk() {
  const db = openDatabase(':memory:');
  open.push(db);
  migrateOpen(db);
  return { db, clock: fixedClock('2026-06-02T06:30:00Z'), log: pino({ level: 'silent' }) };
}
type Desk = ReturnType<typeof newDesk>;

async function* bytes(text: string) {
  yield new TextEncoder().encode(text);
}
const take = (desk: Desk, text: string) =>
  importSettlement(desk, { folder, fileName: 'f', content: bytes(text), actor: 'kari' });
async function given(desk: Desk, text: string) {
  const file = { folder, fileName: 'f', content: bytes(text), kind: 'settlement', actor: 'kari' } as const;
  const received = await receiveFile(desk, file);
  if (received.kind !== 'received') throw new Error(received.kind);
  return received.importId;
}

const strangers = 'elsewhere';

/** What a file made of the books, without what differs from import to import. */
function booksOf({ db }: Desk) {
  const rows = (sql: string) => db.$client.prepare(sql).all() as Record<string, unknown>[];
  return {
    entries: rows(`SELECT * FROM ledger_entries WHERE ledger_id <> '${strangers}' ORDER BY sequence`).map(
      ({ sequence, import_id, ...row }) => row,
    ),
    orders: rows('SELECT * FROM orders ORDER BY rowid'),
    totals: rows('SELECT * FROM order_totals ORDER BY msn, state'),
    touched: rows(`SELECT * FROM touched_days WHERE ledger_id <> '${strangers}' ORDER BY 1, 2, 3`),
    payouts: rows('SELECT * FROM payouts ORDER BY 1, 2').map(({ import_id, ...row }) => row),
    imports: rows(
      'SELECT status, rows_read, rows_added, rows_known, orders_added, problem_count, problems FROM imports',
    ),
  };
}

/** An entry of another ledger with the reference number of each transaction: so every row is looked for. */
async function withStrangers(desk: Desk, psps: readonly string[]) {
  await saveLedger(
    desk.db,
    {
      ...{ ledgerId: strangers, currency: 'NOK', bankScheme: null, bankAccount: null, ownerScheme: null },
      ...{ ownerId: null, country: 'NO', source: 'file', handles: [] },
    },
    '2026-01-01T00:00:00.000Z',
  );
  const insert = desk.db.$client.prepare(
    `INSERT INTO ledger_entries (entry_key, ledger_id, topic, ledger_date, occurred_at, entry_type, psp_reference, currency,
       amount_ore, source, first_seen_at)
     VALUES (?, '${strangers}', 'funds', '2020-01-01', '2020-01-01T00:00:00.000Z', 'capture', ?, 'NOK', 1, 'file',
       '2020-01-01T00:00:00.000Z')`,
  );
  for (const psp of new Set(psps)) insert.run(`stranger ${psp}`, psp);
  return desk;
}

const transactions = (many: number): TransactionModel[] =>
  Array.from({ length: many }, (_, index) => ({
    id: String(7000 + index),
    orderId: index % 4 === 0 ? `ordre ${index}` : `ordre-${index - (index % 3)}`,
    time: new Date(Date.parse('2018-01-22T11:52:54.097Z') + index * 600_000).toISOString(),
    captureOre: index % 5 === 0 ? 0 : 10_000 + index,
    refundOre: index % 5 === 0 ? -700 : 0,
    feeOre: index % 7 === 0 ? 0 : 299,
  }));

async function expectSameBooks(text: string, psps: readonly string[]) {
  const atOnce = newDesk();
  await take(atOnce, text);
  const byRow = await withStrangers(newDesk(), psps);
  await take(byRow, text);
  expect(booksOf(atOnce)).toEqual(booksOf(byRow));
  return booksOf(atOnce);
}

describe('rows that are taken at once', () => {
  it('are the same as rows that are looked for one by one', async () => {
    const many = transactions(1200);
    const books = await expectSameBooks(
      reportXml(smallReport({ transactions: many, type: 'Net' })),
      many.map(({ id }) => id),
    );
    expect(books.entries.length).toBeGreaterThan(2000);
    expect(books.payouts).toHaveLength(1);
    expect(books.imports).toEqual([expect.objectContaining({ status: 'taken', rows_known: 0 })]);
  });

  it('also where lines are equal, in one piece or in two that lie apart', async () => {
    const many = transactions(700);
    const doubled = [...many.slice(0, 3), ...many, ...many.slice(690)];
    const books = await expectSameBooks(
      reportXml(smallReport({ transactions: doubled })),
      many.map(({ id }) => id),
    );
    expect(books.entries.filter((row) => row.psp_reference === '7001' && row.topic === 'funds')).toHaveLength(
      2,
    );
    expect(new Set(books.entries.map((row) => row.entry_key)).size).toBe(books.entries.length);
  });

  it('of whatever report', async () => {
    await fc.assert(
      fc.asyncProperty(aReport, async (model) => {
        const psps = model.units.flatMap((unit) =>
          unit.settlements.flatMap((one) => one.transactions.map(({ id }) => id)),
        );
        await expectSameBooks(reportXml(model), psps);
      }),
      { numRuns: 15 },
    );
  });
});

describe('rows that the books know', () => {
  const text = reportXml(smallReport({ transactions: transactions(20) }));
  const other = text.replace('Blåbærbutikken', 'Butikken');

  it('under this key are not stored again', async () => {
    const desk = newDesk();
    await take(desk, text);
    const before = booksOf(desk).entries;
    expect(await take(desk, other)).toMatchObject({ kind: 'imported', added: { ledgerEntries: 0 } });
    expect(booksOf(desk).entries).toEqual(before);
  });

  it('under the key of earlier versions are not stored again', async () => {
    const made = newDesk();
    await take(made, text);
    const { entries } = booksOf(made);
    const desk = newDesk();
    for (const table of ['sales_units', 'ledgers', 'ledger_handles', 'payouts', 'ledger_entries']) {
      for (const row of made.db.$client.prepare(`SELECT * FROM ${table}`).all() as Record<
        string,
        unknown
      >[]) {
        const stored = table === 'ledger_entries' ? { ...row, entry_key: formerKey(row) } : row;
        const names = Object.keys(stored);
        desk.db.$client
          .prepare(`INSERT OR IGNORE INTO ${table} (${names}) VALUES (${names.map(() => '?')})`)
          .run(Object.values(stored));
      }
    }
    expect(await take(desk, other)).toMatchObject({ kind: 'imported', added: { ledgerEntries: 0 } });
    expect(booksOf(desk).entries).toHaveLength(entries.length);
  });

  it('from the feed are joined, and the others of the same piece are added', async () => {
    const desk = newDesk();
    await saveLedger(
      desk.db,
      {
        ...{ ledgerId: '900', currency: 'NOK', bankScheme: null, bankAccount: null, ownerScheme: null },
        ...{
          ownerId: null,
          country: 'NO',
          source: 'feed',
          handles: [{ handle: 'api:100297', msn: '100297' }],
        },
      },
      '2026-01-01T00:00:00.000Z',
    );
    desk.db.$client
      .prepare(
        `INSERT INTO ledger_entries (entry_key, ledger_id, topic, ledger_date, occurred_at, entry_type, psp_reference, currency,
           amount_ore, source, feed_order, first_seen_at)
         VALUES ('of the feed', '900', 'funds', '2018-01-22', '2018-01-22T12:02:54.097Z', 'capture', '7001', 'NOK', 10001, 'feed', 1, 'x')`,
      )
      .run();
    await take(desk, text);
    const rows = booksOf(desk).entries.filter((row) => row.psp_reference === '7001' && row.topic === 'funds');
    expect(rows).toEqual([
      expect.objectContaining({
        entry_key: 'of the feed',
        also_key: expect.any(String),
        settlement_number: '2000001',
      }),
    ]);
    // 20 transactions, 17 with a fee, the payout; one of them was there.
    expect(booksOf(desk).entries).toHaveLength(20 + 17 + 1);
  });

  function formerKey(row: Record<string, unknown>): string {
    const { msn, settlement_number, topic, entry_type, psp_reference, reference, occurred_at, amount_ore } =
      row as Record<string, LedgerEntryRow['reference']>;
    const fields = [topic, entry_type, psp_reference, reference, occurred_at, amount_ore];
    const base = ['file', msn, settlement_number, ...fields].join('|');
    return createHash('sha256').update(`${base}|1`).digest('base64url').slice(0, 27);
  }
});

describe('the spool', () => {
  const text = reportXml(smallReport({ transactions: transactions(900) }));

  it('is gone when the file is taken, refused, waits or was stopped', async () => {
    const desk = newDesk();
    const id = await given(desk, text);
    await readImport(desk, id, { report: async () => {}, stopping: () => true });
    expect(fs.readdirSync(folder)).toEqual([id]);
    await readImport(desk, id, noProgress);
    expect(fs.readdirSync(folder)).toEqual([]);
    await take(desk, text.slice(0, -30).replace('Blåbærbutikken', 'Butikken'));
    expect(fs.readdirSync(folder)).toEqual([]);
    const unreadable = await given(
      desk,
      text.replace('<TransactionFeeAmount>2.99', '<TransactionFeeAmount>2,99'),
    );
    expect((await readImport(desk, unreadable, noProgress)).status).toBe('needs-decision');
    expect(fs.readdirSync(folder)).toEqual([unreadable]);
    const attached = desk.db.$client.pragma('database_list') as { name: string }[];
    expect(attached.map(({ name }) => name)).toEqual(['main']);
  });

  it('that a killed process left is made anew, and swept away when its file never comes again', async () => {
    const desk = newDesk();
    const id = await given(desk, text);
    const left = path.join(folder, `${id}.rows`);
    fs.writeFileSync(left, 'half a spool');
    expect((await readImport(desk, id, noProgress)).status).toBe('taken');
    expect(booksOf(desk).payouts).toHaveLength(1);
    fs.writeFileSync(left, 'half a spool');
    expect(await sweepImportFolder(desk, folder)).toBe(0);
    const long = new Date(Date.now() - 2 * 3_600_000);
    fs.utimesSync(left, long, long);
    expect(await sweepImportFolder(desk, folder)).toBe(1);
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('lets nobody else on the machine read it', () => {
    const file = path.join(folder, 'x.rows');
    const spool = makeSpool(file);
    expect(fs.statSync(file).mode & 0o077).toBe(0);
    spool.discard();
    expect(fs.existsSync(file)).toBe(false);
  });

  it('stores a piece whole or not at all', async () => {
    const { db } = newDesk();
    const file = path.join(folder, 'x.rows');
    const spool = makeSpool(file);
    const row = {
      occurredAt: '2026-01-01T00:00:00.000Z',
      ledgerDate: '2026-01-01',
      reference: 'o',
      settlement: 0,
    };
    const entry = { kind: 'capture', amountOre: 1 as never, entryKey: 'k' } as const;
    spool.add({ ...row, pspReference: '1', mention: 'order', entries: [entry] });
    spool.add({ ...row, pspReference: '2', mention: 'order', entries: [entry] });
    // The ledger of the target is not there.
    const target = { ledgerId: 'none', msn: '123456', settlementNumber: '1', currency: 'NOK' } as const;
    spool.seal([{ ...target, recipientHandle: 'x', seenAt: row.occurredAt, polled: false }]);
    await withSpool(db, file, async (rows) => {
      // The keys are equal: nothing of the piece is stored.
      expect(await rows.takeIfNew('i', { from: 0, to: 2 }, row.occurredAt)).toBeUndefined();
      await expect(rows.takeIfNew('i', { from: 0, to: 1 }, row.occurredAt)).rejects.toThrow('FOREIGN KEY');
    });
    expect(db.$client.prepare('SELECT count(*) FROM ledger_entries').pluck().get()).toBe(0);
  });
});
