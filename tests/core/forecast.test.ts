import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, day, isBankDay } from '#core/calendar';
import { type DayAmount, type ForecastLedger, forecastLedger, nextBankDays } from '#core/forecast';
import { ore, zeroOre } from '#core/money';
import { payoutSchedules } from '#core/payout-schedule';

const amount = (date: string, value: number): DayAmount => ({ day: day(date), amountOre: ore(value) });
const ledger = (over: Partial<ForecastLedger>): ForecastLedger => ({
  ledgerId: '302321',
  country: 'NO',
  overrides: new Map(),
  payoutBankDays: 2,
  schedule: 'daily',
  scheduled: [],
  carriedOre: zeroOre,
  unpaid: [],
  notInLedger: [],
  ...over,
});
/** Tuesday. */
const today = day('2026-06-02');
const forecast = (over: Partial<ForecastLedger>, from = today, bankDays = 10) =>
  forecastLedger(ledger(over), from, bankDays).map(
    ({ bankDay, scheduledOre, unpaidOre, notInLedgerOre, payouts }) => [
      bankDay,
      scheduledOre,
      unpaidOre,
      notInLedgerOre,
      payouts,
    ],
  );

describe('the forecast of a ledger', () => {
  it('has what is scheduled on its earliest day', () => {
    expect(
      forecast({
        scheduled: [amount('2026-06-03', 500), amount('2026-06-03', 300), amount('2026-06-05', 100)],
      }),
    ).toEqual([
      ['2026-06-03', 800, 0, 0, 2],
      ['2026-06-05', 100, 0, 0, 1],
    ]);
  });

  it('has what should have come, and is not known to be missing, today; or on the next bank day', () => {
    expect(forecast({ scheduled: [amount('2026-06-01', 500)] })).toEqual([['2026-06-02', 500, 0, 0, 1]]);
    expect(forecast({ scheduled: [amount('2026-06-05', 500)] }, day('2026-06-06'))).toEqual([
      ['2026-06-08', 500, 0, 0, 1],
    ]);
  });

  it('has what is on the balance two bank days after its ledger day', () => {
    expect(forecast({ unpaid: [amount('2026-06-02', 500)] })).toEqual([['2026-06-04', 0, 500, 0, 1]]);
    expect(
      forecast({ unpaid: [amount('2026-06-05', 500), amount('2026-06-06', 300), amount('2026-06-07', 100)] }),
    ).toEqual([['2026-06-09', 0, 900, 0, 3]]);
  });

  it('of a weekly ledger has a week’s sales two bank days after its Sunday', () => {
    expect(
      forecast({ schedule: 'weekly', unpaid: [amount('2026-06-01', 500), amount('2026-06-02', 300)] }),
    ).toEqual([['2026-06-09', 0, 800, 0, 1]]);
  });

  it('of a monthly ledger has nothing before the month is over', () => {
    const unpaid = [amount('2026-06-02', 500)];
    expect(forecast({ schedule: 'monthly', unpaid })).toEqual([]);
    expect(forecast({ schedule: 'monthly', unpaid }, day('2026-06-24'))).toEqual([
      ['2026-07-02', 0, 500, 0, 1],
    ]);
  });

  it('takes what was carried below zero off the next payouts, until it is worked off', () => {
    expect(
      forecast({
        carriedOre: ore(-700),
        unpaid: [amount('2026-06-01', 500), amount('2026-06-02', 300), amount('2026-06-03', 50)],
      }),
    ).toEqual([
      ['2026-06-04', 0, 100, 0, 1],
      ['2026-06-05', 0, 50, 0, 1],
    ]);
  });

  it('pays nothing on a day of refunds, and less on the next', () => {
    expect(forecast({ unpaid: [amount('2026-06-01', -200), amount('2026-06-02', 500)] })).toEqual([
      ['2026-06-04', 0, 300, 0, 1],
    ]);
  });

  it('tells what is captured and not in the ledger yet apart', () => {
    expect(
      forecast({
        unpaid: [amount('2026-06-02', 500)],
        notInLedger: [amount('2026-06-02', 200), amount('2026-06-03', 50)],
      }),
    ).toEqual([
      ['2026-06-04', 0, 500, 200, 1],
      ['2026-06-05', 0, 0, 50, 1],
    ]);
  });

  it('takes refunds that are not in the ledger yet off what is on the balance', () => {
    expect(
      forecast({ unpaid: [amount('2026-06-02', 500)], notInLedger: [amount('2026-06-02', -200)] }),
    ).toEqual([['2026-06-04', 0, 300, 0, 1]]);
    expect(
      forecast({ unpaid: [amount('2026-06-02', 500)], notInLedger: [amount('2026-06-02', -600)] }),
    ).toEqual([]);
  });

  it('follows the calendar of its country, and what the merchant says of it', () => {
    const unpaid = [amount('2026-06-17', 500)];
    expect(forecast({ unpaid, country: 'SE' }, day('2026-06-17'))).toEqual([['2026-06-22', 0, 500, 0, 1]]); // Midsummer Eve
    expect(forecast({ unpaid, country: 'NO' }, day('2026-06-17'))).toEqual([['2026-06-19', 0, 500, 0, 1]]);
    const overrides = new Map([[day('2026-06-18'), false]]);
    expect(forecast({ unpaid, overrides }, day('2026-06-17'))).toEqual([['2026-06-22', 0, 500, 0, 1]]);
  });

  it('forecasts no money that is not there: the sum is what there is, where all of it falls into the days', () => {
    const amounts = fc.array(
      fc.record({ days: fc.integer({ min: 0, max: 3 }), value: fc.integer({ min: -500, max: 1000 }) }),
      { maxLength: 8 },
    );
    const rows = (some: readonly { days: number; value: number }[]) =>
      some.map(({ days, value }) => ({ day: addDays(today, days), amountOre: ore(value) }));
    fc.assert(
      fc.property(
        amounts,
        amounts,
        fc.integer({ min: -800, max: 0 }),
        fc.constantFrom(...payoutSchedules),
        (unpaid, others, carried, schedule) => {
          const found = forecastLedger(
            ledger({ schedule, carriedOre: ore(carried), unpaid: rows(unpaid), notInLedger: rows(others) }),
            today,
            40,
          );
          const total = found.reduce((sum, row) => sum + row.unpaidOre + row.notInLedgerOre, 0);
          const balance = [...unpaid, ...others].reduce((sum, { value }) => sum + value, carried);
          expect(total).toBeGreaterThanOrEqual(Math.max(balance, 0));
          const last = [...unpaid, ...others].reduce((most, { days }) => Math.max(most, days), -1);
          const negativeAfter = (days: number) =>
            [...unpaid, ...others].some((row) => row.days > days && row.value < 0);
          if (last >= 0 && !negativeAfter(-1)) expect(total).toBe(Math.max(balance, 0));
          for (const row of found) {
            expect(isBankDay(row.bankDay)).toBe(true);
            expect(row.unpaidOre + row.notInLedgerOre).toBeGreaterThan(0);
            expect(row.unpaidOre).toBeGreaterThanOrEqual(0);
            expect(row.notInLedgerOre).toBeGreaterThanOrEqual(0);
          }
        },
      ),
    );
  });
});

describe('the next bank days', () => {
  it('begin today when banks are open, and leave out what is closed', () => {
    expect(nextBankDays(day('2026-06-05'), 3, 'NO')).toEqual(['2026-06-05', '2026-06-08', '2026-06-09']);
    expect(nextBankDays(day('2026-06-06'), 1, 'NO')).toEqual(['2026-06-08']);
    expect(nextBankDays(day('2026-12-23'), 3, 'NO')).toEqual(['2026-12-23', '2026-12-28', '2026-12-29']);
    expect(nextBankDays(day('2026-06-04'), 2, 'NO', new Map([[day('2026-06-05'), false]]))).toEqual([
      '2026-06-04',
      '2026-06-08',
    ]);
    expect(nextBankDays(day('2026-06-04'), 0, 'NO')).toEqual([]);
  });
});
