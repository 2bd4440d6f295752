import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestSimulator, type TestSimulator } from '#simulator/test-simulator';
import { entriesOf, readWholeFeed, type VippsCalls, vippsCalls } from './vipps-calls';

/** 100 kr captured on Tuesday, 2 June, paid out that night; then 200 kr on Wednesday. It is Wednesday, 08:30 in Oslo. */
let simulator: TestSimulator;
let vipps: VippsCalls;

beforeEach(async () => {
  simulator = await startTestSimulator();
  vipps = vippsCalls(simulator);
  await buy('A', 10_000);
  await simulator.control.moveClock({ advance: 'day' });
  await buy('B', 20_000);
});
afterEach(() => simulator.close());

async function buy(orderId: string, amount: number): Promise<void> {
  await vipps.logIn();
  await vipps.initiate(orderId, amount);
  await simulator.control.confirm('123456', orderId);
  await vipps.capture(orderId);
}

async function later(move: Parameters<TestSimulator['control']['moveClock']>[0]): Promise<void> {
  await simulator.control.moveClock(move);
  await vipps.logIn();
}

describe('a late entry', () => {
  test('comes after the entries of later days, with the older day and an unbroken chain', async () => {
    const late = { ledgerDate: '2026-06-02', amount: -4500, text: 'Korreksjon' };
    expect(await simulator.control.bookLateEntry('302321', late)).toMatchObject({
      ledgerDate: '2026-06-03',
      balance: 15_500,
    });
    await later({ advance: 'hour' });
    const feed = await readWholeFeed(vipps, 'funds');
    expect(feed.map((entry) => [entry.entryType, entry.ledgerDate, entry.balanceBefore])).toEqual([
      ['capture', '2026-06-02', 0],
      ['fees-retained', '2026-06-02', 10_000],
      ['scheduled-for-payout', '2026-06-02', 9701],
      ['capture', '2026-06-03', 0],
      ['correction', '2026-06-02', 20_000],
    ]);
    expect((await simulator.control.books()).planted).toMatchObject([
      { kind: 'late-entry', detail: { ledgerDate: '2026-06-02', amountOre: -4500, ties: true } },
    ]);
  });

  test('is in the report of its day only once it is out, an hour later', async () => {
    const before = ['capture 10000', 'fees-retained -299', 'scheduled-for-payout -9701'];
    await simulator.control.bookLateEntry('302321', { ledgerDate: '2026-06-02', amount: -4500 });
    expect(entriesOf(await vipps.dates('funds', '2026-06-02'))).toEqual(before);
    await later({ advance: 'hour' });
    expect(entriesOf(await vipps.dates('funds', '2026-06-02'))).toEqual([...before, 'correction -4500']);
  });

  test('goes into the next payout', async () => {
    await simulator.control.bookLateEntry('302321', { ledgerDate: '2026-06-02', amount: -4500 });
    await later({ advance: 'day' });
    const { payouts } = await simulator.control.books();
    expect(payouts.map((payout) => [payout.ledgerDate, payout.amount])).toEqual([
      ['2026-06-02', 9701],
      ['2026-06-03', 20_000 - 598 - 4500],
    ]);
  });

  test.each([
    ['409', { ledgerDate: '2026-06-03', amount: -4500 }], // still open
    ['409', { ledgerDate: '2026-06-04', amount: -4500 }],
    ['400', { ledgerDate: '2026-02-30', amount: -4500 }],
    ['400', { ledgerDate: '2026-06-02', amount: 0 }],
    ['400', { ledgerDate: '2026-06-02', amount: 1.5 }],
    ['400', { ledgerDate: '2026-06-02', amount: 100, entryType: 'Not A Type' }],
  ])('is refused with %s: %j', async (status, entry) => {
    const before = await simulator.control.books();
    await expect(simulator.control.bookLateEntry('302321', entry)).rejects.toThrow(status);
    expect(await simulator.control.books()).toEqual(before);
  });
});

describe('an entry of any type', () => {
  test('is booked on the open day of its topic, with what it names', async () => {
    const capture = { entryType: 'capture', amount: 5000, reference: 'TERMINAL-1', msn: '123457' };
    const { pspReference } = await simulator.control.bookEntry('302321', capture);
    await simulator.control.bookEntry('302321', {
      entryType: 'capture-fee',
      amount: -150,
      topic: 'fees',
      pspReference,
      reference: 'TERMINAL-1',
      msn: '123457',
    });
    await later({ advance: 'hour' });
    for (const [topic, amount] of [
      ['funds', 5000],
      ['fees', -150],
    ] as const) {
      expect((await readWholeFeed(vipps, topic)).at(-1)).toMatchObject({
        pspReference,
        amount,
        reference: 'TERMINAL-1',
        recipientHandle: 'api:123457',
        ledgerDate: '2026-06-03',
      });
    }
  });

  test('is paid out with the rest of the day', async () => {
    await simulator.control.bookEntry('302321', { entryType: 'loyalty-adjustment', amount: -3100 });
    await later({ advance: 'day' });
    const { payouts } = await simulator.control.books();
    expect(payouts.at(-1)?.amount).toBe(20_000 - 598 - 3100);
  });

  test.each([
    ['404', '999999', { entryType: 'capture', amount: 100 }],
    ['409', '302321', { entryType: 'capture', amount: 100, msn: '234567' }],
    ['400', '302321', { entryType: 'capture', amount: 0 }],
    ['400', '302321', { entryType: '', amount: 100 }],
  ])('is refused with %s on %s: %j', async (status, ledgerId, entry) => {
    await expect(simulator.control.bookEntry(ledgerId, entry)).rejects.toThrow(status);
  });
});
