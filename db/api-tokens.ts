/** Writes and reads of the keys that shops speak with. The token itself is never here: only its hash. */
import { and, desc, eq, isNull, lt, or, sql } from 'drizzle-orm';
import { type Db, exactly, type Statement } from './client';
import { apiTokens } from './schema/index';

export type ApiTokenRow = typeof apiTokens.$inferSelect;
export type NewApiToken = typeof apiTokens.$inferInsert;

export function insertApiTokenStatement(db: Db, row: NewApiToken): Statement {
  return db.insert(apiTokens).values(row);
}

/** Fails the group it stands in when the token is unknown or was revoked before: the first one stands. */
export function revokeApiTokenStatement(
  db: Db,
  { id, at, actor }: { readonly id: string; readonly at: string; readonly actor: string },
): Statement {
  return exactly(
    1,
    db
      .update(apiTokens)
      .set({ revokedAt: at, revokedBy: actor })
      .where(and(eq(apiTokens.id, id), isNull(apiTokens.revokedAt))),
  );
}

export async function findApiTokenById(db: Db, id: string): Promise<ApiTokenRow | undefined> {
  return db.select().from(apiTokens).where(eq(apiTokens.id, id)).get();
}

/** The token that is good now. One that was revoked is not found. */
export async function findApiTokenByHash(db: Db, tokenHash: string): Promise<ApiTokenRow | undefined> {
  return db
    .select()
    .from(apiTokens)
    .where(and(eq(apiTokens.tokenHash, tokenHash), isNull(apiTokens.revokedAt)))
    .get();
}

/** Those that are good first, then the newest first; a thousand at most. */
export async function listApiTokens(db: Db): Promise<ApiTokenRow[]> {
  return db
    .select()
    .from(apiTokens)
    .orderBy(sql`${apiTokens.revokedAt} is not null`, desc(apiTokens.createdAt), desc(apiTokens.id))
    .limit(1000)
    .all();
}

/** Notes a use, unless one was noted after `notSince`. */
export async function markApiTokenUsed(
  db: Db,
  { id, at, notSince }: { readonly id: string; readonly at: string; readonly notSince: string },
): Promise<void> {
  db.update(apiTokens)
    .set({ lastUsedAt: at })
    .where(and(eq(apiTokens.id, id), or(isNull(apiTokens.lastUsedAt), lt(apiTokens.lastUsedAt, notSince))))
    .run();
}
