/** Which column of a bank's CSV holds what. Remembered for each form of file, by its fingerprint. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { currencies } from '#core/money';
import type { CsvRecord, Separator } from './csv-records';
import { headerKey } from './csv-row';

export const bankDateFormats = ['dd.mm.yyyy', 'yyyy-mm-dd', 'dd/mm/yyyy', 'yyyymmdd'] as const;

/** A column by its header, in the form of columnNames. */
const column = z.string().min(1).max(200);

export const bankCsvMappingSchema = z.strictObject({
  account: z.union([z.strictObject({ column }), z.strictObject({ fixed: z.string().min(4).max(60) })]),
  bookedOn: column,
  /** One column with a sign, or one for what comes in and one for what goes out. */
  amount: z.union([column, z.strictObject({ in: column, out: column })]),
  /** Joined by spaces, in this order. */
  text: z.array(column).min(1).max(10),
  reference: column.optional(),
  counterparty: column.optional(),
  /** NOK when left out. */
  currency: z.union([z.strictObject({ column }), z.strictObject({ fixed: z.enum(currencies) })]).optional(),
  decimal: z.enum([',', '.']),
  dateFormat: z.enum(bankDateFormats),
  /** The line of the headers, 1 for the first of the file; 0: there are none, and columns are named 1, 2, 3. */
  headerRow: z.number().int().min(0).max(1000),
});

export type BankCsvMapping = z.infer<typeof bankCsvMappingSchema>;
export type BankDateFormat = (typeof bankDateFormats)[number];

/** One name for each column: its header, with a number when it is empty or stands more than once. */
export function columnNames(fields: readonly string[]): string[] {
  const used = new Map<string, number>();
  const names = fields.map((field, index) => {
    const name = field.trim().slice(0, 190) || `${index + 1}`;
    const count = (used.get(name) ?? 0) + 1;
    used.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
  // A separator at the end of each row makes no column.
  const last = fields.findLastIndex((field) => field.trim() !== '');
  return names.slice(0, last + 1);
}

/** The same for two files of the same form, whatever their rows; differs when a column comes, goes or moves. */
export function bankCsvFingerprint(names: readonly string[], separator: Separator): string {
  const form = JSON.stringify([separator, ...names.map(headerKey)]);
  return createHash('sha256').update(form).digest('base64url').slice(0, 27);
}

/** Every column that a mapping names. */
export function columnsOfMapping(mapping: BankCsvMapping): string[] {
  const { account, bookedOn, amount, text, reference, counterparty, currency } = mapping;
  const amounts = typeof amount === 'string' ? [amount] : [amount.in, amount.out];
  const own = [account, currency].flatMap((source) => (source && 'column' in source ? [source.column] : []));
  return [
    ...own,
    bookedOn,
    ...amounts,
    ...text,
    ...[reference, counterparty].filter((name) => name !== undefined),
  ];
}

/** Is this the row of headers that the mapping names, when nothing before it was? */
export function isHeaderRow(record: CsvRecord, mapping: Pick<BankCsvMapping, 'headerRow'>): boolean {
  return mapping.headerRow > 0 && record.line >= mapping.headerRow;
}
