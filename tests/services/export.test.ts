import fs from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { reportKinds } from '#core/report-kinds';
import { previewReport, writeReport } from '#services/export-report';
import { findReport } from '#services/export-reports';
import { checkReportRequest, type RequestFields } from '#services/export-request';
import { addEntries, addEvents, addOrders, addPayout, openBooks, run } from './export-books';

let desk = openBooks();
afterEach(() => {
  desk.close();
  desk = openBooks();
});

const may: RequestFields = { from: '2026-05-01', to: '2026-05-31' };

async function asked(kind: string, fields: RequestFields) {
  const checked = await checkReportRequest(desk.db, kind, fields);
  if (checked.kind === 'refused') throw new Error(checked.refusal);
  return checked.request;
}

async function textOf(kind: string, fields: RequestFields): Promise<string> {
  const file = await writeReport(desk, await asked(kind, fields), 'kari');
  let text = '';
  for await (const piece of file.pieces) text += piece;
  file.close();
  return text;
}

/** Rows below the head, split at the separator; for texts without one. */
async function rowsOf(kind: string, fields: RequestFields): Promise<Record<string, string>[]> {
  const [head = '', ...lines] = (await textOf(kind, fields)).split('\r\n').slice(0, -1);
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(head.split(',').map((name, index) => [name, cells[index] ?? '']));
  });
}

const idsOf = (rows: readonly Record<string, string>[]) => rows.map((row) => row.order_id);

describe('every report', () => {
  it.each(reportKinds)('%s of empty books is its head and nothing else, in both formats', async (kind) => {
    const fields = kind === 'uncaptured' ? {} : may;
    const head = findReport(kind).headers.map(({ name }) => name);
    expect(await textOf(kind, fields)).toBe(`${head.join(',')}\r\n`);
    expect(await textOf(kind, { ...fields, format: 'excel' })).toBe(`\ufeff${head.join(';')}\r\n`);
    expect(await previewReport(desk, await asked(kind, fields))).toMatchObject({ rows: [], count: 0 });
  });

  it.each(reportKinds)('%s is described column by column in docs/reports.md', (kind) => {
    const text = fs.readFileSync('docs/reports.md', 'utf8');
    const section = text.split(/^## /m).find((part) => part.startsWith(`\`${kind}\``)) ?? '';
    const described = [...section.matchAll(/^\| `([a-z_]+)`/gm)].map(([, name]) => name);
    expect(described).toEqual(findReport(kind).headers.map(({ name }) => name));
  });

  it.each(reportKinds)('%s names each column once, in letters that every program takes', (kind) => {
    const names = findReport(kind).headers.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z_]*$/);
  });

  it('is recorded with kind, period, person and the count of rows', async () => {
    addOrders(desk.db, [{ orderId: 'A-1', at: '2026-05-04T10:00:00.000Z' }]);
    await textOf('orders', { ...may, unit: '123456', format: 'excel' });
    const record = desk.db.$client.prepare('SELECT actor, action, subject, detail FROM audit_log').get();
    expect(record).toEqual({
      actor: 'kari',
      action: 'report exported',
      subject: 'report orders',
      detail: JSON.stringify({
        from: '2026-05-01',
        to: '2026-05-31',
        msn: '123456',
        format: 'excel',
        rows: 1,
      }),
    });
  });

  it('has a file name that says what it holds', async () => {
    const { fileName } = await writeReport(desk, await asked('payouts', may), 'kari');
    expect(fileName).toBe('oppgjor-payouts-2026-05-01_2026-05-31.csv');
    expect((await writeReport(desk, await asked('uncaptured', {}), 'kari')).fileName).toBe(
      'oppgjor-uncaptured-2026-06-02.csv',
    );
    addPayout(desk.db, { number: '20/"3', ore: 1, from: '2026-05-04', to: '2026-05-04', through: 1 });
    const one = await asked('journal', { ledger: '302321', payout: '20/"3' });
    expect((await writeReport(desk, one, 'kari')).fileName).toBe('oppgjor-journal-20--3.csv');
  });
});

