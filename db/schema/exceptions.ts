import { sql } from 'drizzle-orm';
import { check, index, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { exceptionKinds } from '#core/exception-kinds';
import type { Currency } from '#core/money';
import { amount, calendarDay, count, instant, json, words } from '../columns';

export const exceptionStatuses = ['open', 'resolved'] as const;
export const exceptionResolutions = ['cause-gone', 'accepted'] as const;

/** Something that does not tie. Its id is its kind and what it is about, so that the same cause is the same row. */
export const exceptions = sqliteTable(
  'exceptions',
  {
    id: text('id').primaryKey(),
    kind: words('kind', exceptionKinds).notNull(),
    status: words('status', exceptionStatuses).notNull(),
    /** Is the cause still there? A person may resolve it all the same; when it comes back, the exception does too. */
    causePresent: words('cause_present', ['yes', 'no']).notNull(),
    amountOre: amount('amount_ore').notNull(),
    currency: text('currency').$type<Currency>().notNull(),
    /** The day the cause arose: what its age is counted from. */
    aroseOn: calendarDay('arose_on').notNull(),
    msn: text('msn'),
    orderId: text('order_id'),
    ledgerId: text('ledger_id'),
    ledgerDate: calendarDay('ledger_date'),
    settlementNumber: text('settlement_number'),
    bankLineId: text('bank_line_id'),
    /** Figures and names for its words: `expectedOre`, `actualOre`, `pspReference` and the like. */
    detail: json<Readonly<Record<string, string | number>>>('detail').notNull(),
    owner: text('owner'),
    openedAt: instant('opened_at').notNull(),
    resolvedAt: instant('resolved_at'),
    resolvedBy: text('resolved_by'),
    resolution: words('resolution', exceptionResolutions),
    resolutionReason: text('resolution_reason'),
    reopened: count('reopened').notNull().default(0),
  },
  (table) => [
    index('exceptions_open').on(table.aroseOn, table.id).where(sql`status = 'open'`),
    index('exceptions_by_kind').on(table.kind, table.status, table.aroseOn, table.id),
    index('exceptions_by_day').on(table.ledgerId, table.ledgerDate),
    index('exceptions_by_order').on(table.msn, table.orderId).where(sql`order_id is not null`),
    index('exceptions_by_settlement').on(table.settlementNumber).where(sql`settlement_number is not null`),
    index('exceptions_by_line').on(table.bankLineId).where(sql`bank_line_id is not null`),
    index('exceptions_present').on(table.kind).where(sql`cause_present = 'yes'`),
    check('exceptions_kind', sql.raw(`kind in (${exceptionKinds.map((kind) => `'${kind}'`).join(',')})`)),
    check(
      'exceptions_resolved',
      sql`(${table.status} = 'resolved') = (${table.resolvedAt} is not null and ${table.resolvedBy} is not null and ${table.resolution} is not null)`,
    ),
  ],
);

/** What people wrote beside an exception; append-only. */
export const exceptionNotes = sqliteTable(
  'exception_notes',
  {
    id: text('id').primaryKey(),
    exceptionId: text('exception_id')
      .notNull()
      .references(() => exceptions.id),
    at: instant('at').notNull(),
    actor: text('actor').notNull(),
    text: text('text').notNull(),
  },
  (table) => [index('exception_notes_by_exception').on(table.exceptionId, table.at)],
);
