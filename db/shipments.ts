/** Writes and reads of shipments. */
import { and, eq, lte, sql } from 'drizzle-orm';
import { subtractOre, sumOre } from '#core/money';
import { isAllSent } from '#core/shipping';
import { auditStatement, orderSubject } from './audit';
import { type Db, inTransaction, type Statement } from './client';
import type { OrderName } from './orders';
import { orders, shipments } from './schema/index';

export type ShipmentRow = typeof shipments.$inferSelect;
export type NewShipment = typeof shipments.$inferInsert;

export type StoredShipment =
  | { readonly kind: 'stored'; readonly shipment: ShipmentRow }
  /** A shipment of that name is there already. Nothing was written. */
  | { readonly kind: 'known'; readonly shipment: ShipmentRow }
  /** All shipments together would be more than there is to send, or all is sent. Nothing was written. */
  | { readonly kind: 'above-remaining' | 'all-sent' };

/**
 * Stores a shipment with its record, and the order's first time of shipping. What shipments name of the reserved amount is added
 * up under the write lock, so that two at once cannot exceed it together. What is written `beside` it is stored with it or not at all.
 */
export async function storeShipment(
  db: Db,
  row: NewShipment,
  beside: readonly Statement[] = [],
): Promise<StoredShipment> {
  return inTransaction(db, (): StoredShipment => {
    const earlier = shipmentsOf(db, row);
    const known = earlier.find((shipment) => shipment.shipmentKey === row.shipmentKey);
    if (known !== undefined) return { kind: 'known', shipment: known };
    const order = amountsOf(db, row);
    if (isAllSent(order, earlier)) return { kind: 'all-sent' };
    const toSendOre = subtractOre(order.reservedOre, order.cancelledOre);
    const sentOre = sumOre(earlier.flatMap(({ amountOre }) => amountOre ?? []));
    if (row.amountOre && row.amountOre > subtractOre(toSendOre, sentOre)) return { kind: 'above-remaining' };
    for (const statement of beside) statement.run();
    return { kind: 'stored', shipment: insertShipment(db, row) };
  });
}

function amountsOf(db: Db, { msn, orderId }: OrderName) {
  const { amountOre, reservedOre, capturedOre, cancelledOre } = orders;
  const order = db
    .select({ amountOre, reservedOre, capturedOre, cancelledOre })
    .from(orders)
    .where(and(eq(orders.msn, msn), eq(orders.orderId, orderId)))
    .get();
  if (order === undefined) throw new Error(`order ${msn}/${orderId} is not there`);
  return order;
}

/** A shipment with its record and the order's first time of shipping; within a transaction of the caller. */
export function insertShipment(db: Db, row: NewShipment): ShipmentRow {
  const shipment = db.insert(shipments).values(row).returning().get();
  db.update(orders)
    .set({
      shippedAt: sql`min(coalesce(${orders.shippedAt}, ${row.shippedAt}), ${row.shippedAt})`,
      // All that remained: what is not given back, or the whole amount where nothing is reserved (yet).
      sentOre:
        row.amountOre == null
          ? sql`max(coalesce(${orders.sentOre}, 0), ${orders.reservedOre} - ${orders.cancelledOre},
              iif(${orders.reservedOre} = 0, ${orders.amountOre}, 0))`
          : sql`coalesce(${orders.sentOre}, 0) + ${row.amountOre}`,
    })
    .where(and(eq(orders.msn, row.msn), eq(orders.orderId, row.orderId)))
    .run();
  auditStatement(db, {
    at: row.registeredAt,
    actor: row.actor,
    action: 'shipment recorded',
    subject: orderSubject(row.msn, row.orderId),
    detail: {
      shipment: row.id,
      amountOre: row.amountOre ?? null,
      carrier: row.carrier ?? null,
      trackingNumber: row.trackingNumber ?? null,
      capture: row.capture,
    },
  }).run();
  return shipment;
}

/** The shipments of an order, the first one first. */
export async function listShipments(db: Db, name: OrderName): Promise<ShipmentRow[]> {
  return shipmentsOf(db, name);
}

/** An order is sent in a few parcels, not in thousands. */
export const mostShipments = 500;

/** The same at once, within a transaction. */
export function shipmentsOf(db: Db, { msn, orderId }: OrderName): ShipmentRow[] {
  return db
    .select()
    .from(shipments)
    .where(and(eq(shipments.msn, msn), eq(shipments.orderId, orderId)))
    .orderBy(shipments.shippedAt, shipments.id)
    .limit(mostShipments)
    .all();
}

/** Shipments whose capture is waiting and due, the oldest first. */
export async function listShipmentsToCapture(db: Db, now: string, limit: number): Promise<ShipmentRow[]> {
  return db
    .select()
    .from(shipments)
    .where(and(sql`capture = 'waiting'`, lte(shipments.nextAttemptAt, now)))
    .orderBy(shipments.nextAttemptAt, shipments.id)
    .limit(limit)
    .all();
}

export type ShipmentCaptureChange = Pick<NewShipment, 'capture' | 'captureRefusal' | 'nextAttemptAt'>;

/** Only of a shipment that waits; anything else is left as it is. */
export async function saveShipmentCapture(db: Db, id: string, change: ShipmentCaptureChange): Promise<void> {
  db.update(shipments)
    .set(change)
    .where(and(eq(shipments.id, id), eq(shipments.capture, 'waiting')))
    .run();
}

/** No capture of a shipment is asked for any more; `refusal` says why. */
export function stopWaitingCapturesStatement(db: Db, refusal: string): Statement {
  return db
    .update(shipments)
    .set({ capture: 'refused', captureRefusal: refusal, nextAttemptAt: null })
    .where(sql`capture = 'waiting'`);
}
