import type { LoaderFunctionArgs } from '@remix-run/node';
import { requirePermission } from '../auth/require-permission.server';
import { readChartFile } from '../chart-file.server';
import { notFound } from '../not-found.server';

/** The figures of a chart as a file. */
export async function loader({ params, request, context }: LoaderFunctionArgs) {
  requirePermission(context, 'see');
  const file = await readChartFile(context.desk, params.file ?? '', new URL(request.url).searchParams);
  if (file === undefined) throw notFound();
  return new Response(file.content, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${file.fileName}"`,
      'Cache-Control': 'no-store',
    },
  });
}
