/** Reads what the list of orders is filtered by from an address. */
import { z } from 'zod';
import { orderStates } from '#core/payment-state';
import type { OrderFilter } from '#db/queries/orders-list';

const viewSchema = z.enum(['all', 'uncaptured', ...orderStates]);
const msnSchema = z
  .string()
  .regex(/^\d{4,7}$/)
  .optional();

/** Never throws: what cannot be read is left out and told in `problems`. */
export function readOrderFilter(
  query: URLSearchParams,
  _now: string,
): OrderFilter & { readonly problems: readonly string[] } {
  const view = viewSchema.safeParse(query.get('view') ?? 'all');
  const msn = msnSchema.safeParse(query.get('msn') || undefined);
  return {
    view: view.success ? view.data : 'all',
    ...(msn.success && msn.data !== undefined ? { msn: msn.data } : {}),
    problems: [...(view.success ? [] : ['view']), ...(msn.success ? [] : ['msn'])],
  };
}
