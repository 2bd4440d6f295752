import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dayOf } from '#core/calendar';
import { ore } from '#core/money';
import { explainPayout } from '#core/payout-explanation';
import { payoutStateOf } from '#core/payout-state';
import { listFeedCursors } from '#db/ledgers';
import { findOrderDetail } from '#db/queries/order-detail';
import { findPayoutDetail } from '#db/queries/payout-detail';
import { listPayouts, type PayoutListRow } from '#db/queries/payouts-list';
import { capturePayment } from '#services/capture-payment';
import { derivePayouts } from '#services/derive-payouts';
import { importBankInbox } from '#services/import-bank-inbox';
import { importSettlement } from '#services/import-file';
import { pollPayments } from '#services/poll-payments';
import { noProgress } from '#services/progress';
import { reconcile } from '#services/reconcile';
import { refundPayment } from '#services/refund-payment';
import { syncLedgers } from '#services/sync-ledgers';
import { faultsIn } from '../faults-in';
import { reportXml } from '../files/settlement-report-xml';
import { openTestDesk, type TestDesk, testUnit } from '../test-desk';

let folder: string;
let test: TestDesk;
beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-bank-'));
  test = await openTestDesk({ statementDir: folder });
});
afterEach(async () => {
  await test.close();
  fs.rmSync(folder, { recursive: true });
});

const name = (orderId: string) => ({ msn: testUnit, orderId });
const words = { transactionText: 'Parcel', actor: 'kari' };

async function sync() {
  const synced = await syncLedgers(test.desk, noProgress);
  const derived = await derivePayouts(test.desk);
  const bank = await importBankInbox(test.desk, folder, noProgress);
  return { synced, derived, bank };
}

/** What is in the tables, without the times at which it was read. */
function entriesStored() {
  return test.desk.db.$client
    .prepare(
      'SELECT topic, entry_type, psp_reference, reference, amount_ore, balance_after_ore FROM ledger_entries ORDER BY sequence',
    )
    .all();
}

async function capturedOrder(orderId: string, amountOre: number) {
  await test.reserved(orderId, amountOre);
  await capturePayment(test.desk, { ...name(orderId), ...words });
}

async function payouts(): Promise<PayoutListRow[]> {
  return (await listPayouts(test.desk.db, { limit: 100 })).rows;
}

const stateNow = (row: PayoutListRow) =>
  payoutStateOf(
    { ...row, expected: { earliest: row.expectedEarliest, latest: row.expectedLatest } },
    dayOf(test.desk.clock.now()),
  );

