/** What /search and the palette ask for. */
import type { Everything } from '#db/queries/search-everything';
import { orderPath } from './components/order-table';
import { payoutPath } from './components/payout-table';

export function readSearch(request: Request): string {
  return (new URL(request.url).searchParams.get('q') ?? '').trim().slice(0, 80);
}

/** Where a search leads at once: to the one thing of that name. */
export function onlyHit(found: Everything): string | undefined {
  const [order, payout] = [found.orders.rows[0], found.payouts.rows[0]];
  if (payout && found.payouts.rows.length === 1 && !order) return payoutPath(payout);
  const others = [found.payouts, found.ordersOfAmount, found.payoutsOfAmount, found.bankLines];
  const isAlone = found.orders.rows.length === 1 && others.every(({ rows }) => rows.length === 0);
  return order && isAlone ? orderPath(order) : undefined;
}

export function countOf(found: Everything): number {
  const groups = [found.orders, found.payouts, found.ordersOfAmount, found.payoutsOfAmount, found.bankLines];
  return groups.reduce((sum, { rows }) => sum + rows.length, 0);
}
