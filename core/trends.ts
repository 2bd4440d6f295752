/** Weeks and months of ledger days: what was captured, what it cost, what was paid out. */
import { addDays, type Day, weekdayOf } from './calendar';
import { addOre, type Ore, zeroOre } from './money';

export const trendSteps = ['week', 'month'] as const;
export type TrendStep = (typeof trendSteps)[number];

export type TrendDay = {
  readonly day: Day;
  readonly captures: number;
  readonly capturedOre: Ore;
  readonly refundedOre: Ore;
  /** What Vipps charged: positive. */
  readonly feesOre: Ore;
  /** What the agreed rate makes of the captures; null where no rate is known. */
  readonly agreedOre: Ore | null;
  /** Payouts made, less those aborted. */
  readonly paidOutOre: Ore;
};

export type TrendPeriod = { readonly from: Day; readonly to: Day };
export type TrendSum = TrendPeriod & Omit<TrendDay, 'day'>;

/** The weeks (from Monday) or months of a range, oldest first; the first and the last may be cut by it. */
export function trendPeriods(from: Day, to: Day, step: TrendStep): TrendPeriod[] {
  const periods: TrendPeriod[] = [];
  for (let first = from; first <= to; ) {
    const end = step === 'week' ? addDays(first, 7 - weekdayOf(first)) : endOfMonth(first);
    const last = end < to ? end : to;
    periods.push({ from: first, to: last });
    first = addDays(last, 1);
  }
  return periods;
}

/** Each day is counted in one period; the periods add up to the days of their range. */
export function sumTrend(days: readonly TrendDay[], periods: readonly TrendPeriod[]): TrendSum[] {
  return periods.map(({ from, to }) => {
    const own = days.filter(({ day }) => day >= from && day <= to);
    const total = (amountOf: (day: TrendDay) => Ore) => addOre(...own.map(amountOf));
    const known = own.every(({ captures, agreedOre }) => captures === 0 || agreedOre !== null);
    return {
      from,
      to,
      captures: own.reduce((sum, { captures }) => sum + captures, 0),
      capturedOre: total((day) => day.capturedOre),
      refundedOre: total((day) => day.refundedOre),
      feesOre: total((day) => day.feesOre),
      agreedOre: known ? total((day) => day.agreedOre ?? zeroOre) : null,
      paidOutOre: total((day) => day.paidOutOre),
    };
  });
}

export function startOfMonth(date: Day): Day {
  let first = date;
  while (addDays(first, -1).slice(0, 7) === date.slice(0, 7)) first = addDays(first, -1);
  return first;
}

function endOfMonth(date: Day): Day {
  let last = date;
  while (addDays(last, 1).slice(0, 7) === date.slice(0, 7)) last = addDays(last, 1);
  return last;
}

export function startOfWeek(date: Day): Day {
  return addDays(date, 1 - weekdayOf(date));
}
