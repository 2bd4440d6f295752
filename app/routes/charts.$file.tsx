import type { LoaderFunctionArgs } from '@remix-run/node';
import { recordChartFile } from '#services/chart-files';
import { requirePerson } from '../auth/require-person.server';
import { readChartFile } from '../chart-file.server';
import { notFound } from '../not-found.server';

/** The figures of a chart as a file. */
export async function loader({ params, request, context }: LoaderFunctionArgs) {
  const person = requirePerson(context);
  const query = new URL(request.url).searchParams;
  const file = await readChartFile(context.desk, params.file ?? '', query);
  if (file === undefined) throw notFound();
  await recordChartFile(context.desk, { chart: file.chart, query: query.toString(), actor: person });
  return new Response(file.content, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${file.fileName}"`,
      'Cache-Control': 'no-store',
    },
  });
}
