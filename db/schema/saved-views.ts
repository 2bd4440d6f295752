import { sql } from 'drizzle-orm';
import { check, index, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { viewPages } from '#core/list-pages';
import { instant, words } from '../columns';

/** A list as somebody likes to see it: filter, order and columns, as they stand in the address. */
export const savedViews = sqliteTable(
  'saved_views',
  {
    id: text('id').primaryKey(),
    page: words('page', viewPages).notNull(),
    name: text('name').notNull(),
    /** The query string without its question mark, in one order of its fields; empty = the list as it comes. */
    query: text('query').notNull(),
    owner: text('owner').notNull(),
    shared: words('shared', ['yes', 'no']).notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('saved_views_name').on(table.page, table.owner, table.name),
    index('saved_views_shared').on(table.page).where(sql`shared = 'yes'`),
    check(
      'saved_views_words',
      sql`length(${table.name}) between 1 and 60 and length(${table.query}) <= 2000`,
    ),
  ],
);