describe('the way of the money', () => {
  it('goes from a capture over the ledger and a payout to the bank, and every number is the simulator’s', async () => {
    await capturedOrder('A-1', 10_000);
    await capturedOrder('A-2', 20_000);
    await capturedOrder('A-3', 30_000);
    await refundPayment(test.desk, { ...name('A-3'), ...words, amountOre: ore(5_000) });
    expect((await sync()).synced.added).toBe(0); // the Report API lags behind
    await test.advance({ advance: 'day' });
    await sync();
    const [payout, ...more] = await payouts();
    if (payout === undefined) throw new Error('no payout');
    expect(more).toEqual([]);
    const books = await test.control.books();
    const truth = books.payouts[0];
    expect(payout).toMatchObject({
      settlementNumber: truth?.settlementNumber,
      amountOre: truth?.amount,
      ledgerDate: '2026-06-02',
      arrivedOn: null,
    });
    expect(payout.expectedEarliest).toBe(truth?.expectedBankDay);
    expect(stateNow(payout)).toBe('scheduled');

    const detail = await findPayoutDetail(test.desk.db, payout.ledgerId, payout.settlementNumber, {
      limit: 100,
    });
    if (detail === undefined) throw new Error('no payout detail');
    const why = explainPayout({
      ...detail,
      settlementNumber: payout.settlementNumber,
      amountOre: payout.amountOre,
    });
    expect(why.differenceOre).toBe(0);
    const fees = why.groups.find((group) => group.group === 'fees')?.amountOre ?? 0;
    expect(why.groups.map((group) => [group.group, group.amountOre])).toEqual([
      ['captures', 60_000],
      ['refunds', -5_000],
      ['fees', fees],
    ]);
    expect(payout.amountOre).toBe(60_000 - 5_000 + fees);
    expect(why.captureFeesOre).toBe(fees);
    expect(fees).toBeLessThan(0);

    const order = await findOrderDetail(test.desk.db, name('A-1'));
    const capture = order?.entries.find((entry) => entry.entryType === 'capture');
    const event = order?.events.find((entry) => entry.operation === 'capture');
    expect(capture).toMatchObject({ amountOre: 10_000, pspReference: event?.transactionId });
    expect(capture?.payout?.settlementNumber).toBe(payout.settlementNumber);

    await test.advance({ advance: 'next-bank-day' });
    await sync();
    const [arrived] = await payouts();
    expect(arrived).toMatchObject({ arrivedOn: truth?.expectedBankDay });
    expect(arrived?.bankText).toContain(payout.settlementNumber);
    expect(arrived && stateNow(arrived)).toBe('arrived');
  });

  it('shows a payout as overdue once a statement covers the day and the money is not there', async () => {
    await capturedOrder('B-1', 10_000);
    await test.advance({ advance: 'day' });
    await sync();
    const [payout] = await payouts();
    if (payout === undefined) throw new Error('no payout');
    await test.control.loseDeposit(payout.settlementNumber);
    const account = payout.bankAccount ?? '';
    for (let days = 0; days < 4; days += 1) {
      await test.control.addBankLine({ account, amount: -1500, text: 'Husleie' }); // something for each statement to say
      await test.advance({ advance: 'next-bank-day' });
    }
    await sync();
    const [row] = await payouts();
    expect(row?.arrivedOn).toBeNull();
    expect(row && stateNow(row)).toBe('overdue');
  });

  it('covers the days of an aborted payout again with the next', async () => {
    await capturedOrder('C-1', 10_000);
    await test.advance({ advance: 'day' });
    await sync();
    const [first] = await payouts();
    await test.control.abortPayout(first?.settlementNumber ?? '');
    await capturedOrder('C-2', 20_000);
    await test.advance({ advance: 'day' });
    await test.advance({ advance: 'day' });
    await sync();
    const [second, aborted] = await payouts();
    expect(aborted?.abortedAt).not.toBeNull();
    expect(aborted && stateNow(aborted)).toBe('aborted');
    if (second === undefined || first === undefined) throw new Error('no payouts');
    expect(second.coversFrom).toBe(first.coversFrom);
    const detail = await findPayoutDetail(test.desk.db, second.ledgerId, second.settlementNumber, {
      limit: 100,
    });
    if (detail === undefined) throw new Error('no detail');
    expect(
      explainPayout({ ...detail, settlementNumber: second.settlementNumber, amountOre: second.amountOre })
        .differenceOre,
    ).toBe(0);
    const order = await findOrderDetail(test.desk.db, name('C-1'));
    expect(order?.entries.find((entry) => entry.entryType === 'capture')?.payout?.settlementNumber).toBe(
      second.settlementNumber,
    );
  });

  it('pays nothing on a negative day and carries the balance over', async () => {
    await capturedOrder('D-1', 50_000);
    await test.advance({ advance: 'day' });
    await refundPayment(test.desk, { ...name('D-1'), ...words });
    await test.advance({ advance: 'day' });
    await capturedOrder('D-2', 90_000);
    await test.advance({ advance: 'day' });
    await test.advance({ advance: 'hour' });
    await sync();
    const rows = await payouts();
    expect(rows.map((row) => [row.coversFrom, row.coversTo])).toEqual([
      ['2026-06-03', '2026-06-04'],
      ['2026-06-02', '2026-06-02'],
    ]);
    for (const row of rows) {
      const detail = await findPayoutDetail(test.desk.db, row.ledgerId, row.settlementNumber, { limit: 100 });
      if (detail === undefined) throw new Error('no detail');
      expect(
        explainPayout({ ...detail, settlementNumber: row.settlementNumber, amountOre: row.amountOre })
          .differenceOre,
      ).toBe(0);
    }
  });
});

