import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestSimulator, type TestSimulator } from '#simulator/test-simulator';
import { type Entry, entriesOf, type VippsCalls, vippsCalls } from './vipps-calls';

let simulator: TestSimulator;
let vipps: VippsCalls;

beforeEach(async () => {
  simulator = await startTestSimulator({ config: { reportPageSize: 3 } });
  vipps = vippsCalls(simulator);
  await vipps.logIn();
});
afterEach(() => simulator.close());

async function buy(orderId: string, amount: number): Promise<void> {
  await vipps.initiate(orderId, amount);
  await simulator.control.confirm('123456', orderId);
  await vipps.capture(orderId);
}

async function later(move: Parameters<TestSimulator['control']['moveClock']>[0]): Promise<void> {
  await simulator.control.moveClock(move);
  await vipps.logIn();
}

async function readFeed(topic: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let cursor = ''; ; ) {
    const { json } = await vipps.feed(topic, cursor);
    entries.push(...(json.items ?? []));
    if (json.tryLater) return entries;
    cursor = String(json.cursor);
  }
}

async function readDay(topic: string, day: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let cursor = ''; ; ) {
    const { json } = await vipps.dates(topic, day, cursor);
    expect(json.tryLater).toBe(false);
    entries.push(...(json.items ?? []));
    if (!json.hasMore) {
      expect(json).not.toHaveProperty('cursor');
      return entries;
    }
    cursor = String(json.cursor);
  }
}

describe('ledgers', () => {
  test('are paged until the cursor is empty, and filtered by what they settle for', async () => {
    const paged = await startTestSimulator({ config: { ledgersPageSize: 1 } });
    const calls = vippsCalls(paged);
    await calls.logIn();
    const first = await calls.send('GET', '/settlement/v1/ledgers');
    const cursor = encodeURIComponent(String(first.json.cursor));
    const second = await calls.send('GET', `/settlement/v1/ledgers?cursor=${cursor}`);
    const filtered = await calls.send('GET', '/settlement/v1/ledgers?settlesForRecipientHandles=api:123457');
    await paged.close();
    expect(first.json.items).toMatchObject([
      { ledgerId: '302321', settlesForRecipientHandles: ['api:123456', 'api:123457', 'api:123458'] },
    ]);
    expect(second.json).toMatchObject({ cursor: '', items: [{ ledgerId: '302977' }] });
    expect(filtered.json).toMatchObject({ cursor: '', items: [{ ledgerId: '302321' }] });
  });
});

describe('the feed', () => {
  test('shows an entry an hour after the event, and then for ever', async () => {
    await buy('A', 10_000);
    expect((await vipps.feed('funds')).json).toMatchObject({ items: [], tryLater: true });
    await later({ advanceMs: 3_600_000 - 1 });
    expect(await readFeed('funds')).toEqual([]);
    await later({ advanceMs: 1 });
    expect(entriesOf(await vipps.feed('funds'))).toEqual(['capture 10000']);
  });

  test('gives the same cursor with tryLater at the end', async () => {
    await buy('A', 10_000);
    await later({ advance: 'hour' });
    const page = await vipps.feed('funds');
    expect(page.json.tryLater).toBe(false);
    const end = await vipps.feed('funds', String(page.json.cursor));
    expect(end.json).toEqual({ cursor: page.json.cursor, tryLater: true, items: [] });
  });

  test('repeats what a capture is in the payment API: transaction id, order id, sales unit', async () => {
    await buy('A', 10_000);
    const { transactionId } = ((await vipps.details('A')).json.transactionLogHistory ?? [])[0] ?? {};
    await later({ advance: 'hour' });
    const [capture] = await readFeed('funds');
    const [fee] = await readFeed('fees');
    expect(capture).toMatchObject({
      pspReference: transactionId,
      reference: 'A',
      recipientHandle: 'api:123456',
      ledgerDate: '2026-06-02',
      time: '2026-06-02T06:30:00.000000Z',
      currency: 'NOK',
    });
    expect(fee).toMatchObject({ pspReference: transactionId, entryType: 'capture-fee', amount: -299 });
  });

  test('refuses a cursor of another ledger or topic', async () => {
    await buy('A', 10_000);
    await later({ advance: 'hour' });
    const { cursor } = (await vipps.feed('funds')).json;
    expect((await vipps.feed('fees', String(cursor))).status).toBe(400);
    expect((await vipps.feed('funds', 'nonsense')).status).toBe(400);
    expect((await vipps.feed('funds', '', '999999')).status).toBe(403);
  });
});

