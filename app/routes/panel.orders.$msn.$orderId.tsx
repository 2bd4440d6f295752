import type { LoaderFunctionArgs } from '@remix-run/node';
import { requirePermission } from '../auth/require-permission.server';
import { orderInShort } from '../order-in-short.server';

/** One order for the side panel of a list, as JSON; null when there is none. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const { person } = requirePermission(context, 'see');
  const name = { msn: params.msn ?? '', orderId: params.orderId ?? '' };
  return Response.json((await orderInShort(context.desk, name, person.grants)) ?? null);
}
