import type { AppLoadContext } from '@remix-run/node';
import { type ListSource, writeList } from '#services/export-list';
import { streamReport } from '#services/export-stream';

/** A list as a file, made as fast as it is taken. */
export async function csvAnswer(
  { desk, drained }: Pick<AppLoadContext, 'desk' | 'drained'>,
  list: ListSource,
  { request, person }: { readonly request: Request; readonly person: string },
): Promise<Response> {
  const query = new URL(request.url).search.slice(1);
  const file = await writeList(desk, list, { query, actor: person });
  return new Response(streamReport(file, { signal: request.signal, drained }), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${file.fileName}"`,
      // Sent as it is: what a compressor holds back would hide that the connection is full.
      'Cache-Control': 'no-store, no-transform',
    },
  });
}
