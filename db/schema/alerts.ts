import { sql } from 'drizzle-orm';
import { check, index, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { alertChannels, alertKinds } from '#core/alerts';
import type { Currency } from '#core/money';
import { amount, count, instant, json, words } from '../columns';

/** A condition that somebody is told of (core/alerts): one row from when it is first seen until it is gone. Times are real time. */
export const alerts = sqliteTable(
  'alerts',
  {
    id: text('id').primaryKey(),
    /** What it is about; one row of it is open at most. */
    conditionKey: text('condition_key').notNull(),
    kind: words('kind', alertKinds).notNull(),
    /** An order, a settlement number, a job, a feed: as messages name it. */
    subject: text('subject').notNull(),
    /** The page of the desk that shows it. */
    path: text('path').notNull(),
    amountOre: amount('amount_ore'),
    currency: text('currency').$type<Currency>(),
    /** Since when, by the clock of what it is about: a day, or an instant. */
    since: text('since'),
    openedAt: instant('opened_at').notNull(),
    /** When it was not found any more; a condition that comes back soon was never gone. */
    missingSince: instant('missing_since'),
    /** In a message that was stored to be sent: when it opened, or was last reminded of. */
    lastToldAt: instant('last_told_at'),
    clearedAt: instant('cleared_at'),
    /** Set when a message said that it is gone, or nobody need be told. */
    clearToldAt: instant('clear_told_at'),
  },
  (table) => [
    uniqueIndex('alerts_one_open').on(table.conditionKey).where(sql`cleared_at is null`),
    index('alerts_clear_untold')
      .on(table.clearedAt)
      .where(sql`cleared_at is not null and clear_told_at is null`),
    index('alerts_cleared').on(table.clearedAt).where(sql`cleared_at is not null`),
    check('alerts_kind', sql.raw(`kind in (${alertKinds.map((kind) => `'${kind}'`).join(',')})`)),
  ],
);

/** A message as it is sent, stored before it is. Its id goes with it, so that one that came twice is known. */
export const alertMessages = sqliteTable(
  'alert_messages',
  {
    id: text('id').primaryKey(),
    madeAt: instant('made_at').notNull(),
    /** What it says, without words: services/alert-text makes them when it is sent. */
    content: json<unknown>('content').notNull(),
  },
  (table) => [index('alert_messages_by_time').on(table.madeAt)],
);

export const alertDeliveryStates = ['waiting', 'delivered', 'given-up'] as const;

export const alertDeliveries = sqliteTable(
  'alert_deliveries',
  {
    messageId: text('message_id')
      .notNull()
      .references(() => alertMessages.id),
    channel: words('channel', alertChannels).notNull(),
    state: words('state', alertDeliveryStates).notNull(),
    attempts: count('attempts').notNull().default(0),
    nextAttemptAt: instant('next_attempt_at').notNull(),
    deliveredAt: instant('delivered_at'),
    /** What the last try came to, in a word or two: no address and no secret is in it. */
    trouble: text('trouble'),
  },
  (table) => [
    primaryKey({ columns: [table.messageId, table.channel] }),
    index('alert_deliveries_waiting').on(table.channel, table.messageId).where(sql`state = 'waiting'`),
    check('alert_deliveries_state', sql`${table.state} in ('waiting','delivered','given-up')`),
    check('alert_deliveries_channel', sql`${table.channel} in ('email','webhook')`),
    check(
      'alert_deliveries_delivered',
      sql`(${table.state} = 'delivered') = (${table.deliveredAt} is not null)`,
    ),
  ],
);
