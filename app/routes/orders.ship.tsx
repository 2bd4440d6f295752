import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { requirePermission } from '../auth/require-permission.server';

/** An address of before: marking many orders shipped is work on many orders like the other kinds. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  requirePermission(context, 'ship');
  const query = new URL(request.url).searchParams;
  query.set('do', 'ship');
  return redirect(`/orders/bulk?${query}`, 301);
}
