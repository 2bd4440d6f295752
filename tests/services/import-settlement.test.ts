import fc from 'fast-check';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explainPayout } from '#core/payout-explanation';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { migrateOpen } from '#db/migrate';
import { saveSalesUnit } from '#db/orders';
import { findOrderDetail } from '#db/queries/order-detail';
import { findPayoutDetail } from '#db/queries/payout-detail';
import { listPayouts } from '#db/queries/payouts-list';
import { fixedClock } from '#services/clock';
import type { OfflineDesk } from '#services/desk';
import { importSettlement } from '#services/import-file';
import { aReport, type ReportModel, reportXml, smallReport, sumsOf } from '../files/settlement-report-xml';

let db: Db;
let desk: OfflineDesk;
beforeEach(() => {
  db = openDatabase(':memory:');
  migrateOpen(db);
  desk = { db, clock: fixedClock('2026-06-02T06:30:00Z'), log: pino({ level: 'silent' }) };
});
afterEach(() => closeDatabase(db));

async function* bytes(text: string) {
  yield new TextEncoder().encode(text);
}
const take = (text: string) =>
  importSettlement(desk, { fileName: 'report.xml', content: bytes(text), actor: 'kari' });
const count = (table: string) =>
  (db.$client.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
const tables = ['ledger_entries', 'payouts', 'orders', 'sales_units', 'ledgers'];
const sizes = () => tables.map(count);

describe('a settlement file', () => {
  it('becomes a payout with each capture, refund and fee, and sums that are the file’s', async () => {
    const result = await take(reportXml(smallReport()));
    expect(result).toMatchObject({
      kind: 'imported',
      settlements: [
        {
          id: '2000001',
          date: '2018-02-20',
          type: 'Gross',
          transactions: 2,
          captureOre: 7321,
          refundOre: -1000,
          feeOre: 333,
          settledOre: 6321,
        },
      ],
      added: { ledgerEntries: 4, payouts: 1, orders: 2 },
      problems: [],
    });
    const [payout] = (await listPayouts(db, { limit: 5 })).rows;
    expect(payout).toMatchObject({
      settlementNumber: '2000001',
      amountOre: 6321,
      source: 'file',
      settlementType: 'gross',
      units: 'Blåbærbutikken',
    });
    const detail = await findPayoutDetail(db, payout?.ledgerId ?? '', '2000001', { limit: 50 });
    if (detail === undefined) throw new Error('no detail');
    expect(
      detail.entries.map((entry) => [entry.entryType, entry.reference, entry.amountOre, entry.feeOre]),
    ).toEqual([
      ['capture', 'Blåbær-24', 7321, -333],
      ['refund', '25', -1000, null],
      ['scheduled-for-payout', null, -6321, null],
    ]);
    const order = await findOrderDetail(db, { msn: '100297', orderId: 'Blåbær-24' });
    expect(order?.order).toMatchObject({ state: 'mentioned', source: 'file', nextPollAt: null });
    expect(order?.entries[0]?.payout?.settlementNumber).toBe('2000001');
  });

  it('keeps the fees back from a net settlement', async () => {
    await take(reportXml(smallReport({ type: 'Net' })));
    const [payout] = (await listPayouts(db, { limit: 5 })).rows;
    expect(payout).toMatchObject({ amountOre: 7321 - 1000 - 333, settlementType: 'net' });
  });

  it('ties, whatever valid report it is: every payout is explained by its entries', async () => {
    await fc.assert(
      fc.asyncProperty(aReport, async (report) => {
        const fresh = openDatabase(':memory:');
        migrateOpen(fresh);
        const result = await importSettlement(
          { ...desk, db: fresh },
          { fileName: 'r.xml', content: bytes(reportXml(report)), actor: 'kari' },
        );
        expect(result.kind).toBe('imported');
        for (const unit of report.units) {
          for (const settlement of unit.settlements) {
            const row = fresh.$client
              .prepare('SELECT ledger_id FROM payouts WHERE settlement_number = ?')
              .get(settlement.id) as { ledger_id: string };
            const detail = await findPayoutDetail(fresh, row.ledger_id, settlement.id, { limit: 1000 });
            if (detail === undefined) throw new Error('no detail');
            const why = explainPayout({
              ...detail,
              settlementNumber: settlement.id,
              amountOre: detail.payout.amountOre,
            });
            expect(why.differenceOre).toBe(0);
            expect(why.capturedOre).toBe(sumsOf(settlement.transactions).captureOre);
          }
        }
        closeDatabase(fresh);
      }),
      { numRuns: 25 },
    );
  });

  it('taken twice changes nothing', async () => {
    const text = reportXml(smallReport());
    await take(text);
    const before = sizes();
    expect(await take(text)).toMatchObject({
      kind: 'imported',
      repeated: true,
      added: { ledgerEntries: 0, payouts: 0, orders: 0 },
    });
    expect(sizes()).toEqual(before);
  });

  it('that overlaps an earlier one adds only what is new', async () => {
    const first = smallReport();
    await take(reportXml(first));
    const [unit] = first.units;
    const [settlement] = unit?.settlements ?? [];
    if (unit === undefined || settlement === undefined) throw new Error('no settlement');
    const second = {
      ...settlement,
      id: '2000002',
      date: '2018-02-21',
      transactions: settlement.transactions.map((one) => ({ ...one, id: `${one.id}9` })),
    };
    const both: ReportModel = { ...first, units: [{ ...unit, settlements: [settlement, second] }] };
    expect(await take(reportXml(both))).toMatchObject({ added: { ledgerEntries: 4, payouts: 1, orders: 0 } });
  });

  it('with two genuinely equal lines keeps both', async () => {
    const [unit] = smallReport().units;
    const [settlement] = unit?.settlements ?? [];
    const line = settlement?.transactions[0];
    if (line === undefined) throw new Error('no line');
    const result = await take(reportXml(smallReport({ transactions: [line, line] })));
    expect(result).toMatchObject({
      added: { ledgerEntries: 5 },
      settlements: [{ captureOre: 2 * line.captureOre }],
    });
  });

  it('that does not add up is taken, and says what does not', async () => {
    const text = reportXml(smallReport()).replace('<SettledAmount>63.21<', '<SettledAmount>63.20<');
    const result = await take(text);
    if (result.kind !== 'imported') throw new Error('refused');
    expect(result.problems).toEqual([
      expect.objectContaining({ kind: 'settled-differs', line: expect.any(Number) }),
    ]);
  });

  it('cut off anywhere, or foreign, is refused with its line, and nothing of it is stored', async () => {
    const text = reportXml(smallReport());
    const before = sizes();
    for (let length = 0; length < text.trimEnd().length - 1; length += 97) {
      const result = await take(text.slice(0, length));
      expect(result).toMatchObject({
        kind: 'refused',
        problems: [{ line: expect.any(Number), kind: expect.any(String), message: expect.any(String) }],
      });
    }
    expect((await take('<html><body>Log in</body></html>')).kind).toBe('refused');
    expect((await take('a;b;c\n1;2;3')).kind).toBe('refused');
    expect((await take(text.replace('>73.21<', '>73,21<'))).kind).toBe('refused');
    expect(sizes()).toEqual(before);
  });

  it('that contradicts what is in the books is refused, and the books stay as they are', async () => {
    const text = reportXml(smallReport());
    await take(text);
    const before = sizes();
    const other = text
      .replaceAll('73.21', '83.21')
      .replaceAll('63.21', '73.21')
      .replaceAll('69.88', '79.88')
      .replaceAll('59.88', '69.88');
    const result = await take(other);
    expect(result.kind).toBe('refused');
    expect(result.problems.map((problem) => problem.kind)).toContain('contradicts-the-books');
    expect(sizes()).toEqual(before);
  });

  it('of a sales unit we hold keys for makes its orders polled', async () => {
    await saveSalesUnit(db, { msn: '100297', name: 'Ours', polled: true, at: '2026-01-01T00:00:00.000Z' });
    await take(reportXml(smallReport()));
    const order = await findOrderDetail(db, { msn: '100297', orderId: '25' });
    expect(order?.order.nextPollAt).not.toBeNull();
  });
});
