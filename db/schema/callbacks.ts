import { sql } from 'drizzle-orm';
import { check, index, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { amount, count, instant, words } from '../columns';

export const callbackKinds = ['payment-update', 'consent-removal'] as const;

/**
 * What came of a callback: agreed (the payment's details say the same), differs (they say otherwise, and they count),
 * no-keys (nobody can ask Vipps about this sales unit), erased (a removal of consent was carried out), given-up (the payment could
 * not be read for a week).
 */
export const callbackOutcomes = ['agreed', 'differs', 'no-keys', 'erased', 'given-up'] as const;

/**
 * Calls that Vipps made to the desk: stored before they are answered, acted on by a job. A payment update holds nothing of the
 * person; the details come with the payment. The same content again is counted and not stored twice.
 */
export const callbacks = sqliteTable(
  'callbacks',
  {
    id: text('id').primaryKey(),
    kind: words('kind', callbackKinds).notNull(),
    msn: text('msn').notNull(),
    /** Null for a removal of consent. */
    orderId: text('order_id'),
    /** RESERVED, RESERVE, SALE, CANCELLED, REJECTED; or whatever Vipps said. */
    status: text('status'),
    amountOre: amount('amount_ore'),
    transactionId: text('transaction_id'),
    /** The time that the callback tells. */
    occurredAt: instant('occurred_at'),
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
    /** Of a removal of consent, until it is carried out. */
    userId: text('user_id'),
    /** What makes it the same callback. */
    contentKey: text('content_key').notNull(),
    /** How many times it came. */
    times: count('times').notNull().default(1),
    receivedAt: instant('received_at').notNull(),
    lastReceivedAt: instant('last_received_at').notNull(),
    attempts: count('attempts').notNull().default(0),
    nextAttemptAt: instant('next_attempt_at'),
    handledAt: instant('handled_at'),
    outcome: words('outcome', callbackOutcomes),
    trouble: text('trouble'),
  },
  (table) => [
    uniqueIndex('callbacks_content').on(table.msn, table.contentKey),
    index('callbacks_open').on(table.nextAttemptAt).where(sql`handled_at is null`),
    index('callbacks_by_order').on(table.msn, table.orderId, table.receivedAt),
    check('callbacks_kind', sql`${table.kind} in ('payment-update','consent-removal')`),
    check('callbacks_handled', sql`(${table.handledAt} is null) = (${table.outcome} is null)`),
    check(
      'callbacks_open_has_time',
      sql`${table.handledAt} is not null or ${table.nextAttemptAt} is not null`,
    ),
  ],
);
