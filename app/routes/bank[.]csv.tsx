import type { LoaderFunctionArgs } from '@remix-run/node';
import { bankListSource } from '#services/export-list';
import { requirePermission } from '../auth/require-permission.server';
import { csvAnswer } from '../csv-answer.server';
import { readBankList } from '../list-requests.server';

/** What the list of bank lines shows at the same query, as a file. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const allowed = requirePermission(context, 'export', 'everywhere');
  const query = new URL(request.url).searchParams;
  const { view, filter, sort } = readBankList(query);
  return csvAnswer(context, bankListSource(view, filter, sort), { request, allowed });
}
