/** Sums with days for the browser, which does not load the calendar with its holidays. Days have no zone. */
const msOfDay = 86_400_000;

/** Whole days from one day to another; negative when the second is earlier. */
export function daysFrom(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / msOfDay);
}

/** 1 = Monday … 7 = Sunday. */
export function weekdayNumber(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}
