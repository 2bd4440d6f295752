/**
 * Days, summer time and bank days of Norway, reckoned here from the law and the calendar alone: the desk and the simulator share
 * core/calendar, and a mistake in it would hide if the model asked it, too. Instants are epoch milliseconds, days `YYYY-MM-DD`.
 */
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** The day in Oslo on which an instant falls, for a day that begins at this hour. */
export function dayAt(instant: number, beginsAtHour = 0): string {
  return textOf(instant + offsetOf(instant) - beginsAtHour * hour);
}

/** The instant of an hour of the clock in Oslo. Not asked for within the hour that summer time skips or repeats. */
export function instantOf(date: string, atHour: number): number {
  const wall = midnight(date) + atHour * hour;
  const winter = wall - hour;
  return offsetOf(winter - hour) === 2 * hour ? winter - hour : winter;
}

export function plusDays(date: string, days: number): string {
  return textOf(midnight(date) + days * day);
}

/** 0 = Sunday. */
export function weekday(date: string): number {
  return new Date(midnight(date)).getUTCDay();
}

export function isBankDay(date: string): boolean {
  if (weekday(date) === 0 || weekday(date) === 6) return false;
  if (['01-01', '05-01', '05-17', '12-24', '12-25', '12-26'].includes(date.slice(5))) return false;
  const easter = easterSunday(Number(date.slice(0, 4)));
  return ![-3, -2, 1, 39, 50].some((days) => plusDays(easter, days) === date);
}

/** The n-th bank day after a day. */
export function bankDayAfter(date: string, count: number): string {
  let [found, left] = [date, count];
  while (left > 0) {
    found = plusDays(found, 1);
    if (isBankDay(found)) left -= 1;
  }
  return found;
}

function midnight(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

function textOf(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 10);
}

/** Summer time is from one o'clock (UTC) on the last Sunday of March to that of October. */
function offsetOf(instant: number): number {
  const year = new Date(instant).getUTCFullYear();
  const from = lastSunday(year, 3) + hour;
  const to = lastSunday(year, 10) + hour;
  return instant >= from && instant < to ? 2 * hour : hour;
}

function lastSunday(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month, 0));
  return last.getTime() - last.getUTCDay() * day;
}

/** Gauss's rule in the form of Meeus, for the Gregorian calendar. */
function easterSunday(year: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return textOf(Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1));
}
