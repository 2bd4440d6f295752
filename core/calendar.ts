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
  const ms = Date.parse(`${text}T00:00:00.000Z`); // the 31st of February is the 3rd of March to it, or no time at all
  return Number.isFinite(ms) && isoMs(ms).startsWith(text) ? (text as Day) : undefined;
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

/** A stretch of time with one offset from UTC, up to where the next begins. `from` is an instant in UTC. */
export type OffsetStretch = { readonly from: string; readonly minutes: number };

/** The offsets that are in force from the first of January of one year to the last of December of another (in UTC). */
export function offsetStretches(firstYear: number, lastYear: number, zone = osloZone): OffsetStretch[] {
  const stretches = [
    { from: isoMs(Date.UTC(firstYear, 0)), minutes: offsetAt(Date.UTC(firstYear, 0), zone) },
  ];
  for (let month = 1; month <= (lastYear + 1 - firstYear) * 12; month += 1) {
    let [before, after] = [Date.UTC(firstYear, month - 1), Date.UTC(firstYear, month)];
    const minutes = offsetAt(after, zone);
    if (minutes === stretches.at(-1)?.minutes) continue;
    while (after - before > hourMs) {
      const middle = before + Math.floor((after - before) / 2 / hourMs) * hourMs;
      if (offsetAt(middle, zone) === minutes) after = middle;
      else before = middle;
    }
    stretches.push({ from: isoMs(after), minutes });
  }
  return stretches;
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

/** Days of one country on which the calendar here is wrong: true = banks are open, false = closed. */
export type BankDayOverrides = ReadonlyMap<Day, boolean>;
const noOverrides: BankDayOverrides = new Map();

/** Is money moved between banks on this day? Saturdays, Sundays and the days banks are closed are not bank days. */
export function isBankDay(
  date: Day,
  country: Country = 'NO',
  overrides: BankDayOverrides = noOverrides,
): boolean {
  return (
    overrides.get(date) ?? (weekdayOf(date) <= 5 && !closedDays(country, Number(date.slice(0, 4))).has(date))
  );
}

/** The n-th bank day after a day (n ≥ 1); for n = 0 the day itself, or the next bank day when it is not one. */
export function addBankDays(
  date: Day,
  bankDays: number,
  country: Country = 'NO',
  overrides: BankDayOverrides = noOverrides,
): Day {
  if (!Number.isInteger(bankDays) || bankDays < 0)
    throw new RangeError(`not a count of bank days: ${bankDays}`);
  let current = date;
  if (bankDays === 0) {
    while (!isBankDay(current, country, overrides)) current = addDays(current, 1);
    return current;
  }
  for (let left = bankDays; left > 0; ) {
    current = addDays(current, 1);
    if (isBankDay(current, country, overrides)) left -= 1;
  }
  return current;
}

/** How many bank days lie after `from`, up to and with `to`; negative when `to` is earlier. */
export function bankDaysBetween(
  from: Day,
  to: Day,
  country: Country = 'NO',
  overrides: BankDayOverrides = noOverrides,
): number {
  if (to < from) return -bankDaysBetween(to, from, country, overrides);
  let count = 0;
  for (let current = from; current < to; ) {
    current = addDays(current, 1);
    if (isBankDay(current, country, overrides)) count += 1;
  }
  return count;
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

/**
 * Days on which banks are closed although they are no public holidays, as month and day. Norges Bank's settlement system
 * names 24 December and not the 31st; the Riksbank's and the Danish banks' calendars name both; Finnish banks the 24th.
 * Danish banks also close on Constitution Day and on the Friday after Ascension Day.
 */
const closedBesides: Readonly<Record<Country, readonly string[]>> = {
  NO: ['12-24'],
  DK: ['06-05', '12-24', '12-31'],
  SE: ['12-24', '12-31'],
  FI: ['12-24'],
};
const ascensionDay = 'easter 39';
const midsummerEves = ['midsommarafton', 'juhannusaatto'];

const closedDaysCache = new Map<string, ReadonlySet<string>>();

function closedDays(country: Country, year: number): ReadonlySet<string> {
  const key = `${country}${year}`;
  const cached = closedDaysCache.get(key);
  if (cached) return cached;
  const set = new Set(closedBesides[country].map((date) => `${year}-${date}`));
  for (const { date, type, name, rule } of new Holidays(country).getHolidays(year)) {
    const day = date.slice(0, 10);
    if (type === 'public' || midsummerEves.includes(name)) set.add(day);
    if (country === 'DK' && rule === ascensionDay) set.add(addDays(day as Day, 1));
  }
  closedDaysCache.set(key, set);
  return set;
}

function zoned(instant: string | number | Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(epochMs(instant)).toZonedDateTimeISO(zone);
}

function offsetAt(ms: number, zone: string): number {
  return zoned(ms, zone).offsetNanoseconds / 60e9;
}

function epochMs(instant: string | number | Date): number {
  const ms = typeof instant === 'string' ? Date.parse(instant) : Number(instant);
  if (!Number.isFinite(ms)) throw new RangeError(`not an instant: ${String(instant)}`);
  return Math.trunc(ms);
}

function isoMs(ms: number): string {
  return new Date(ms).toISOString();
}
