/** What customers of express orders share, for as long as the desk may keep it. */
import { and, eq, isNull, sql } from 'drizzle-orm';
import { auditStatement } from './audit';
import { type Db, inTransaction, type Statement } from './client';
import { forgetCustomerKey, type OrderName } from './orders';
import { consentRemovals, orderCustomers, orders } from './schema/index';

export type CustomerRow = typeof orderCustomers.$inferSelect;
export type NewCustomer = typeof orderCustomers.$inferInsert;

/** What stands in place of what a customer shared. */
export const erased = {
  userId: null,
  firstName: null,
  lastName: null,
  email: null,
  mobileNumber: null,
  addressLine1: null,
  addressLine2: null,
  postCode: null,
  city: null,
  country: null,
};

export async function findCustomer(db: Db, { msn, orderId }: OrderName): Promise<CustomerRow | undefined> {
  return db
    .select()
    .from(orderCustomers)
    .where(and(eq(orderCustomers.msn, msn), eq(orderCustomers.orderId, orderId)))
    .get();
}

/**
 * Adds what is told of an order's customer; a field told before stays when it is not told again. Erased details stay erased,
 * and nothing is added of a person who removed the consent after the reservation. For `atomically`, which makes it one with the check.
 */
export function saveCustomerStatement(
  db: Db,
  row: NewCustomer,
  { userHash, reservedAt }: { readonly userHash: string | undefined; readonly reservedAt: string },
): Statement {
  const upsert = upsertCustomer(db, row);
  return {
    run() {
      const removed = userHash === undefined ? undefined : removalOf(db, userHash);
      return removed !== undefined && removed >= reservedAt ? { changes: 0 } : upsert.run();
    },
  };
}

/** When this person (by the hash of the user id) last removed the consent; undefined = never. */
function removalOf(db: Db, userHash: string): string | undefined {
  return db.select().from(consentRemovals).where(eq(consentRemovals.userHash, userHash)).get()?.removedAt;
}

function upsertCustomer(db: Db, row: NewCustomer): Statement {
  return db
    .insert(orderCustomers)
    .values(row)
    .onConflictDoUpdate({
      target: [orderCustomers.msn, orderCustomers.orderId],
      set: {
        userId: sql`coalesce(excluded.user_id, ${orderCustomers.userId})`,
        firstName: sql`coalesce(excluded.first_name, ${orderCustomers.firstName})`,
        lastName: sql`coalesce(excluded.last_name, ${orderCustomers.lastName})`,
        email: sql`coalesce(excluded.email, ${orderCustomers.email})`,
        mobileNumber: sql`coalesce(excluded.mobile_number, ${orderCustomers.mobileNumber})`,
        addressLine1: sql`coalesce(excluded.address_line_1, ${orderCustomers.addressLine1})`,
        addressLine2: sql`coalesce(excluded.address_line_2, ${orderCustomers.addressLine2})`,
        postCode: sql`coalesce(excluded.post_code, ${orderCustomers.postCode})`,
        city: sql`coalesce(excluded.city, ${orderCustomers.city})`,
        country: sql`coalesce(excluded.country, ${orderCustomers.country})`,
        expiresAt: sql`excluded.expires_at`,
      },
      setWhere: isNull(orderCustomers.erasedAt),
    });
}

/**
 * Erases a person everywhere: the details of all orders and the pseudonym that links them. Amounts, states and commands stay.
 * Returns how many orders were this person's.
 */
export async function erasePerson(
  db: Db,
  person: {
    readonly userId: string;
    readonly userHash: string;
    /** The pseudonym that the desk made of the id. */
    readonly customerKey: string;
    readonly at: string;
  },
): Promise<number> {
  const { userId, userHash, customerKey, at } = person;
  return inTransaction(db, () => {
    forgetCustomerKey(db, customerKey);
    const theirs = db
      .select({ msn: orderCustomers.msn, orderId: orderCustomers.orderId })
      .from(orderCustomers)
      .where(eq(orderCustomers.userId, userId))
      .all();
    for (const { msn, orderId } of theirs) {
      db.update(orders)
        .set({ customerKey: null })
        .where(and(eq(orders.msn, msn), eq(orders.orderId, orderId)))
        .run();
    }
    db.update(orderCustomers)
      .set({ ...erased, erasedAt: at, erasedBecause: 'consent-removed' })
      .where(eq(orderCustomers.userId, userId))
      .run();
    db.insert(consentRemovals)
      .values({ userHash, removedAt: at })
      .onConflictDoUpdate({ target: consentRemovals.userHash, set: { removedAt: at } })
      .run();
    auditStatement(db, {
      at,
      actor: 'vipps',
      action: 'person erased',
      subject: 'consent removal',
      detail: { orders: theirs.length },
    }).run();
    return theirs.length;
  });
}

/**
 * Erases, a piece at a time, the details whose time is over, with the pseudonyms that the desk made of them. Returns how many orders'
 * details were erased.
 */
export async function eraseExpired(db: Db, { now, limit, customerKeyOf }: ExpiredDetails): Promise<number> {
  return inTransaction(db, () => {
    const due = db
      .select({ msn: orderCustomers.msn, orderId: orderCustomers.orderId, userId: orderCustomers.userId })
      .from(orderCustomers)
      .where(and(isNull(orderCustomers.erasedAt), sql`${orderCustomers.expiresAt} <= ${now}`))
      .limit(limit)
      .all();
    for (const { msn, orderId, userId } of due) {
      db.update(orderCustomers)
        .set({ ...erased, erasedAt: now, erasedBecause: 'expired' })
        .where(and(eq(orderCustomers.msn, msn), eq(orderCustomers.orderId, orderId)))
        .run();
      if (userId === null) continue;
      db.update(orders)
        .set({ customerKey: null })
        .where(
          and(
            eq(orders.msn, msn),
            eq(orders.orderId, orderId),
            eq(orders.customerKey, customerKeyOf(userId)),
          ),
        )
        .run();
    }
    return due.length;
  });
}

export type ExpiredDetails = {
  readonly now: string;
  readonly limit: number;
  readonly customerKeyOf: (userId: string) => string;
};

/** Writes the log of changes back, so that what was erased is not left in it either. A reader that is at it puts it off. */
export async function forgetErased(db: Db): Promise<void> {
  const patience = db.$client.pragma('busy_timeout', { simple: true });
  db.$client.pragma('busy_timeout = 200');
  try {
    db.$client.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.$client.pragma(`busy_timeout = ${Number(patience)}`);
  }
}

/** After a change of how long details are kept: counted anew from each reservation. */
export function moveExpiryStatement(db: Db, days: number): Statement {
  const reservedAt = sql`(select o.reserved_at from orders o where o.msn = ${orderCustomers.msn} and o.order_id = ${orderCustomers.orderId})`;
  return db
    .update(orderCustomers)
    .set({
      expiresAt: sql`strftime('%Y-%m-%dT%H:%M:%fZ', coalesce(${reservedAt}, ${orderCustomers.receivedAt}), ${`+${days} days`})`,
    })
    .where(isNull(orderCustomers.erasedAt));
}
