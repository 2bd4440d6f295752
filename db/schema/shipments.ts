import { sql } from 'drizzle-orm';
import { check, foreignKey, index, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { amount, instant, words } from '../columns';
import { orders } from './orders';

/**
 * What becomes of the money when a shipment is told: not-asked (a person captures), waiting (the job captures it), ordered (the
 * command with the shipment's id stands for it), refused (the desk did not send it; `captureRefusal` says why).
 */
export const shipmentCaptures = ['not-asked', 'waiting', 'ordered', 'refused'] as const;

/** One parcel, or the whole order, sent to the customer. */
export const shipments = sqliteTable(
  'shipments',
  {
    /** Also the id, and so the idempotency key, of the capture that it asks for. */
    id: text('id').primaryKey(),
    msn: text('msn').notNull(),
    orderId: text('order_id').notNull(),
    /** The name that the shop (or the form) gave it: telling it again adds nothing. */
    shipmentKey: text('shipment_key').notNull(),
    /** What of the order's amount was sent; null = all that remains. */
    amountOre: amount('amount_ore'),
    carrier: text('carrier'),
    trackingNumber: text('tracking_number'),
    shippedAt: instant('shipped_at').notNull(),
    registeredAt: instant('registered_at').notNull(),
    actor: text('actor').notNull(),
    capture: words('capture', shipmentCaptures).notNull(),
    captureRefusal: text('capture_refusal'),
    nextAttemptAt: instant('next_attempt_at'),
  },
  (table) => [
    foreignKey({ columns: [table.msn, table.orderId], foreignColumns: [orders.msn, orders.orderId] }),
    uniqueIndex('shipments_key').on(table.msn, table.orderId, table.shipmentKey),
    index('shipments_waiting').on(table.nextAttemptAt).where(sql`capture = 'waiting'`),
    check('shipments_id', sql`length(${table.id}) between 1 and 40`),
    check('shipments_amount', sql`${table.amountOre} is null or ${table.amountOre} > 0`),
    check('shipments_capture', sql`${table.capture} in ('not-asked','waiting','ordered','refused')`),
    check('shipments_refusal', sql`(${table.capture} = 'refused') = (${table.captureRefusal} is not null)`),
  ],
);
