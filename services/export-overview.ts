/** What the Reports page shows: the report asked for, its first rows, and what it may be limited to. */
import { addDays, type Day, day, dayOf } from '#core/calendar';
import { isReportKind, type ReportKind, type ReportPeriod, reportRules } from '#core/report-kinds';
import { listLedgers } from '#db/ledgers';
import { listSalesUnits } from '#db/orders';
import type { OfflineDesk } from './desk';
import { previewReport, type ReportPreview } from './export-report';
import {
  checkReportRequest,
  type ReportRefusal,
  type RequestFields,
  requestFieldsOf,
} from './export-request';

export type ReportOverview = {
  readonly kind: ReportKind;
  /** As asked for, with the last whole month where no period was named. */
  readonly fields: Required<RequestFields>;
  readonly refusal: ReportRefusal | null;
  readonly preview: ReportPreview | null;
  readonly months: { readonly thisMonth: ReportPeriod; readonly lastMonth: ReportPeriod };
  readonly units: readonly { readonly value: string; readonly label: string }[];
  readonly ledgers: readonly { readonly value: string; readonly label: string }[];
};

/** The journal of last month, until something else is asked for. */
export async function reportOverview(
  desk: Pick<OfflineDesk, 'db' | 'clock'>,
  query: URLSearchParams,
): Promise<ReportOverview> {
  const months = monthsAt(dayOf(desk.clock.now()));
  const named = query.get('kind') ?? 'journal';
  const kind = isReportKind(named) ? named : 'journal';
  const fields = withPeriod(kind, { ...noFields, ...requestFieldsOf(query) }, months.lastMonth);
  const checked = await checkReportRequest(desk.db, named, fields);
  const [units, ledgers] = await Promise.all([listSalesUnits(desk.db), listLedgers(desk.db)]);
  return {
    kind,
    fields,
    refusal: checked.kind === 'refused' ? checked.refusal : null,
    preview: checked.kind === 'ok' ? await previewReport(desk, checked.request) : null,
    months,
    units: units.map(({ msn, name }) => ({ value: msn, label: `${name} (${msn})` })),
    ledgers: ledgers.map(({ ledgerId, currency }) => ({
      value: ledgerId,
      label: `${ledgerId} (${currency})`,
    })),
  };
}

const noFields = { from: '', to: '', unit: '', ledger: '', payout: '', format: '' };

function withPeriod(
  kind: ReportKind,
  fields: Required<RequestFields>,
  usual: ReportPeriod,
): Required<RequestFields> {
  const given = { ...fields, format: fields.format || 'excel' };
  const takesOne = reportRules(kind).day !== 'now' && !fields.payout;
  return takesOne && !fields.from && !fields.to ? { ...given, ...usual } : given;
}

/** The calendar months of a day and before it, whole. */
export function monthsAt(today: Day): { thisMonth: ReportPeriod; lastMonth: ReportPeriod } {
  const first = firstOfMonth(today);
  const lastOfBefore = addDays(first, -1);
  return {
    thisMonth: { from: first, to: addDays(firstOfMonth(addDays(first, 31)), -1) },
    lastMonth: { from: firstOfMonth(lastOfBefore), to: lastOfBefore },
  };
}

function firstOfMonth(of: Day): Day {
  return day(`${of.slice(0, 8)}01`);
}
