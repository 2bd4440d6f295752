import type { LoaderFunctionArgs } from '@remix-run/node';
import { dayOf } from '#core/calendar';
import { streamReport } from '#services/export-stream';
import { writePayments } from '#services/payments-file';
import { requirePerson } from '../auth/require-person.server';
import { readPaymentsFilter } from '../payments-filter.server';

/** The rows of `/payments?…` as a file: all of them, not a page. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  requirePerson(context);
  const { desk, drained } = context;
  const { filter } = readPaymentsFilter(new URL(request.url).searchParams, dayOf(desk.clock.now()));
  const file = writePayments(desk, filter);
  return new Response(streamReport(file, { signal: request.signal, drained }), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${file.fileName}"`,
      'Cache-Control': 'no-store, no-transform',
    },
  });
}