describe('a ledger day', () => {
  test('is told when it is finished and out, not before', async () => {
    await buy('A', 10_000);
    const early = { items: [], hasMore: false, tryLater: true };
    expect((await vipps.dates('funds', '2026-06-02')).json).toEqual(early);
    await later({ to: '2026-06-02T22:59:59Z' }); // 00:59:59 in Oslo
    expect((await vipps.dates('funds', '2026-06-02')).json).toEqual(early);
    await later({ to: '2026-06-02T23:00:00Z' });
    expect((await readDay('funds', '2026-06-02')).length).toBe(3);
    expect((await vipps.dates('funds', '2030-01-01')).json).toEqual(early);
  });

  test('agrees with the feed, entry by entry, over several pages', async () => {
    for (const n of [1, 2, 3, 4, 5]) await buy(`A${n}`, n * 10_000);
    await vipps.refund('A5', 5000);
    await later({ advance: 'day' });
    await buy('B', 7000);
    await later({ advance: 'day' });
    for (const topic of ['funds', 'fees']) {
      const feed = await readFeed(topic);
      const days = [...(await readDay(topic, '2026-06-02')), ...(await readDay(topic, '2026-06-03'))];
      expect(days).toEqual(feed);
      let balance = 0;
      for (const entry of feed) {
        expect(entry.balanceBefore).toBe(balance);
        balance = entry.balanceAfter;
      }
      expect(balance).toBe(0);
    }
  });

  test('ends with its payout, whose reference is the settlement number', async () => {
    await buy('A', 10_000);
    await later({ advance: 'day' });
    const last = (await readDay('funds', '2026-06-02')).at(-1);
    const [payout] = (await simulator.control.books({ only: 'payouts' })).payouts;
    expect(last).toMatchObject({ entryType: 'scheduled-for-payout', amount: -9701, balanceAfter: 0 });
    expect(last?.pspReference).toBe(payout?.settlementNumber);
    expect(payout).toMatchObject({ amount: 9701, expectedBankDay: '2026-06-04', status: 'scheduled' });
  });

  test('ends at midnight in Oslo, also when the clocks change', async () => {
    const march = await startTestSimulator({ now: '2026-03-28T12:00:00Z' });
    const calls = vippsCalls(march);
    await calls.logIn();
    const buyAt = async (orderId: string, to: string) => {
      await march.control.moveClock({ to });
      await calls.logIn();
      await calls.initiate(orderId, 10_000);
      await march.control.confirm('123456', orderId);
      await calls.capture(orderId);
    };
    await buyAt('A', '2026-03-28T22:59:59.999Z');
    await buyAt('B', '2026-03-28T23:00:00.000Z');
    await buyAt('C', '2026-03-29T21:59:59.999Z');
    await buyAt('D', '2026-03-29T22:00:00.000Z');
    await march.control.moveClock({ advance: 'hour' });
    await calls.logIn();
    const feed = (await calls.feed('funds')).json.items ?? [];
    await march.close();
    const days = feed
      .filter((entry) => entry.entryType === 'capture')
      .map((entry) => [entry.reference, entry.ledgerDate]);
    expect(days).toEqual([
      ['A', '2026-03-28'],
      ['B', '2026-03-29'],
      ['C', '2026-03-29'],
      ['D', '2026-03-30'],
    ]);
  });
});

describe('what moves a ledger besides captures', () => {
  test('a dispute is held and returned under the reference of the capture', async () => {
    await buy('A', 10_000);
    await simulator.control.dispute('123456', 'A');
    await expect(simulator.control.dispute('123456', 'A')).rejects.toThrow('nothing-to-dispute');
    await simulator.control.returnDispute('123456', 'A');
    await expect(simulator.control.returnDispute('123456', 'A')).rejects.toThrow('nothing-disputed');
    await later({ advance: 'hour' });
    const feed = await readFeed('funds');
    expect(feed.map((entry) => `${entry.entryType} ${entry.amount}`)).toEqual([
      'capture 10000',
      'retained-disputed-capture -10000',
      'returned-disputed-capture 10000',
    ]);
    expect(new Set(feed.map((entry) => entry.pspReference)).size).toBe(1);
  });

  test('an aborted payout comes back and is part of the next one', async () => {
    await buy('A', 10_000);
    await later({ advance: 'day' });
    await simulator.control.abortPayout('2000801');
    await buy('B', 10_000);
    await later({ advance: 'day' });
    const { payouts } = await simulator.control.books({ only: 'payouts' });
    expect(payouts.map((payout) => [payout.amount, payout.status])).toEqual([
      [9701, 'aborted'],
      [19_402, 'scheduled'],
    ]);
    await expect(simulator.control.abortPayout('2000801')).rejects.toThrow('not-scheduled');
  });

  test('a correction and a top-up; a negative balance is carried over without a payout', async () => {
    await simulator.control.correct('302321', -5000, 'Korreksjon');
    await later({ advance: 'day' });
    expect((await simulator.control.books({ only: 'payouts' })).payouts).toEqual([]);
    await simulator.control.topUp('302321', 6000);
    await later({ advance: 'day' });
    expect((await simulator.control.books({ only: 'payouts' })).payouts).toMatchObject([{ amount: 1000 }]);
  });

  test('gross: fees are invoiced on the 1st and the payout is whole', async () => {
    const coffee = vippsCalls(simulator, '234567');
    await coffee.logIn();
    await coffee.initiate('K', 20_000);
    await simulator.control.confirm('234567', 'K');
    await coffee.capture('K');
    await simulator.control.moveClock({ to: '2026-07-02T12:00:00Z' });
    const ledger = (await simulator.control.books({ only: 'ledgers' })).ledgers[1];
    expect(ledger?.funds.byType).toMatchObject([
      { entryType: 'capture', sumOre: 20_000 },
      { entryType: 'scheduled-for-payout', sumOre: -20_000 },
    ]);
    expect(ledger?.fees.byType).toMatchObject([
      { entryType: 'capture-fee', sumOre: -450 },
      { entryType: 'fees-invoiced', sumOre: 450 },
    ]);
    expect(ledger?.fees.days.map((day) => day.ledgerDate)).toEqual(['2026-06-02', '2026-07-01']);
  });
});
