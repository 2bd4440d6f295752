import { sql } from 'drizzle-orm';
import { check, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { calendarDay, instant, json, words } from '../columns';

/** Choices of the merchant that the desk can change: accounts of the journal, grace periods. One row each, checked by zod. */
export const deskSettings = sqliteTable('desk_settings', {
  name: text('name').primaryKey(),
  value: json<unknown>('value').notNull(),
  changedAt: instant('changed_at').notNull(),
  changedBy: text('changed_by').notNull(),
});

/** Days on which the holiday library is wrong for banks: a closed day it lacks, or an open one it takes for a holiday. */
export const bankDayOverrides = sqliteTable(
  'bank_day_overrides',
  {
    country: words('country', ['NO', 'DK', 'SE', 'FI']).notNull(),
    day: calendarDay('day').notNull(),
    open: words('open', ['yes', 'no']).notNull(),
    name: text('name').notNull(),
    changedAt: instant('changed_at').notNull(),
    changedBy: text('changed_by').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.country, table.day] }),
    check('bank_day_overrides_country', sql`${table.country} in ('NO','DK','SE','FI')`),
  ],
);

/** How the columns of a bank's CSV are read; remembered by the look of its head. */
export const bankCsvMappings = sqliteTable('bank_csv_mappings', {
  fingerprint: text('fingerprint').primaryKey(),
  name: text('name').notNull(),
  mapping: json<unknown>('mapping').notNull(),
  changedAt: instant('changed_at').notNull(),
  changedBy: text('changed_by').notNull(),
});

/** Keys of others that the desk holds, encrypted (services/secret-box); `keyId` tells which of our own keys opens it. */
export const secrets = sqliteTable('secrets', {
  name: text('name').primaryKey(),
  keyId: text('key_id').notNull(),
  box: text('box').notNull(),
  changedAt: instant('changed_at').notNull(),
  changedBy: text('changed_by').notNull(),
});
