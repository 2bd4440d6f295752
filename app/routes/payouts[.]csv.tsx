import type { LoaderFunctionArgs } from '@remix-run/node';
import { dayOf } from '#core/calendar';
import { payoutListSource } from '#services/export-list';
import { requirePermission } from '../auth/require-permission.server';
import { csvAnswer } from '../csv-answer.server';
import { readPayoutList } from '../list-requests.server';

/** What the list of payouts shows at the same query, as a file. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const allowed = requirePermission(context, 'export');
  const query = new URL(request.url).searchParams;
  const { filter, sort } = readPayoutList(query, dayOf(context.desk.clock.now()));
  return csvAnswer(context, payoutListSource(filter, sort), { request, allowed });
}
