import type { LoaderFunctionArgs } from '@remix-run/node';
import { orderListSource } from '#services/export-list';
import { requirePermission } from '../auth/require-permission.server';
import { csvAnswer } from '../csv-answer.server';
import { readOrderFilter, readOrderLook } from '../order-filter.server';

/** What the list of orders shows at the same query, as a file. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const allowed = requirePermission(context, 'export');
  const query = new URL(request.url).searchParams;
  const { given: _given, problems: _problems, ...filter } = readOrderFilter(query, context.desk.clock.now());
  const { sort } = readOrderLook(query, filter.view);
  return csvAnswer(context, orderListSource(filter, sort), { request, allowed });
}
