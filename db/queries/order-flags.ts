/** What of an order's shipping and reserving a person should look at: the open exceptions about it. */
import { sql } from 'drizzle-orm';
import type { Db } from '../client';
import type { OrderName } from '../orders';

export const orderFlagKinds = ['shipped-not-captured', 'duplicate-reservation'] as const;
export type OrderFlagKind = (typeof orderFlagKinds)[number];

export type OrderFlag = OrderName & {
  /** The exception's id. */
  readonly id: string;
  readonly kind: OrderFlagKind;
};

/** The flags of a page of orders, 200 orders at most. */
export async function listOrderFlags(db: Db, names: readonly OrderName[]): Promise<OrderFlag[]> {
  if (names.length === 0) return [];
  const wanted = names.slice(0, 200).map(({ msn, orderId }) => sql`(${msn}, ${orderId})`);
  return db.all<OrderFlag>(sql`
    SELECT x.id, x.kind, x.msn, x.order_id AS "orderId" FROM exceptions x
    WHERE x.order_id IS NOT NULL AND (x.msn, x.order_id) IN (VALUES ${sql.join(wanted, sql`, `)})
      AND x.status = 'open' AND x.kind IN ('shipped-not-captured', 'duplicate-reservation')
    ORDER BY x.kind DESC, x.id`);
}
