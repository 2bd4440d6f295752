/**
 * Days and bank days. Instants are UTC; a day is the calendar day in the zone of the sales unit (Europe/Oslo
 * unless told otherwise), whatever zone the machine is in. Nothing here reads the clock.
 */
import Holidays from 'date-holidays';
import { Temporal } from 'temporal-polyfill';

declare const dayBrand: unique symbol;

/** A calendar day, `YYYY-MM-DD`. Days compare as text. */
export type Day = string & { readonly [dayBrand]: 'day' };

export type Country = 'NO' | 'DK' | 'SE' | 'FI';
export const osloZone = 'Europe/Oslo';

/** Checks and brands a day. Throws RangeError when the text is not a real day. */
export function day(text: string): Day {
  const parsed = findDay(text);
  if (parsed === undefined) throw new RangeError(`not a day (YYYY-MM-DD): ${text}`);
  return parsed;
}

export function findDay(text: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() as Day;
  } catch {
    return undefined; // RangeError: the 31st of February and the like
  }
}

/** The day an instant (ISO 8601 text or epoch milliseconds) falls on, in a zone. */
export function dayOf(instant: string | number | Date, zone: string = osloZone): Day {
  return zoned(instant, zone).toPlainDate().toString() as Day;
}

/** The ledger day of an instant: a day that begins at `cutoffHour` local time (0 = midnight; Vipps also uses 4). */
export function ledgerDayOf(instant: string | number | Date, cutoffHour = 0, zone: string = osloZone): Day {
  const local = zoned(instant, zone);
  const date = local.toPlainDate();
  return (local.hour < cutoffHour ? date.subtract({ days: 1 }) : date).toString() as Day;
}

/** The UTC instant (ISO 8601, milliseconds) at which a wall-clock time occurs on a day in a zone. */
export function instantAt(date: Day, time = '00:00', zone: string = osloZone): string {
  return isoMs(
    Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds,
  );
}

export function addDays(date: Day, days: number): Day {
  return Temporal.PlainDate.from(date).add({ days }).toString() as Day;
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Temporal.PlainDate.from(from).until(to, { largestUnit: 'day' }).days;
}

/** 1 = Monday … 7 = Sunday. */
export function weekdayOf(date: Day): number {
  return Temporal.PlainDate.from(date).dayOfWeek;
}

/** Is money moved between banks on this day? Saturdays, Sundays and public holidays are not bank days. */
export function isBankDay(date: Day, country: Country = 'NO'): boolean {
  return weekdayOf(date) <= 5 && !publicHolidays(country, Number(date.slice(0, 4))).has(date);
}

/** The n-th bank day after a day (n ≥ 1); for n = 0 the day itself, or the next bank day when it is not one. */
export function addBankDays(date: Day, bankDays: number, country: Country = 'NO'): Day {
  if (!Number.isInteger(bankDays) || bankDays < 0)
    throw new RangeError(`not a count of bank days: ${bankDays}`);
  let current = date;
  if (bankDays === 0) {
    while (!isBankDay(current, country)) current = addDays(current, 1);
    return current;
  }
  for (let left = bankDays; left > 0; ) {
    current = addDays(current, 1);
    if (isBankDay(current, country)) left -= 1;
  }
  return current;
}

/** ISO 8601 in UTC with milliseconds: how instants are stored. Throws RangeError on a text that is no instant. */
export function isoInstant(instant: string | number | Date): string {
  return isoMs(epochMs(instant));
}

export function addMs(instant: string, ms: number): string {
  return isoMs(epochMs(instant) + ms);
}

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

const holidayCache = new Map<string, ReadonlySet<string>>();

function publicHolidays(country: Country, year: number): ReadonlySet<string> {
  const key = `${country}${year}`;
  const cached = holidayCache.get(key);
  if (cached) return cached;
  const days = new Holidays(country)
    .getHolidays(year)
    .filter((holiday) => holiday.type === 'public')
    .map((holiday) => holiday.date.slice(0, 10));
  const set = new Set(days);
  holidayCache.set(key, set);
  return set;
}

function zoned(instant: string | number | Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(epochMs(instant)).toZonedDateTimeISO(zone);
}

function epochMs(instant: string | number | Date): number {
  const ms = typeof instant === 'string' ? Date.parse(instant) : Number(instant);
  if (!Number.isFinite(ms)) throw new RangeError(`not an instant: ${String(instant)}`);
  return Math.trunc(ms);
}

function isoMs(ms: number): string {
  return new Date(ms).toISOString();
}
