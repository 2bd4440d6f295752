import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Currency } from '#core/money';
import { amount, calendarDay, count, instant, words } from '../columns';
import { entrySources, ledgers } from './ledgers';

/** A balance paid out, derived from the ledger's payout entry. It covers a whole number of ledger days. */
export const payouts = sqliteTable(
  'payouts',
  {
    ledgerId: text('ledger_id')
      .notNull()
      .references(() => ledgers.ledgerId),
    settlementNumber: text('settlement_number').notNull(),
    currency: text('currency').$type<Currency>().notNull(),
    amountOre: amount('amount_ore').notNull(),
    ledgerDate: calendarDay('ledger_date').notNull(),
    coversFrom: calendarDay('covers_from').notNull(),
    coversTo: calendarDay('covers_to').notNull(),
    scheduledAt: instant('scheduled_at').notNull(),
    expectedEarliest: calendarDay('expected_earliest').notNull(),
    expectedLatest: calendarDay('expected_latest').notNull(),
    /** What was expected when the payout was first seen: never changed, scored when it arrives. */
    predictedEarliest: calendarDay('predicted_earliest').notNull(),
    predictedLatest: calendarDay('predicted_latest').notNull(),
    /** The entries of the funds feed it is the balance of: after the first, up to the second. Null for files. */
    afterFeedOrder: integer('after_feed_order'),
    throughFeedOrder: integer('through_feed_order'),
    /** What its entries leave unexplained; null until it was added up. */
    differenceOre: amount('difference_ore'),
    abortedAt: instant('aborted_at'),
    arrivedOn: calendarDay('arrived_on'),
    /** What the bank booked for it; differs from the amount only when a person said that is right. */
    arrivedOre: amount('arrived_ore'),
    source: words('source', entrySources).notNull(),
    settlementType: words('settlement_type', ['gross', 'net']),
    importId: text('import_id'),
  },
  (table) => [
    primaryKey({ columns: [table.ledgerId, table.settlementNumber] }),
    index('payouts_by_day').on(table.ledgerDate, table.ledgerId, table.settlementNumber),
    index('payouts_by_cover').on(table.ledgerId, table.coversTo),
    index('payouts_by_number').on(table.settlementNumber),
    index('payouts_open').on(table.expectedLatest).where(sql`arrived_on is null and aborted_at is null`),
    index('payouts_differing').on(table.ledgerDate).where(sql`difference_ore <> 0`),
    index('payouts_not_added_up').on(table.ledgerId).where(sql`difference_ore is null`),
    check('payouts_cover', sql`${table.coversFrom} <= ${table.coversTo}`),
    check('payouts_expected', sql`${table.expectedEarliest} <= ${table.expectedLatest}`),
    check('payouts_arrived', sql`(${table.arrivedOn} is null) = (${table.arrivedOre} is null)`),
  ],
);

/** An account statement read from a bank file. */
export const bankStatements = sqliteTable(
  'bank_statements',
  {
    id: text('id').primaryKey(),
    importId: text('import_id').notNull(),
    account: text('account').notNull(),
    currency: text('currency').$type<Currency>().notNull(),
    fromDay: calendarDay('from_day'),
    throughDay: calendarDay('through_day'),
    openingOre: amount('opening_ore'),
    closingOre: amount('closing_ore'),
    lines: count('lines').notNull(),
  },
  (table) => [index('bank_statements_by_account').on(table.account, table.throughDay)],
);

/** One line of an account statement; append-only. The key tells equal lines of one file apart by a counter. */
export const bankLines = sqliteTable(
  'bank_lines',
  {
    id: text('id').primaryKey(),
    lineKey: text('line_key').notNull(),
    importId: text('import_id').notNull(),
    account: text('account').notNull(),
    bookedOn: calendarDay('booked_on').notNull(),
    amountOre: amount('amount_ore').notNull(),
    currency: text('currency').$type<Currency>().notNull(),
    description: text('description').notNull(),
    bankReference: text('bank_reference'),
    counterparty: text('counterparty'),
    settlementNumber: text('settlement_number'),
    /** Does its text name Vipps or a payout? Other lines are not ours to explain. */
    fromVipps: words('from_vipps', ['yes', 'no']).notNull(),
  },
  (table) => [
    uniqueIndex('bank_lines_key').on(table.lineKey),
    index('bank_lines_by_settlement').on(table.settlementNumber).where(sql`settlement_number is not null`),
    index('bank_lines_by_day').on(table.bookedOn, table.id),
    index('bank_lines_by_amount').on(table.account, table.amountOre),
    index('bank_lines_from_vipps').on(table.bookedOn, table.id).where(sql`from_vipps = 'yes'`),
  ],
);
