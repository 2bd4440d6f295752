/**
 * A row whose separator is a comma and in which one amount was written with a decimal comma, without quotes: it has one
 * field too many. Vipps's own example of a settlement CSV has such a row.
 */
import type { CsvRecord } from './csv-records';

/**
 * The row with two neighbours joined into an amount, or undefined when there is no such reading or more than one.
 * `isAmount` tells the columns that hold amounts; `reads` tells whether a row makes sense as a whole.
 */
export function repairRow(
  record: CsvRecord,
  isAmount: (index: number) => boolean,
  reads: (record: CsvRecord) => boolean,
): RepairedRow | undefined {
  const found: RepairedRow[] = [];
  for (let index = 0; index + 1 < record.fields.length; index += 1) {
    const [kroner = '', decimals = ''] = record.fields.slice(index, index + 2);
    if (!isAmount(index) || !/^[+-]?\d{1,13}$/.test(kroner) || !/^\d{2}$/.test(decimals)) continue;
    const amount = `${kroner},${decimals}`;
    const fields = record.fields.toSpliced(index, 2, amount);
    const repaired = { line: record.line, fields };
    if (reads(repaired)) found.push({ record: repaired, amount });
  }
  return found.length === 1 ? found[0] : undefined;
}

export interface RepairedRow {
  readonly record: CsvRecord;
  /** As it stands now, with its decimal comma. */
  readonly amount: string;
}
