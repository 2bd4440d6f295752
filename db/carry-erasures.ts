/** What was erased stays erased when an older database takes the place of a newer one. */
import { and, eq, isNull, sql } from 'drizzle-orm';
import { type Db, inTransaction } from './client';
import { erased } from './customers';
import { consentRemovals, orderCustomers, orders } from './schema/index';

type ErasedRow = Pick<typeof orderCustomers.$inferSelect, 'msn' | 'orderId'> & {
  readonly at: string;
  readonly because: NonNullable<(typeof orderCustomers.$inferSelect)['erasedBecause']>;
  readonly isUnlinked: number;
};

/** Erases in `to` whose details are erased in `from`, and remembers the consents that were removed. Returns of how many orders. */
export function carryErasures(from: Db, to: Db): number {
  const removals = from.select().from(consentRemovals).all();
  const rows = from.$client
    .prepare<[], ErasedRow>(
      `SELECT c.msn, c.order_id AS "orderId", c.erased_at AS at, c.erased_because AS because, o.customer_key IS NULL AS "isUnlinked"
        FROM order_customers c JOIN orders o ON o.msn = c.msn AND o.order_id = c.order_id WHERE c.erased_at IS NOT NULL`,
    )
    .iterate();
  return inTransaction(to, () => {
    for (const { userHash, removedAt } of removals) {
      const latest = sql`max(${consentRemovals.removedAt}, ${removedAt})`;
      to.insert(consentRemovals)
        .values({ userHash, removedAt })
        .onConflictDoUpdate({ target: consentRemovals.userHash, set: { removedAt: latest } })
        .run();
    }
    let orderCount = 0;
    for (const row of rows) orderCount += eraseAgain(to, row);
    return orderCount;
  });
}

function eraseAgain(to: Db, { msn, orderId, at, because, isUnlinked }: ErasedRow): number {
  const { changes } = to
    .update(orderCustomers)
    .set({ ...erased, erasedAt: at, erasedBecause: because })
    .where(
      and(eq(orderCustomers.msn, msn), eq(orderCustomers.orderId, orderId), isNull(orderCustomers.erasedAt)),
    )
    .run();
  if (isUnlinked)
    to.update(orders)
      .set({ customerKey: null })
      .where(and(eq(orders.msn, msn), eq(orders.orderId, orderId)))
      .run();
  return changes;
}
