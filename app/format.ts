/** How amounts, days and times are written. Amounts the Norwegian way in both languages, as bookkeepers here read them. */
import type { Day } from '#core/calendar';
import type { Language } from './i18n/languages';

const zone = 'Europe/Oslo';
const kroner = new Intl.NumberFormat('nb-NO', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const whole = new Intl.NumberFormat('nb-NO');

/** 123450 øre → "1 234,50"; minus is −. */
export function formatKroner(amountOre: number): string {
  const text = kroner.format(Math.abs(amountOre) / 100);
  return amountOre < 0 ? `−${text}` : text;
}

export function formatCount(count: number): string {
  return whole.format(count);
}

/** The share a part has of a whole, in per cent with two decimals: "2,75 %". */
export function formatShare(partOre: number, wholeOre: number): string {
  if (wholeOre === 0) return '–';
  return `${new Intl.NumberFormat('nb-NO', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format((100 * partOre) / wholeOre)} %`;
}

const locales: Record<Language, string> = { nb: 'nb-NO', en: 'en-GB' };
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(
  language: Language,
  name: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${language} ${name}`;
  const cached = formatters.get(key);
  if (cached) return cached;
  const made = new Intl.DateTimeFormat(locales[language], options);
  formatters.set(key, made);
  return made;
}

/** "2 Jun 2026, 08:30" in Oslo. */
export function formatInstant(instant: string, language: Language): string {
  const format = formatter(language, 'instant', {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  return format.format(new Date(instant));
}

/** "2 Jun, 08:30" in Oslo, for rows: in another year than now the day with its year. */
export function formatShortInstant(instant: string, now: string, language: Language): string {
  const day = { timeZone: zone, day: 'numeric', month: 'short' } as const;
  const year = formatter(language, 'year', { timeZone: zone, year: 'numeric' });
  const sameYear = year.format(new Date(instant)) === year.format(new Date(now));
  const format = sameYear
    ? formatter(language, 'short-instant', { ...day, hour: '2-digit', minute: '2-digit' })
    : formatter(language, 'short-day-of-year', { ...day, year: 'numeric' });
  return format.format(new Date(instant));
}

/** "08:30" in Oslo. */
export function formatTimeOfDay(instant: string): string {
  return formatter('nb', 'time-of-day', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(
    new Date(instant),
  );
}

/** "08:30:05" in Oslo. */
export function formatTime(instant: string): string {
  const options = { timeZone: zone, hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
  return formatter('en', 'time', options).format(new Date(instant));
}

/** "Tue 2 Jun 2026, 08:30" in Oslo. */
export function formatInstantWithWeekday(instant: string, language: Language): string {
  const format = formatter(language, 'weekday-instant', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  return format.format(new Date(instant));
}

/** "Tue 2 Jun 2026". Days have no zone: they are formatted as they are. */
export function formatDay(day: string, language: Language): string {
  const format = formatter(language, 'day', {
    timeZone: 'UTC',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  return format.format(new Date(`${day}T12:00:00Z`));
}

/** "2 Jun", for axes. */
export function formatShortDay(day: string, language: Language): string {
  return formatter(language, 'short-day', { timeZone: 'UTC', day: 'numeric', month: 'short' }).format(
    new Date(`${day}T12:00:00Z`),
  );
}

export function formatDayRange(from: Day | string, to: Day | string, language: Language): string {
  if (from === to) return formatDay(from, language);
  return `${formatDay(from, language)} – ${formatDay(to, language)}`;
}

/** "Thu 28 May", "Sun 24 May – Tue 26 May", for rows: the year stands only where it is another than now's. */
export function formatShortDayRange(from: string, to: string, now: string, language: Language): string {
  const sameYear = [from, to].every((day) => day.slice(0, 4) === now.slice(0, 4));
  if (!sameYear) return formatDayRange(from, to, language);
  const options = { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short' } as const;
  const format = formatter(language, 'weekday-day', options);
  const [first, last] = [from, to].map((day) => format.format(new Date(`${day}T12:00:00Z`)));
  return first === last ? `${first}` : `${first} – ${last}`;
}

/** The length of time between two instants in its two largest units: "2 d 4 h", "35 min". */
export function formatDuration(ms: number, language: Language): string {
  const minutes = Math.max(0, Math.floor(Math.abs(ms) / 60_000));
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const hour = language === 'nb' ? 't' : 'h';
  if (days > 0) return hours > 0 ? `${days} d ${hours} ${hour}` : `${days} d`;
  if (hours > 0) return rest > 0 ? `${hours} ${hour} ${rest} min` : `${hours} ${hour}`;
  return `${rest} min`;
}
