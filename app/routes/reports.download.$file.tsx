import type { LoaderFunctionArgs } from '@remix-run/node';
import { writeReport } from '#services/export-report';
import { checkReportRequest, type ReportRefusal, requestFieldsOf } from '#services/export-request';
import { streamReport } from '#services/export-stream';
import { requirePermission } from '../auth/require-permission.server';
import { createI18n } from '../i18n/i18n';
import { readPreferences } from '../preferences.server';

/** A report as a file: `/reports/download/payouts.csv?from=…&to=…`. */
export async function loader({ params, request, context }: LoaderFunctionArgs) {
  const { actor, desk, seen } = requirePermission(context, 'export');
  const { drained } = context;
  const kind = /^([a-z-]+)\.csv$/.exec(params.file ?? '')?.[1];
  const fields = requestFieldsOf(new URL(request.url).searchParams);
  const checked = await checkReportRequest(seen.db, kind, fields);
  if (checked.kind === 'refused') return refusalAnswer(request, checked.refusal);
  const file = await writeReport(desk, checked.request, actor, seen.db);
  return new Response(streamReport(file, { signal: request.signal, drained }), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${file.fileName}"`,
      'X-Rows': String(file.rows),
      // Sent as it is: what a compressor holds back would hide that the connection is full.
      'Cache-Control': 'no-store, no-transform',
    },
  });
}

async function refusalAnswer(request: Request, refusal: ReportRefusal): Promise<Response> {
  const { language } = await readPreferences(request);
  return new Response(createI18n(language).t(`reports.refused.${refusal}`), {
    status: refusal === 'unknown-kind' ? 404 : 400,
    headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  });
}
