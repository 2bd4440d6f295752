import type { AppLoadContext } from '@remix-run/node';
import { type ListSource, writeList } from '#services/export-list';
import { streamReport } from '#services/export-stream';
import type { Allowed } from './auth/require-permission.server';

/** A list as a file, as far as the person may export it; made as fast as it is taken. */
export async function csvAnswer(
  { drained }: Pick<AppLoadContext, 'drained'>,
  list: ListSource,
  { request, allowed }: { readonly request: Request; readonly allowed: Allowed },
): Promise<Response> {
  const query = new URL(request.url).search.slice(1);
  const { desk, seen, actor } = allowed;
  const file = await writeList(desk, list, { query, actor, from: seen.db });
  return new Response(streamReport(file, { signal: request.signal, drained }), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${file.fileName}"`,
      // Sent as it is: what a compressor holds back would hide that the connection is full.
      'Cache-Control': 'no-store, no-transform',
    },
  });
}
