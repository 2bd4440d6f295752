/** Reads the value of one field, or refuses the file with the line of the field and what was expected. */
import { type Day, dayOf, findDay } from '#core/calendar';
import { type Currency, currencies, type Ore, ore, parseDecimalOre } from '#core/money';
import { excerpt, FileFormatError, type FileFormatReason } from './file-format-error';
import type { XmlField } from './xml-records';

/** A decimal with at most two decimals, as `-15.30`. */
export function readAmount(field: XmlField): Ore {
  const amount = parseDecimalOre(field.text);
  if (amount !== undefined) return amount;
  if (/^[+-]?\d+\.\d{3,}$/.test(field.text)) {
    throw refuse('too-many-decimals', field, 'has more than two decimals');
  }
  throw refuse('unreadable-amount', field, 'is not an amount like 1234.50');
}

export function readCurrency(field: XmlField, code: string = field.text): Currency {
  const known = currencies.find((currency) => currency === code);
  if (known !== undefined) return known;
  const message = `<${field.name}>: the currency ${excerpt(code)} is not one of ${currencies.join(', ')}.`;
  throw new FileFormatError('unknown-currency', field, message);
}

/** The day in Oslo of a day or of a time; without an offset the day as it is written. */
export function readDayOrTime(field: XmlField): Day {
  const written = field.text.slice(0, 10);
  const found = findDay(written);
  const rest = field.text.slice(10);
  if (found !== undefined && /^(?:Z|[+-]\d{2}:\d{2})?$/.test(rest)) return found;
  if (found === undefined || !/^T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})?$/.test(rest)) {
    throw refuse(
      'unreadable-date',
      field,
      'is not a day like 2018-02-20 or a time like 2018-02-20T12:00:00+01:00',
    );
  }
  if (!/(?:Z|[+-]\d{2}:\d{2})$/.test(rest)) return found;
  const ms = Date.parse(field.text);
  if (Number.isNaN(ms)) throw refuse('unreadable-date', field, 'is not a time that exists');
  return dayOf(ms);
}

export function readCount(field: XmlField): number {
  if (/^\d{1,12}$/.test(field.text)) return Number(field.text);
  throw refuse('unreadable-value', field, 'is not a whole number');
}

/** Adds to a total; a total beyond what a number holds exactly is refused, not rounded. */
export function addTo(total: Ore, amount: Ore, place: { line: number; column?: number | undefined }): Ore {
  const sum = total + amount;
  if (Number.isSafeInteger(sum)) return ore(sum);
  throw new FileFormatError(
    'amount-too-large',
    place,
    'The amounts add up to more than can be held exactly.',
  );
}

export function refuse(reason: FileFormatReason, field: XmlField, what: string): FileFormatError {
  return new FileFormatError(
    reason,
    field,
    `<${field.name}> ${excerpt(field.text)} ${what}. Check the file at its source.`,
  );
}