describe('a period', () => {
  const edges = [
    { orderId: 'before', at: '2026-03-28T22:59:59.999Z' },
    { orderId: 'first', at: '2026-03-28T23:00:00.000Z' },
    { orderId: 'last', at: '2026-03-29T21:59:59.999Z' },
    { orderId: 'after', at: '2026-03-29T22:00:00.000Z' },
  ];
  const springForward = { from: '2026-03-29', to: '2026-03-29' };

  it('begins and ends at midnight in Oslo, also on the day of 23 hours', async () => {
    addOrders(desk.db, edges);
    addEvents(desk.db, edges);
    const orders = await rowsOf('orders', springForward);
    expect(idsOf(orders)).toEqual(['first', 'last']);
    expect(idsOf(await rowsOf('payment-events', springForward))).toEqual(['first', 'last']);
    expect(orders[0]).toMatchObject({
      last_change_at: '2026-03-28T23:00:00.000Z',
      last_change_on_oslo: '2026-03-29',
      last_change_oslo_offset: 'UTC+01:00',
    });
    expect(orders[1]).toMatchObject({
      last_change_on_oslo: '2026-03-29',
      last_change_oslo_offset: 'UTC+02:00',
    });
  });

  it('has the hour that comes twice in autumn once', async () => {
    addOrders(desk.db, [
      { orderId: 'summer', at: '2026-10-25T00:30:00.000Z' },
      { orderId: 'winter', at: '2026-10-25T01:30:00.000Z' },
      { orderId: 'late', at: '2026-10-25T22:59:59.999Z' },
      { orderId: 'next', at: '2026-10-25T23:00:00.000Z' },
    ]);
    const rows = await rowsOf('orders', { from: '2026-10-25', to: '2026-10-25' });
    expect(idsOf(rows)).toEqual(['summer', 'winter', 'late']);
    expect(rows.map((row) => row.last_change_oslo_offset)).toEqual(['UTC+02:00', 'UTC+01:00', 'UTC+01:00']);
  });

  it('of ledger days is of ledger days, whenever an entry occurred', async () => {
    for (const on of ['2026-04-30', '2026-05-01', '2026-05-31', '2026-06-01']) {
      addEntries(desk.db, [{ type: 'capture', ore: 100, day: on }]);
    }
    const rows = await rowsOf('ledger-entries', may);
    expect(rows.map((row) => row.ledger_date)).toEqual(['2026-05-01', '2026-05-31']);
  });
});

describe('sales unit and ledger', () => {
  it('limit orders, events and entries to what belongs to them', async () => {
    const at = '2026-05-04T10:00:00.000Z';
    const orders = [
      { orderId: 'A', at },
      { orderId: 'B', at, msn: '123457' },
    ];
    addOrders(desk.db, orders);
    addEvents(desk.db, orders);
    addEntries(desk.db, [
      { type: 'capture', ore: 1, day: '2026-05-04' },
      { type: 'capture', ore: 2, day: '2026-05-04', msn: '123457' },
      { type: 'capture', ore: 3, day: '2026-05-04', msn: '123457', ledger: '302977' },
    ]);
    expect(idsOf(await rowsOf('orders', { ...may, unit: '123457' }))).toEqual(['B']);
    expect(idsOf(await rowsOf('payment-events', { ...may, unit: '123457' }))).toEqual(['B']);
    expect(idsOf(await rowsOf('uncaptured', { unit: '123457' }))).toEqual(['B']);
    const amounts = async (fields: RequestFields) =>
      (await rowsOf('ledger-entries', { ...may, ...fields })).map((row) => row.amount);
    expect(await amounts({ unit: '123457' })).toEqual(['0.02', '0.03']);
    expect(await amounts({ ledger: '302977' })).toEqual(['0.03']);
    expect(await amounts({ unit: '123456', ledger: '302977' })).toEqual([]);
  });

  it('leave out the bank lines of other accounts', async () => {
    run(
      desk.db,
      `INSERT INTO bank_lines (id, line_key, import_id, account, booked_on, amount_ore, currency, description, from_vipps)
       VALUES ('1', '1', 'i', '86011117947', '2026-05-31', 28800, 'NOK', 'Utb. 2000023 Vippsnr 117703', 'yes'),
              ('2', '2', 'i', '11112222333', '2026-05-31', -500, 'NOK', '=HYPERLINK("x")', 'no')`,
    );
    const rows = await rowsOf('bank-lines', { ...may, ledger: '302321' });
    expect(rows.map((row) => row.bank_line_id)).toEqual(['1']);
    expect(await rowsOf('bank-lines', may)).toHaveLength(2);
  });
});

