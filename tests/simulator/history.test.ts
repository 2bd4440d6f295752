import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isBankDay } from '#core/calendar';
import type { Books } from '#simulator/control/books';
import { startTestSimulator, type TestSimulator } from '#simulator/test-simulator';
import { vippsCalls } from './vipps-calls';

const endsAt = '2026-06-02T06:30:00Z';
const demo = { seed: 7, days: 90, endsAt };

describe('the history of the demo', () => {
  let simulator: TestSimulator;
  let books: Books;
  let folder: string;
  let tookMs: number;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'history-'));
    simulator = await startTestSimulator({ statementDir: folder });
    const beganMs = performance.now();
    await simulator.control.generateHistory(demo);
    tookMs = performance.now() - beganMs;
    books = await simulator.control.books({ limit: '5000' });
  }, 30_000);
  afterAll(async () => {
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function count(state: string): number {
    return books.orders.filter((order) => order.state === state).length;
  }

  test('is made within ten seconds and ends where it was told', () => {
    expect(tookMs).toBeLessThan(10_000);
    expect(books.now).toBe('2026-06-02T06:30:00.000Z');
    expect(books.nextAfter).toBeNull();
  });

  test('has some thousand orders of every state', () => {
    expect(books.orders.length).toBeGreaterThan(3000);
    expect(books.orders.length).toBeLessThan(4000);
    expect(new Set(books.orders.map((order) => order.msn))).toEqual(new Set(['123456', '123457', '234567']));
    for (const state of ['captured', 'partially-captured', 'partially-refunded', 'refunded', 'cancelled']) {
      expect([state, count(state) > 0]).toEqual([state, true]);
    }
    for (const state of ['declined', 'expired']) expect([state, count(state) > 30]).toEqual([state, true]);
    expect(count('initiated')).toBe(3);
    expect(books.orders.filter((order) => order.direct).length).toBeGreaterThan(100);
    expect(books.orders.filter((order) => order.express).length).toBeGreaterThan(100);
  });

  test('leaves money reserved: some fresh, some near seven days, some past them', () => {
    const open = books.orders.filter(
      (order) => order.state === 'reserved' || order.state === 'partially-captured',
    );
    expect(open.length).toBeGreaterThanOrEqual(25);
    expect(open.length).toBeLessThanOrEqual(40);
    const ages = open.map(
      (order) => (Date.parse(books.now) - Date.parse(order.reservedAt ?? '')) / 86_400_000,
    );
    expect(ages.filter((age) => age < 1).length).toBeGreaterThan(8);
    expect(ages.filter((age) => age > 6 && age < 7).length).toBeGreaterThanOrEqual(2);
    expect(ages.filter((age) => age > 7).length).toBeGreaterThanOrEqual(5);
  });

  test('holds each oddity once, and a mangled text twice', () => {
    expect(books.planted.map((planted) => planted.kind).sort()).toEqual([
      'bank-line-without-payout',
      'capture-missing-in-ledger',
      'capture-unknown-to-shop',
      'correction',
      'deposit-differs',
      'deposit-joined',
      'deposit-missing',
      'deposit-split',
      'dispute-held',
      'dispute-returned',
      'duplicate-reservation',
      'entry-unknown-here',
      'fee-differs',
      'late-entry',
      'negative-day',
      'payout-aborted',
      'refund-without-capture',
      'shipped-not-captured',
      'text-mangled',
      'text-mangled',
      'unknown-entry-type',
    ]);
    expect(books.payouts.filter((payout) => payout.status === 'lost')).toHaveLength(1);
    expect(books.payouts.filter((payout) => payout.status === 'aborted')).toHaveLength(1);
    const short = books.payouts.filter(
      (payout) => payout.depositAmount !== null && payout.depositAmount !== payout.amount,
    );
    expect(short.map((payout) => payout.amount - (payout.depositAmount ?? 0))).toEqual([2500]);
    expect(books.orders.filter((order) => order.unknownToShop)).toHaveLength(1);
  });

  test('has a day that ends below zero, without a payout', () => {
    const detail = books.planted.find((planted) => planted.kind === 'negative-day')?.detail;
    const { ledgerId, ledgerDate } = detail as { ledgerId: string; ledgerDate: string };
    const day = books.ledgers
      .find((ledger) => ledger.ledgerId === ledgerId)
      ?.funds.days.find((candidate) => candidate.ledgerDate === ledgerDate);
    expect(day?.sumOre).toBeLessThan(0);
    const paid = books.payouts.filter(
      (payout) => payout.ledgerId === ledgerId && payout.ledgerDate === ledgerDate,
    );
    expect(paid).toEqual([]);
  });

  test('ties, apart from what was planted: orders, ledgers, payouts and bank tell the same story', () => {
    const planted = (kind: string, ledgerId: string) =>
      total(
        books.planted
          .filter((one) => one.kind === kind && one.detail.ledgerId === ledgerId)
          .map((one) => Number(one.detail.amountOre)),
      );
    for (const ledger of books.ledgers) {
      const msns = ledger.ledgerId === '302321' ? ['123456', '123457'] : ['234567'];
      const orders = books.orders.filter((order) => msns.includes(order.msn));
      const sum = (type: string) =>
        ledger.funds.byType.find((entry) => entry.entryType === type)?.sumOre ?? 0;
      const { ledgerId } = ledger;
      expect(sum('capture')).toBe(
        total(orders.map((order) => order.captured)) -
          planted('capture-missing-in-ledger', ledgerId) +
          planted('entry-unknown-here', ledgerId),
      );
      expect(sum('refund')).toBe(
        planted('refund-without-capture', ledgerId) - total(orders.map((order) => order.refunded)),
      );
      const payouts = books.payouts.filter((payout) => payout.ledgerId === ledger.ledgerId);
      expect(sum('scheduled-for-payout')).toBe(-total(payouts.map((payout) => payout.amount)));
      expect(total(ledger.funds.days.map((day) => day.sumOre))).toBe(ledger.funds.balance);
    }
    const deposited = books.payouts.filter((payout) => payout.status === 'deposited');
    const lines = books.bankLines.filter((line) => line.settlementNumber !== null);
    expect(total(lines.map((line) => line.amount))).toBe(
      total(deposited.map((payout) => payout.depositAmount ?? 0)),
    );
    for (const line of books.bankLines) {
      expect(isBankDay(line.day as Parameters<typeof isBankDay>[0])).toBe(true);
      const joined = Math.max(1, line.settlementNumbers.length);
      expect(line.text.length).toBeLessThanOrEqual(35 * joined);
    }
  });

  test('is written to statements, one per account and day with lines', () => {
    const days = new Set(
      books.bankLines.filter((line) => line.day < '2026-06-02').map((line) => `${line.account}_${line.day}`),
    );
    expect(readdirSync(folder).length).toBe(days.size);
    expect(days.size).toBeGreaterThan(60);
  });

  test('is told to the shop, except what the shop does not know', async () => {
    let known = 0;
    for (let after: number | null = 0; after !== null; ) {
      const page: Awaited<ReturnType<typeof simulator.control.orders>> = await simulator.control.orders(
        after,
        1000,
      );
      known += page.orders.length;
      after = page.nextAfter;
    }
    expect(known).toBe(books.orders.length - 1);
  });

  test('goes on: a payment is made and its money arrives', async () => {
    const vipps = vippsCalls(simulator);
    await vipps.logIn();
    await vipps.initiate('NY-1', 25_000);
    await simulator.control.confirm('123456', 'NY-1');
    expect((await vipps.capture('NY-1')).status).toBe(200);
    await expect(simulator.control.generateHistory(demo)).rejects.toThrow('not-empty');
    await simulator.control.moveClock({ advance: 'next-bank-day' });
    await simulator.control.moveClock({ advance: 'next-bank-day' });
    const { payouts } = await simulator.control.books({ only: 'payouts' });
    expect(
      payouts.find((payout) => payout.ledgerId === '302321' && payout.ledgerDate === '2026-06-02')?.status,
    ).toBe('deposited');
  });
});

test('the same seed gives the same history, another seed another', async () => {
  const make = async (seed: number) => {
    const simulator = await startTestSimulator();
    await simulator.control.generateHistory({ seed, days: 12, endsAt });
    const books = await simulator.control.books({ limit: '5000' });
    await simulator.close();
    return books;
  };
  const first = await make(3);
  expect(first.orders.length).toBeGreaterThan(300);
  expect(await make(3)).toEqual(first);
  expect((await make(4)).orders).not.toEqual(first.orders);
});

function total(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}
