import type { LoaderFunctionArgs } from '@remix-run/node';
import { dayOf } from '#core/calendar';
import { exceptionListSource } from '#services/export-list';
import { requirePermission } from '../auth/require-permission.server';
import { csvAnswer } from '../csv-answer.server';
import { readExceptionList } from '../list-requests.server';

/** What the list of exceptions shows at the same query, as a file. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const allowed = requirePermission(context, 'export');
  const query = new URL(request.url).searchParams;
  const { filter, sort } = readExceptionList(query, allowed.actor, dayOf(context.desk.clock.now()));
  return csvAnswer(context, exceptionListSource(filter, sort), { request, allowed });
}