describe('texts and amounts', () => {
  it('cannot run as formulas, and negative amounts stay numbers', async () => {
    addOrders(desk.db, [
      { orderId: '=1+1', at: '2026-05-04T10:00:00.000Z', description: "@SUM(A1),cmd|' /C calc'!A0" },
    ]);
    addEntries(desk.db, [{ type: 'refund', ore: -123_45, day: '2026-05-04' }]);
    const text = await textOf('orders', may);
    expect(text).toContain(",'=1+1,");
    expect(text).toContain(`,"'@SUM(A1),cmd|' /C calc'!A0"`);
    expect((await rowsOf('ledger-entries', may))[0]?.amount).toBe('-123.45');
    expect(await textOf('ledger-entries', { ...may, format: 'excel' })).toContain(';-123,45;');
  });
});

describe('entries of a payout', () => {
  const payoutEntries = async (fields: RequestFields) =>
    (await rowsOf('payout-entries', fields)).map(
      (row) => `${row.settlement_number} ${row.topic} ${row.amount}`,
    );

  it('of the feed are those booked up to it, and the fees of its days; of a file those it names', async () => {
    addEntries(desk.db, [
      { type: 'capture', ore: 1000, day: '2026-05-04' },
      { type: 'scheduled-for-payout', ore: -1000, day: '2026-05-04', psp: '1' },
      { type: 'capture', ore: 500, day: '2026-05-04' }, // came late: it is in the next payout
      { type: 'scheduled-for-payout', ore: -500, day: '2026-05-05', psp: '2' },
      { type: 'capture', ore: 700, day: '2026-05-06' }, // in no payout yet
      { type: 'capture-fee', ore: -10, day: '2026-05-05', topic: 'fees' },
      { type: 'capture', ore: 300, day: '2026-05-05', settlement: '9', ledger: '302977' },
      { type: 'scheduled-for-payout', ore: -300, day: '2026-05-05', settlement: '9', ledger: '302977' },
    ]);
    addPayout(desk.db, {
      number: '1',
      ore: 1000,
      from: '2026-05-04',
      to: '2026-05-04',
      after: 0,
      through: 2,
    });
    addPayout(desk.db, { number: '2', ore: 500, from: '2026-05-05', to: '2026-05-05', after: 2, through: 4 });
    addPayout(desk.db, { number: '9', ore: 300, from: '2026-05-05', to: '2026-05-05', ledger: '302977' });
    expect(await payoutEntries(may)).toEqual([
      '1 funds 10.00',
      '1 funds -10.00',
      '2 funds 5.00',
      '2 funds -5.00',
      '2 fees -0.10',
      '9 funds 3.00',
      '9 funds -3.00',
    ]);
    expect(await payoutEntries({ ledger: '302321', payout: '2' })).toHaveLength(3);
    const preview = await previewReport(desk, await asked('payout-entries', may));
    expect(preview.count).toBe(7);
  });
});

describe('a long report', () => {
  it('holds each of 120,000 rows once, in order, with few of them in memory at a time', async () => {
    const start = Date.parse('2026-05-01T00:00:00.000Z');
    const count = 120_000;
    function* many() {
      // Twelve orders at each instant: a page ends amid them.
      for (let i = 0; i < count; i += 1) {
        const at = new Date(start + Math.floor(i / 12) * 1000).toISOString();
        yield { orderId: `A-${String(i).padStart(6, '0')}`, at };
      }
    }
    addOrders(desk.db, many());
    const file = await writeReport(desk, await asked('orders', may), 'kari');
    expect(file.rows).toBe(count);
    let rows = 0;
    let longest = 0;
    for await (const piece of file.pieces) {
      longest = Math.max(longest, piece.length);
      for (const [, orderId] of String(piece).matchAll(/,(A-\d{6}),/g)) {
        expect(orderId).toBe(`A-${String(rows).padStart(6, '0')}`);
        rows += 1;
      }
    }
    expect(rows).toBe(count);
    expect(longest).toBeLessThan(1_000_000);
  });

  it('finds events far into the books, past stretches that hold none of them', async () => {
    addOrders(desk.db, [{ orderId: 'A', at: '2026-05-04T10:00:00.000Z' }]);
    function* events() {
      for (let i = 0; i < 65_000; i += 1) yield { orderId: 'A', at: '2026-04-04T10:00:00.000Z' };
      for (let i = 0; i < 4500; i += 1) yield { orderId: 'A', at: '2026-05-04T10:00:00.000Z' };
    }
    addEvents(desk.db, events());
    const sequences = (await rowsOf('payment-events', may)).map((row) => Number(row.sequence));
    expect(sequences).toHaveLength(4500);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    expect((await previewReport(desk, await asked('payment-events', may))).count).toBe(4500);
  });
});
