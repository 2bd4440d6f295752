import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, type Day, day } from '#core/calendar';
import { negateOre, type Ore, ore, sumOre, zeroOre } from '#core/money';
import { defaultConfig, type LedgerTerms } from '#simulator/config';
import { captureFee } from '#simulator/settlement/capture-fee';
import { chainEntries } from '#simulator/settlement/chain-entries';
import {
  type Balances,
  closeLedgerDay,
  invoiceFees,
  isPayoutDay,
} from '#simulator/settlement/close-ledger-day';
import type { Topic } from '#simulator/store/ledger-store';

const [netTerms, grossTerms] = defaultConfig.ledgers;
if (!netTerms || !grossTerms) throw new Error('the default configuration has two ledgers');
const net: LedgerTerms = { ...netTerms, feeBasisPoints: 0, feeFixedOre: ore(400) };
const gross: LedgerTerms = { ...grossTerms, feeBasisPoints: 0, feeFixedOre: ore(400) };
const tuesday = day('2026-06-02');

function balances(fundsOre: number, feesOre: number): Balances {
  return { fundsOre: ore(fundsOre), feesOre: ore(feesOre) };
}

function endOf(terms: LedgerTerms, date: string, funds: number, fees: number): string[] {
  const end = closeLedgerDay(terms, day(date), balances(funds, fees));
  return end.entries.map((entry) => `${entry.topic} ${entry.entryType} ${entry.amountOre}`);
}

describe('the end of a ledger day', () => {
  test("gives the documentation's own day: 30000 in, fees 1200 kept back, 28800 paid out, 0 left", () => {
    const movements = [10_000, 10_000, 20_000, -10_000].map((amount) => ({
      topic: 'funds' as Topic,
      amountOre: ore(amount),
    }));
    const fees = [10_000, 10_000, 20_000].map((amount) => ({
      topic: 'fees' as Topic,
      amountOre: captureFee(net, ore(amount)),
    }));
    const during = chainEntries(balances(0, 0), [...movements, ...fees]);
    expect(during.balances).toEqual({ fundsOre: 30_000, feesOre: -1200 });
    const end = closeLedgerDay(net, tuesday, during.balances);
    expect(end.entries).toEqual([
      { topic: 'funds', entryType: 'fees-retained', amountOre: -1200 },
      { topic: 'fees', entryType: 'fees-retained', amountOre: 1200 },
      { topic: 'funds', entryType: 'scheduled-for-payout', amountOre: -28_800 },
    ]);
    expect(end.payoutOre).toBe(28_800);
    expect(chainEntries(during.balances, end.entries).balances).toEqual({ fundsOre: 0, feesOre: 0 });
  });

  test.each([
    ['nothing happened', net, '2026-06-02', 0, 0, []],
    [
      'net: only fees of a carried day',
      net,
      '2026-06-02',
      0,
      -400,
      ['funds fees-retained -400', 'fees fees-retained 400'],
    ],
    [
      'net: a negative balance is carried over',
      net,
      '2026-06-02',
      -5000,
      -400,
      ['funds fees-retained -400', 'fees fees-retained 400'],
    ],
    [
      'net: fees eat the rest, nothing to pay',
      net,
      '2026-06-02',
      400,
      -400,
      ['funds fees-retained -400', 'fees fees-retained 400'],
    ],
    ['gross: the payout is whole', gross, '2026-06-02', 30_000, -1200, ['funds scheduled-for-payout -30000']],
    ['gross: a negative balance is carried over', gross, '2026-06-02', -1, -1200, []],
    [
      'a reserve stays',
      { ...gross, heldBackOre: ore(10_000) },
      '2026-06-02',
      30_000,
      0,
      ['funds scheduled-for-payout -20000'],
    ],
    [
      'a balance within the reserve is not paid',
      { ...gross, heldBackOre: ore(10_000) },
      '2026-06-02',
      9000,
      0,
      [],
    ],
    ['weekly: not on a Saturday', { ...gross, payoutSchedule: 'weekly' }, '2026-06-06', 30_000, 0, []],
    [
      'weekly: when Sunday has ended',
      { ...gross, payoutSchedule: 'weekly' },
      '2026-06-07',
      30_000,
      0,
      ['funds scheduled-for-payout -30000'],
    ],
    [
      'weekly and net: fees are kept back each day',
      { ...net, payoutSchedule: 'weekly' },
      '2026-06-06',
      9000,
      -400,
      ['funds fees-retained -400', 'fees fees-retained 400'],
    ],
    ['monthly: not on the 29th', { ...gross, payoutSchedule: 'monthly' }, '2026-06-29', 30_000, 0, []],
    [
      'monthly: when the last day has ended',
      { ...gross, payoutSchedule: 'monthly' },
      '2026-06-30',
      30_000,
      0,
      ['funds scheduled-for-payout -30000'],
    ],
  ] as const)('%s', (_rule, terms, date, funds, fees, expected) => {
    expect(endOf(terms, date, funds, fees)).toEqual(expected);
  });

  test('gross fees are invoiced as the first thing of the 1st, net fees never', () => {
    const fees = balances(0, -1200);
    expect(invoiceFees(gross, day('2026-07-01'), fees)?.amountOre).toBe(1200);
    expect(invoiceFees(gross, day('2026-07-02'), fees)).toBeUndefined();
    expect(invoiceFees(gross, day('2026-07-01'), balances(0, 0))).toBeUndefined();
    expect(invoiceFees(net, day('2026-07-01'), fees)).toBeUndefined();
  });

  test('a fee is a share rounded to whole øre and a fixed part, and negative', () => {
    expect(captureFee({ ...net, feeBasisPoints: 299, feeFixedOre: ore(0) }, ore(10_000))).toBe(-299);
    expect(captureFee({ ...net, feeBasisPoints: 175, feeFixedOre: ore(100) }, ore(12_345))).toBe(-316);
  });
});