describe('the feed', () => {
  it.each([
    'duplicate-entry',
    'feed-repeats-last-items',
    'rate-limited',
    'server-error',
    'reset-before-effect',
    'half-body',
    'malformed-json',
  ] as const)('read under the fault %s stores each entry once', async (kind) => {
    await capturedOrder('E-1', 10_000);
    await capturedOrder('E-2', 20_000);
    await test.advance({ advance: 'day' });
    await test.control.addFault({ kind, operation: 'feed', times: 2 });
    await syncLedgers(test.desk, noProgress).catch(() => undefined);
    await syncLedgers(test.desk, noProgress).catch(() => undefined);
    await test.control.clearFaults();
    await syncLedgers(test.desk, noProgress);
    const faulty = entriesStored();

    const clean = await openTestDesk({ simulator: test.simulator });
    await syncLedgers(clean.desk, noProgress);
    const wanted = clean.desk.db.$client
      .prepare(
        'SELECT topic, entry_type, psp_reference, reference, amount_ore, balance_after_ore FROM ledger_entries ORDER BY sequence',
      )
      .all();
    await clean.close();
    const order = (rows: unknown[]) => rows.map((row) => JSON.stringify(row)).sort();
    expect(order(faulty)).toEqual(order(wanted));
    expect(wanted.length).toBeGreaterThan(5);
  });

  it('keeps an entry type nobody knows, counts it by its amount, and the payout still ties', async () => {
    await capturedOrder('F-1', 30_000);
    await test.control.addFault({
      kind: 'unknown-entry-type',
      entryType: 'loyalty-adjustment',
      amountOre: -1_234,
      ledgerId: '302321',
    });
    await test.advance({ advance: 'day' });
    await sync();
    const [payout] = await payouts();
    if (payout === undefined) throw new Error('no payout');
    const detail = await findPayoutDetail(test.desk.db, payout.ledgerId, payout.settlementNumber, {
      limit: 100,
    });
    if (detail === undefined) throw new Error('no detail');
    const why = explainPayout({
      ...detail,
      settlementNumber: payout.settlementNumber,
      amountOre: payout.amountOre,
    });
    expect(why.groups).toContainEqual({ group: 'unclassified', entries: 1, amountOre: -1_234 });
    expect(why.differenceOre).toBe(0);
  });

  it('stores a page and its cursor together: reading again adds nothing and starts where it ended', async () => {
    await capturedOrder('G-1', 10_000);
    await test.advance({ advance: 'day' });
    const first = await syncLedgers(test.desk, noProgress);
    const cursors = await listFeedCursors(test.desk.db);
    const second = await syncLedgers(test.desk, noProgress);
    expect(first.added).toBeGreaterThan(0);
    expect(second.added).toBe(0);
    expect((await listFeedCursors(test.desk.db)).map((row) => row.cursor)).toEqual(
      cursors.map((row) => row.cursor),
    );
  });

  it('makes an order known that nobody registered, and reads it from Vipps', async () => {
    const shop = await openTestDesk({ simulator: test.simulator });
    await shop.reserved('H-1', 12_300);
    await capturePayment(shop.desk, { ...name('H-1'), ...words });
    await shop.close();
    await test.advance({ advance: 'day' });
    await syncLedgers(test.desk, noProgress);
    expect(await test.read('H-1')).toMatchObject({ state: 'mentioned', source: 'ledger' });
    await pollPayments(test.desk, noProgress);
    expect(await test.read('H-1')).toMatchObject({
      state: 'captured',
      capturedOre: 12_300,
      source: 'ledger',
    });
  });
});

