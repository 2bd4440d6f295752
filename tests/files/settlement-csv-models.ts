/** Writes settlement CSV in both forms, for the tests. Knows the forms on its own, without files/. */
import { kroner } from './settlement-report-xml';

export interface PortalRowModel {
  readonly soldOn: string;
  readonly unit: string;
  readonly transactionId: string;
  readonly grossOre: number;
  readonly feeOre: number;
  readonly settlementId: string;
  readonly settledOre: number;
  readonly type?: string;
  readonly message?: string;
}

export interface PortalStyle {
  readonly separator: ';' | ',' | '\t';
  readonly decimal: ',' | '.';
  readonly newline: string;
  readonly columns: readonly PortalColumn[];
}

const cells = {
  Salgsdato: (row: PortalRowModel) => row.soldOn,
  Salgssted: (row: PortalRowModel) => `Blåbærbutikken ${row.unit}`,
  Vippsnummer: (row: PortalRowModel) => row.unit,
  Produkt: () => 'Vipps på Nett',
  'Transaksjons-ID': (row: PortalRowModel) => row.transactionId,
  'Ordre-ID': (row: PortalRowModel) => `ordre-${row.transactionId}`,
  Brutto: (row: PortalRowModel) => row.grossOre,
  Gebyr: (row: PortalRowModel) => row.feeOre,
  Netto: (row: PortalRowModel) => row.grossOre - row.feeOre,
  Transaksjonstype: (row: PortalRowModel) => row.type ?? (row.grossOre < 0 ? 'Refundering' : 'Salg'),
  'Oppgjørs-ID': (row: PortalRowModel) => row.settlementId,
  Oppgjørsdato: () => '12.02.2024',
  Oppgjørssum: (row: PortalRowModel) => row.settledOre,
  Oppgjørskonto: () => '86011117947',
  Fornavn: () => 'Åse',
  Etternavn: () => 'Øvergård',
  Melding: (row: PortalRowModel) => row.message ?? 'Takk for sist',
};

export type PortalColumn = keyof typeof cells;
export const portalColumns: readonly PortalColumn[] = [
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
];

export const norwegianStyle: PortalStyle = {
  separator: ';',
  decimal: ',',
  newline: '\r\n',
  columns: portalColumns,
};

export function portalCsv(
  rows: readonly PortalRowModel[],
  { separator, decimal, newline, columns }: PortalStyle = norwegianStyle,
): string {
  const quoted = (text: string) =>
    text.includes(separator) || /["\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const cell = (value: string | number) =>
    typeof value === 'number' ? quoted(kroner(value).replace('.', decimal)) : quoted(value);
  const lines = rows.map((row) => columns.map((name) => cell(cells[name](row))).join(separator));
  return [columns.join(separator), ...lines, ''].join(newline);
}

export function portalRow(changes: Partial<PortalRowModel> = {}): PortalRowModel {
  return {
    soldOn: '08.02.2024',
    unit: '117703',
    transactionId: '7001',
    grossOre: 100_000,
    feeOre: 2750,
    settlementId: '2000810',
    settledOre: 97_250,
    ...changes,
  };
}

export interface SectionRowModel {
  readonly transactionId: string;
  readonly captureOre: number;
  readonly refundOre: number;
  readonly feeOre: number;
  readonly netOre?: number;
  readonly unit?: string;
  readonly settlementId?: string;
  readonly settlementDate?: string;
}

export interface SummaryModel {
  readonly unit: string;
  readonly id: string;
  readonly date: string;
  /** As the file writes it. */
  readonly net: string;
  readonly captureOre: number;
  readonly refundOre: number;
  readonly feeOre: number;
  readonly count: number;
}

export function sectionsHead(): string[] {
  return [
    'OrganizationNumber,MerchantName',
    '987654321,Bjørns Blåbær AS',
    'Name,VisitingAddress,Postbox,Zipno,Place,Country,CompanyNumber',
    'Vipps AS,Gata 1,,0001,Oslo,Norway,999999999',
  ];
}

export function summaryLines(summaries: readonly SummaryModel[]): string[] {
  const head =
    'SettlementInfo,SalesUnitName,SaleUnitNumber,SettlementDate,SettlementID,SettlementAccount,Gross,Currency,Fee,Refund,Net,NumberOfTransactions';
  const rows = summaries.map((one) =>
    [
      'SettlementInfo',
      'Blåbærbutikken',
      one.unit,
      one.date,
      one.id,
      '86011117947',
      kroner(one.captureOre),
      'NOK',
      kroner(-one.feeOre),
      kroner(one.refundOre),
      one.net,
      String(one.count),
    ].join(','),
  );
  return [head, ...rows, 'FeeInfo,SettlementDate,SaleUnitName,SaleUnitNumber,FeeAccount,Fee,Currency'];
}

export function transactionLines(rows: readonly SectionRowModel[]): string[] {
  const head =
    'TransactionInfo,SalesDate,SaleUnitName,SaleUnitNumber,TransactionId,SettlementId,OrderID,SettlementDate,Gross,Currency,Fee,Refund,Net';
  const lines = rows.map((row) =>
    [
      'TransactionInfo',
      '08.02.2024',
      'Blåbærbutikken',
      row.unit ?? '117703',
      row.transactionId,
      row.settlementId ?? '2000810',
      `ordre-${row.transactionId}`,
      row.settlementDate ?? '12.02.2024',
      kroner(row.captureOre),
      'NOK',
      kroner(-row.feeOre),
      kroner(row.refundOre),
      kroner(row.netOre ?? row.captureOre + row.refundOre - row.feeOre),
    ].join(','),
  );
  return [head, ...lines];
}
