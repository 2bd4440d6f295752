/**
 * Rows of a file as SQLite itself writes them: a page of lines comes out as one piece of bytes, several times faster than row by row. What
 * a cell looks like is said by files/csv-writer; here the same is said in SQL, and a test holds the two together, byte for byte.
 */
import { offsetStretches } from '#core/calendar';
import type { Db } from '../client';

/** What stands in a column of the database. */
export type StoredField = {
  readonly sql: string;
  /**
   * `text` is written by people and other machines. `word` is made here (a state, an instant) and needs no quotes: the tables' CHECKs
   * and the schemas at the edges see to that. A `cell` was made of a text before, by
   * `cellSql`. A `size` is an amount that a CHECK keeps from being negative.
   */
  readonly holds: 'word' | 'text' | 'cell' | 'size' | 'amount' | 'number';
};

/** A cell of a line: a field as it is, or the day or the offset in Oslo of an instant. */
export type LineCell<Field extends string = string> = {
  readonly field: Field;
  readonly as: 'stored' | 'day-in-oslo' | 'offset-in-oslo';
};

export type LineForm = {
  readonly cells: readonly LineCell[];
  readonly separator: ',' | ';';
  readonly decimal: '.' | ',';
};

/** `lines` is null where a row cannot be written in SQL: then the page is to be read and written row by row. */
export type LinesPage<Key> = { readonly lines: Uint8Array | null; readonly after: Key | undefined };

/** The fields of a row, each under its name. */
export function selectList(fields: Readonly<Record<string, StoredField>>): string {
  return Object.entries(fields)
    .map(([name, { sql }]) => `${sql} AS "${name}"`)
    .join(', ');
}

/** Years of the instants that are shown in Oslo's time; undefined = there are none. */
export type YearSpan = { readonly first: number; readonly last: number } | undefined;

/** Cells of older or wilder books than these are written row by row. */
const mostYears = 50;

/** One line in SQL, NULL where a row cannot be written so. Undefined when the form cannot be said in SQL at all. */
export function lineSql(
  fields: Readonly<Record<string, StoredField>>,
  { cells, separator, decimal }: LineForm,
  years: YearSpan,
): string | undefined {
  if (separator === decimal) return undefined; // amounts would need quotes
  const zone = offsetsOf(years);
  const parts: Part[] = [];
  for (const { field, as } of cells) {
    const stored = fields[field];
    if (stored === undefined) return undefined;
    if (as === 'stored') parts.push(storedPart(stored, decimal));
    else if (zone === undefined) return undefined;
    else
      parts.push(
        as === 'day-in-oslo' ? dayPart(stored.sql, zone) : { form: '%s', args: [zone.name(stored.sql)] },
      );
  }
  const form = `${parts.map((part) => part.form).join(separator)}\r\n`;
  const line = `format(${[literal(form), ...parts.flatMap((part) => part.args)].join(', ')})`;
  const tests = testsOf(fields, cells, zone);
  return tests.length === 0 ? line : `CASE WHEN ${tests.join(' AND ')} THEN ${line} END`;
}

/** A text as a cell, for what many lines share; NULL where it cannot be written in SQL. */
export function cellSql(sql: string): string {
  return `CASE WHEN ${withoutNul([sql])} THEN coalesce(${textCell(sql)}, '') END`;
}

/** Reads a page of lines. The query gives one column, in the order of the lines, as many rows as a page has at most. */
export function linesReader(db: Db, query: string): (...values: unknown[]) => Uint8Array | null {
  const page = db.$client
    .prepare<unknown[], [lines: Uint8Array | null, missing: number]>(
      `SELECT CAST(group_concat(line, '') AS BLOB), count(*) - count(line) FROM (${query})`,
    )
    .raw();
  return (...values) => {
    const [lines, missing] = page.get(...values) ?? [null, 0];
    return missing > 0 ? null : (lines ?? new Uint8Array());
  };
}

/** How format() writes a cell, and of what. */
type Part = { readonly form: string; readonly args: readonly string[] };

