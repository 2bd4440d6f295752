/** Files given to the desk: each is taken whole, once, also when the work was cut short, and never without a person's word on what cannot be read. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { findImportRow } from '#db/imports';
import { migrateOpen } from '#db/migrate';
import { fixedClock } from '#services/clock';
import type { OfflineDesk } from '#services/desk';
import { importFile } from '#services/import-file';
import { noProgress, type Progress } from '#services/progress';
import { readImport } from '#services/read-import';
import { readWaitingFiles } from '#services/read-waiting-files';
import {
  decideImport,
  previewOfImport,
  receiveFile,
  saveBankCsvMapping,
  sweepImportFolder,
} from '#services/receive-file';
import { camtXml } from '../files/camt053-xml';
import { portalCsv, portalRow } from '../files/settlement-csv-models';
import { reportXml, smallReport, type TransactionModel } from '../files/settlement-report-xml';
import { zipBytes } from '../files/zip-archive';

let db: Db;
let desk: OfflineDesk;
let folder: string;
beforeEach(() => {
  db = openDatabase(':memory:');
  migrateOpen(db);
  desk = { db, clock: fixedClock('2026-06-02T06:30:00Z'), log: pino({ level: 'silent' }) };
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-imports-test-'));
});
afterEach(() => {
  closeDatabase(db);
  fs.rmSync(folder, { recursive: true, force: true });
});

async function* bytes(content: string | Uint8Array) {
  yield typeof content === 'string' ? new TextEncoder().encode(content) : content;
}
const give = (
  content: string | Uint8Array,
  kind: 'settlement' | 'bank-statement' = 'settlement',
  fileName = 'file',
) => receiveFile(desk, { folder, fileName, content: bytes(content), kind, actor: 'kari' });
async function given(
  content: string | Uint8Array,
  kind?: 'settlement' | 'bank-statement',
  fileName?: string,
) {
  const received = await give(content, kind, fileName);
  if (received.kind !== 'received') throw new Error(received.kind);
  return received.importId;
}
const at = async (id: string) => {
  const row = await findImportRow(db, id);
  if (row === undefined) throw new Error('no import');
  return row;
};
const count = (what: string) => Number(db.$client.prepare(`SELECT count(*) FROM ${what}`).pluck().get());
const entries = () =>
  db.$client
    .prepare(
      'SELECT topic, entry_type, psp_reference, reference, amount_ore, ledger_date FROM ledger_entries ORDER BY 1, 2, 3, 4, 5',
    )
    .all();

const transactions = (many: number): TransactionModel[] =>
  Array.from({ length: many }, (_, index) => ({
    id: String(7000 + index),
    orderId: `ordre-${index}`,
    time: '2018-01-22T11:52:54.097Z',
    captureOre: 10_000 + index,
    refundOre: 0,
    feeOre: 299,
  }));
const stopAfter = (reports: number): Progress => {
  let left = reports;
  return {
    report: async () => {
      left -= 1;
    },
    stopping: () => left <= 0,
  };
};

describe('a file with rows that cannot be read', () => {
  const text = portalCsv([
    portalRow({ settledOre: 97_250 }),
    portalRow({ transactionId: '7002', soldOn: '31.02.2024' }),
  ]);

  it('waits for a person, with line and reason, and nothing of it is in the books', async () => {
    const id = await given(text);
    await readWaitingFiles(desk, noProgress);
    const row = await at(id);
    expect(row).toMatchObject({ status: 'needs-decision', rowsRead: 2, rowsUnreadable: 1 });
    expect(row.problems[0]).toMatchObject({ line: 3, kind: 'unreadable-date' });
    expect(count('ledger_entries')).toBe(0);
    expect(count('payouts')).toBe(0);
  });

  it('is taken without them when the person says so, and the word is recorded', async () => {
    const id = await given(text);
    await readWaitingFiles(desk, noProgress);
    expect(await decideImport(desk, { id, take: true, actor: 'ola' })).toBe(true);
    await readWaitingFiles(desk, noProgress);
    expect(await at(id)).toMatchObject({ status: 'taken', decidedBy: 'ola', rowsUnreadable: 1 });
    expect(count(`ledger_entries WHERE entry_type = 'capture'`)).toBe(1);
    expect(count(`audit_log WHERE action = 'readable rows taken' AND actor = 'ola'`)).toBe(1);
  });

  it('is let go when the person says so; a second word comes too late, and the file may be given again', async () => {
    const id = await given(text);
    await readWaitingFiles(desk, noProgress);
    expect(await decideImport(desk, { id, take: false, actor: 'ola' })).toBe(true);
    expect(await decideImport(desk, { id, take: true, actor: 'kari' })).toBe(false);
    expect(await at(id)).toMatchObject({ status: 'discarded', storedPath: null });
    expect(fs.readdirSync(folder)).toEqual([]);
    expect((await give(text)).kind).toBe('received');
  });

  it('is refused on the command line with the choice, and taken there when told to', async () => {
    const file = {
      fileName: 'f.csv',
      content: bytes(text),
      actor: 'kari',
      kind: 'settlement',
      folder,
    } as const;
    expect(await importFile(desk, file)).toMatchObject({
      kind: 'refused',
      readable: { readable: 1, unreadable: 1 },
    });
    const taken = await importFile(desk, { ...file, content: bytes(text), takeReadable: true });
    expect(taken).toMatchObject({ kind: 'imported', settlements: [{ transactions: 1 }] });
  });
});

describe('a file whose reading is cut short', () => {
  const text = reportXml(smallReport({ transactions: transactions(1700) }));

  it('goes on where it was, and ends as if it had not been', async () => {
    const whole = openDatabase(':memory:');
    migrateOpen(whole);
    await importFile(
      { ...desk, db: whole },
      { fileName: 'f', content: bytes(text), actor: 'kari', kind: 'settlement', folder },
    );
    const id = await given(text);
    for (const reports of [1, 2, 1]) {
      await readImport(desk, id, stopAfter(reports));
      expect((await at(id)).status).toBe('taking');
      expect(count('payouts')).toBe(0); // a payout appears with the last piece
    }
    expect(count('ledger_entries')).toBeGreaterThan(0);
    expect((await readImport(desk, id, noProgress)).status).toBe('taken');
    const here = entries();
    const there = whole.$client
      .prepare(
        'SELECT topic, entry_type, psp_reference, reference, amount_ore, ledger_date FROM ledger_entries ORDER BY 1, 2, 3, 4, 5',
      )
      .all();
    expect(here).toEqual(there);
    expect(count('payouts')).toBe(1);
    // What the tries before brought counts as new, not as known.
    expect(await at(id)).toMatchObject({ rowsAdded: here.length, rowsKnown: 0, ordersAdded: 1700 });
    closeDatabase(whole);
  });

  it('keeps two equal lines also when the cut falls between them', async () => {
    const [one] = transactions(1);
    if (one === undefined) throw new Error('none');
    const twice = [one, ...transactions(900).slice(1), one, one];
    const id = await given(reportXml(smallReport({ transactions: twice })));
    await readImport(desk, id, stopAfter(1));
    expect((await at(id)).status).toBe('taking');
    await readImport(desk, id, noProgress);
    expect(count(`ledger_entries WHERE psp_reference = '7000' AND topic = 'funds'`)).toBe(3);
  });
});

describe('the same rows again', () => {
  it('in the same file are one import', async () => {
    const text = reportXml(smallReport());
    const id = await given(text);
    expect(await give(text)).toEqual({ kind: 'known', importId: id });
    await readWaitingFiles(desk, noProgress);
    expect(await give(text)).toEqual({ kind: 'known', importId: id });
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('in another file that overlaps add nothing, but equal lines of which it has more do', async () => {
    const [one] = transactions(1);
    if (one === undefined) throw new Error('none');
    await readImport(desk, await given(reportXml(smallReport({ transactions: [one, one] }))), noProgress);
    expect(count(`ledger_entries WHERE entry_type = 'capture'`)).toBe(2);
    const more = reportXml(smallReport({ transactions: [one, one] })).replace('Blåbærbutikken', 'Butikken');
    expect(await readImport(desk, await given(more), noProgress)).toMatchObject({
      status: 'taken',
      rowsAdded: 0,
    });
    expect(count(`ledger_entries WHERE entry_type = 'capture'`)).toBe(2);
  });

  it('given by two people at once are taken by one of them', async () => {
    const text = reportXml(smallReport());
    const file = { fileName: 'f', actor: 'kari', kind: 'settlement', folder } as const;
    const [a, b] = await Promise.all([
      importFile(desk, { ...file, content: bytes(text) }),
      importFile(desk, { ...file, content: bytes(text) }),
    ]);
    expect([a.kind, b.kind]).toContain('imported');
    expect(count(`imports WHERE status = 'taken'`)).toBe(1);
    expect(count('payouts')).toBe(1);
  });
});

describe('a zip file as Vipps mails it', () => {
  it('is read without unpacking it, every report in it', async () => {
    const second = smallReport({ id: '2000002', transactions: transactions(3) });
    const zip = zipBytes([
      { name: 'a.xml', content: reportXml(smallReport()) },
      { name: 'b.xml', content: reportXml(second) },
    ]);
    const row = await readImport(desk, await given(zip, 'settlement', 'report.zip'), noProgress);
    expect(row).toMatchObject({ status: 'taken', rowsRead: 5 });
    expect(count('payouts')).toBe(2);
  });

  it('that is a bomb is refused, and nothing of it is kept', async () => {
    const zip = zipBytes([{ name: 'a.xml', content: Buffer.alloc(30_000_000, 32) }]);
    const row = await readImport(desk, await given(zip), noProgress);
    expect(row.status).toBe('refused');
    expect(row.problems[0]?.kind).toBe('archive-too-large');
    expect(fs.readdirSync(folder)).toEqual([]);
  });
});

describe('a bank’s CSV', () => {
  const text = [
    'Dato;Forklaring;Rentedato;Ut fra konto;Inn på konto',
    '03.06.2026;Utb. 2000810 Vippsnr 117703;03.06.2026;;972,50',
    '03.06.2026;"=HYPERLINK(""x"")";03.06.2026;10,00;',
    '03.06.2026;Kaffe;03.06.2026;25,00;',
    '03.06.2026;Kaffe;03.06.2026;25,00;',
    '',
  ].join('\r\n');
  const mapping = {
    account: { fixed: '1506 27 18347' },
    bookedOn: 'Dato',
    amount: { in: 'Inn på konto', out: 'Ut fra konto' },
    text: ['Forklaring'],
    decimal: ',',
    dateFormat: 'dd.mm.yyyy',
    headerRow: 1,
  };

  it('waits for its columns to be named, and files that look like it are read by themselves from then on', async () => {
    const id = await given(text, 'bank-statement', 'dnb.csv');
    await readWaitingFiles(desk, noProgress);
    expect((await at(id)).status).toBe('needs-mapping');
    expect(await previewOfImport(desk, id)).toMatchObject({
      kind: 'preview',
      preview: { headers: ['Dato', 'Forklaring', 'Rentedato', 'Ut fra konto', 'Inn på konto'] },
    });
    expect(await saveBankCsvMapping(desk, { importId: id, name: 'DNB', mapping, actor: 'kari' })).toEqual({
      kind: 'saved',
    });
    await readWaitingFiles(desk, noProgress);
    expect(await at(id)).toMatchObject({ status: 'taken', rowsAdded: 4 });
    expect(db.$client.prepare(`SELECT amount_ore FROM bank_lines ORDER BY amount_ore`).pluck().all()).toEqual(
      [-2500, -2500, -1000, 97_250],
    );
    expect(
      count(
        `bank_lines WHERE settlement_number = '2000810' AND from_vipps = 'yes' AND account = '15062718347'`,
      ),
    ).toBe(1);
    const next = text.replaceAll('03.06.2026', '04.06.2026');
    expect(await readImport(desk, await given(next, 'bank-statement'), noProgress)).toMatchObject({
      status: 'taken',
      rowsAdded: 4,
    });
  });

  it('with a mapping that makes no sense is not taken: the errors are told by field', async () => {
    const id = await given(text, 'bank-statement');
    await readWaitingFiles(desk, noProgress);
    const saved = await saveBankCsvMapping(desk, {
      importId: id,
      name: 'x',
      mapping: { ...mapping, text: [] },
      actor: 'kari',
    });
    expect(saved).toMatchObject({ kind: 'refused', errors: { text: expect.any(String) } });
    expect((await at(id)).status).toBe('needs-mapping');
  });

  it('is mapped only while it waits for that: a mapping sent too late changes nothing, for no file', async () => {
    const id = await given(text, 'bank-statement');
    await readWaitingFiles(desk, noProgress);
    await saveBankCsvMapping(desk, { importId: id, name: 'DNB', mapping, actor: 'kari' });
    const swapped = { ...mapping, amount: { in: 'Ut fra konto', out: 'Inn på konto' } };
    expect(
      await saveBankCsvMapping(desk, { importId: id, name: 'x', mapping: swapped, actor: 'ola' }),
    ).toEqual({
      kind: 'gone',
    });
    await readWaitingFiles(desk, noProgress);
    expect(count(`bank_lines WHERE amount_ore = 97250`)).toBe(1);
    expect(count(`bank_csv_mappings WHERE changed_by = 'kari'`)).toBe(1);
  });

  it('that overlaps one read before adds only what is new, and keeps both of two equal lines', async () => {
    const id = await given(text, 'bank-statement');
    await readWaitingFiles(desk, noProgress);
    await saveBankCsvMapping(desk, { importId: id, name: 'DNB', mapping, actor: 'kari' });
    await readWaitingFiles(desk, noProgress);
    const longer = `${text}04.06.2026;Te;04.06.2026;30,00;\r\n`;
    expect(await readImport(desk, await given(longer, 'bank-statement'), noProgress)).toMatchObject({
      rowsAdded: 1,
      rowsKnown: 4,
    });
    expect(count('bank_lines')).toBe(5);
  });
});

describe('the same bank lines in another form', () => {
  const entry = (ore: number, text: string, reference?: string) => ({
    amountOre: ore,
    ...(reference === undefined ? {} : { reference }),
    details: [{ text }],
  });
  const statement = camtXml([
    {
      id: 'S',
      entries: [
        entry(97_250, 'Utb. 2000810 Vippsnr 117703', 'R1'),
        entry(2500, 'Kaffe', 'R2'),
        entry(2500, 'Kaffe', 'R3'),
      ],
    },
  ]);
  const read = async (content: string) =>
    readImport(desk, await given(content, 'bank-statement'), noProgress);

  it('are known: without a reference by settlement number or text, each line once', async () => {
    expect(await read(statement)).toMatchObject({ status: 'taken', rowsAdded: 3 });
    const booked = db.$client.prepare('SELECT DISTINCT booked_on FROM bank_lines').pluck().get();
    const [year, month, date] = String(booked).split('-');
    const at = `${date}.${month}.${year}`;
    const csv = [
      'Dato;Forklaring;Inn;Ut;Konto',
      `${at};UTB. 2000810 VIPPSNR 117703;972,50;;86011117947`,
      `${at};kaffe;25,00;;86011117947`,
      `${at};kaffe;25,00;;86011117947`,
      `${at};kaffe;25,00;;86011117947`,
      '',
    ].join('\n');
    const id = await given(csv, 'bank-statement');
    await readImport(desk, id, noProgress);
    const mapping = {
      account: { column: 'Konto' },
      bookedOn: 'Dato',
      amount: { in: 'Inn', out: 'Ut' },
      text: ['Forklaring'],
      decimal: ',',
      dateFormat: 'dd.mm.yyyy',
      headerRow: 1,
    };
    await saveBankCsvMapping(desk, { importId: id, name: 'x', mapping, actor: 'kari' });
    // The file has the coffee three times, the statement twice.
    expect(await readImport(desk, id, noProgress)).toMatchObject({
      status: 'taken',
      rowsAdded: 1,
      rowsKnown: 3,
    });
  });

  it('are known by their reference when the bank corrects a text', async () => {
    await read(statement);
    const corrected = statement.replace('Utb. 2000810 Vippsnr 117703', 'Utb. 2000810 Vippsnr 117703 rettet');
    expect(await read(corrected)).toMatchObject({ status: 'taken', rowsAdded: 0, rowsKnown: 3 });
  });
});

describe('an upload that was killed on its way', () => {
  it('is swept away after an hour, and never a file that an import waits for', async () => {
    const id = await given(reportXml(smallReport()));
    const left = path.join(folder, '01a205f0-e6fd-7f46-af43-7fe949b050af');
    const fresh = path.join(folder, '01a205f0-e6fd-7f46-af43-7fe949b050aa');
    for (const file of [left, fresh]) fs.writeFileSync(file, 'half');
    const long = new Date(Date.now() - 2 * 3_600_000);
    for (const file of [left, path.join(folder, id)]) fs.utimesSync(file, long, long);
    expect(await sweepImportFolder(desk, folder)).toBe(1);
    expect(fs.readdirSync(folder).sort()).toEqual([path.basename(fresh), id].sort());
    expect(await sweepImportFolder(desk, path.join(folder, 'nowhere'))).toBe(0);
  });
});

describe('what is given to the desk', () => {
  it('is refused when it is empty, too large, or of the other kind, and leaves nothing behind', async () => {
    expect(await give('')).toEqual({ kind: 'refused', reason: 'empty' });
    const large = {
      folder,
      fileName: 'x',
      content: bytes('x'.repeat(100)),
      kind: 'settlement',
      actor: 'kari',
      maxBytes: 50,
    } as const;
    expect(await receiveFile(desk, large)).toEqual({ kind: 'refused', reason: 'too-large' });
    const statement = camtXml([{ id: 'S', entries: [{ amountOre: 100 }] }]);
    expect(await give(statement, 'settlement')).toEqual({ kind: 'refused', reason: 'other-kind' });
    expect(fs.readdirSync(folder)).toEqual([]);
    expect(count('imports')).toBe(0);
  });

  it('is never written where its name says', async () => {
    const id = await given(reportXml(smallReport()), 'settlement', '../../etc/passwd');
    expect(fs.readdirSync(folder)).toEqual([id]);
    expect((await at(id)).fileName).toBe('../../etc/passwd');
  });

  it('that breaks off on its way leaves nothing behind', async () => {
    async function* broken() {
      yield new TextEncoder().encode('<SettlementReport');
      throw new Error('the line went dead');
    }
    const file = { folder, fileName: 'x', content: broken(), kind: 'settlement', actor: 'kari' } as const;
    await expect(receiveFile(desk, file)).rejects.toThrow('the line went dead');
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('and is gone when its turn comes is refused, with what to do', async () => {
    const id = await given(reportXml(smallReport()));
    fs.rmSync(path.join(folder, id));
    await readWaitingFiles(desk, noProgress);
    expect(await at(id)).toMatchObject({ status: 'refused', problems: [{ kind: 'no-such-file' }] });
  });
});
