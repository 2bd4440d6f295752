/** What the pages of reconciliation read: ledger days, payouts and exceptions. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { day } from '#core/calendar';
import type { ExceptionSort } from '#core/list-words';
import { auditStatement } from '#db/audit';
import type { Db } from '#db/client';
import {
  exceptionsOf,
  exceptionTotals,
  findExceptionPage,
  listExceptions,
  summariseExceptions,
} from '#db/queries/exceptions-list';
import type { ListKey } from '#db/queries/keyset';
import { dayStateOf, findLedgerDay, listLedgerDayEntries, listLedgerDays } from '#db/queries/ledger-days';
import { findOrderDetail } from '#db/queries/order-detail';
import { findPayoutDetail, listPayoutOrders } from '#db/queries/payout-detail';
import { readPayoutFigures } from '#db/queries/payout-figures';
import { findPayoutRow } from '#db/queries/payouts-list';
import { at, closeBooks, entry, exception, ledgerDay, openBooks, payout, put } from './books';

let db: Db;
beforeEach(() => {
  db = openBooks();
});
afterEach(closeBooks);

describe('a ledger day in the grid', () => {
  const cell = { fundsStatus: 'confirmed', feesStatus: 'confirmed', gaps: 0, exceptions: 0 } as const;
  it.each([
    ['ties when both topics are finished', cell, 'tied'],
    ['ties when it came in a file', { ...cell, fundsStatus: 'file', feesStatus: 'file' }, 'tied'],
    ['ties when nothing was booked on one topic', { ...cell, feesStatus: null }, 'tied'],
    ['is pending while a topic is open', { ...cell, feesStatus: 'open' }, 'pending'],
    ['is pending when it was reopened', { ...cell, fundsStatus: 'reopened' }, 'pending'],
    ['is an exception when a topic differs', { ...cell, fundsStatus: 'differs' }, 'exception'],
    ['is an exception when the chain of balances has a gap', { ...cell, gaps: 1 }, 'exception'],
    ['is an exception when one is open, though all is confirmed', { ...cell, exceptions: 1 }, 'exception'],
    ['has no data without rows', { ...cell, fundsStatus: null, feesStatus: null }, 'none'],
  ] as const)('%s', (_rule, facts, state) => {
    expect(dayStateOf(facts)).toBe(state);
  });

  it('carries its sums, and open exceptions only, also of a day nothing was read of', async () => {
    ledgerDay('2026-06-01', 500);
    ledgerDay('2026-06-01', -20, { topic: 'fees', status: 'open' });
    ledgerDay('2026-05-31', 1);
    exception('a', 1, '2026-06-01', { on: '2026-06-01' });
    exception('b', 1, '2026-06-01', { on: '2026-06-01', status: 'resolved' });
    exception('c', 1, '2026-06-02', { on: '2026-06-02' });
    const days = await listLedgerDays(db, day('2026-06-01'), day('2026-06-30'));
    expect(days.map((row) => [row.ledgerDate, row.fundsOre, row.feesOre, row.exceptions])).toEqual([
      ['2026-06-01', 500, -20, 1],
      ['2026-06-02', null, null, 1],
    ]);
  });
});

describe('a ledger day', () => {
  it('opens with the first known balance and all that moved since, and before the feed counts backwards', async () => {
    db.$client.prepare(`DELETE FROM touched_days`).run();
    put('ledger_entries', {
      sequence: 900,
      entry_key: 'first',
      ledger_id: 'L1',
      topic: 'funds',
      ledger_date: '2026-06-02',
      occurred_at: at,
      entry_type: 'capture',
      psp_reference: 'p',
      currency: 'NOK',
      amount_ore: 500,
      balance_before_ore: 10_000,
      balance_after_ore: 10_500,
      source: 'feed',
      feed_order: 1,
      first_seen_at: at,
    });
    ledgerDay('2026-06-01', 300, { status: 'file' });
    ledgerDay('2026-06-02', 500);
    ledgerDay('2026-06-03', -200);
    const opening = async (date: string) => (await findLedgerDay(db, 'L1', day(date)))[0]?.openingOre;
    expect(await opening('2026-06-01')).toBe(9_700);
    expect(await opening('2026-06-02')).toBe(10_000);
    expect(await opening('2026-06-03')).toBe(10_500);
    expect(await findLedgerDay(db, 'L1', day('2026-06-04'))).toEqual([]);
  });

  it('has no balance where no source tells one', async () => {
    ledgerDay('2026-06-01', 300, { status: 'file' });
    expect((await findLedgerDay(db, 'L1', day('2026-06-01')))[0]?.openingOre).toBeNull();
  });

  it('sums its entries by type, pages them once each, and marks what came after Vipps had finished it', async () => {
    entry('2026-06-01', 'capture', 1000, 'c1', { order: 'A-1' });
    entry('2026-06-01', 'capture', 2000, 'c2', { order: 'A-2' });
    entry('2026-06-01', 'refund', -500, 'r1', { order: 'A-1', seen: '2026-06-03T00:00:00.000Z' });
    ledgerDay('2026-06-01', 2500, { confirmedAt: '2026-06-02T06:00:00.000Z' });
    const [funds] = await findLedgerDay(db, 'L1', day('2026-06-01'));
    expect(funds?.types).toEqual([
      { entryType: 'capture', entries: 2, amountOre: 3000 },
      { entryType: 'refund', entries: 1, amountOre: -500 },
    ]);
    const of = { ledgerId: 'L1', date: day('2026-06-01'), topic: 'funds' } as const;
    const first = await listLedgerDayEntries(db, of, { limit: 2 });
    const second = await listLedgerDayEntries(db, of, { limit: 2, after: first.after ?? 0 });
    expect([...first.rows, ...second.rows].map((row) => [row.pspReference, row.late])).toEqual([
      ['c1', 0],
      ['c2', 0],
      ['r1', 1],
    ]);
    expect(second.after).toBeNull();
  });
});

describe('a payout of the feed', () => {
  beforeEach(() => {
    entry('2026-06-01', 'capture', 10_000, 'c1', { order: 'A-1' });
    entry('2026-06-01', 'scheduled-for-payout', -10_000, '2001');
    entry('2026-06-01', 'capture', 4_000, 'late', { order: 'A-2' }); // of the day before, booked after its payout
    entry('2026-06-02', 'capture', 6_000, 'c3', { order: 'A-3' });
    entry('2026-06-02', 'refund', -1_000, 'r1', { order: 'A-1' });
    entry('2026-06-02', 'scheduled-for-payout', -9_000, '2002');
    entry('2026-06-02', 'capture-fee', -150, 'c3', { topic: 'fees', order: 'A-3', feedOrder: 1 });
    entry('2026-06-01', 'capture-fee', -90, 'late', { topic: 'fees', order: 'A-2', feedOrder: 2 });
    payout('2001', 10_000, '2026-06-01', { after: 0, through: 2 });
    payout('2002', 9_000, '2026-06-02', { after: 2, through: 6 });
  });

  it('is made of what was booked since the payout before it, late entries among it, and adds up', async () => {
    const detail = await findPayoutDetail(db, 'L1', '2002', { limit: 100 });
    expect(detail?.entries.map((row) => [row.pspReference, row.late])).toEqual([
      ['late', 1],
      ['c3', 0],
      ['r1', 0],
      ['2002', 0],
    ]);
    expect(detail?.openingOre).toBe(0);
    expect(detail?.closingOre).toBe(0);
    const funds = detail?.sums.filter((sum) => sum.topic === 'funds') ?? [];
    expect(funds.reduce((sum, row) => sum + row.amountOre, 0)).toBe(0);
    expect(detail?.sums.find((sum) => sum.topic === 'fees')).toMatchObject({ entries: 1, amountOre: -150 });
  });

  it('shows each group by itself, and pages it once each', async () => {
    const captures = await findPayoutDetail(db, 'L1', '2002', { limit: 1, view: 'captures' });
    expect(captures?.entries.map((row) => row.pspReference)).toEqual(['late']);
    const rest = await findPayoutDetail(db, 'L1', '2002', {
      limit: 5,
      view: 'captures',
      after: captures?.entriesAfter ?? 0,
    });
    expect(rest?.entries.map((row) => row.pspReference)).toEqual(['c3']);
    expect(rest?.entriesAfter).toBeNull();
    const none = await findPayoutDetail(db, 'L1', '2002', { limit: 5, view: 'disputes' });
    expect(none?.entries).toEqual([]);
    const fees = await findPayoutDetail(db, 'L1', '2002', { limit: 5, view: 'fee-entries' });
    expect(fees?.entries.map((row) => row.amountOre)).toEqual([-150]);
  });

  it('names the orders behind it with the fees of each', async () => {
    const row = await findPayoutRow(db, 'L1', '2002');
    if (row === undefined) throw new Error('no payout');
    const first = await listPayoutOrders(db, row, { limit: 2 });
    const second = await listPayoutOrders(db, row, { limit: 2, after: first.after ?? undefined });
    expect(
      [...first.rows, ...second.rows].map((order) => [
        order.reference,
        order.capturedOre,
        order.refundedOre,
        order.feesOre,
      ]),
    ).toEqual([
      ['A-1', 0, -1_000, 0],
      ['A-2', 4_000, 0, -90],
      ['A-3', 6_000, 0, -150],
    ]);
  });

  it('is where an order finds its entry, late or not', async () => {
    put('orders', {
      msn: '123456',
      order_id: 'A-2',
      source: 'ledger',
      state: 'mentioned',
      registered_at: at,
      activity_at: at,
    });
    const detail = await findOrderDetail(db, { msn: '123456', orderId: 'A-2' });
    expect(detail?.entries.find((row) => row.topic === 'funds')?.payout?.settlementNumber).toBe('2002');
    const { rows } = await listLedgerDayEntries(
      db,
      { ledgerId: 'L1', date: day('2026-06-01'), topic: 'funds' },
      { limit: 9 },
    );
    expect(rows.map((row) => row.settlementNumber)).toEqual(['2001', '2001', '2002']);
  });
});

describe('the queue of exceptions', () => {
  beforeEach(() => {
    exception('a', -500, '2026-06-03', { owner: 'kari' });
    exception('b', 200, '2026-06-01');
    exception('c', 200, '2026-06-02', { kind: 'fee-differs', owner: 'ola' });
    exception('d', 9_000, '2026-05-01', { status: 'resolved', owner: 'kari' });
  });
  const ids = (rows: readonly { readonly id: string }[]) => rows.map((row) => row.id);

  it.each([
    ['all that is open', { status: 'open' }, ['b', 'c', 'a']],
    ['those nobody has', { status: 'open', owner: null }, ['b']],
    ['those of one person, resolved too', { status: 'all', owner: 'kari' }, ['d', 'a']],
    ['one kind', { status: 'open', kind: 'fee-differs' }, ['c']],
    ['an order id, however it is written', { status: 'open', text: 'order-B' }, ['b']],
    ['a reference in the figures', { status: 'open', text: 'psp-of-c' }, ['c']],
    ['a text with signs that mean something to a database', { status: 'all', text: "%' OR 1=1 --" }, []],
    ['another ledger', { status: 'all', ledgerId: 'L2' }, []],
  ] as const)(
    'shows %s, oldest first, and its totals are those of what is shown',
    async (_what, filter, expected) => {
      const { rows } = await listExceptions(db, filter, { sort: 'age', limit: 10 });
      expect(ids(rows)).toEqual(expected);
      const totals = await exceptionTotals(db, filter);
      expect(totals.reduce((sum, total) => sum + total.count, 0)).toBe(rows.length);
      expect(totals.reduce((sum, total) => sum + total.amountOre, 0)).toBe(
        rows.reduce((sum, row) => sum + row.amountOre, 0),
      );
    },
  );

  it.each([
    ['age', ['d', 'b', 'c', 'a']],
    ['amount', ['d', 'a', 'c', 'b']],
  ] as const)('pages by %s without leaving out or repeating any', async (sort: ExceptionSort, expected) => {
    const seen: string[] = [];
    let after: ListKey | undefined;
    for (let pages = 0; pages < 10; pages += 1) {
      const page = await listExceptions(db, { status: 'all' }, { sort, limit: 1, after });
      seen.push(...ids(page.rows));
      if (page.after === null) break;
      after = page.after;
    }
    expect(seen).toEqual(expected);
  });

  it('adds nothing of different currencies', async () => {
    db.$client.prepare(`UPDATE exceptions SET currency = 'DKK' WHERE id = 'c'`).run();
    expect(await exceptionTotals(db, { status: 'open' })).toEqual([
      { currency: 'NOK', count: 2, amountOre: -300 },
      { currency: 'DKK', count: 1, amountOre: 200 },
    ]);
  });

  it('says how many nobody has, and how many are mine', async () => {
    expect(await summariseExceptions(db, 'kari')).toEqual({
      open: 3,
      withoutOwner: 1,
      mine: 1,
      oldest: '2026-06-01',
    });
  });

  it('shows notes and history of one exception, and nothing of others', async () => {
    put('exception_notes', { id: 'n1', exception_id: 'a', at, actor: 'kari', text: 'asked Vipps' });
    put('exception_notes', { id: 'n2', exception_id: 'b', at, actor: 'ola', text: 'other' });
    auditStatement(db, { at, actor: 'kari', action: 'note', subject: 'exception a' }).run();
    auditStatement(db, { at, actor: 'kari', action: 'note', subject: 'exception ab' }).run();
    const page = await findExceptionPage(db, 'a');
    expect(page?.notes.map((note) => note.text)).toEqual(['asked Vipps']);
    expect(page?.exception.lastNote).toBe('asked Vipps');
    expect(page?.history).toHaveLength(1);
    expect(page?.detail).toEqual({ pspReference: 'psp-of-a', expectedOre: 100 });
    expect(page?.orderKnown).toBe(false);
    expect(await findExceptionPage(db, 'nothing')).toBeUndefined();
    expect(ids(await exceptionsOf(db, { msn: '123456', orderId: 'ORDER-b' }))).toEqual(['b']);
  });
});

describe('the sums of a payout of a file', () => {
  it('are found by its number, without reading its ledger', async () => {
    const plans: string[] = [];
    const real = db.$client.prepare.bind(db.$client);
    db.$client.prepare = ((source: string) => {
      const plan = real(`EXPLAIN QUERY PLAN ${source}`).all('900', '2000001') as { detail: string }[];
      plans.push(plan.map(({ detail }) => detail).join('; '));
      return real(source);
    }) as typeof db.$client.prepare;
    await readPayoutFigures(db, {
      ...{ ledgerId: '900', settlementNumber: '2000001', source: 'file' },
      ...{ coversFrom: '2026-06-01', coversTo: '2026-06-01', afterFeedOrder: null, throughFeedOrder: null },
    });
    expect(plans).toEqual([
      expect.stringContaining('ledger_entries_by_settlement (ledger_id=? AND settlement_number=?)'),
    ]);
  });
});
