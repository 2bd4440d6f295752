/**
 * One row of a settlement CSV through its columns. What a message quotes is figures only: rows hold names and messages
 * of people, and a row that is shifted by a separator has them where an amount should be.
 */
import type { Day } from '#core/calendar';
import { type Currency, currencies, type Ore, parseKroner } from '#core/money';
import type { CsvRecord } from './csv-records';
import { FileFormatError, type FileFormatReason } from './file-format-error';
import { rememberLast } from './remember-last';
import { findReportDay, reportTimeReader } from './report-time';

/** Where each column stands, by its key, from 0. */
export type CsvColumns = ReadonlyMap<string, CsvColumn>;

export interface CsvColumn {
  readonly index: number;
  /** As the file writes it. */
  readonly header: string;
}

/** For comparing headers: letters and digits only, in lower case. */
export function headerKey(header: string): string {
  return header
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\d]/gu, '');
}

/** A row read through columns. All but `find` throw FileFormatError with the line of the row. */
export class CsvRow {
  readonly line: number;
  readonly fields: readonly string[];
  readonly #columns: CsvColumns;

  constructor(record: CsvRecord, columns: CsvColumns) {
    this.line = record.line;
    this.fields = record.fields;
    this.#columns = columns;
  }

  /** Undefined when the column is missing or the cell is empty. */
  find(key: string): string | undefined {
    const column = this.#columns.get(key);
    const text = column && this.fields[column.index]?.trim();
    return text === '' ? undefined : text;
  }

  text(key: string): string {
    const text = this.find(key);
    if (text === undefined) throw this.refuse('missing-element', key, 'is empty');
    // A number of many digits that was opened and saved in a spreadsheet has lost its last digits.
    if (/^\d[.,]\d+E\+\d+$/i.test(text))
      throw this.refuse('unreadable-value', key, 'was changed by a spreadsheet');
    return text;
  }

  /** Text of a form, such as the digits of a sales unit. */
  shaped(key: string, shape: RegExp, what: string): string {
    const text = this.text(key);
    if (shape.test(text)) return text;
    throw this.refuse('unreadable-value', key, `is not ${what}`);
  }

  amount(key: string): Ore {
    const text = this.text(key);
    const amount = parseKroner(text);
    if (amount !== undefined) return amount;
    if (/^[+-]?\d+[.,]\d{3,}$/.test(text))
      throw this.refuse('too-many-decimals', key, 'has more than two decimals, or separates thousands only');
    throw this.refuse('unreadable-amount', key, 'is not an amount like 1234,50');
  }

  findAmount(key: string): Ore | undefined {
    return this.find(key) === undefined ? undefined : this.amount(key);
  }

  count(key: string): number {
    return Number(this.shaped(key, /^\d{1,12}$/, 'a whole number'));
  }

  day(key: string): Day {
    const found = readDay(this.text(key));
    if (found !== undefined) return found;
    throw this.refuse('unreadable-date', key, 'is not a day like 20.02.2018');
  }

  /** ISO 8601 in UTC; a day without a time is its beginning in Oslo. */
  time(key: string): string {
    const found = readTime(this.text(key));
    if (found !== undefined) return found;
    throw this.refuse('unreadable-date', key, 'is not a day like 20.02.2018 or a time of a day');
  }

  currency(key: string): Currency | undefined {
    const text = this.find(key);
    if (text === undefined) return undefined;
    const known = currencies.find((currency) => currency === text.toUpperCase());
    if (known !== undefined) return known;
    throw this.refuse('unknown-currency', key, `is not one of ${currencies.join(', ')}`);
  }

  refuse(reason: FileFormatReason, key: string, what: string): FileFormatError {
    const text = this.find(key) ?? '';
    const quoted = text === '' ? '' : ` ${figuresOnly(text)}`;
    const header = shortHeader(this.#columns.get(key)?.header ?? key);
    const message = `${header}${quoted} ${what}. Check the row at its source.`;
    return new FileFormatError(reason, { line: this.line }, message);
  }
}

/** What stands for the headers in a file that is none may be a whole row of people's names. */
function shortHeader(header: string): string {
  return header.length > 60 ? `${header.slice(0, 60)}…` : header;
}

/** A value as it may stand in a message: no letters, which could be a person's name in the wrong column. */
export function figuresOnly(text: string): string {
  return /^[\d\s.,:+\-−/]{1,40}$/.test(text) ? `"${text}"` : '(text)';
}

const readTime = rememberLast(reportTimeReader('csv'));
const readDay = rememberLast((text: string) => findReportDay(text, 'csv'));
