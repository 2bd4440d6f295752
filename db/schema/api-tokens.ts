import { sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { instant, json } from '../columns';

/** Keys with which shops speak to the desk. Only a hash is kept: a token is shown once, when it is made. */
export const apiTokens = sqliteTable(
  'api_tokens',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    /** Its first characters, by which people tell tokens apart. */
    beginning: text('beginning').notNull(),
    tokenHash: text('token_hash').notNull(),
    /** Sales units it may speak for; null = all. */
    msns: json<readonly string[]>('msns'),
    createdAt: instant('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
    revokedBy: text('revoked_by'),
  },
  (table) => [uniqueIndex('api_tokens_hash').on(table.tokenHash)],
);
