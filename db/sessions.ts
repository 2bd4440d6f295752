/** Writes and reads of log-ins. A token is known only to the browser that holds it: here is its hash. */
import { and, desc, eq, isNull, lt, ne, sql } from 'drizzle-orm';
import { type Db, type Statement, writeUnlessBusy } from './client';
import { preparedOnce } from './remembered-statements';
import { people, sessions } from './schema/index';

export type SessionRow = typeof sessions.$inferSelect;
export type NewSession = typeof sessions.$inferInsert;
export type SessionEnd = NonNullable<SessionRow['endedBecause']>;

export function insertSessionStatement(db: Db, row: NewSession): Statement {
  return db.insert(sessions).values(row);
}

export type KnownSession = SessionRow &
  Pick<typeof people.$inferSelect, 'username' | 'name' | 'mustChangePassword'>;

/** Neither ended, nor of somebody who was disabled. Its limits in time are the caller's to judge. */
export async function findSession(db: Db, tokenHash: string): Promise<KnownSession | undefined> {
  const row = sessionByToken(db).get({ tokenHash });
  if (row === undefined) return undefined;
  const { session, ...person } = row;
  return { ...session, ...person };
}

const sessionByToken = preparedOnce((db) =>
  db
    .select({
      session: sessions,
      username: people.username,
      name: people.name,
      mustChangePassword: people.mustChangePassword,
    })
    .from(sessions)
    .innerJoin(people, eq(people.id, sessions.personId))
    .where(
      and(
        eq(sessions.tokenHash, sql.placeholder('tokenHash')),
        isNull(sessions.endedAt),
        isNull(people.disabledAt),
      ),
    )
    .prepare(),
);

/** Notes that it was used; the next page notes it where somebody else is writing. */
export async function markSessionSeen(db: Db, tokenHash: string, at: string): Promise<void> {
  const later = and(eq(sessions.tokenHash, tokenHash), lt(sessions.seenAt, at));
  writeUnlessBusy(db, db.update(sessions).set({ seenAt: at }).where(later));
}

type End = { readonly at: string; readonly because: SessionEnd };

export function endTokenStatement(db: Db, tokenHash: string, { at, because }: End): Statement {
  return db
    .update(sessions)
    .set({ endedAt: at, endedBecause: because })
    .where(and(eq(sessions.tokenHash, tokenHash), isNull(sessions.endedAt)));
}

/** All tokens of one log-in of a person. */
export function endSessionStatement(
  db: Db,
  { id, personId, at, because }: End & { readonly id: string; readonly personId: string },
): Statement {
  return db
    .update(sessions)
    .set({ endedAt: at, endedBecause: because })
    .where(and(eq(sessions.id, id), eq(sessions.personId, personId), isNull(sessions.endedAt)));
}

/** Every log-in of a person, but the one they act from. */
export function endSessionsOfStatement(
  db: Db,
  { personId, at, because, but = '' }: End & { readonly personId: string; readonly but?: string },
): Statement {
  return db
    .update(sessions)
    .set({ endedAt: at, endedBecause: because })
    .where(and(eq(sessions.personId, personId), isNull(sessions.endedAt), ne(sessions.id, but)));
}

/** Every log-in of everybody. */
export function endAllSessionsStatement(db: Db, { at, because }: End): Statement {
  return db.update(sessions).set({ endedAt: at, endedBecause: because }).where(isNull(sessions.endedAt));
}

/** How many people have log-ins that were not ended. */
export async function countLoggedIn(db: Db): Promise<number> {
  const n = sql<number>`count(DISTINCT ${sessions.personId})`;
  return db.select({ n }).from(sessions).where(isNull(sessions.endedAt)).get()?.n ?? 0;
}

/** Open ones of a person, the newest first; a hundred at most. */
export async function listSessionsOf(db: Db, personId: string): Promise<SessionRow[]> {
  return db
    .select()
    .from(sessions)
    .where(and(eq(sessions.personId, personId), isNull(sessions.endedAt)))
    .orderBy(desc(sessions.startedAt))
    .limit(100)
    .all();
}

/** Takes away some of those last seen before an instant; the log keeps who logged in when. */
export async function forgetOldSessions(
  db: Db,
  { seenBefore, limit }: { readonly seenBefore: string; readonly limit: number },
): Promise<number> {
  const result = db.run(sql`DELETE FROM sessions WHERE token_hash IN
    (SELECT token_hash FROM sessions WHERE seen_at < ${seenBefore} LIMIT ${limit})`);
  return result.changes;
}
