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
import { amount, count, instant, words } from '../columns';

export const bulkKinds = ['capture', 'cancel', 'ship'] as const;
export type BulkKind = (typeof bulkKinds)[number];

/** One decision about many orders, stored whole before the first of them is acted on. The id comes from the form that asked for it. */
export const bulkRuns = sqliteTable(
  'bulk_runs',
  {
    id: text('id').primaryKey(),
    kind: words('kind', bulkKinds).notNull(),
    /** What the customers read with a capture or a cancel; null for shipping. */
    transactionText: text('transaction_text'),
    actor: text('actor').notNull(),
    requestedAt: instant('requested_at').notNull(),
    /** When the last of its orders had been acted on; what became of a command that is still open is the command's business. */
    finishedAt: instant('finished_at'),
    /** A person stopped it: what had not been acted on by then was left alone. */
    stoppedAt: instant('stopped_at'),
    stoppedBy: text('stopped_by'),
  },
  (table) => [
    index('bulk_runs_open').on(table.requestedAt).where(sql`finished_at is null`),
    index('bulk_runs_by_time').on(table.requestedAt, table.id),
    check('bulk_runs_kind', sql`${table.kind} in ('capture','cancel','ship')`),
    check('bulk_runs_stopped', sql`(${table.stoppedAt} is null) = (${table.stoppedBy} is null)`),
  ],
);

/**
 * What is done with each order, in the order of the list. waiting: not acted on yet. given: its command or shipment, named by `key`,
 * is stored. refused: the desk did nothing, for the reason beside it. left: the run was stopped before. skipped: was seen before the
 * decision to be impossible, and is here so that the record is whole.
 */
export const bulkItemStates = ['waiting', 'given', 'refused', 'left', 'skipped'] as const;
export type BulkItemState = (typeof bulkItemStates)[number];

export const bulkItems = sqliteTable(
  'bulk_items',
  {
    bulkId: text('bulk_id').notNull(),
    /** 1 = first. */
    position: integer('position').notNull(),
    msn: text('msn').notNull(),
    orderId: text('order_id').notNull(),
    /** The idempotency key: the id of its command, or of its shipment. */
    key: text('key').notNull(),
    /** What is captured, released or sent; what the person saw. */
    amountOre: amount('amount_ore').notNull(),
    /** The amounts the person saw; a command is refused when they have changed since. */
    seenReservedOre: amount('seen_reserved_ore').notNull(),
    seenCapturedOre: amount('seen_captured_ore').notNull(),
    seenRefundedOre: amount('seen_refunded_ore').notNull(),
    seenCancelledOre: amount('seen_cancelled_ore').notNull(),
    /** For shipping. */
    carrier: text('carrier'),
    trackingNumber: text('tracking_number'),
    capture: words('capture', ['yes', 'no']).notNull().default('no'),
    state: words('state', bulkItemStates).notNull(),
    /** Why it was refused or skipped: a word of the service, which pages put into sentences. */
    reason: text('reason'),
    attempts: count('attempts').notNull().default(0),
    nextAttemptAt: instant('next_attempt_at'),
    actedAt: instant('acted_at'),
  },
  (table) => [
    primaryKey({ columns: [table.bulkId, table.position] }),
    foreignKey({ columns: [table.bulkId], foreignColumns: [bulkRuns.id] }),
    uniqueIndex('bulk_items_key').on(table.key),
    uniqueIndex('bulk_items_order').on(table.bulkId, table.msn, table.orderId),
    index('bulk_items_waiting').on(table.bulkId, table.position).where(sql`state = 'waiting'`),
    check('bulk_items_state', sql`${table.state} in ('waiting','given','refused','left','skipped')`),
    check(
      'bulk_items_reason',
      sql`(${table.state} in ('refused','skipped')) = (${table.reason} is not null)`,
    ),
    check('bulk_items_amount', sql`${table.amountOre} >= 0`),
  ],
);
