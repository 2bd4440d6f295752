import type { LoaderFunctionArgs } from '@remix-run/node';
import { recordChartFile } from '#services/chart-files';
import { requirePermission } from '../auth/require-permission.server';
import { readChartFile } from '../chart-file.server';
import { notFound } from '../not-found.server';

/** The figures of a chart as a file. */
export async function loader({ params, request, context }: LoaderFunctionArgs) {
  const { actor, desk, seen } = requirePermission(context, 'export');
  const query = new URL(request.url).searchParams;
  const file = await readChartFile(seen, params.file ?? '', query);
  if (file === undefined) throw notFound();
  await recordChartFile(desk, { chart: file.chart, query: query.toString(), actor });
  return new Response(file.content, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${file.fileName}"`,
      'Cache-Control': 'no-store',
    },
  });
}
