/** The files the desk gives out: a closed list. docs/reports.md tells what each column holds. */
import type { Day } from './calendar';

export const reportKinds = [
  'journal',
  'payouts',
  'payout-entries',
  'orders',
  'uncaptured',
  'payment-events',
  'ledger-entries',
  'exceptions',
  'bank-lines',
] as const;
export type ReportKind = (typeof reportKinds)[number];

export function isReportKind(text: unknown): text is ReportKind {
  return reportKinds.some((kind) => kind === text);
}

/** Which day puts a row into the period. `now`: the report shows what is so at this moment and has no period. */
export const reportDays = ['posting', 'ledger', 'last-change', 'occurred', 'arose', 'booked', 'now'] as const;
export type ReportDay = (typeof reportDays)[number];

export type ReportRules = {
  readonly day: ReportDay;
  /** May it be limited to a sales unit, a ledger, one payout? */
  readonly byUnit: boolean;
  readonly byLedger: boolean;
  readonly byPayout: boolean;
};

const rules: Readonly<Record<ReportKind, ReportRules>> = {
  journal: { day: 'posting', byUnit: false, byLedger: true, byPayout: true },
  payouts: { day: 'ledger', byUnit: false, byLedger: true, byPayout: false },
  'payout-entries': { day: 'ledger', byUnit: false, byLedger: true, byPayout: true },
  orders: { day: 'last-change', byUnit: true, byLedger: false, byPayout: false },
  uncaptured: { day: 'now', byUnit: true, byLedger: false, byPayout: false },
  'payment-events': { day: 'occurred', byUnit: true, byLedger: false, byPayout: false },
  'ledger-entries': { day: 'ledger', byUnit: true, byLedger: true, byPayout: false },
  exceptions: { day: 'arose', byUnit: true, byLedger: true, byPayout: false },
  'bank-lines': { day: 'booked', byUnit: false, byLedger: true, byPayout: false },
};

export function reportRules(kind: ReportKind): ReportRules {
  return rules[kind];
}

/** Who asks for what. */
export const reportReaders = ['accountant', 'shop', 'auditor'] as const;
export type ReportReader = (typeof reportReaders)[number];
export const reportsOf: Readonly<Record<ReportReader, readonly ReportKind[]>> = {
  accountant: ['journal', 'payouts', 'payout-entries'],
  shop: ['orders', 'uncaptured'],
  auditor: ['payment-events', 'ledger-entries', 'exceptions', 'bank-lines'],
};

/** `excel`: what a Norwegian Excel opens by a double click (; and decimal comma, byte order mark). `plain`: for machines. */
export const reportFormats = ['excel', 'plain'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export type ReportPeriod = { readonly from: Day; readonly to: Day };

/** `oppgjor-payouts-2026-05-01_2026-05-31.csv`; of one payout `oppgjor-journal-2000023.csv`. ASCII only. */
export function reportFileName(
  kind: ReportKind,
  of: { readonly period: ReportPeriod | null; readonly settlementNumber?: string; readonly today: Day },
): string {
  const what =
    of.settlementNumber?.replace(/[^A-Za-z0-9-]/g, '-') ??
    (of.period === null ? of.today : `${of.period.from}_${of.period.to}`);
  return `oppgjor-${kind}-${what}.csv`;
}
