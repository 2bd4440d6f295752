/** Weeks, months and ages: each day is counted once, and the parts add up to the whole. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type Day, day, daysBetween, weekdayOf } from '#core/calendar';
import {
  countByAge,
  countByKindAndAge,
  daysOfAge,
  exceptionAgeOf,
  exceptionAges,
} from '#core/exception-ages';
import { exceptionKinds } from '#core/exception-kinds';
import { ore } from '#core/money';
import { sumTrend, type TrendDay, trendPeriods, trendSteps } from '#core/trends';

const today = day('2026-06-02');
const someDay = fc.integer({ min: -800, max: 0 }).map((days) => addDays(today, days));

const trendDay = (date: Day, more: Partial<TrendDay> = {}): TrendDay => ({
  day: date,
  captures: 1,
  capturedOre: ore(10_000),
  refundedOre: ore(0),
  feesOre: ore(275),
  agreedOre: ore(275),
  paidOutOre: ore(9_000),
  ...more,
});

describe('weeks and months', () => {
  it('follow one upon the other, from the first day to the last', () => {
    fc.assert(
      fc.property(
        someDay,
        fc.integer({ min: 0, max: 400 }),
        fc.constantFrom(...trendSteps),
        (from, length, step) => {
          const to = addDays(from, length);
          const periods = trendPeriods(from, to, step);
          expect(periods[0]?.from).toBe(from);
          expect(periods.at(-1)?.to).toBe(to);
          for (const [index, period] of periods.entries()) {
            expect(daysBetween(period.from, period.to)).toBeGreaterThanOrEqual(0);
            const next = periods[index + 1];
            if (next === undefined) continue;
            expect(next.from).toBe(addDays(period.to, 1));
            if (step === 'week') expect(weekdayOf(next.from)).toBe(1);
            else expect(next.from.slice(8)).toBe('01');
          }
        },
      ),
    );
  });

  it('are none when the last day is before the first', () => {
    expect(trendPeriods(today, addDays(today, -1), 'week')).toEqual([]);
  });

  it('add up to the days they are made of', () => {
    const days = fc.array(fc.tuple(someDay, fc.integer({ min: -1_000_000, max: 1_000_000 })), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(days, fc.constantFrom(...trendSteps), (rows, step) => {
        const from = addDays(today, -500);
        const all = rows.map(([date, amount]) =>
          trendDay(date, { capturedOre: ore(amount), paidOutOre: ore(amount) }),
        );
        const sums = sumTrend(all, trendPeriods(from, today, step));
        const inside = all.filter((row) => row.day >= from);
        const total = (of: readonly { capturedOre: number }[]) =>
          of.reduce((sum, row) => sum + row.capturedOre, 0);
        expect(total(sums)).toBe(total(inside));
        expect(sums.reduce((sum, row) => sum + row.captures, 0)).toBe(inside.length);
      }),
    );
  });

  it('have no agreed fee where a day with captures has none', () => {
    const periods = trendPeriods(day('2026-06-01'), day('2026-06-07'), 'week');
    const known = trendDay(day('2026-06-01'));
    expect(
      sumTrend([known, trendDay(day('2026-06-02'), { agreedOre: null })], periods)[0]?.agreedOre,
    ).toBeNull();
    const quiet = trendDay(day('2026-06-02'), { captures: 0, capturedOre: ore(0), agreedOre: null });
    expect(sumTrend([known, quiet], periods)[0]?.agreedOre).toBe(275);
  });
});

describe('the age of an exception', () => {
  it.each([
    [0, '0-1'],
    [1, '0-1'],
    [2, '2-7'],
    [7, '2-7'],
    [8, '8-30'],
    [30, '8-30'],
    [31, 'over-30'],
    [900, 'over-30'],
    [-1, '0-1'], // arose on a bank day that is still to come
  ] as const)('of %i days is %s', (days, age) => {
    expect(exceptionAgeOf(addDays(today, -days), today)).toBe(age);
  });

  it('and the days the queue is asked for are the same thing', () => {
    fc.assert(
      fc.property(fc.integer({ min: -3, max: 120 }), (days) => {
        const aroseOn = addDays(today, -days);
        const found = exceptionAges.filter((age) => {
          const { from, to } = daysOfAge(age, today);
          return (from === null || aroseOn >= from) && (to === null || aroseOn <= to);
        });
        expect(found).toEqual([exceptionAgeOf(aroseOn, today)]);
      }),
    );
  });

  it('leaves none out and counts none twice, and never adds currencies', () => {
    const row = fc.record({
      kind: fc.constantFrom(...exceptionKinds),
      aroseOn: someDay,
      currency: fc.constantFrom('NOK' as const, 'DKK' as const),
      count: fc.integer({ min: 1, max: 9 }),
      amountOre: fc.integer({ min: -9_999, max: 9_999 }).map(ore),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
        const count = rows.reduce((sum, each) => sum + each.count, 0);
        const groups = countByAge(rows, today);
        expect(groups.map(({ age }) => age)).toEqual([...exceptionAges]);
        expect(groups.reduce((sum, each) => sum + each.count, 0)).toBe(count);
        expect(countByKindAndAge(rows, today).reduce((sum, each) => sum + each.count, 0)).toBe(count);
        for (const currency of ['NOK', 'DKK'] as const) {
          const own = rows.filter((each) => each.currency === currency);
          expect(groups.reduce((sum, each) => sum + (each.sums[currency] ?? 0), 0)).toBe(
            own.reduce((sum, each) => sum + each.amountOre, 0),
          );
        }
      }),
    );
  });
});
