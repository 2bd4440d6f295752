import { afterEach, describe, expect, test } from 'vitest';
import { ore } from '#core/money';
import { defaultConfig } from '#simulator/config';
import { type SmallWorldTerms, smallWorld } from '#simulator/small-world';
import { startTestSimulator, type TestSimulator } from '#simulator/test-simulator';
import { entriesOf, readWholeFeed, type VippsCalls, vippsCalls } from './vipps-calls';

/** The agreed terms of a ledger, each seen at work in the whole simulator. */
let simulator: TestSimulator;
afterEach(() => simulator.close());

const net299 = { feeMode: 'net', feeBasisPoints: 299, feeFixedOre: ore(0) } as const;
const gross400 = { feeMode: 'gross', feeBasisPoints: 0, feeFixedOre: ore(400) } as const;

async function open(now: string, terms: SmallWorldTerms): Promise<void> {
  simulator = await startTestSimulator({ now, config: smallWorld(terms) });
}

async function sell(orderId: string, amount: number, msn = '123456'): Promise<VippsCalls> {
  const vipps = vippsCalls(simulator, msn);
  await vipps.logIn();
  await vipps.initiate(orderId, amount);
  await simulator.control.confirm(msn, orderId);
  expect((await vipps.capture(orderId)).status).toBe(200);
  return vipps;
}

async function payouts(): Promise<unknown[]> {
  const books = await simulator.control.books({ only: 'payouts' });
  return books.payouts.map((payout) => [payout.ledgerDate, payout.amount, payout.expectedBankDay]);
}

const to = (instant: string) => simulator.control.moveClock({ to: instant });

describe('weekly payouts', () => {
  test('are made on Monday, of all that came until Sunday night, fees kept back day by day', async () => {
    await open('2026-06-02T10:00:00Z', { ...net299, payoutSchedule: 'weekly' });
    await sell('TUESDAY', 10_000);
    await to('2026-06-07T21:00:00Z');
    await sell('SUNDAY', 20_000);
    await to('2026-06-07T21:59:59Z');
    expect(await payouts()).toEqual([]);
    await to('2026-06-07T22:00:00Z'); // midnight in Oslo
    expect(await payouts()).toEqual([['2026-06-07', 30_000 - 299 - 598, '2026-06-09']]);
    const vipps = await sell('MONDAY', 5000);
    await to('2026-06-13T10:00:00Z');
    expect(await payouts()).toHaveLength(1);
    await vipps.logIn();
    expect(
      (await readWholeFeed(vipps, 'funds')).map((entry) => `${entry.entryType} ${entry.ledgerDate}`),
    ).toEqual([
      'capture 2026-06-02',
      'fees-retained 2026-06-02',
      'capture 2026-06-07',
      'fees-retained 2026-06-07',
      'scheduled-for-payout 2026-06-07',
      'capture 2026-06-08',
      'fees-retained 2026-06-08',
    ]);
  });
});

describe('monthly payouts', () => {
  test('are made on the 1st, of all that came in the month', async () => {
    await open('2026-06-20T10:00:00Z', { ...net299, payoutSchedule: 'monthly' });
    await sell('A', 10_000);
    await to('2026-06-30T21:30:00Z');
    await sell('B', 20_000);
    expect(await payouts()).toEqual([]);
    await to('2026-06-30T22:00:00Z');
    expect(await payouts()).toEqual([['2026-06-30', 30_000 - 299 - 598, '2026-07-02']]);
    await sell('C', 5000);
    await to('2026-07-30T22:00:00Z');
    expect(await payouts()).toHaveLength(1);
    await to('2026-07-31T22:00:00Z');
    expect((await payouts())[1]).toEqual(['2026-07-31', 5000 - 150, '2026-08-04']);
  });
});

describe('a reserve that is held back', () => {
  test('stays on the balance; only what is above it is paid', async () => {
    await open('2026-06-02T10:00:00Z', { ...gross400, heldBackOre: ore(5000) });
    await sell('A', 3000);
    await simulator.control.moveClock({ advance: 'day' });
    expect(await payouts()).toEqual([]);
    await sell('B', 17_000);
    await simulator.control.moveClock({ advance: 'day' });
    expect(await payouts()).toEqual([['2026-06-03', 15_000, '2026-06-05']]);
    const vipps = await sell('C', 1000);
    await vipps.refund('B', 4000);
    await simulator.control.moveClock({ advance: 'day' });
    expect(await payouts()).toHaveLength(1); // 2000 of the reserve are left
    await sell('D', 4000);
    await simulator.control.moveClock({ advance: 'day' });
    expect((await payouts())[1]).toEqual(['2026-06-05', 1000, '2026-06-09']);
    const { ledgers } = await simulator.control.books({ only: 'ledgers' });
    expect(ledgers[0]?.funds.balance).toBe(5000);
  });
});

