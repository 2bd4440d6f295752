/** Forecasts of bank days that are over, against what the bank booked on them. */
import { addDays, type Day, isBankDay } from '#core/calendar';
import type { DayForecast } from '#db/queries/payouts-list';

/** How many bank days before their day forecasts are scored. */
export const leads = [1, 3, 5] as const;

export type ScoredDay = {
  readonly bankDay: Day;
  readonly arrivedOre: number;
  /** What was forecast that many bank days before, in the order of `leads`; null where none was made then. */
  readonly forecastOre: readonly (number | null)[];
};

/** The bank days of a range, oldest first. */
export function bankDaysBetween(from: Day, to: Day): Day[] {
  const days: Day[] = [];
  for (let date = from; date <= to; date = addDays(date, 1)) if (isBankDay(date)) days.push(date);
  return days;
}

/**
 * The newest days first, without those nothing was forecast for. A forecast made on days off counts as made on the bank
 * day before them. `bankDays` begin early enough for the longest lead.
 */
export function scoreForecasts(
  bankDays: readonly Day[],
  forecasts: readonly DayForecast[],
  arrivals: readonly { readonly bankDay: Day; readonly amountOre: number }[],
): ScoredDay[] {
  const scored = bankDays.map((bankDay, index) => ({
    bankDay,
    arrivedOre: arrivals.find((row) => row.bankDay === bankDay)?.amountOre ?? 0,
    forecastOre: leads.map((lead) => {
      const [from, until] = [bankDays[index - lead], bankDays[index - lead + 1]];
      if (from === undefined || until === undefined) return null;
      const made = forecasts.filter(
        (row) => row.bankDay === bankDay && row.madeOn >= from && row.madeOn < until,
      );
      return made.at(-1)?.amountOre ?? null;
    }),
  }));
  return scored.filter((row) => row.forecastOre.some((ore) => ore !== null)).reverse();
}
