/** The columns of a table of orders, by their names in Norwegian and English. */
import { type CsvColumn, type CsvColumns, headerKey } from './csv-row';
import { excerpt, FileFormatError } from './file-format-error';

export const orderColumns = [
  'msn',
  'orderId',
  'amount',
  'description',
  'created',
  'express',
  'customerKey',
  'shipped',
  'carrier',
  'trackingNumber',
] as const;
export type OrderColumn = (typeof orderColumns)[number];

export const requiredOrderColumns = ['msn', 'orderId', 'amount'] as const satisfies readonly OrderColumn[];

/** The first of each is how the template writes it. */
export const orderHeaders: Readonly<Record<'nb' | 'en', Readonly<Record<OrderColumn, readonly string[]>>>> = {
  nb: {
    msn: ['Vippsnummer', 'Vippsnr'],
    orderId: ['Ordre-ID', 'Ordrenummer', 'Ordrenr'],
    amount: ['Beløp'],
    description: ['Beskrivelse'],
    created: ['Opprettet'],
    express: ['Hurtigkasse'],
    customerKey: ['Kunde', 'Kundenøkkel'],
    shipped: ['Sendt'],
    carrier: ['Transportør'],
    trackingNumber: ['Sporingsnummer'],
  },
  en: {
    msn: ['Sales unit', 'MSN'],
    orderId: ['Order ID', 'Order number'],
    amount: ['Amount'],
    description: ['Description'],
    created: ['Created'],
    express: ['Express'],
    customerKey: ['Customer key', 'Customer'],
    shipped: ['Shipped'],
    carrier: ['Carrier'],
    trackingNumber: ['Tracking number'],
  },
};

const columnByKey: ReadonlyMap<string, OrderColumn> = new Map(
  orderColumns.flatMap((column) =>
    [...orderHeaders.nb[column], ...orderHeaders.en[column]].map(
      (header) => [headerKey(header), column] as const,
    ),
  ),
);

/** Is this the head of a table of orders? An amount and one of the two names are enough: what is missing is told by the reader. */
export function isOrdersHeader(fields: readonly string[]): boolean {
  const found = new Set(fields.map((field) => columnByKey.get(headerKey(field))));
  return found.has('amount') && (found.has('orderId') || found.has('msn'));
}

export interface OrdersHeader {
  readonly columns: CsvColumns;
  /** How many fields a row has at most. */
  readonly width: number;
  /** Headers that mean nothing here, as they are written. */
  readonly ignored: readonly string[];
}

/** Throws FileFormatError: 'unknown-columns', 'missing-column', 'repeated-column'. */
export function readOrdersHeader(fields: readonly string[], line: number): OrdersHeader {
  const columns = new Map<string, CsvColumn>();
  const ignored: string[] = [];
  for (const [index, text] of fields.entries()) {
    const header = text.trim();
    const column = columnByKey.get(headerKey(header));
    if (column === undefined) {
      if (header !== '') ignored.push(header);
    } else if (columns.has(column)) {
      const message = `The columns ${excerpt(columns.get(column)?.header ?? '')} and ${excerpt(header)} mean the same. Remove one of them.`;
      throw new FileFormatError('repeated-column', { line }, message);
    } else columns.set(column, { index, header });
  }
  const missing = requiredOrderColumns.filter((column) => !columns.has(column));
  if (missing.length > 0) throw missingColumns(missing, columns.size > 0 ? fields : [], line);
  return { columns, width: fields.length, ignored };
}

/** A first row without any known header may be a row of data, with names of people in it: it is not quoted. */
function missingColumns(missing: readonly OrderColumn[], found: readonly string[], line: number) {
  const names = missing.map((column) => `${orderHeaders.nb[column][0]} (${orderHeaders.en[column][0]})`);
  const lacks = `The file lacks ${names.length === 1 ? 'the column' : 'the columns'} ${names.join(', ')}.`;
  if (found.length === 0) {
    const message = `${lacks} None of the headers of a table of orders stands in its first row.`;
    return new FileFormatError('unknown-columns', { line }, message);
  }
  const headers = found
    .filter((field) => field.trim() !== '')
    .slice(0, 30)
    .map(excerpt);
  const message = `${lacks} Its first row has ${headers.join(', ')}.`;
  return new FileFormatError('missing-column', { line }, message);
}
