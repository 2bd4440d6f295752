/** Gives out a report: as a file, from one picture of the books, and to the record; or its first rows to look at. */
import { dayOf } from '#core/calendar';
import { type ReportFormat, reportFileName } from '#core/report-kinds';
import { auditStatement } from '#db/audit';
import { atomically, type Db } from '#db/client';
import { openSnapshot } from '#db/queries/export-snapshot';
import type { CsvOptions } from '#files/csv-writer';
import type { OfflineDesk } from './desk';
import { readJournalAccounts } from './desk-settings';
import type { FilePiece } from './export-lines';
import { findReport, type PreviewCell, type Report, type ReportFilter } from './export-reports';
import type { ReportRequest } from './export-request';

export type ReportFile = {
  readonly fileName: string;
  /** Rows below the head: the file holds exactly as many. */
  readonly rows: number;
  /** The file, piece by piece. */
  readonly pieces: AsyncGenerator<FilePiece, void, undefined>;
  /** To be called when the file is done or given up, also when no piece was taken. More than once does no harm. */
  close(): void;
};

export const csvOptions: Readonly<Record<ReportFormat, CsvOptions>> = {
  excel: { separator: ';', decimal: ',', bom: true },
  plain: { separator: ',', decimal: '.', bom: false },
};

/** Everything in the file, and the count of it, is as of this call, however long the file takes. `from`: the books as far as the
 * person may see them. */
export async function writeReport(
  desk: OfflineDesk,
  request: ReportRequest,
  actor: string,
  from: Db = desk.db,
): Promise<ReportFile> {
  const now = desk.clock.now();
  const report = findReport(request.kind);
  const filter = await withAccounts(desk.db, request);
  const snapshot = openSnapshot(from);
  let open = true;
  const close = () => {
    if (open) snapshot.close();
    open = false;
  };
  try {
    const rows = await report.count(snapshot.db, filter);
    await atomically(desk.db, [auditStatement(desk.db, recordOf(request, actor, now, rows))]);
    const { period, settlementNumber } = filter;
    return {
      fileName: reportFileName(request.kind, { period: period ?? null, settlementNumber, today: dayOf(now) }),
      rows,
      pieces: report.csv(snapshot.db, filter, csvOptions[request.format]),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function recordOf({ kind, format, filter }: ReportRequest, actor: string, at: string, rows: number) {
  const { period, msn, ledgerId, settlementNumber } = filter;
  return {
    at,
    actor,
    action: 'report exported',
    subject: `report ${kind}`,
    detail: { ...period, msn, ledgerId, settlementNumber, format, rows },
  };
}

export type ReportPreview = {
  readonly headers: Report['headers'];
  readonly rows: readonly (readonly PreviewCell[])[];
  /** Counted as far as `previewCountLimit`. */
  readonly count: number;
};

export const previewRows = 8;
export const previewCountLimit = 100_000;

export async function previewReport(
  desk: Pick<OfflineDesk, 'db'>,
  request: ReportRequest,
): Promise<ReportPreview> {
  const report = findReport(request.kind);
  const filter = await withAccounts(desk.db, request);
  const [rows, count] = await Promise.all([
    report.preview(desk.db, filter, previewRows),
    report.count(desk.db, filter, previewCountLimit + 1),
  ]);
  return { headers: report.headers, rows, count };
}

async function withAccounts(db: Db, { kind, filter }: ReportRequest): Promise<ReportFilter> {
  return kind === 'journal' ? { ...filter, accounts: await readJournalAccounts(db) } : filter;
}