describe('whatever happens', () => {
  const movement = fc.integer({ min: -50_000, max: 90_000 }).filter((amount) => amount !== 0);
  const days = fc.array(fc.array(movement, { maxLength: 6 }), { minLength: 1, maxLength: 40 });
  const terms = fc.record({
    feeMode: fc.constantFrom('net' as const, 'gross' as const),
    payoutSchedule: fc.constantFrom('daily' as const, 'weekly' as const, 'monthly' as const),
    feeBasisPoints: fc.integer({ min: 0, max: 500 }),
    feeFixedOre: fc.integer({ min: 0, max: 300 }).map((amount) => ore(amount)),
    heldBackOre: fc.constantFrom(ore(0), ore(20_000)),
  });

  test('balances chain, nothing is lost, and what is paid out is what the balance falls by', () => {
    fc.assert(
      fc.property(terms, days, (chosen, plan) => {
        const ledger: LedgerTerms = { ...net, ...chosen };
        const run = runLedger(ledger, plan);
        for (const topic of ['funds', 'fees'] as const) {
          const entries = run.entries.filter((entry) => entry.topic === topic);
          let balance: number = 0;
          for (const entry of entries) {
            expect(entry.balanceBeforeOre).toBe(balance);
            expect(entry.balanceAfterOre).toBe(balance + entry.amountOre);
            balance = entry.balanceAfterOre;
          }
          expect(balance).toBe(topic === 'funds' ? run.balances.fundsOre : run.balances.feesOre);
        }
        const paid = sumOre(run.payouts.map((payout) => payout.amountOre));
        const moved = sumOre(plan.flat().map(ore));
        const retained = chosen.feeMode === 'net' ? sumOre(run.fees) : zeroOre;
        expect(paid).toBe(moved + retained - run.balances.fundsOre);
        for (const payout of run.payouts) {
          expect(payout.amountOre).toBeGreaterThan(0);
          expect(payout.isLastOfDay).toBe(true);
          expect(isPayoutDay(ledger.payoutSchedule, payout.day)).toBe(true);
        }
        if (chosen.feeMode === 'net') expect(run.balances.feesOre).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  test('after a payout exactly the reserve is left', () => {
    fc.assert(
      fc.property(terms, days, (chosen, plan) => {
        const ledger: LedgerTerms = { ...net, ...chosen };
        for (const payout of runLedger(ledger, plan).payouts)
          expect(payout.balanceAfterOre).toBe(ledger.heldBackOre);
      }),
      { numRuns: 100 },
    );
  });

  function runLedger(ledger: LedgerTerms, plan: readonly (readonly number[])[]) {
    let state: Balances = balances(0, 0);
    let date: Day = day('2026-05-20');
    const entries: ReturnType<typeof chainEntries<{ topic: Topic; amountOre: Ore }>>['entries'][number][] =
      [];
    const payouts: { day: Day; amountOre: Ore; balanceAfterOre: Ore; isLastOfDay: boolean }[] = [];
    const fees: Ore[] = [];
    for (const movements of plan) {
      const drafts: { topic: Topic; amountOre: Ore }[] = [];
      for (const amount of movements) {
        drafts.push({ topic: 'funds', amountOre: ore(amount) });
        if (amount < 0) continue;
        const fee = captureFee(ledger, ore(amount));
        fees.push(fee);
        drafts.push({ topic: 'fees', amountOre: fee });
      }
      const during = chainEntries(state, drafts);
      const end = closeLedgerDay(ledger, date, during.balances);
      const after = chainEntries(during.balances, end.entries);
      entries.push(...during.entries, ...after.entries);
      const last = after.entries.filter((entry) => entry.topic === 'funds').at(-1);
      if (end.payoutOre !== undefined && last) {
        payouts.push({
          day: date,
          amountOre: end.payoutOre,
          balanceAfterOre: last.balanceAfterOre,
          isLastOfDay: last.amountOre === negateOre(end.payoutOre),
        });
      }
      state = after.balances;
      date = addDays(date, 1);
      const invoice = invoiceFees(ledger, date, state);
      if (!invoice) continue;
      const invoiced = chainEntries(state, [invoice]);
      entries.push(...invoiced.entries);
      state = invoiced.balances;
    }
    return { entries, balances: state, payouts, fees };
  }
});
