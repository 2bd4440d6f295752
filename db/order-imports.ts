/** Writes of orders that come in a file, many at a time: each piece with its counts, so that a run that was cut short loses nothing. */
import { and, eq, sql } from 'drizzle-orm';
import { type Db, inTransaction } from './client';
import {
  completeRegistrationStatement,
  insertOrAdopt,
  type NewOrder,
  type OrderName,
  type OrderRow,
} from './orders';
import { imports, orders } from './schema/index';
import { insertShipment, type NewShipment, type ShipmentRow, shipmentsOf } from './shipments';

export type OrderToTake = {
  readonly order: NewOrder;
  /** Asked when the shop registered it before: is it the same? */
  isSame(known: OrderRow): boolean;
  /** Asked of an order that was sent, as it then stands, with the shipments it has; undefined when none is to be added. */
  readonly shipment: ((order: OrderRow, earlier: readonly ShipmentRow[]) => NewShipment | undefined) | null;
};

export type TakenOrders = {
  /** New, or named before by somebody else than its shop. */
  readonly registered: number;
  readonly known: number;
  /** Registered before with other content: nothing was changed. */
  readonly differing: number;
  readonly shipments: number;
};

/** Takes a piece of a file in one transaction. Taking it again adds nothing. What is asked must be answered at once. */
export async function takeOrders(
  db: Db,
  importId: string,
  rows: readonly OrderToTake[],
): Promise<TakenOrders> {
  return inTransaction(db, () => {
    const taken = { registered: 0, known: 0, differing: 0, shipments: 0 };
    const added = insertNew(db, rows);
    for (const row of rows) {
      const name = nameOf(row.order);
      const fresh = added.get(name);
      added.delete(name); // a second row of the order meets it as a known one
      const stored = fresh === undefined ? takeKnown(db, row) : 'registered';
      taken[stored] += 1;
      if (stored !== 'differing' && ship(db, row, fresh)) taken.shipments += 1;
    }
    countTaken(db, importId, taken);
    return taken;
  });
}

/** Those that were not there yet, by their names: written together, since nearly all rows of a file are new. */
function insertNew(db: Db, rows: readonly OrderToTake[]): Map<string, OrderRow> {
  if (rows.length === 0) return new Map();
  const added = db
    .insert(orders)
    .values(rows.map(({ order }) => order))
    .onConflictDoNothing()
    .returning()
    .all();
  return new Map(added.map((order) => [nameOf(order), order]));
}

function nameOf({ msn, orderId }: OrderName): string {
  return `${msn}/${orderId}`;
}

function takeKnown(db: Db, { order, isSame }: OrderToTake): 'registered' | 'known' | 'differing' {
  if (insertOrAdopt(db, order) !== 'known') return 'registered';
  const known = getOrder(db, order);
  if (!isSame(known)) return 'differing';
  if (known.registeredOre === null)
    completeRegistrationStatement(db, known, {
      registeredOre: order.registeredOre ?? null,
      device: null,
    }).run();
  return 'known';
}

/** `fresh` is an order that this piece has just written: it has no shipment yet. */
function ship(db: Db, { order, shipment }: OrderToTake, fresh: OrderRow | undefined): boolean {
  if (shipment === null) return false;
  const row =
    fresh === undefined ? shipment(getOrder(db, order), shipmentsOf(db, order)) : shipment(fresh, []);
  if (row === undefined) return false;
  insertShipment(db, row);
  return true;
}

function getOrder(db: Db, { msn, orderId }: OrderName): OrderRow {
  const row = db
    .select()
    .from(orders)
    .where(and(eq(orders.msn, msn), eq(orders.orderId, orderId)))
    .get();
  if (row === undefined) throw new Error(`order ${msn}/${orderId} was stored and cannot be read`);
  return row;
}

function countTaken(db: Db, importId: string, { registered, shipments }: TakenOrders): void {
  db.update(imports)
    .set({
      rowsAdded: sql`${imports.rowsAdded} + ${registered}`,
      ordersAdded: sql`${imports.ordersAdded} + ${registered}`,
      summary: sql`json_set(coalesce(${imports.summary}, '{}'), '$.shipments',
        coalesce(json_extract(${imports.summary}, '$.shipments'), 0) + ${shipments})`,
    })
    .where(eq(imports.id, importId))
    .run();
}
