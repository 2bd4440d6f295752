import { sql } from 'drizzle-orm';
import { check, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Country } from '#core/calendar';
import { instant, words } from '../columns';

/** A point of sale with its merchant serial number (MSN). `polled`: we hold API keys for it. */
export const salesUnits = sqliteTable(
  'sales_units',
  {
    msn: text('msn').primaryKey(),
    name: text('name').notNull(),
    country: words('country', ['NO', 'DK', 'SE', 'FI']).$type<Country>().notNull().default('NO'),
    polled: words('polled', ['yes', 'no']).notNull().default('no'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    check('sales_units_msn', sql`${table.msn} glob '[0-9]*' and length(${table.msn}) between 4 and 7`),
    check('sales_units_country', sql`${table.country} in ('NO','DK','SE','FI')`),
    check('sales_units_polled', sql`${table.polled} in ('yes','no')`),
  ],
);
