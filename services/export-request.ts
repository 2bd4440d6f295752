/** What a person asked for in the address of a report, checked: nothing that was asked for is left out silently. */
import { z } from 'zod';
import { type Day, findDay } from '#core/calendar';
import {
  isReportKind,
  type ReportFormat,
  type ReportKind,
  type ReportPeriod,
  reportFormats,
  reportRules,
} from '#core/report-kinds';
import type { Db } from '#db/client';
import { findLedger } from '#db/ledgers';
import { findSalesUnit } from '#db/orders';
import { findPayout } from '#db/payouts';
import type { ReportFilter } from './export-reports';

export const reportRefusals = [
  'unknown-kind',
  'unknown-format',
  'period-missing',
  'not-a-day',
  'period-backwards',
  'period-not-taken',
  'unit-not-taken',
  'ledger-not-taken',
  'payout-not-taken',
  'payout-without-ledger',
  'unknown-unit',
  'unknown-ledger',
  'unknown-payout',
] as const;
export type ReportRefusal = (typeof reportRefusals)[number];

export type ReportRequest = {
  readonly kind: ReportKind;
  readonly filter: ReportFilter;
  readonly format: ReportFormat;
};

export type CheckedRequest =
  | { readonly kind: 'ok'; readonly request: ReportRequest }
  | { readonly kind: 'refused'; readonly refusal: ReportRefusal };

export type RequestFields = Readonly<
  Partial<Record<'from' | 'to' | 'unit' | 'ledger' | 'payout' | 'format', string>>
>;

/** Reads `from`, `to`, `unit`, `ledger`, `payout` and `format` (plain unless told); an empty one counts as absent. */
export async function checkReportRequest(
  db: Db,
  kind: string | undefined,
  fields: RequestFields,
): Promise<CheckedRequest> {
  if (!isReportKind(kind)) return refused('unknown-kind');
  const format = formatSchema.safeParse(fields.format || 'plain');
  if (!format.success) return refused('unknown-format');
  const place = await checkPlace(db, kind, fields);
  if (typeof place === 'string') return refused(place);
  const period = checkPeriod(kind, fields);
  if (typeof period === 'string') return refused(period);
  return { kind: 'ok', request: { kind, format: format.data, filter: { ...place, ...period } } };
}

/** The fields of an address. */
export function requestFieldsOf(query: URLSearchParams): RequestFields {
  const names = ['from', 'to', 'unit', 'ledger', 'payout', 'format'] as const;
  return Object.fromEntries(names.map((name) => [name, query.get(name)?.trim() ?? '']));
}

const formatSchema = z.enum(reportFormats);
const refused = (refusal: ReportRefusal): CheckedRequest => ({ kind: 'refused', refusal });

async function checkPlace(
  db: Db,
  kind: ReportKind,
  { unit, ledger, payout }: RequestFields,
): Promise<ReportRefusal | Pick<ReportFilter, 'msn' | 'ledgerId' | 'settlementNumber'>> {
  const rules = reportRules(kind);
  if (unit && !rules.byUnit) return 'unit-not-taken';
  if (ledger && !rules.byLedger) return 'ledger-not-taken';
  if (payout && !rules.byPayout) return 'payout-not-taken';
  if (payout && !ledger) return 'payout-without-ledger';
  if (unit && (await findSalesUnit(db, unit)) === undefined) return 'unknown-unit';
  if (ledger && (await findLedger(db, ledger)) === undefined) return 'unknown-ledger';
  if (ledger && payout && (await findPayout(db, ledger, payout)) === undefined) return 'unknown-payout';
  return {
    ...(unit ? { msn: unit } : {}),
    ...(ledger ? { ledgerId: ledger } : {}),
    ...(payout ? { settlementNumber: payout } : {}),
  };
}

function checkPeriod(
  kind: ReportKind,
  { from, to, payout }: RequestFields,
): ReportRefusal | { readonly period?: ReportPeriod } {
  if (!from && !to && (payout || reportRules(kind).day === 'now')) return {};
  if (reportRules(kind).day === 'now' || payout) return 'period-not-taken';
  if (!from || !to) return 'period-missing';
  const [first, last] = [readDay(from), readDay(to)];
  if (first === undefined || last === undefined) return 'not-a-day';
  return first <= last ? { period: { from: first, to: last } } : 'period-backwards';
}

/** Within the years the books can have. */
function readDay(text: string): Day | undefined {
  const found = findDay(text);
  return found !== undefined && found >= '2000-01-01' && found <= '2199-12-31' ? found : undefined;
}