function storedPart({ sql, holds }: StoredField, decimal: '.' | ','): Part {
  switch (holds) {
    case 'word':
    case 'cell':
    case 'number':
      return { form: '%s', args: [sql] };
    case 'text':
      return { form: '%s', args: [textCell(sql)] };
    case 'size':
      return { form: `%d${decimal}%02d`, args: [`${sql}/100`, `${sql}%100`] };
    case 'amount': {
      const size = `format('%d${decimal}%02d', abs(${sql})/100, abs(${sql})%100)`;
      return {
        form: '%s%s',
        args: [`CASE WHEN ${sql} < 0 THEN '-' END`, `CASE WHEN ${sql} IS NOT NULL THEN ${size} END`],
      };
    }
  }
}

/** Nearly all texts are harmless, which is seen at one glance; NULL is an empty cell. */
function textCell(sql: string): string {
  const runs = `substr(${sql}, 1, 1) IN (${chars('\t\r\n')}) OR substr(ltrim(${sql}, ${literal(spaces)}), 1, 1) IN (${chars('=+-@＝＋－＠')})`;
  const defused = `CASE WHEN ${runs} THEN '''' || ${sql} ELSE ${sql} END`;
  return `CASE WHEN ${sql} GLOB ${needsQuotes} THEN '"' || replace(${defused}, '"', '""') || '"'
    WHEN ${beginsPlainly(sql)} THEN ${sql} ELSE ${defused} END`;
}

/** With a letter, a figure or another harmless sign. Comparing is several times faster than looking for signs. */
function beginsPlainly(sql: string): string {
  const within = ([first, behind]: string) => `${sql} >= '${first}' AND ${sql} < '${behind}'`;
  return ['A\u0080', '0:', 'ÀĀ'].map(within).join(' OR ');
}

/** What \s means in a regular expression. */
const spaces =
  '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
const chars = (text: string) => [...text].map(literal).join(', ');
const needsQuotes = literal('*[",;\t\r\n]*');

type Offsets = {
  /** Is it within the years that are known? */
  test(sql: string): string;
  name(sql: string): string;
  modifier(sql: string): string;
  /** From this hour of UTC on it may be the next day. */
  readonly lateFrom: number;
};

function offsetsOf(years: YearSpan): Offsets | undefined {
  const { first, last } = years ?? { first: 2000, last: 2000 };
  if (last - first >= mostYears || first < 1000 || last > 9998) return undefined;
  const stretches = offsetStretches(first, last);
  if (stretches.some(({ minutes }) => minutes < 0 || minutes % 60 !== 0)) return undefined;
  const choose = (sql: string, text: (hours: number) => string) =>
    `CASE ${stretches
      .toReversed()
      .map(({ from, minutes }) => `WHEN ${sql} >= '${from.slice(0, 13)}' THEN '${text(minutes / 60)}'`)
      .join(' ')} END`;
  return {
    test: (sql) => `${sql} >= '${first}' AND ${sql} < '${last + 1}'`,
    name: (sql) => choose(sql, (hours) => `UTC+${String(hours).padStart(2, '0')}:00`),
    modifier: (sql) => choose(sql, (hours) => `+${hours} hours`),
    lateFrom: 24 - Math.max(...stretches.map(({ minutes }) => minutes / 60)),
  };
}

/** The first ten letters are the day in UTC; only late in the evening it is another one in Oslo. */
function dayPart(sql: string, { lateFrom, modifier }: Offsets): Part {
  const day = `CASE WHEN substr(${sql}, 12, 2) < '${lateFrom}' THEN ${sql} ELSE date(${sql}, ${modifier(sql)}) END`;
  return { form: '%.10s', args: [day] };
}

const withoutNul = (texts: readonly string[]) => `instr(concat(${texts.join(', ')}), char(0)) = 0`;

/** What must be so, or a line is left to those who write it row by row: format() would end a text at a NUL. */
function testsOf(
  fields: Readonly<Record<string, StoredField>>,
  cells: readonly LineCell[],
  zone: Offsets | undefined,
): string[] {
  const tests = new Set<string>();
  const texts: string[] = [];
  for (const { field, as } of cells) {
    const { sql, holds } = fields[field] ?? {};
    if (sql === undefined) continue;
    if (as !== 'stored') tests.add(zone?.test(sql) ?? 'false');
    else if (holds === 'cell') tests.add(`${sql} IS NOT NULL`);
    else if (holds === 'text') texts.push(sql);
  }
  if (texts.length > 0) tests.add(withoutNul(texts));
  return [...tests];
}
