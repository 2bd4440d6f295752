import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { Currency } from '#core/money';
import { orderStates, paymentOperations } from '#core/payment-state';
import { amount, count, instant, words } from '../columns';
import { salesUnits } from './sales-units';

/** How the back office came to know an order: no endpoint of Vipps lists payments. */
export const orderSources = ['registered', 'callback', 'ledger', 'file'] as const;

/** Where the customer was when paying: told by the shop, since Vipps does not tell. */
export const orderDevices = ['desktop', 'phone'] as const;
export type OrderDevice = (typeof orderDevices)[number];

/** How the shop learned that the payment stands when it confirmed the order to its customer. */
export const confirmationWays = ['return', 'poll', 'callback'] as const;
export type ConfirmationWay = (typeof confirmationWays)[number];

/** One order. Its state and amounts are derived from its payment events and stored for listing. */
export const orders = sqliteTable(
  'orders',
  {
    msn: text('msn')
      .notNull()
      .references(() => salesUnits.msn),
    orderId: text('order_id').notNull(),
    currency: text('currency').$type<Currency>().notNull().default('NOK'),
    source: words('source', orderSources).notNull(),
    express: words('express', ['yes', 'no']).notNull().default('no'),
    description: text('description'),
    /** A pseudonym the shop gives its customer; tells two reservations by one person. */
    customerKey: text('customer_key'),
    /** When the shop sent the goods, where it told. */
    shippedAt: instant('shipped_at'),
    /** What shipments say was sent, in all; one without an amount is all there is. Null = none was told. */
    sentOre: amount('sent_ore'),
    device: words('device', orderDevices),
    /** When the shop confirmed the order to its customer, and how it knew of the payment. */
    confirmedAt: instant('confirmed_at'),
    confirmedBy: words('confirmed_by', confirmationWays),
    /** What the customer of an express payment chose. The cost is part of the reserved amount. */
    shippingMethodId: text('shipping_method_id'),
    shippingMethod: text('shipping_method'),
    shippingCostOre: amount('shipping_cost_ore'),
    state: words('state', orderStates).notNull(),
    amountOre: amount('amount_ore').notNull().default(sql`0`),
    /** What the shop said it asked the customer for, without the shipping of an express payment; null = not told. */
    registeredOre: amount('registered_ore'),
    reservedOre: amount('reserved_ore').notNull().default(sql`0`),
    capturedOre: amount('captured_ore').notNull().default(sql`0`),
    refundedOre: amount('refunded_ore').notNull().default(sql`0`),
    cancelledOre: amount('cancelled_ore').notNull().default(sql`0`),
    remainingOre: amount('remaining_ore')
      .notNull()
      .generatedAlwaysAs(sql`reserved_ore - captured_ore - cancelled_ore`, { mode: 'stored' }),
    registeredAt: instant('registered_at').notNull(),
    initiatedAt: instant('initiated_at'),
    reservedAt: instant('reserved_at'),
    lastCapturedAt: instant('last_captured_at'),
    /** The last payment event, or the registration: what lists are ordered by. */
    activityAt: instant('activity_at').notNull(),
    guaranteeUntil: instant('guarantee_until'),
    deadlineAt: instant('deadline_at'),
    nextPollAt: instant('next_poll_at'),
    polledAt: instant('polled_at'),
    /** How many payment events are stored: a writer that read fewer has an old picture and must read again. */
    eventCount: count('event_count').notNull().default(0),
    pollFailures: count('poll_failures').notNull().default(0),
    pollError: text('poll_error'),
    /** Kept by triggers on `exceptions`: those are listed in every order, too. */
    openExceptions: count('open_exceptions').notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.msn, table.orderId] }),
    // Whatever a list is ordered by, what it is filtered by stands in the same index: rows that do not fit are passed over without being read.
    index('orders_by_activity').on(
      ...[table.activityAt, table.msn, table.orderId],
      ...[table.state, table.amountOre, table.remainingOre],
    ),
    index('orders_by_state').on(
      ...[table.state, table.activityAt, table.msn, table.orderId],
      ...[table.amountOre, table.remainingOre],
    ),
    index('orders_by_unit').on(
      ...[table.msn, table.activityAt, table.orderId],
      ...[table.state, table.amountOre, table.remainingOre],
    ),
    index('orders_by_unit_state').on(
      ...[table.msn, table.state, table.activityAt, table.orderId],
      ...[table.amountOre, table.remainingOre],
    ),
    index('orders_by_name').on(
      ...[sql`order_id collate nocase`, table.msn, table.orderId],
      ...[table.activityAt, table.state, table.amountOre, table.remainingOre],
    ),
    index('orders_by_amount').on(
      ...[table.amountOre, table.msn, table.orderId],
      ...[table.activityAt, table.state, table.remainingOre],
    ),
    index('orders_uncaptured')
      .on(
        ...[table.guaranteeUntil, table.msn, table.orderId],
        ...[table.activityAt, table.state, table.amountOre, table.remainingOre],
      )
      .where(sql`remaining_ore > 0`),
    index('orders_by_remaining')
      .on(
        ...[table.remainingOre, table.msn, table.orderId],
        ...[table.activityAt, table.state, table.amountOre],
      )
      .where(sql`remaining_ore > 0`),
    index('orders_with_exception')
      .on(
        ...[table.activityAt, table.msn, table.orderId, table.state, table.amountOre],
        ...[table.remainingOre, table.openExceptions],
      )
      .where(sql`open_exceptions > 0`),
    index('orders_by_customer')
      .on(table.customerKey, table.msn, table.amountOre, table.reservedAt)
      .where(sql`customer_key is not null and reserved_at is not null`),
    index('orders_shipped_uncaptured')
      .on(table.shippedAt)
      .where(sql`shipped_at is not null and remaining_ore > 0`),
    index('orders_sent_unpaid').on(table.shippedAt).where(sql`sent_ore > captured_ore`),
    index('orders_amount_differs')
      .on(table.msn, table.orderId)
      .where(
        sql`registered_ore is not null and reserved_ore > 0 and reserved_ore <> registered_ore + coalesce(shipping_cost_ore, 0)`,
      ),
    index('orders_unregistered')
      .on(table.msn, table.orderId)
      .where(sql`source <> 'registered' and captured_ore > 0`),
    index('orders_to_poll').on(table.nextPollAt).where(sql`next_poll_at is not null`),
    index('orders_unreadable').on(table.activityAt).where(sql`poll_failures > 2`),
    check('orders_order_id', sql`length(${table.orderId}) between 1 and 50`),
    check('orders_state', sql.raw(`state in (${orderStates.map((state) => `'${state}'`).join(',')})`)),
    check(
      'orders_amounts',
      sql`${table.amountOre} >= 0 and ${table.reservedOre} >= 0 and ${table.cancelledOre} >= 0`,
    ),
    check('orders_captured', sql`${table.capturedOre} between 0 and ${table.reservedOre}`),
    check('orders_refunded', sql`${table.refundedOre} between 0 and ${table.capturedOre}`),
    check('orders_cancelled', sql`${table.capturedOre} + ${table.cancelledOre} <= ${table.reservedOre}`),
    check(
      'orders_clocks',
      sql`${table.reservedAt} is null or (${table.guaranteeUntil} is not null and ${table.deadlineAt} is not null)`,
    ),
  ],
);

