/** The wall clock in Oslo for columns of files: the day, and how far it is from UTC. Made for millions of calls. */
import { osloZone } from '#core/calendar';

/** The day in Oslo of a UTC instant (ISO 8601): `2026-06-01`. */
export function localDay(instant: string): string {
  return new Date(Date.parse(instant) + localOffset(instant).minutes * 60_000).toISOString().slice(0, 10);
}

/** `UTC+01:00` in winter, `UTC+02:00` in summer; letters first, or a spreadsheet would take it for a formula. */
export function localOffsetText(instant: string): string {
  return localOffset(instant).text;
}

type Offset = { readonly minutes: number; readonly text: string };

const offsets = new Map<string, Offset>();
const mostOffsets = 10_000;
const format = new Intl.DateTimeFormat('en-GB', { timeZone: osloZone, timeZoneName: 'longOffset' });

/** The offset changes on whole hours of UTC only, so one answer serves an hour. */
function localOffset(instant: string): Offset {
  const hour = instant.slice(0, 13);
  const known = offsets.get(hour);
  if (known !== undefined) return known;
  const name = format.formatToParts(new Date(instant)).find((part) => part.type === 'timeZoneName')?.value;
  const match = /^GMT([+-])(\d{2}):(\d{2})$/.exec(name ?? '');
  const [, sign = '+', hours = '00', minutes = '00'] = match ?? [];
  const size = Number(hours) * 60 + Number(minutes);
  const offset = { minutes: sign === '-' ? -size : size, text: `UTC${sign}${hours}:${minutes}` };
  if (offsets.size >= mostOffsets) offsets.clear();
  offsets.set(hour, offset);
  return offset;
}
