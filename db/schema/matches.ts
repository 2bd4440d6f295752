import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { bankMatchStatuses, orderMatchRules } from '#core/match-rules';
import { amount, calendarDay, count, instant, json, words } from '../columns';
import { ledgerEntries, ledgers } from './ledgers';
import { paymentEvents } from './orders';
import { bankLines } from './payouts';

/** Which payment event is which ledger entry. Each stands here once at most. */
export const orderMatches = sqliteTable(
  'order_matches',
  {
    entrySequence: integer('entry_sequence')
      .primaryKey()
      .references(() => ledgerEntries.sequence),
    eventSequence: integer('event_sequence')
      .notNull()
      .references(() => paymentEvents.sequence),
    rule: words('rule', orderMatchRules).notNull(),
    /** The entry less the event, both seen from the merchant; not 0 is an exception. */
    differenceOre: amount('difference_ore').notNull(),
  },
  (table) => [
    uniqueIndex('order_matches_event').on(table.eventSequence),
    index('order_matches_differing').on(table.entrySequence).where(sql`difference_ore <> 0`),
    index('order_matches_by_person').on(table.entrySequence).where(sql`rule = 'person'`),
  ],
);

/** Ledger entries and payment events in scope that have no counterpart yet: pending, or exceptions by their age. */
export const unmatchedEntries = sqliteTable('unmatched_entries', {
  entrySequence: integer('entry_sequence')
    .primaryKey()
    .references(() => ledgerEntries.sequence),
});
export const unmatchedEvents = sqliteTable('unmatched_events', {
  eventSequence: integer('event_sequence')
    .primaryKey()
    .references(() => paymentEvents.sequence),
});

/** A payout or several, and a bank line or several, that are the same money; or may be. */
export const bankMatches = sqliteTable(
  'bank_matches',
  {
    /** Made of what it joins, so that the same suggestion has the same id. */
    id: text('id').primaryKey(),
    status: words('status', bankMatchStatuses).notNull(),
    /** Is it in force? A payout and a bank line are in one match in force at most. */
    inForce: words('in_force', ['yes', 'no']).notNull(),
    reasons: json<readonly string[]>('reasons').notNull(),
    /** Bank lines less payouts. */
    differenceOre: amount('difference_ore').notNull(),
    arrivedOn: calendarDay('arrived_on').notNull(),
    madeAt: instant('made_at').notNull(),
    decidedBy: text('decided_by'),
    decidedAt: instant('decided_at'),
    decisionReason: text('decision_reason'),
  },
  (table) => [
    index('bank_matches_by_status').on(table.status, table.arrivedOn, table.id),
    check(
      'bank_matches_status',
      sql.raw(`status in (${bankMatchStatuses.map((status) => `'${status}'`).join(',')})`),
    ),
    check(
      'bank_matches_in_force',
      sql`(${table.inForce} = 'yes') = (${table.status} in ('automatic','confirmed'))`,
    ),
  ],
);

export const bankMatchPayouts = sqliteTable(
  'bank_match_payouts',
  {
    matchId: text('match_id')
      .notNull()
      .references(() => bankMatches.id),
    ledgerId: text('ledger_id').notNull(),
    settlementNumber: text('settlement_number').notNull(),
    inForce: words('in_force', ['yes', 'no']).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.matchId, table.ledgerId, table.settlementNumber] }),
    uniqueIndex('bank_match_payouts_once')
      .on(table.ledgerId, table.settlementNumber)
      .where(sql`in_force = 'yes'`),
    index('bank_match_payouts_by_payout').on(table.settlementNumber, table.ledgerId),
  ],
);

export const bankMatchLines = sqliteTable(
  'bank_match_lines',
  {
    matchId: text('match_id')
      .notNull()
      .references(() => bankMatches.id),
    lineId: text('line_id')
      .notNull()
      .references(() => bankLines.id),
    inForce: words('in_force', ['yes', 'no']).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.matchId, table.lineId] }),
    uniqueIndex('bank_match_lines_once').on(table.lineId).where(sql`in_force = 'yes'`),
    index('bank_match_lines_by_line').on(table.lineId),
  ],
);

