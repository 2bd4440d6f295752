/** Addresses of reports: their page and their file. */
import { type ReportKind, reportRules } from '#core/report-kinds';

export type ReportFields = Readonly<Record<'from' | 'to' | 'unit' | 'ledger' | 'payout' | 'format', string>>;

/** The file as it is shown. */
export function reportAddress(kind: ReportKind, fields: ReportFields): string {
  return `/reports/download/${kind}.csv?${queryOf(fields)}`;
}

/** The page of another report, for the same period, sales unit and ledger where it takes them. */
export function reportPage(
  kind: ReportKind,
  fields: ReportFields,
  change: Partial<ReportFields> = {},
): string {
  const rules = reportRules(kind);
  const undated = rules.day === 'now';
  const kept = {
    ...fields,
    ...(undated ? { from: '', to: '' } : {}),
    unit: rules.byUnit ? fields.unit : '',
    ledger: rules.byLedger ? fields.ledger : '',
    payout: rules.byPayout ? fields.payout : '',
    ...change,
  };
  return `/reports?kind=${kind}&${queryOf(kept)}`;
}

function queryOf(fields: ReportFields): string {
  return new URLSearchParams(Object.entries(fields).filter(([, text]) => text !== '')).toString();
}
