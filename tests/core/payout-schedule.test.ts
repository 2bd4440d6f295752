import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type Day, day, weekdayOf } from '#core/calendar';
import { inferPayoutSchedule, payoutDayOf, payoutSchedules } from '#core/payout-schedule';

const covers = (...ranges: readonly (readonly [string, string])[]) =>
  ranges.map(([from, to]) => ({ from: day(from), to: day(to) }));

describe('how often a ledger is paid out', () => {
  it.each([
    ['nothing', covers(), 'daily'],
    ['single days', covers(['2026-06-03', '2026-06-03'], ['2026-06-02', '2026-06-02']), 'daily'],
    [
      'single days and one long negative time',
      covers(['2026-06-20', '2026-06-20'], ['2026-06-02', '2026-06-19'], ['2026-06-01', '2026-06-01']),
      'daily',
    ],
    ['weeks', covers(['2026-06-08', '2026-06-14'], ['2026-06-01', '2026-06-07']), 'weekly'],
    [
      'weeks after a short first one',
      covers(['2026-06-08', '2026-06-14'], ['2026-06-01', '2026-06-07'], ['2026-05-31', '2026-05-31']),
      'weekly',
    ],
    ['a month', covers(['2026-05-01', '2026-05-31']), 'monthly'],
    ['February', covers(['2026-02-01', '2026-02-28']), 'monthly'],
  ] as const)('is seen from payouts that cover %s: %#', (_name, ranges, schedule) => {
    expect(inferPayoutSchedule(ranges)).toBe(schedule);
  });
});

describe('the last ledger day of a payout', () => {
  it.each([
    ['daily', '2026-06-03', '2026-06-03'],
    ['weekly', '2026-06-01', '2026-06-07'],
    ['weekly', '2026-06-07', '2026-06-07'],
    ['weekly', '2026-12-31', '2027-01-03'],
    ['monthly', '2026-06-01', '2026-06-30'],
    ['monthly', '2026-06-30', '2026-06-30'],
    ['monthly', '2026-12-05', '2026-12-31'],
    ['monthly', '2028-02-10', '2028-02-29'],
  ] as const)('%s, for %s, is %s', (schedule, date, last) => {
    expect(payoutDayOf(day(date), schedule)).toBe(last);
  });

  it('is never before the day, is its own, and never falls back as days go on', () => {
    const anyDay = fc.integer({ min: 0, max: 4000 }).map((days) => addDays(day('2020-01-01'), days));
    fc.assert(
      fc.property(anyDay, fc.constantFrom(...payoutSchedules), (date: Day, schedule) => {
        const last = payoutDayOf(date, schedule);
        expect(last >= date).toBe(true);
        expect(payoutDayOf(last, schedule)).toBe(last);
        expect(payoutDayOf(addDays(date, 1), schedule) >= last).toBe(true);
        if (schedule === 'weekly') expect(weekdayOf(last)).toBe(7);
        if (schedule === 'monthly') expect(addDays(last, 1).endsWith('-01')).toBe(true);
      }),
    );
  });
});
