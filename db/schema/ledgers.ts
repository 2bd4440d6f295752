import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Country } from '#core/calendar';
import { ledgerTopics } from '#core/ledger-entry-types';
import type { Currency } from '#core/money';
import { amount, calendarDay, count, instant, json, words } from '../columns';

/** Where entries came from: the Report API, or a settlement file. */
export const entrySources = ['feed', 'file'] as const;

/** An account at Vipps that collects the sales of one or several sales units and is paid out to one bank account. */
export const ledgers = sqliteTable(
  'ledgers',
  {
    ledgerId: text('ledger_id').primaryKey(),
    currency: text('currency').$type<Currency>().notNull(),
    bankScheme: text('bank_scheme'),
    /** Digits and letters only, so that statements match however they write it. */
    bankAccount: text('bank_account'),
    ownerScheme: text('owner_scheme'),
    ownerId: text('owner_id'),
    country: words('country', ['NO', 'DK', 'SE', 'FI']).$type<Country>().notNull().default('NO'),
    payoutBankDays: count('payout_bank_days').notNull().default(2),
    /** Local hour at which a ledger day begins: 0, or 4 where the merchant has that cut-off. */
    cutoffHour: count('cutoff_hour').notNull().default(0),
    /** The agreed fee of a capture: a share in hundredths of a per cent, and a fixed part. Null = not told, not checked. */
    feeBasisPoints: count('fee_basis_points'),
    feeFixedOre: amount('fee_fixed_ore').notNull().default(sql`0`),
    /** The first ledger day the agreed fee holds for; null = for all. */
    feeFrom: calendarDay('fee_from'),
    source: words('source', entrySources).notNull(),
    syncedAt: instant('synced_at').notNull(),
  },
  (table) => [
    check('ledgers_bank_days', sql`${table.payoutBankDays} between 0 and 30`),
    check('ledgers_cutoff', sql`${table.cutoffHour} between 0 and 12`),
    check('ledgers_fee', sql`${table.feeBasisPoints} is null or ${table.feeBasisPoints} between 0 and 10000`),
  ],
);

/** The points of sale a ledger settles for, as Vipps writes them: `api:123455`, `NO:57860`. */
export const ledgerHandles = sqliteTable(
  'ledger_handles',
  {
    ledgerId: text('ledger_id')
      .notNull()
      .references(() => ledgers.ledgerId),
    handle: text('handle').notNull(),
    /** The MSN, where the handle names one. */
    msn: text('msn'),
  },
  (table) => [
    primaryKey({ columns: [table.ledgerId, table.handle] }),
    index('ledger_handles_by_msn').on(table.msn),
  ],
);

/** What moved on a ledger; append-only. `sequence` is the order of arrival, which is the order of booking. */
export const ledgerEntries = sqliteTable(
  'ledger_entries',
  {
    sequence: integer('sequence').primaryKey(),
    entryKey: text('entry_key').notNull(),
    /** The key under which another source brought the same entry. */
    alsoKey: text('also_key'),
    ledgerId: text('ledger_id')
      .notNull()
      .references(() => ledgers.ledgerId),
    topic: words('topic', ledgerTopics).notNull(),
    ledgerDate: calendarDay('ledger_date').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    entryType: text('entry_type').notNull(),
    pspReference: text('psp_reference').notNull(),
    reference: text('reference'),
    currency: text('currency').$type<Currency>().notNull(),
    amountOre: amount('amount_ore').notNull(),
    recipientHandle: text('recipient_handle'),
    msn: text('msn'),
    balanceBeforeOre: amount('balance_before_ore'),
    balanceAfterOre: amount('balance_after_ore'),
    /** The payout a settlement file puts the entry in; entries of the feed belong to the payout that covers their day. */
    settlementNumber: text('settlement_number'),
    source: words('source', entrySources).notNull(),
    importId: text('import_id'),
    /** The order of booking, which is that of the feed; null for what only a file brought. */
    feedOrder: integer('feed_order'),
    /** Balance before this entry less the balance after the one before it; not 0 = something between them is missing. */
    chainGapOre: amount('chain_gap_ore'),
    firstSeenAt: instant('first_seen_at').notNull(),
  },
  (table) => [
    uniqueIndex('ledger_entries_key').on(table.entryKey),
    uniqueIndex('ledger_entries_also_key').on(table.alsoKey).where(sql`also_key is not null`),
    index('ledger_entries_by_day').on(table.ledgerId, table.topic, table.ledgerDate, table.sequence),
    index('ledger_entries_by_reference').on(table.reference, table.msn),
    index('ledger_entries_in_feed')
      .on(table.ledgerId, table.topic, table.feedOrder)
      .where(sql`feed_order is not null`),
    index('ledger_entries_by_psp').on(table.pspReference),
    index('ledger_entries_by_settlement')
      .on(table.ledgerId, table.settlementNumber)
      .where(sql`settlement_number is not null`),
    index('ledger_entries_retained')
      .on(table.ledgerId, table.topic, table.entryType, table.ledgerDate)
      .where(sql`topic = 'funds' and entry_type = 'fees-retained'`),
    index('ledger_entries_payouts')
      .on(table.ledgerId, table.sequence)
      .where(
        sql`topic = 'funds' and entry_type in ('scheduled-for-payout','payout-scheduled','payout-aborted')`,
      ),
    check('ledger_entries_topic', sql`${table.topic} in ('funds','fees')`),
    check(
      'ledger_entries_balance',
      sql`${table.balanceBeforeOre} is null or ${table.balanceAfterOre} is null or ${table.balanceBeforeOre} + ${table.amountOre} = ${table.balanceAfterOre}`,
    ),
  ],
);

/** How far each feed was read. Stored in the same database transaction as the page it belongs to. */
export const feedCursors = sqliteTable(
  'feed_cursors',
  {
    ledgerId: text('ledger_id')
      .notNull()
      .references(() => ledgers.ledgerId),
    topic: words('topic', ledgerTopics).notNull(),
    cursor: text('cursor').notNull(),
    pages: count('pages').notNull(),
    entries: count('entries').notNull(),
    readAt: instant('read_at').notNull(),
    /** When it was last read to its end. */
    endReachedAt: instant('end_reached_at'),
  },
  (table) => [primaryKey({ columns: [table.ledgerId, table.topic] })],
);

/** Entries Vipps sent that could not be stored as they are: kept raw, and counted. */
export const refusedEntries = sqliteTable(
  'refused_entries',
  {
    entryKey: text('entry_key').primaryKey(),
    ledgerId: text('ledger_id').notNull(),
    topic: text('topic').notNull(),
    reason: text('reason').notNull(),
    raw: json<unknown>('raw').notNull(),
    seenAt: instant('seen_at').notNull(),
  },
  (table) => [index('refused_entries_by_time').on(table.seenAt)],
);
