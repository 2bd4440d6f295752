import type { LoaderFunctionArgs } from '@remix-run/node';
import { auditListSource } from '#services/audit-file';
import { readAuditFilter } from '../audit-filter.server';
import { requirePermission } from '../auth/require-permission.server';
import { csvAnswer } from '../csv-answer.server';

/** The records of `/audit?…` as a file: all of them, not a page. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const allowed = requirePermission(context, 'see-audit');
  const filter = readAuditFilter(new URL(request.url).searchParams);
  return csvAnswer(context, auditListSource(filter), { request, allowed });
}
