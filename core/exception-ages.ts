/** How old exceptions are, in four groups: what is new, what a week should have dealt with, what a month should, and older. */
import { addDays, type Day, daysBetween } from './calendar';
import type { ExceptionKind } from './exception-kinds';
import { addOre, type Currency, type Ore, zeroOre } from './money';

export const exceptionAges = ['0-1', '2-7', '8-30', 'over-30'] as const;
export type ExceptionAge = (typeof exceptionAges)[number];

const longestDays: Readonly<Record<ExceptionAge, number>> = {
  '0-1': 1,
  '2-7': 7,
  '8-30': 30,
  'over-30': Number.POSITIVE_INFINITY,
};

export function exceptionAgeOf(aroseOn: Day, today: Day): ExceptionAge {
  const days = daysBetween(aroseOn, today);
  return exceptionAges.find((age) => days <= longestDays[age]) ?? 'over-30';
}

/** The days on which exceptions of an age arose, both included; null = however early, or however late. */
export function daysOfAge(
  age: ExceptionAge,
  today: Day,
): { readonly from: Day | null; readonly to: Day | null } {
  const index = exceptionAges.indexOf(age);
  const younger = exceptionAges[index - 1];
  return {
    from: Number.isFinite(longestDays[age]) ? addDays(today, -longestDays[age]) : null,
    to: younger === undefined ? null : addDays(today, -longestDays[younger] - 1),
  };
}

export type ExceptionCount = {
  readonly kind: ExceptionKind;
  readonly aroseOn: Day;
  readonly currency: Currency;
  readonly count: number;
  readonly amountOre: Ore;
};

export type AgeGroup = {
  readonly age: ExceptionAge;
  readonly count: number;
  /** Sum of the amounts as they stand in the queue: what is missing is negative. Of one currency each. */
  readonly sums: Readonly<Partial<Record<Currency, Ore>>>;
};

/** All four groups, also those without any. */
export function countByAge(rows: readonly ExceptionCount[], today: Day): AgeGroup[] {
  return exceptionAges.map((age) => {
    const { from, to } = daysOfAge(age, today);
    const own = rows.filter(
      ({ aroseOn }) => (from === null || aroseOn >= from) && (to === null || aroseOn <= to),
    );
    const sums: Partial<Record<Currency, Ore>> = {};
    for (const row of own) sums[row.currency] = addOre(sums[row.currency] ?? zeroOre, row.amountOre);
    return { age, count: own.reduce((sum, row) => sum + row.count, 0), sums };
  });
}

export type KindAges = {
  readonly kind: ExceptionKind;
  readonly ages: readonly AgeGroup[];
  readonly count: number;
};

/** The kinds that have any, the most first. */
export function countByKindAndAge(rows: readonly ExceptionCount[], today: Day): KindAges[] {
  return [...new Set(rows.map(({ kind }) => kind))]
    .map((kind) => {
      const ages = countByAge(
        rows.filter((row) => row.kind === kind),
        today,
      );
      return { kind, ages, count: ages.reduce((sum, { count }) => sum + count, 0) };
    })
    .sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1));
}