describe('a ledger day that begins at four', () => {
  test('holds what is captured in the night after it', async () => {
    await open('2026-06-02T21:30:00Z', { ...net299, cutoffHour: 4 });
    await sell('EVENING', 10_000);
    await to('2026-06-03T01:30:00Z'); // 03:30 in Oslo
    const vipps = await sell('NIGHT', 20_000);
    await to('2026-06-03T01:59:59Z');
    expect(await payouts()).toEqual([]);
    await to('2026-06-03T02:00:00Z');
    await sell('MORNING', 40_000);
    expect(await payouts()).toEqual([['2026-06-02', 30_000 - 299 - 598, '2026-06-04']]);
    await to('2026-06-03T02:59:59Z');
    await vipps.logIn();
    expect((await vipps.dates('funds', '2026-06-02')).json.tryLater).toBe(true);
    await to('2026-06-03T03:00:00Z');
    expect(entriesOf(await vipps.dates('funds', '2026-06-02'))).toEqual([
      'capture 10000',
      'capture 20000',
      'fees-retained -897',
      'scheduled-for-payout -29103',
    ]);
  });

  test.each([
    ['summer time begins', '2026-03-28T12:00:00Z', '2026-03-29T01:59:59Z', '2026-03-29T02:00:00Z'],
    ['summer time ends', '2026-10-24T12:00:00Z', '2026-10-25T02:59:59Z', '2026-10-25T03:00:00Z'],
  ])('ends at four by the clock on the wall when %s', async (_name, now, before, after) => {
    await open(now, { ...net299, cutoffHour: 4 });
    await sell('A', 10_000);
    await to(before);
    expect(await payouts()).toEqual([]);
    await to(after);
    expect(await payouts()).toHaveLength(1);
  });

  test('begins the first day of a history at four, too', async () => {
    simulator = await startTestSimulator({
      config: { ledgers: defaultConfig.ledgers.map((ledger) => ({ ...ledger, cutoffHour: 4 })) },
    });
    await simulator.control.generateHistory({ seed: 1, days: 3, endsAt: '2026-06-02T06:30:00Z' });
    const { ledgers } = await simulator.control.books({ only: 'ledgers' });
    expect(ledgers.map((ledger) => ledger.openDay)).toEqual(['2026-06-02', '2026-06-02']);
    const vipps = vippsCalls(simulator);
    await vipps.logIn();
    const feed = await readWholeFeed(vipps, 'funds');
    const night = feed.filter((entry) => entry.time >= '2026-05-31T22:00' && entry.time < '2026-06-01T02:00');
    expect(night.length).toBeGreaterThan(1);
    expect(new Set(night.map((entry) => entry.ledgerDate))).toEqual(new Set(['2026-05-31']));
  });
});

describe('gross invoicing', () => {
  test('pays the whole amount and invoices the fees of a month on the 1st', async () => {
    await open('2026-06-29T10:00:00Z', gross400);
    await sell('A', 10_000);
    await simulator.control.moveClock({ advance: 'day' });
    await sell('B', 20_000);
    await simulator.control.moveClock({ advance: 'day' });
    const vipps = await sell('C', 5000);
    await simulator.control.moveClock({ advance: 'day' });
    expect((await payouts()).map((payout) => (payout as unknown[])[1])).toEqual([10_000, 20_000, 5000]);
    await vipps.logIn();
    const fees = await readWholeFeed(vipps, 'fees');
    expect(fees.map((entry) => [entry.entryType, entry.amount, entry.ledgerDate])).toEqual([
      ['capture-fee', -400, '2026-06-29'],
      ['capture-fee', -400, '2026-06-30'],
      ['fees-invoiced', 800, '2026-07-01'],
      ['capture-fee', -400, '2026-07-01'],
    ]);
    expect(fees.at(-1)?.balanceAfter).toBe(-400);
    const funds = await readWholeFeed(vipps, 'funds');
    expect(funds.some((entry) => entry.entryType.startsWith('fees'))).toBe(false);
  });

  test('with a day that begins at four, the night before the 1st is in the invoice', async () => {
    await open('2026-06-30T10:00:00Z', { ...gross400, cutoffHour: 4 });
    await sell('A', 10_000);
    await to('2026-07-01T00:30:00Z'); // 02:30 in Oslo, still the ledger day of 30 June
    const vipps = await sell('NIGHT', 10_000);
    await to('2026-07-01T10:00:00Z');
    await vipps.logIn();
    expect((await readWholeFeed(vipps, 'fees')).at(-1)).toMatchObject({
      entryType: 'fees-invoiced',
      amount: 800,
      ledgerDate: '2026-07-01',
      balanceAfter: 0,
    });
  });
});

describe('a ledger that two sales units share', () => {
  test('pays both in one payout, and names a unit only where there is one', async () => {
    await open('2026-06-02T10:00:00Z', { ...net299, isJoint: true });
    await sell('A', 10_000, '123456');
    const vipps = await sell('A', 20_000, '234567');
    await simulator.control.moveClock({ advance: 'day' });
    expect(await payouts()).toEqual([['2026-06-02', 30_000 - 299 - 598, '2026-06-04']]);
    await vipps.logIn();
    const feed = await readWholeFeed(vipps, 'funds');
    expect(feed.map((entry) => entry.recipientHandle)).toEqual(['api:123456', 'api:234567', '', '']);
  });
});
