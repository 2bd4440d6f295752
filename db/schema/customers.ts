import { sql } from 'drizzle-orm';
import { check, foreignKey, index, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { instant, words } from '../columns';
import { orders } from './orders';

/** Why the details of a person were erased. */
export const erasureReasons = ['expired', 'consent-removed'] as const;

/** Who bought, for express orders: what the customer agreed to share. Erased by age, or when the consent is removed; then only the row stays. */
export const orderCustomers = sqliteTable(
  'order_customers',
  {
    msn: text('msn').notNull(),
    orderId: text('order_id').notNull(),
    /** Vipps's pseudonym of the person: what a removal of consent names. */
    userId: text('user_id'),
    firstName: text('first_name'),
    lastName: text('last_name'),
    email: text('email'),
    mobileNumber: text('mobile_number'),
    addressLine1: text('address_line_1'),
    addressLine2: text('address_line_2'),
    postCode: text('post_code'),
    city: text('city'),
    country: text('country'),
    receivedAt: instant('received_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    erasedAt: instant('erased_at'),
    erasedBecause: words('erased_because', erasureReasons),
  },
  (table) => [
    primaryKey({ columns: [table.msn, table.orderId] }),
    foreignKey({ columns: [table.msn, table.orderId], foreignColumns: [orders.msn, orders.orderId] }),
    index('order_customers_by_user').on(table.userId).where(sql`user_id is not null`),
    index('order_customers_to_expire').on(table.expiresAt).where(sql`erased_at is null`),
    check(
      'order_customers_erased',
      sql`${table.erasedAt} is null or (${table.userId} is null and ${table.firstName} is null and ${table.lastName} is null
        and ${table.email} is null and ${table.mobileNumber} is null and ${table.addressLine1} is null
        and ${table.addressLine2} is null and ${table.postCode} is null and ${table.city} is null and ${table.erasedBecause} is not null)`,
    ),
  ],
);

/** Removals of consent, by a hash of the person's id: details of earlier orders that arrive late are not stored any more. */
export const consentRemovals = sqliteTable('consent_removals', {
  userHash: text('user_hash').primaryKey(),
  removedAt: instant('removed_at').notNull(),
});