describe('a settlement file of days that the feed brings too', () => {
  /** The file Vipps would have sent for the first payout, from the simulator's own ledger. */
  async function fileOfFirstPayout(desk: TestDesk): Promise<string> {
    const rows = desk.desk.db.$client
      .prepare(
        `SELECT e.psp_reference AS id, e.reference AS orderId, e.occurred_at AS time, e.entry_type AS type, e.amount_ore AS amount,
           (SELECT -sum(f.amount_ore) FROM ledger_entries f WHERE f.topic = 'fees' AND f.psp_reference = e.psp_reference) AS fee
         FROM ledger_entries e WHERE e.topic = 'funds' AND e.entry_type IN ('capture','refund')`,
      )
      .all() as {
      id: string;
      orderId: string;
      time: string;
      type: string;
      amount: number;
      fee: number | null;
    }[];
    const [payout] = (await listPayouts(desk.desk.db, { limit: 1 })).rows;
    return reportXml({
      version: '3.0',
      units: [
        {
          name: 'Fjord & Fjell Sport',
          serialNumber: testUnit,
          fees: [],
          settlements: [
            {
              id: payout?.settlementNumber ?? '',
              date: '2026-06-03',
              type: 'Net',
              transactions: rows.map((row) => ({
                id: row.id,
                orderId: row.orderId,
                time: row.time,
                captureOre: row.type === 'capture' ? row.amount : 0,
                refundOre: row.type === 'refund' ? row.amount : 0,
                feeOre: row.fee ?? 0,
              })),
            },
          ],
        },
      ],
    });
  }
  async function* bytes(text: string) {
    yield new TextEncoder().encode(text);
  }
  async function proof(desk: TestDesk) {
    const rows = (await listPayouts(desk.desk.db, { limit: 10 })).rows;
    expect(rows).toHaveLength(1);
    const [payout] = rows;
    if (payout === undefined) throw new Error('no payout');
    const detail = await findPayoutDetail(desk.desk.db, payout.ledgerId, payout.settlementNumber, {
      limit: 100,
    });
    if (detail === undefined) throw new Error('no detail');
    const why = explainPayout({
      ...detail,
      settlementNumber: payout.settlementNumber,
      amountOre: payout.amountOre,
    });
    return {
      ledgerId: payout.ledgerId,
      difference: why.differenceOre,
      captured: why.capturedOre,
      fees: why.captureFeesOre,
    };
  }
  async function twoCaptures() {
    await capturedOrder('J-1', 10_000);
    await capturedOrder('J-2', 20_000);
    await test.advance({ advance: 'day' });
    await sync();
    return { file: await fileOfFirstPayout(test), wanted: await proof(test) };
  }

  it('adds nothing twice when it is read after the feed', async () => {
    const { file, wanted } = await twoCaptures();
    expect(wanted).toMatchObject({ ledgerId: '302321', difference: 0, captured: 30_000 });
    await importSettlement(test.desk, { fileName: 'f.xml', content: bytes(file), actor: 'kari' });
    await derivePayouts(test.desk);
    expect(await proof(test)).toEqual(wanted);
  });

  it('adds nothing twice when it was read before the feed, and its ledger becomes the real one', async () => {
    const { file, wanted } = await twoCaptures();
    const other = await openTestDesk({ simulator: test.simulator });
    await importSettlement(other.desk, { fileName: 'f.xml', content: bytes(file), actor: 'kari' });
    expect(await proof(other)).toMatchObject({ ledgerId: 'file-123456', difference: 0, captured: 30_000 });
    await syncLedgers(other.desk, noProgress);
    await derivePayouts(other.desk);
    expect(await proof(other)).toEqual(wanted);
    await other.close();
  });

  it('becomes part of the real ledger with its days added up and its money arrived, and the books hold', async () => {
    await capturedOrder('L-1', 10_000);
    await test.advance({ advance: 'day' });
    await sync();
    const file = await fileOfFirstPayout(test);
    for (let days = 0; days < 4; days += 1) await test.advance({ advance: 'next-bank-day' });
    const other = await openTestDesk({ simulator: test.simulator });
    await importSettlement(other.desk, { fileName: 'f.xml', content: bytes(file), actor: 'kari' });
    await importBankInbox(other.desk, folder, noProgress);
    await reconcile(other.desk, noProgress);
    const arrived = other.desk.db.$client.prepare('SELECT ledger_id, arrived_on FROM payouts');
    expect(arrived.all()).toMatchObject([{ ledger_id: 'file-123456' }]);
    await syncLedgers(other.desk, noProgress);
    await derivePayouts(other.desk);
    await reconcile(other.desk, noProgress);
    expect(arrived.all()).toEqual([{ ledger_id: '302321', arrived_on: expect.any(String) }]);
    expect(await faultsIn(other.desk.db)).toEqual([]);
    await other.close();
  });
});

describe('bank statements', () => {
  it('with one missing between them make no payout overdue', async () => {
    await capturedOrder('K-1', 10_000);
    await test.advance({ advance: 'day' });
    await sync();
    const [payout] = await payouts();
    const account = payout?.bankAccount ?? '';
    for (let days = 0; days < 6; days += 1) {
      await test.control.addBankLine({ account, amount: -1500, text: 'Husleie' });
      await test.advance({ advance: 'next-bank-day' });
    }
    const missing = fs.readdirSync(folder).find((file) => file.includes('2026-06-04'));
    if (missing === undefined) throw new Error('no statement of 4 June');
    fs.renameSync(path.join(folder, missing), path.join(folder, `${missing}.late`));
    await sync();
    const [unsure] = await payouts();
    expect(unsure).toMatchObject({ arrivedOn: null, bankKnownThrough: null });
    expect(unsure && stateNow(unsure)).toBe('due');
    fs.renameSync(path.join(folder, `${missing}.late`), path.join(folder, missing));
    await sync();
    const [found] = await payouts();
    expect(found?.arrivedOn).toBe('2026-06-04');
  });

  it('read twice add nothing, and a file that cannot be read keeps no other out', async () => {
    await capturedOrder('I-1', 10_000);
    await test.advance({ advance: 'day' });
    await test.advance({ advance: 'next-bank-day' });
    await test.advance({ advance: 'next-bank-day' });
    await syncLedgers(test.desk, noProgress);
    await derivePayouts(test.desk);
    fs.writeFileSync(path.join(folder, '0-broken.xml'), '<Document><cut');
    await expect(importBankInbox(test.desk, folder, noProgress)).rejects.toThrow(/0-broken\.xml, line 1/);
    expect((await payouts()).map((row) => row.arrivedOn)).toEqual(['2026-06-04']);
    fs.rmSync(path.join(folder, '0-broken.xml'));
    expect(await importBankInbox(test.desk, folder, noProgress)).toEqual({ files: 0, added: 0, arrived: 0 });
  });
});
