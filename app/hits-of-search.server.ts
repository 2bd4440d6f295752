import type { Everything } from '#db/queries/search-everything';
import { orderPath } from './components/order-table';
import { payoutPath } from './components/payout-table';
import type { Hit } from './hands/hits';

/** The rows of a search as the palette shows them, one line each. */
export function hitsOf(found: Everything): Hit[] {
  const order = (group: 'orders' | 'ordersOfAmount') => (row: Everything['orders']['rows'][number]) => ({
    group,
    to: orderPath(row),
    name: row.orderId,
    sub: row.unitName,
    amountOre: row.amountOre,
    state: row.state,
  });
  return [
    ...found.orders.rows.map(order('orders')),
    ...found.ordersOfAmount.rows.map(order('ordersOfAmount')),
    ...[...found.payouts.rows, ...found.payoutsOfAmount.rows].map((row) => ({
      group: 'payouts' as const,
      to: payoutPath(row),
      name: row.settlementNumber,
      sub: row.units ?? row.ledgerId,
      amountOre: row.amountOre,
      state: null,
    })),
    ...found.bankLines.rows.map((row) => ({
      group: 'bankLines' as const,
      to: `/bank/${encodeURIComponent(row.id)}`,
      name: row.description,
      sub: row.bookedOn,
      amountOre: row.amountOre,
      state: null,
    })),
  ];
}
