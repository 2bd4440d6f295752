import type { LoaderFunctionArgs } from '@remix-run/node';
import { dayOf } from '#core/calendar';
import { paymentsListSource } from '#services/payments-file';
import { requirePermission } from '../auth/require-permission.server';
import { csvAnswer } from '../csv-answer.server';
import { readPaymentsFilter } from '../payments-filter.server';

/** The rows of `/payments?…` as a file: all of them, not a page. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const allowed = requirePermission(context, 'export');
  const { filter } = readPaymentsFilter(new URL(request.url).searchParams, dayOf(context.desk.clock.now()));
  return csvAnswer(context, paymentsListSource(filter), { request, allowed });
}