export const ledgerDayStatuses = ['open', 'confirmed', 'differs', 'reopened', 'file'] as const;
export type LedgerDayStatus = (typeof ledgerDayStatuses)[number];

/** The sums of a ledger day, and whether Vipps says it is finished. Opening and closing follow from the days before. */
export const ledgerDays = sqliteTable(
  'ledger_days',
  {
    ledgerId: text('ledger_id')
      .notNull()
      .references(() => ledgers.ledgerId),
    topic: words('topic', ['funds', 'fees']).notNull(),
    ledgerDate: calendarDay('ledger_date').notNull(),
    status: words('status', ledgerDayStatuses).notNull(),
    entries: count('entries').notNull(),
    amountOre: amount('amount_ore').notNull(),
    /** Entries of types nobody knows: they count, and are shown. */
    unclassified: count('unclassified').notNull().default(0),
    /** Breaks in the chain of balances. */
    gapOre: amount('gap_ore').notNull().default(sql`0`),
    gaps: count('gaps').notNull().default(0),
    /** What Vipps's finished day has and the feed did not bring, or the other way round. */
    missingEntries: count('missing_entries').notNull().default(0),
    missingOre: amount('missing_ore').notNull().default(sql`0`),
    extraEntries: count('extra_entries').notNull().default(0),
    extraOre: amount('extra_ore').notNull().default(sql`0`),
    /** What came after the day was confirmed. */
    lateEntries: count('late_entries').notNull().default(0),
    lateOre: amount('late_ore').notNull().default(sql`0`),
    /** When the finished day first agreed with what the feed had brought, and when it last did. */
    firstConfirmedAt: instant('first_confirmed_at'),
    confirmedAt: instant('confirmed_at'),
    reopenedAt: instant('reopened_at'),
    askedAt: instant('asked_at'),
  },
  (table) => [
    primaryKey({ columns: [table.ledgerId, table.topic, table.ledgerDate] }),
    index('ledger_days_by_date').on(table.ledgerDate, table.ledgerId),
    index('ledger_days_unconfirmed')
      .on(table.ledgerId, table.topic, table.ledgerDate)
      .where(sql`status in ('open','differs','reopened')`),
    check(
      'ledger_days_status',
      sql.raw(`status in (${ledgerDayStatuses.map((status) => `'${status}'`).join(',')})`),
    ),
  ],
);

/** What moved on a ledger day, by type: written whenever the day is added up, of the same entries. */
export const ledgerDayTypes = sqliteTable(
  'ledger_day_types',
  {
    ledgerDate: calendarDay('ledger_date').notNull(),
    ledgerId: text('ledger_id').notNull(),
    topic: words('topic', ['funds', 'fees']).notNull(),
    entryType: text('entry_type').notNull(),
    entries: count('entries').notNull(),
    amountOre: amount('amount_ore').notNull(),
  },
  (table) => [primaryKey({ columns: [table.ledgerDate, table.ledgerId, table.topic, table.entryType] })],
);

/** Ledger days whose entries changed since they were last added up; filled by trigger. */
export const touchedDays = sqliteTable(
  'touched_days',
  {
    ledgerId: text('ledger_id').notNull(),
    topic: text('topic').notNull(),
    ledgerDate: calendarDay('ledger_date').notNull(),
  },
  (table) => [primaryKey({ columns: [table.ledgerId, table.topic, table.ledgerDate] })],
);

/** How far reconciliation has come; see services/reconcile. */
export const reconcileMarks = sqliteTable('reconcile_marks', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
});

/** What was forecast for a bank day, on each day it was forecast; scored when the day is over. */
export const forecasts = sqliteTable(
  'forecasts',
  {
    madeOn: calendarDay('made_on').notNull(),
    ledgerId: text('ledger_id').notNull(),
    bankDay: calendarDay('bank_day').notNull(),
    amountOre: amount('amount_ore').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.ledgerId, table.bankDay, table.madeOn] }),
    index('forecasts_by_day').on(table.bankDay, table.madeOn),
  ],
);
