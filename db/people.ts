/** Writes and reads of who may log in and what they may. Secrets are here as hashes, or encrypted. */
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Grant } from '#core/permissions';
import { type Db, exactly, type Statement } from './client';
import { allUnits, grants, people, recoveryCodes } from './schema/index';

export type PersonRow = typeof people.$inferSelect;
export type NewPerson = typeof people.$inferInsert;
export type GrantSource = (typeof grants.$inferSelect)['source'];

/** Usernames are told apart without regard to case, and are never given twice. */
export function insertPersonStatement(db: Db, row: NewPerson): Statement {
  return db.insert(people).values({ ...row, username: row.username.toLowerCase() });
}

export async function findPersonByUsername(db: Db, username: string): Promise<PersonRow | undefined> {
  return db.select().from(people).where(eq(people.username, username.toLowerCase())).get();
}

export async function findPersonById(db: Db, id: string): Promise<PersonRow | undefined> {
  return db.select().from(people).where(eq(people.id, id)).get();
}

/** Of single sign-on: who an issuer means by a subject. */
export async function findPersonByOidc(
  db: Db,
  { issuer, subject }: { readonly issuer: string; readonly subject: string },
): Promise<PersonRow | undefined> {
  return db
    .select()
    .from(people)
    .where(and(eq(people.oidcIssuer, issuer), eq(people.oidcSubject, subject)))
    .get();
}

/** By username; a thousand at most. */
export async function listPeople(db: Db): Promise<PersonRow[]> {
  return db.select().from(people).orderBy(people.username).limit(1000).all();
}

export async function countPeople(db: Db): Promise<number> {
  return db.select({ n: sql<number>`count(*)` }).from(people).get()?.n ?? 0;
}

type PersonChange = Partial<
  Pick<
    PersonRow,
    | 'name'
    | 'passwordHash'
    | 'passwordChangedAt'
    | 'totpSecret'
    | 'totpConfirmedAt'
    | 'totpLastStep'
    | 'disabledAt'
    | 'disabledBy'
  >
>;

export function changePersonStatement(db: Db, id: string, change: PersonChange): Statement {
  return exactly(1, db.update(people).set(change).where(eq(people.id, id)));
}

/** Takes a time step for a code: false when it, or a later one, was taken before. */
export async function takeTotpStep(db: Db, id: string, step: number): Promise<boolean> {
  const result = db
    .update(people)
    .set({ totpLastStep: step })
    .where(and(eq(people.id, id), sql`coalesce(${people.totpLastStep}, -1) < ${step}`))
    .run();
  return result.changes === 1;
}

/** All of them, or those of one source. */
export async function listGrants(db: Db, personId: string, source?: GrantSource): Promise<Grant[]> {
  const rows = db
    .select({ role: grants.role, msn: grants.msn })
    .from(grants)
    .where(and(eq(grants.personId, personId), source === undefined ? undefined : eq(grants.source, source)))
    .orderBy(grants.role, grants.msn)
    .all();
  return rows.map(({ role, msn }) => ({ role, msn: msn === allUnits ? null : msn }));
}

/**
 * What this source gave before is taken away; what the other gave stays. A role that both give counts as given: it does not go when the
 * provider of single sign-on takes its own away.
 */
export function replaceGrantsStatements(
  db: Db,
  personId: string,
  source: GrantSource,
  wanted: readonly Grant[],
): Statement[] {
  const gone = db.delete(grants).where(and(eq(grants.personId, personId), eq(grants.source, source)));
  const given = wanted.map(({ role, msn }) => {
    const insert = db.insert(grants).values({ personId, role, msn: msn ?? allUnits, source });
    return source === 'given'
      ? insert.onConflictDoUpdate({ target: [grants.personId, grants.role, grants.msn], set: { source } })
      : insert.onConflictDoNothing();
  });
  return [gone, ...given];
}

/** The codes from before are good no more. */
export function replaceRecoveryCodesStatements(
  db: Db,
  personId: string,
  codeHashes: readonly string[],
): Statement[] {
  return [
    db.delete(recoveryCodes).where(eq(recoveryCodes.personId, personId)),
    ...codeHashes.map((codeHash) => db.insert(recoveryCodes).values({ personId, codeHash })),
  ];
}

/** Uses a code up: false when there is no such code, or it was used. */
export async function takeRecoveryCode(
  db: Db,
  { personId, codeHash, at }: { readonly personId: string; readonly codeHash: string; readonly at: string },
): Promise<boolean> {
  const result = db
    .update(recoveryCodes)
    .set({ usedAt: at })
    .where(
      and(
        eq(recoveryCodes.personId, personId),
        eq(recoveryCodes.codeHash, codeHash),
        isNull(recoveryCodes.usedAt),
      ),
    )
    .run();
  return result.changes === 1;
}

export async function countRecoveryCodes(db: Db, personId: string): Promise<number> {
  const row = db
    .select({ n: sql<number>`count(*)` })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.personId, personId), isNull(recoveryCodes.usedAt)))
    .get();
  return row?.n ?? 0;
}
