import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { type Day, day, ledgerDayOf } from '#core/calendar';
import type { Books, PayoutView } from '#simulator/control/books';
import { randomStepKinds } from '#simulator/history/random-steps';
import { isPayoutDay } from '#simulator/settlement/close-ledger-day';
import { randomTerms, type SmallWorldTerms, smallWorld } from '#simulator/small-world';
import { startTestSimulator, type TestSimulator } from '#simulator/test-simulator';
import { type Entry, readWholeFeed, vippsCalls } from './vipps-calls';

const opened: TestSimulator[] = [];
afterEach(async () => {
  for (const simulator of opened.splice(0)) await simulator.close();
});

async function open(terms: SmallWorldTerms = {}): Promise<TestSimulator> {
  const simulator = await startTestSimulator({ config: { ...smallWorld(terms), reportLagMs: 0 } });
  opened.push(simulator);
  return simulator;
}

describe('random business', () => {
  test('is the same for the same seed and world, and another for another seed', async () => {
    const play = async (seed: number) => {
      const simulator = await open();
      const summary = await simulator.control.random({ seed, steps: 200 });
      return { summary, books: await simulator.control.books({ limit: '5000' }) };
    };
    const first = await play(5);
    expect(first.books.orders.length).toBeGreaterThan(20);
    expect(await play(5)).toEqual(first);
    expect((await play(6)).books.orders).not.toEqual(first.books.orders);
  });

  test('does 300 steps within three seconds', async () => {
    const simulator = await open();
    const beganMs = performance.now();
    await simulator.control.random({ seed: 1, steps: 300 });
    expect(performance.now() - beganMs).toBeLessThan(3000);
  });

  test('goes on with what is there: a given order can be captured and never be booked', async () => {
    const simulator = await open();
    const vipps = vippsCalls(simulator);
    await vipps.logIn();
    await vipps.initiate('A', 10_000);
    await simulator.control.confirm('123456', 'A');
    const { done, planted } = await simulator.control.random({
      seed: 1,
      steps: 1,
      kinds: ['capture-missing'],
    });
    expect(done).toEqual({ 'capture-missing': 1 });
    expect(planted).toMatchObject([{ kind: 'capture-missing-in-ledger', detail: { orderId: 'A' } }]);
    expect(await simulator.control.order('123456', 'A')).toMatchObject({ state: 'captured' });
    const { ledgers } = await simulator.control.books({ only: 'ledgers' });
    expect(ledgers.map((ledger) => [ledger.funds.entries, ledger.fees.entries])).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  test('does nothing when none of its kinds is possible', async () => {
    const simulator = await open();
    const { done } = await simulator.control.random({
      seed: 1,
      steps: 20,
      kinds: ['refund', 'join-deposits'],
    });
    expect(done).toEqual({});
    expect((await simulator.control.books()).orders).toEqual([]);
  });

  test.each([
    { seed: -1, steps: 1 },
    { seed: 1, steps: 0 },
    { seed: 1, steps: 5001 },
    { seed: 1, steps: 1, kinds: [] },
    { seed: 1, steps: 1, kinds: ['no-such-kind'] },
  ])('is refused for %j', async (options) => {
    const simulator = await open();
    await expect(simulator.control.random(options)).rejects.toThrow('400');
  });

  test('comes to every kind of step, sooner or later', async () => {
    const simulator = await open({ payoutSchedule: 'daily' });
    const { done } = await simulator.control.random({ seed: 3, steps: 2500 });
    expect(Object.keys(done).toSorted()).toEqual([...randomStepKinds].sort());
    const { planted } = await simulator.control.books({ only: 'planted' });
    expect(new Set(planted.map((one) => one.kind)).size).toBe(16);
  });
});

/** Whatever the terms and whatever happens, the simulator's own books tie, apart from what it planted. */
describe('after random business on random terms', () => {
  const seeds = fc.integer({ min: 0, max: 1_000_000 });
  const check = (work: (played: Played) => void) =>
    fc.assert(
      fc.asyncProperty(seeds, async (seed) => work(await play(seed))),
      { numRuns: 12 },
    );

  test('each feed chains, ends at the balance, and each entry stands on its ledger day', () =>
    check(({ feeds, books, terms }) => {
      const late = new Set(detailsOf(books, 'late-entry').map((detail) => detail.pspReference));
      for (const { ledgerId, topic, entries } of feeds) {
        let balance = 0;
        for (const entry of entries) {
          expect(entry.balanceBefore).toBe(balance);
          balance = entry.balanceAfter;
          expect(balance).toBe(entry.balanceBefore + entry.amount);
          if (late.has(entry.pspReference)) continue;
          expect(entry.ledgerDate).toBe(ledgerDayOf(entry.time, terms.cutoffHour));
        }
        const ledger = books.ledgers.find((one) => one.ledgerId === ledgerId);
        expect(ledger?.[topic].balance).toBe(balance);
      }
    }));

  test('what was captured and refunded is what the ledgers have', () =>
    check(({ feeds, books }) => {
      const entries = feeds.flatMap((feed) => (feed.topic === 'funds' ? feed.entries : []));
      const sum = (type: string) =>
        total(entries.filter((entry) => entry.entryType === type).map((entry) => entry.amount));
      const planted = (kind: string) =>
        total(detailsOf(books, kind).map((detail) => Number(detail.amountOre)));
      expect(sum('capture')).toBe(
        total(books.orders.map((order) => order.captured)) -
          planted('capture-missing-in-ledger') +
          planted('entry-unknown-here'),
      );
      expect(sum('refund')).toBe(
        planted('refund-without-capture') - total(books.orders.map((order) => order.refunded)),
      );
      expect(sum('retained-disputed-capture')).toBe(planted('dispute-held'));
      expect(sum('returned-disputed-capture')).toBe(planted('dispute-returned'));
      expect(sum('payout-aborted')).toBe(planted('payout-aborted'));
    }));

  test('a payout is all above the reserve, on its day, and the last entry of it', () =>
    check(({ feeds, books, terms }) => {
      const late = new Set(detailsOf(books, 'late-entry').map((detail) => detail.pspReference));
      for (const payout of books.payouts) {
        const funds = feeds.find((feed) => feed.ledgerId === payout.ledgerId && feed.topic === 'funds');
        const ofDay = (funds?.entries ?? []).filter(
          (entry) => entry.ledgerDate === payout.ledgerDate && !late.has(entry.pspReference),
        );
        expect(ofDay.at(-1)).toMatchObject({
          pspReference: payout.settlementNumber,
          entryType: 'scheduled-for-payout',
          amount: -payout.amount,
          balanceAfter: terms.heldBackOre,
        });
        expect(isPayoutDay(terms.payoutSchedule, day(payout.ledgerDate) satisfies Day)).toBe(true);
      }
    }));

  test('each bank line is of known payouts, and their deposits are what their lines sum to', () =>
    check(({ books }) => {
      const strangers = books.bankLines.filter((line) => line.settlementNumbers.length === 0);
      expect(strangers.map((line) => [line.text, line.amount])).toEqual(
        detailsOf(books, 'bank-line-without-payout').map((detail) => [detail.text, detail.amountOre]),
      );
      const seen = new Set<string>();
      for (const payout of books.payouts) {
        if (seen.has(payout.settlementNumber)) continue;
        const lines = books.bankLines.filter((line) =>
          line.settlementNumbers.includes(payout.settlementNumber),
        );
        const numbers = new Set([
          payout.settlementNumber,
          ...lines.flatMap((line) => line.settlementNumbers),
        ]);
        const together = books.payouts.filter((other) => numbers.has(other.settlementNumber));
        expect(total(lines.map((line) => line.amount))).toBe(total(together.map(depositOf)));
        for (const number of numbers) seen.add(number);
      }
      const missing = detailsOf(books, 'deposit-missing').map((detail) => detail.settlementNumber);
      for (const payout of books.payouts.filter((one) => one.status === 'lost')) {
        expect(missing).toContain(payout.settlementNumber);
      }
    }));
});

interface Played {
  readonly terms: Required<SmallWorldTerms>;
  readonly books: Books;
  readonly feeds: readonly { ledgerId: string; topic: 'funds' | 'fees'; entries: readonly Entry[] }[];
}

async function play(seed: number): Promise<Played> {
  const terms = randomTerms(seed);
  const simulator = await open(terms);
  await simulator.control.random({ seed, steps: 250 });
  const books = await simulator.control.books({ limit: '5000' });
  const vipps = vippsCalls(simulator);
  await vipps.logIn();
  const feeds = [];
  for (const { ledgerId } of books.ledgers) {
    for (const topic of ['funds', 'fees'] as const) {
      feeds.push({ ledgerId, topic, entries: await readWholeFeed(vipps, topic, ledgerId) });
    }
  }
  return { terms, books, feeds };
}

function detailsOf(books: Books, kind: string) {
  return books.planted.filter((planted) => planted.kind === kind).map((planted) => planted.detail);
}

function depositOf(payout: PayoutView): number {
  return payout.depositAmount ?? 0;
}

function total(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}
