/**
 * Times in settlement files. Vipps writes Oslo time. Version 3.0 gives the offset, or none; version 2.0 has a known
 * fault: UTC formatting applied to Oslo time, so that 14:30 in Oslo stands as `14:30:00Z` (Vipps's changelog of schema
 * 2.0 to 3.0: "Fix timezone bug from previous report system where time UTC formatting was applied to Oslo time").
 */
import { type Day, findDay, instantAt } from '#core/calendar';
import { rememberLast } from './remember-last';

export type ReportVersion = '3.0' | '2.0';
/** CSV writes days as people do, and means what it says when it gives an offset. */
export type TimeForm = ReportVersion | 'csv';

/**
 * Makes a reader of times: text → ISO 8601 in UTC with milliseconds, or undefined when it is no time. An offset is
 * obeyed, no offset means Oslo; in 2.0 an offset of zero means Oslo too. An hour that occurs twice in autumn is taken
 * as the first. In 2.0 and in CSV, whose times are plain text, `dd.mm.yyyy` and a day without a time (midnight) are
 * taken as well.
 */
export function reportTimeReader(version: TimeForm): (text: string) => string | undefined {
  const hourStartMs = rememberLast(osloHourStart);
  const dayFor = rememberLast(findDay);
  const read = (text: string) => {
    const parts = splitTime(text, version);
    const date = parts && dayFor(parts.date);
    if (!parts || date === undefined) return undefined;
    const offsetMs = parts.zone === '' ? undefined : offsetOf(parts.zone);
    if (offsetMs === undefined || (version === '2.0' && offsetMs === 0)) {
      return new Date(hourStartMs(`${date}T${parts.hour}`) + parts.insideHourMs).toISOString();
    }
    return new Date(Date.parse(`${date}T${parts.hour}:00Z`) + parts.insideHourMs - offsetMs).toISOString();
  };
  if (version !== '3.0') return read;
  const hourOf = rememberLast((start) => {
    const found = read(start);
    return found?.endsWith(':00:00.000Z') ? found.slice(0, 14) : undefined;
  });
  return (text) => {
    if (!insideHour.test(text)) return read(text);
    const hour = hourOf(`${text.slice(0, 14)}00:00.000${text.slice(23)}`);
    return hour === undefined ? read(text) : `${hour}${text.slice(14, 23)}Z`;
  };
}

/** Minutes, seconds and milliseconds that stay what they are when the offset is whole hours. */
const insideHour = /^.{13}:[0-5]\d:[0-5]\d\.\d{3}(?!\d)/;

/** The day of a settlement or report: as it is written, since both kinds are Oslo time. Undefined when it is no day. */
export function findReportDay(text: string, version: TimeForm): Day | undefined {
  if (version === '3.0') return findDay(text.replace(/(?<=^.{10})(?:Z|[+-]\d{2}:\d{2})$/, ''));
  const parts = splitTime(text, version);
  return parts && findDay(parts.date);
}

interface TimeParts {
  date: string;
  hour: string;
  insideHourMs: number;
  zone: string;
}

const isoTime =
  /^(\d{4}-\d{2}-\d{2})[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,9}))?)? ?(Z|[+-]\d{2}:?\d{2})?$/;

function splitTime(text: string, version: TimeForm): TimeParts | undefined {
  const iso = version !== '3.0' ? text.replace(/^(\d{2})\.(\d{2})\.(\d{4})/, '$3-$2-$1') : text;
  if (version !== '3.0' && iso.length === 10) return { date: iso, hour: '00', insideHourMs: 0, zone: '' };
  const match = isoTime.exec(iso);
  if (!match) return undefined;
  const [, date = '', hour = '', minute = '0', second = '0', fraction = '', zone = ''] = match;
  const fractionMs = Number(fraction.slice(0, 3).padEnd(3, '0'));
  return { date, hour, insideHourMs: (Number(minute) * 60 + Number(second)) * 1000 + fractionMs, zone };
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** Oslo changes its clock on whole hours only, so the start of the hour decides for all of it. */
function osloHourStart(dateAndHour: string): number {
  const date = findDay(dateAndHour.slice(0, 10));
  return date === undefined ? Number.NaN : Date.parse(instantAt(date, `${dateAndHour.slice(11)}:00`));
}
