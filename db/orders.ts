/** Writes of orders and their payment events. */
import { and, eq, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import type { Country } from '#core/calendar';
import { type Db, inTransaction, type Statement } from './client';
import { preparedOnce } from './remembered-statements';
import { orders, paymentEvents, salesUnits } from './schema/index';

export type { ConfirmationWay, OrderDevice } from './schema/index';

export type SalesUnitRow = typeof salesUnits.$inferSelect;
export type OrderRow = typeof orders.$inferSelect;
export type NewOrder = Omit<typeof orders.$inferInsert, 'remainingOre'>;
export type PaymentEventRow = typeof paymentEvents.$inferSelect;
export type NewPaymentEvent = Omit<typeof paymentEvents.$inferInsert, 'sequence'>;
export type OrderChange = Partial<Omit<NewOrder, 'msn' | 'orderId' | 'registeredAt'>>;
export type OrderName = { readonly msn: string; readonly orderId: string };

export async function findSalesUnit(db: Db, msn: string): Promise<SalesUnitRow | undefined> {
  return salesUnitByMsn(db).get({ msn });
}

const salesUnitByMsn = preparedOnce((db) =>
  db
    .select()
    .from(salesUnits)
    .where(eq(salesUnits.msn, sql.placeholder('msn')))
    .prepare(),
);

export async function listSalesUnits(db: Db): Promise<SalesUnitRow[]> {
  return allSalesUnits(db).all();
}

const allSalesUnits = preparedOnce((db) => db.select().from(salesUnits).orderBy(salesUnits.msn).prepare());

/** Adds a sales unit, or makes a known one polled. The name given wins over a placeholder (its own number). */
export async function saveSalesUnit(
  db: Db,
  unit: { msn: string; name: string; polled: boolean; country?: Country; at: string },
): Promise<void> {
  saveSalesUnitStatement(db, unit).run();
}

export function saveSalesUnitStatement(
  db: Db,
  unit: { msn: string; name: string; polled: boolean; country?: Country; at: string },
): Statement {
  return db
    .insert(salesUnits)
    .values({
      msn: unit.msn,
      name: unit.name,
      polled: unit.polled ? 'yes' : 'no',
      country: unit.country ?? 'NO',
      createdAt: unit.at,
    })
    .onConflictDoUpdate({
      target: salesUnits.msn,
      set: {
        name: sql`case when excluded.name = excluded.msn then ${salesUnits.name} else excluded.name end`,
        polled: sql`case when ${salesUnits.polled} = 'yes' or excluded.polled = 'yes' then 'yes' else 'no' end`,
      },
    });
}

export async function findOrder(db: Db, { msn, orderId }: OrderName): Promise<OrderRow | undefined> {
  return orderByName(db).get({ msn, orderId });
}

const orderByName = preparedOnce((db) =>
  db
    .select()
    .from(orders)
    .where(and(eq(orders.msn, sql.placeholder('msn')), eq(orders.orderId, sql.placeholder('orderId'))))
    .prepare(),
);

/**
 * Adds orders that are not there yet, in one transaction; returns how many were new. One that a ledger or a file had named before
 * its shop did is the shop's from now on, with what the shop says of it.
 */
export async function insertOrders(db: Db, rows: readonly NewOrder[]): Promise<number> {
  return inTransaction(db, () => rows.filter((row) => insertOrAdopt(db, row) === 'added').length);
}

/** One order: added, adopted (a callback, a ledger or a file had named it before its shop did), or known from the shop already. */
export async function insertOrder(db: Db, row: NewOrder): Promise<'added' | 'adopted' | 'known'> {
  return inTransaction(db, () => insertOrAdopt(db, row));
}

/** Within a transaction of the caller. */
export function insertOrAdopt(db: Db, row: NewOrder): 'added' | 'adopted' | 'known' {
  if (db.insert(orders).values(row).onConflictDoNothing().run().changes > 0) return 'added';
  if (row.source !== 'registered') return 'known';
  const { msn, orderId, source, express, description, customerKey, shippedAt, device, registeredOre } = row;
  const { changes } = db
    .update(orders)
    .set({
      source,
      ...(express === 'yes' ? { express } : {}),
      description,
      customerKey: sql`coalesce(${customerKey ?? null}, ${orders.customerKey})`,
      shippedAt: sql`coalesce(${shippedAt ?? null}, ${orders.shippedAt})`,
      device,
      registeredOre,
    })
    .where(and(eq(orders.msn, msn), eq(orders.orderId, orderId), ne(orders.source, 'registered')))
    .run();
  return changes > 0 ? 'adopted' : 'known';
}

/** What the shop tells later than at first: it fills what was left out, and changes nothing else. */
export function completeRegistrationStatement(
  db: Db,
  { msn, orderId }: OrderName,
  told: Pick<NewOrder, 'registeredOre' | 'device' | 'description' | 'customerKey'>,
): Statement {
  return db
    .update(orders)
    .set({
      registeredOre: sql`coalesce(${orders.registeredOre}, ${told.registeredOre ?? null})`,
      device: sql`coalesce(${orders.device}, ${told.device ?? null})`,
      description: sql`coalesce(${orders.description}, ${told.description ?? null})`,
      customerKey: sql`coalesce(${orders.customerKey}, ${told.customerKey ?? null})`,
    })
    .where(and(eq(orders.msn, msn), eq(orders.orderId, orderId)));
}

/** A pseudonym for an order that has none. */
export function claimCustomerKeyStatement(
  db: Db,
  { msn, orderId }: OrderName,
  customerKey: string,
): Statement {
  return db
    .update(orders)
    .set({ customerKey })
    .where(and(eq(orders.msn, msn), eq(orders.orderId, orderId), isNull(orders.customerKey)));
}

/** Takes a pseudonym away from every order that has it; within a transaction of the caller. */
export function forgetCustomerKey(db: Db, customerKey: string): void {
  db.update(orders)
    .set({ customerKey: null })
    .where(and(eq(orders.customerKey, customerKey), isNotNull(orders.reservedAt))) // by the index of those
    .run();
}

/** The first confirmation stands. */
export function confirmOrderStatement(
  db: Db,
  { msn, orderId }: OrderName,
  confirmation: Required<Pick<NewOrder, 'confirmedAt' | 'confirmedBy'>>,
): Statement {
  return db
    .update(orders)
    .set(confirmation)
    .where(and(eq(orders.msn, msn), eq(orders.orderId, orderId), isNull(orders.confirmedAt)));
}

/** Adds orders that a ledger or a file names and that are not known yet; within a transaction of the caller. Returns how many were new. */
export function insertMentions(db: Db, rows: readonly NewOrder[]): number {
  const insert = db.$client.prepare(
    `INSERT INTO orders (msn, order_id, source, state, registered_at, activity_at, next_poll_at)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  let added = 0;
  for (const { msn, orderId, source, state, registeredAt, activityAt, nextPollAt } of rows)
    added += insert.run(msn, orderId, source, state, registeredAt, activityAt, nextPollAt ?? null).changes;
  return added;
}

export function updateOrderStatement(db: Db, { msn, orderId }: OrderName, change: OrderChange): Statement {
  return db
    .update(orders)
    .set(change)
    .where(and(eq(orders.msn, msn), eq(orders.orderId, orderId)));
}

/** Changes an order only when as many events are stored as the writer has read; else nothing changes. */
export function updateOrderWithEventsStatement(
  db: Db,
  { msn, orderId }: OrderName,
  eventCount: number,
  change: OrderChange,
): Statement {
  return db
    .update(orders)
    .set(change)
    .where(and(eq(orders.msn, msn), eq(orders.orderId, orderId), eq(orders.eventCount, eventCount)));
}

/** Changes nothing and counts one row while the order is as the writer read it: a guard for `exactly(1, …)`. */
export function orderIsUnchangedStatement(
  db: Db,
  { msn, orderId }: OrderName,
  eventCount: number,
): Statement {
  return updateOrderWithEventsStatement(db, { msn, orderId }, eventCount, { eventCount });
}

export function insertPaymentEventStatement(db: Db, row: NewPaymentEvent): Statement {
  return db.insert(paymentEvents).values(row).onConflictDoNothing();
}

/** The whole history of an order, oldest first. */
export async function listPaymentEvents(db: Db, { msn, orderId }: OrderName): Promise<PaymentEventRow[]> {
  return eventsOfOrder(db).all({ msn, orderId });
}

const eventsOfOrder = preparedOnce((db) =>
  db
    .select()
    .from(paymentEvents)
    .where(
      and(
        eq(paymentEvents.msn, sql.placeholder('msn')),
        eq(paymentEvents.orderId, sql.placeholder('orderId')),
      ),
    )
    .orderBy(paymentEvents.occurredAt, paymentEvents.position)
    .prepare(),
);

/**
 * Every order counts as never read: what is stored of it may be old. Those that are still followed are due at once, by whatever clock the
 * books have; the others are read when somebody wants something done with them.
 */
export function markAllUnreadStatement(db: Db): Statement {
  return db
    .update(orders)
    .set({
      polledAt: null,
      nextPollAt: sql`CASE WHEN ${orders.nextPollAt} IS NULL THEN NULL ELSE ${orders.polledAt} END`,
    })
    .where(isNotNull(orders.polledAt));
}

/** Orders whose next poll is due, the most overdue first. */
export async function listOrdersToPoll(db: Db, now: string, limit: number): Promise<OrderRow[]> {
  return db
    .select()
    .from(orders)
    .where(sql`${orders.nextPollAt} is not null and ${orders.nextPollAt} <= ${now}`)
    .orderBy(orders.nextPollAt)
    .limit(limit)
    .all();
}

export async function countOrdersToPoll(db: Db, now: string): Promise<number> {
  const row = db
    .select({ n: sql<number>`count(*)` })
    .from(orders)
    .where(sql`${orders.nextPollAt} is not null and ${orders.nextPollAt} <= ${now}`)
    .get();
  return row?.n ?? 0;
}
