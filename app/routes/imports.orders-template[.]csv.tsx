import type { LoaderFunctionArgs } from '@remix-run/node';
import { ordersTemplate } from '#services/orders-template';
import { requirePermission } from '../auth/require-permission.server';
import { readPreferences } from '../preferences.server';

/** A table of orders to fill in, with headers in the person's language. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  requirePermission(context, 'import', 'everywhere');
  const { language } = await readPreferences(request);
  const { fileName, content } = await ordersTemplate(language);
  return new Response(content, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${fileName}"`,
    },
  });
}
