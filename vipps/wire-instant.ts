/**
 * An instant from Vipps as ISO 8601 in UTC with milliseconds. A text without a zone is UTC, as the documentation
 * says of all times; read by Date alone it would depend on the zone of the machine. Throws RangeError.
 */
import { isoInstant } from '#core/calendar';

export function instantFromWire(text: string): string {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?$/i.exec(
    text.trim(),
  );
  if (!match) throw new RangeError('not an instant');
  return isoInstant(`${match[1]}${match[2] ?? 'Z'}`);
}
