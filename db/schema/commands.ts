import { sql } from 'drizzle-orm';
import { check, foreignKey, index, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { commandStatuses } from '#core/command-status';
import { commandKinds } from '#core/payment-actions';
import { amount, count, instant, words } from '../columns';
import { orders } from './orders';

/** A capture, refund or cancel: stored with its key before it is sent. The id is the idempotency key. */
export const commands = sqliteTable(
  'commands',
  {
    id: text('id').primaryKey(),
    msn: text('msn').notNull(),
    orderId: text('order_id').notNull(),
    kind: words('kind', commandKinds).notNull(),
    /** What is captured or refunded; for a cancel what is released (0 when nothing was reserved). */
    amountOre: amount('amount_ore').notNull(),
    /** All that remains, so that the request may leave the amount out. */
    wholeRemainder: words('whole_remainder', ['yes', 'no']).notNull(),
    /** A cancel after a partial capture: releases what is left. */
    releaseRest: words('release_rest', ['yes', 'no']).notNull(),
    transactionText: text('transaction_text').notNull(),
    reason: text('reason'),
    actor: text('actor').notNull(),
    status: words('status', commandStatuses).notNull(),
    attempts: count('attempts').notNull().default(0),
    createdAt: instant('created_at').notNull(),
    sentAt: instant('sent_at'),
    settledAt: instant('settled_at'),
    /** Until then one process works on it. Real time, not the clock of the books. */
    leaseUntil: instant('lease_until'),
    nextAttemptAt: instant('next_attempt_at'),
    transactionId: text('transaction_id'),
    errorKind: text('error_kind'),
    errorGroup: text('error_group'),
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
    vippsRequestId: text('vipps_request_id'),
  },
  (table) => [
    foreignKey({ columns: [table.msn, table.orderId], foreignColumns: [orders.msn, orders.orderId] }),
    uniqueIndex('commands_one_open').on(table.msn, table.orderId).where(sql`status in ('pending','unknown')`),
    index('commands_by_order').on(table.msn, table.orderId, table.createdAt),
    index('commands_open').on(table.createdAt).where(sql`status in ('pending','unknown')`),
    check('commands_id', sql`length(${table.id}) between 1 and 40`),
    check('commands_kind', sql`${table.kind} in ('capture','refund','cancel')`),
    check('commands_status', sql`${table.status} in ('pending','succeeded','failed','unknown')`),
    check(
      'commands_amount',
      sql`${table.amountOre} > 0 or (${table.kind} = 'cancel' and ${table.amountOre} = 0)`,
    ),
    check(
      'commands_settled',
      sql`(${table.status} in ('succeeded','failed')) = (${table.settledAt} is not null)`,
    ),
  ],
);
