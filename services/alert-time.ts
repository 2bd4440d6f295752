/** A time as a message tells it: on the wall clock in Oslo. */
import { osloZone } from '#core/calendar';

const format = new Intl.DateTimeFormat('sv-SE', {
  timeZone: osloZone,
  dateStyle: 'short',
  timeStyle: 'short',
});

/** `2026-06-05 12:00` of an instant; a day stays as it is. */
export function localTime(since: string): string {
  return since.includes('T') ? format.format(new Date(since)) : since;
}