/** What Vipps told about an order's payment, one row per entry of its history; append-only. */
export const paymentEvents = sqliteTable(
  'payment_events',
  {
    /** The order of arrival. */
    sequence: integer('sequence').primaryKey(),
    msn: text('msn').notNull(),
    orderId: text('order_id').notNull(),
    /** What identifies an entry within the history of its order; equal entries are told apart by a counter. */
    eventKey: text('event_key').notNull(),
    operation: words('operation', paymentOperations).notNull(),
    /** The operation as Vipps wrote it. */
    operationName: text('operation_name').notNull(),
    amountOre: amount('amount_ore').notNull(),
    success: integer('success', { mode: 'boolean' }).notNull(),
    occurredAt: instant('occurred_at').notNull(),
    transactionId: text('transaction_id'),
    requestId: text('request_id'),
    transactionText: text('transaction_text'),
    /** Position in the history, 0 = oldest, when first seen. */
    position: count('position').notNull(),
    seenAt: instant('seen_at').notNull(),
  },
  (table) => [
    uniqueIndex('payment_events_key').on(table.msn, table.orderId, table.eventKey),
    foreignKey({ columns: [table.msn, table.orderId], foreignColumns: [orders.msn, orders.orderId] }),
    index('payment_events_by_transaction').on(table.transactionId),
    index('payment_events_moved')
      .on(table.occurredAt, table.sequence)
      .where(sql`success = 1 and operation in ('capture','sale','refund')`),
    check('payment_events_amount', sql`${table.amountOre} >= 0`),
  ],
);

/** Counts and sums per sales unit and state, kept by triggers on `orders`: lists never scan all orders. */
export const orderTotals = sqliteTable(
  'order_totals',
  {
    msn: text('msn').notNull(),
    state: text('state').notNull(),
    orders: count('orders').notNull(),
    amountOre: amount('amount_ore').notNull(),
    reservedOre: amount('reserved_ore').notNull(),
    capturedOre: amount('captured_ore').notNull(),
    refundedOre: amount('refunded_ore').notNull(),
    remainingOre: amount('remaining_ore').notNull(),
    uncaptured: count('uncaptured').notNull(),
  },
  (table) => [primaryKey({ columns: [table.msn, table.state] })],
);

/** Uncaptured orders by the day (UTC) on which their guarantee ends; empty where none runs. Kept by triggers on `orders`. */
export const openOrderDays = sqliteTable(
  'open_order_days',
  {
    day: text('day').notNull(),
    msn: text('msn').notNull(),
    orders: count('orders').notNull(),
    amountOre: amount('amount_ore').notNull(),
    capturedOre: amount('captured_ore').notNull(),
    refundedOre: amount('refunded_ore').notNull(),
    remainingOre: amount('remaining_ore').notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.msn] })],
);

/** What was captured and refunded in each hour (UTC, `2026-06-01T08`), which no local day cuts in two. Kept by a trigger on `payment_events`. */
export const movedHours = sqliteTable(
  'moved_hours',
  {
    hour: text('hour').notNull(),
    msn: text('msn').notNull(),
    captures: count('captures').notNull(),
    capturedOre: amount('captured_ore').notNull(),
    refunds: count('refunds').notNull(),
    refundedOre: amount('refunded_ore').notNull(),
  },
  (table) => [primaryKey({ columns: [table.hour, table.msn] })],
);
