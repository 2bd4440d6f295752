/** The two forms of a settlement CSV: which columns each has. */
import { type CsvColumn, type CsvColumns, headerKey } from './csv-row';
import { excerpt, FileFormatError } from './file-format-error';

export type SettlementCsvForm = 'csv-sections' | 'csv-portal';

/** Told by a row of headers; undefined when it is not one of a settlement CSV. */
export function findCsvForm(fields: readonly string[]): SettlementCsvForm | undefined {
  const keys = new Set(fields.map(headerKey));
  const [first = ''] = fields.map(headerKey);
  if (keys.has('organizationnumber') && keys.has('merchantname')) return 'csv-sections';
  if (isSectionTag(first) && keys.has('settlementdate')) return 'csv-sections';
  return keys.has('transaksjonsid') && keys.has('oppgjørsid') ? 'csv-portal' : undefined;
}

/** The first field of every row of a section, and of its headers. */
export const sectionTags = ['settlementinfo', 'feeinfo', 'transactioninfo'] as const;
export type SectionTag = (typeof sectionTags)[number];

export function isSectionTag(key: string): key is SectionTag {
  return sectionTags.some((tag) => tag === key);
}

/** Columns by their headers; of a column that stands twice, which nobody knows how to read, the file is refused. */
export function columnsOf(
  headers: readonly string[],
  line: number,
  required: readonly string[],
  names: ReadonlyMap<string, string> = new Map(),
): CsvColumns {
  const columns = new Map<string, CsvColumn>();
  for (const [index, text] of headers.entries()) {
    const key = headerKey(text);
    if (key === '') continue;
    if (columns.has(key)) {
      const message = `The column ${excerpt(text)} stands twice. Use the file as it was made.`;
      throw new FileFormatError('repeated-column', { line }, message);
    }
    columns.set(key, { index, header: text.trim() });
  }
  const missing = required.filter((key) => !columns.has(key)).map((key) => names.get(key) ?? key);
  if (missing.length === 0) return columns;
  const message = `The file lacks the columns ${missing.join(', ')}. Export it again with all columns.`;
  throw new FileFormatError('missing-column', { line }, message);
}

/** Columns that hold amounts, in both forms. */
export const amountColumns: ReadonlySet<string> = new Set([
  'gross',
  'fee',
  'refund',
  'net',
  'brutto',
  'gebyr',
  'netto',
  'oppgjørssum',
]);

export const requiredColumns: Record<SectionTag, readonly string[]> = {
  settlementinfo: ['saleunitnumber', 'settlementdate', 'settlementid', 'gross', 'fee', 'refund', 'net'],
  feeinfo: ['settlementdate', 'fee'],
  transactioninfo: [
    'salesdate',
    'saleunitnumber',
    'transactionid',
    'settlementid',
    'settlementdate',
    'gross',
    'fee',
    'refund',
    'net',
  ],
};

/** Of the portal, as it writes them. Names of people and messages are known in order to be passed over. */
export const portalHeaders: ReadonlyMap<string, string> = new Map(
  [
    'Salgsdato',
    'Salgssted',
    'Vippsnummer',
    'Produkt',
    'Transaksjons-ID',
    'Ordre-ID',
    'Brutto',
    'Gebyr',
    'Netto',
    'Transaksjonstype',
    'Oppgjørs-ID',
    'Oppgjørsdato',
    'Oppgjørssum',
    'Oppgjørskonto',
    'Fornavn',
    'Etternavn',
    'Melding',
    'Valuta',
  ].map((header) => [headerKey(header), header]),
);

export const requiredPortalColumns: readonly string[] = [
  'salgsdato',
  'vippsnummer',
  'transaksjonsid',
  'brutto',
  'gebyr',
  'netto',
  'oppgjørsid',
  'oppgjørsdato',
];

/** What is never read: whatever stands in these columns cannot make a row unreadable. */
export const passedOver: ReadonlySet<string> = new Set(['produkt', 'fornavn', 'etternavn', 'melding']);
