/** What is known of many named orders, to decide on all of them at once. */
import { sql } from 'drizzle-orm';
import type { Ore } from '#core/money';
import type { OrderState } from '#core/payment-state';
import type { Db } from '../client';
import type { OrderName } from '../orders';

export type BulkOrder = OrderName & {
  readonly unitName: string;
  /** Does the desk hold keys for its sales unit? */
  readonly polled: 'yes' | 'no';
  readonly description: string | null;
  readonly state: OrderState;
  readonly amountOre: Ore;
  readonly reservedOre: Ore;
  readonly capturedOre: Ore;
  readonly refundedOre: Ore;
  readonly cancelledOre: Ore;
  readonly guaranteeUntil: string | null;
  readonly deadlineAt: string | null;
  readonly lastCapturedAt: string | null;
  readonly shippedAt: string | null;
  readonly openCommand: 'pending' | 'unknown' | null;
  /** Its shipments: how many, what they name of the amount, and how many of them were all that remained. */
  readonly shipments: number;
  readonly sentOre: Ore;
  readonly sentWhole: number;
  /** Is it an open exception that the same customer reserved the same amount twice? */
  readonly reservedTwice: number;
};

/** Those of the names that the desk knows, in no order. The caller bounds the names. */
export async function listOrdersByName(db: Db, names: readonly OrderName[]): Promise<BulkOrder[]> {
  const wanted = JSON.stringify(names.map(({ msn, orderId }) => [msn, orderId]));
  return db.all<BulkOrder>(sql`
    SELECT o.msn, o.order_id AS "orderId", u.name AS "unitName", u.polled, o.description, o.state,
      o.amount_ore AS "amountOre", o.reserved_ore AS "reservedOre", o.captured_ore AS "capturedOre",
      o.refunded_ore AS "refundedOre", o.cancelled_ore AS "cancelledOre", o.guarantee_until AS "guaranteeUntil",
      o.deadline_at AS "deadlineAt", o.last_captured_at AS "lastCapturedAt", o.shipped_at AS "shippedAt",
      (SELECT c.status FROM commands c WHERE c.msn = o.msn AND c.order_id = o.order_id
        AND c.status in ('pending','unknown')) AS "openCommand",
      (SELECT count(*) FROM shipments s WHERE s.msn = o.msn AND s.order_id = o.order_id) AS shipments,
      (SELECT coalesce(sum(s.amount_ore), 0) FROM shipments s WHERE s.msn = o.msn AND s.order_id = o.order_id) AS "sentOre",
      (SELECT count(*) FROM shipments s WHERE s.msn = o.msn AND s.order_id = o.order_id AND s.amount_ore IS NULL) AS "sentWhole",
      EXISTS (SELECT 1 FROM exceptions x WHERE x.msn = o.msn AND x.order_id = o.order_id
        AND x.kind = 'duplicate-reservation' AND x.status = 'open') AS "reservedTwice"
    FROM json_each(${wanted}) w
    JOIN orders o ON o.msn = w.value ->> 0 AND o.order_id = w.value ->> 1
    JOIN sales_units u ON u.msn = o.msn`);
}
