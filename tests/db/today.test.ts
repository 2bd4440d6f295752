/** What needs a person now: counted over partial indexes, each thing once. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addMs, day, hourMs } from '#core/calendar';
import type { Db } from '#db/client';
import { bankKnownThroughDay, listLedgerBalances } from '#db/queries/ledger-balances';
import { todayFacts } from '#db/queries/today';
import { at, closeBooks, entry, ledgerDay, openBooks, put } from './books';

let db: Db;
beforeEach(() => {
  db = openBooks();
});
afterEach(closeBooks);

const facts = () => todayFacts(db, at, day('2026-06-05'), addMs(at, 48 * hourMs));

function order(order_id: string, row: Record<string, string | number | null>): void {
  const times = { registered_at: at, activity_at: at };
  put('orders', { msn: '123456', order_id, source: 'registered', state: 'reserved', ...times, ...row });
}

const reserved = (ore: number, guarantee: string) => ({
  reserved_ore: ore,
  reserved_at: at,
  guarantee_until: guarantee,
  deadline_at: addMs(at, 1000 * hourMs),
});

describe('what needs a person', () => {
  it('is nothing on an empty desk', async () => {
    const found = await facts();
    expect(found.lost).toEqual({ orders: 0, remainingOre: 0, firstAt: null });
    expect(found.commands).toEqual({ open: 0, unknown: 0, amountOre: 0, firstAt: null, only: null });
    expect(found.exceptions).toEqual({ totals: [], oldest: null });
    expect(found.overdue).toEqual({ count: 0, amountOre: 0, firstDay: null });
    expect([
      found.unreadable.orders,
      found.notStarted.orders,
      found.suggestions.count,
      found.imports.count,
    ]).toEqual([0, 0, 0, 0]);
  });

  it('tells a guarantee that is over from one that soon is, to the millisecond', async () => {
    order('over', reserved(100, at));
    order('over before', reserved(10, addMs(at, -hourMs)));
    order('soon', reserved(1_000, addMs(at, 1)));
    order('soon still', reserved(2_000, addMs(at, 48 * hourMs)));
    order('later', reserved(50_000, addMs(at, 48 * hourMs + 1)));
    order('over, and captured', { ...reserved(7, at), captured_ore: 7, state: 'captured' });
    const { lost, soon } = await facts();
    expect(lost).toEqual({ orders: 2, remainingOre: 110, firstAt: addMs(at, -hourMs) });
    expect(soon).toEqual({ orders: 2, remainingOre: 3_000, firstAt: addMs(at, 1) });
  });

  it('counts what was sent and not paid once, with an amount or without', async () => {
    const clocks = (ore: number) => reserved(ore, addMs(at, 100 * hourMs));
    order('in part', { ...clocks(500), captured_ore: 100, sent_ore: 300, shipped_at: at });
    order('untold', { ...clocks(40), shipped_at: addMs(at, -hourMs) });
    order('untold, in part captured', { ...clocks(40), captured_ore: 10, shipped_at: at });
    order('paid', { ...clocks(500), captured_ore: 300, sent_ore: 300, shipped_at: at });
    const { sentUnpaid } = await facts();
    expect(sentUnpaid).toEqual({ orders: 2, remainingOre: 440, firstAt: addMs(at, -hourMs) });
  });

  it('does not call unread what Vipps has never heard of because nobody went there', async () => {
    const trouble = { poll_failures: 3, state: 'initiated' };
    order('never started', { ...trouble, poll_error: 'not-found 35: No order with this id' });
    order('no answer', { ...trouble, poll_error: 'timeout: no answer' });
    order('vanished', { ...trouble, poll_error: 'not-found 35: No order with this id', event_count: 2 });
    order('of the ledger', {
      ...trouble,
      source: 'ledger',
      state: 'mentioned',
      poll_error: 'not-found 35: none',
    });
    order('twice only', { ...trouble, poll_failures: 2, poll_error: 'timeout: no answer' });
    const { unreadable, notStarted } = await facts();
    expect(unreadable.orders).toBe(3);
    expect(notStarted).toEqual({ orders: 1, rows: [{ msn: '123456', orderId: 'never started' }] });
  });

  it('names the order of an open command when it is one', async () => {
    const command = (id: string, order_id: string, status: string) => {
      order(order_id, reserved(500, addMs(at, 100 * hourMs)));
      const row = { msn: '123456', order_id, kind: 'capture', amount_ore: 500, whole_remainder: 'yes' };
      const rest = { release_rest: 'no', transaction_text: 'Sent', actor: 'kari', created_at: at };
      put('commands', { id, ...row, ...rest, status, settled_at: status === 'succeeded' ? at : null });
    };
    command('1', 'done', 'succeeded');
    command('2', 'unsure', 'unknown');
    expect((await facts()).commands).toEqual({
      open: 1,
      unknown: 1,
      amountOre: 500,
      firstAt: at,
      only: { msn: '123456', orderId: 'unsure' },
    });
    command('3', 'on its way', 'pending');
    expect((await facts()).commands).toMatchObject({ open: 2, unknown: 1, amountOre: 1_000, only: null });
  });
});

describe('what Vipps holds', () => {
  it('is the balance after the newest entry of a ledger, and unknown before the first', async () => {
    const [before] = await listLedgerBalances(db);
    expect(before).toMatchObject({
      ledgerId: 'L1',
      units: 'Fjord',
      balanceOre: null,
      ledgerDate: null,
      readAt: null,
    });
    entry('2026-06-01', 'capture', 5_000, 'a');
    entry('2026-06-02', 'refund', -1_000, 'b');
    entry('2026-06-02', 'capture-fee', -77, 'a', { topic: 'fees' });
    ledgerDay('2026-06-01', 5_000);
    ledgerDay('2026-06-02', -1_000);
    const [ledger] = await listLedgerBalances(db);
    expect(ledger).toMatchObject({ balanceOre: 4_000, ledgerDate: '2026-06-02' });
  });

  it('and the bank is known through the day that every account is known through', async () => {
    expect(await bankKnownThroughDay(db)).toBeNull();
    const statement = (id: string, account: string, through_day: string) =>
      put('bank_statements', { id, import_id: 'i', account, currency: 'NOK', through_day, lines: 1 });
    statement('1', 'A', '2026-06-01');
    statement('2', 'A', '2026-06-04');
    statement('3', 'B', '2026-06-02');
    expect(await bankKnownThroughDay(db)).toBe('2026-06-02');
  });
});
