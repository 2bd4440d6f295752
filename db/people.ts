/** Writes and reads of who may log in and what they may. Secrets are here as hashes, or encrypted. */
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Grant } from '#core/permissions';
import { type Db, exactly, type Statement } from './client';
import { allUnits, grants, people, recoveryCodes, sessions } from './schema/index';

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

/** Every account, also closed ones, in no order. */
export async function listAllPeople(
  db: Db,
): Promise<Pick<PersonRow, 'id' | 'username' | 'name' | 'disabledAt'>[]> {
  const { id, username, name, disabledAt } = people;
  return db.select({ id, username, name, disabledAt }).from(people).all();
}

/** By username; a thousand at most. */
export async function listPeople(db: Db): Promise<PersonRow[]> {
  return db.select().from(people).orderBy(people.username).limit(1000).all();
}

export type ListedPerson = PersonRow & {
  readonly grants: readonly Grant[];
  /** When a log-in of theirs was last used, of those that are kept. */
  readonly seenAt: string | null;
};

/** As listPeople, with what each may. */
export async function listPeopleWithGrants(db: Db): Promise<ListedPerson[]> {
  const seen = new Map(
    db
      .select({ personId: sessions.personId, at: sql<string>`max(${sessions.seenAt})` })
      .from(sessions)
      .groupBy(sessions.personId)
      .all()
      .map(({ personId, at }) => [personId, at] as const),
  );
  return Promise.all(
    (await listPeople(db)).map(async (person) => ({
      ...person,
      grants: await listGrants(db, person.id),
      seenAt: seen.get(person.id) ?? null,
    })),
  );
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
    | 'mustChangePassword'
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
    .selectDistinct({ role: grants.role, msn: grants.msn })
    .from(grants)
    .where(and(eq(grants.personId, personId), source === undefined ? undefined : eq(grants.source, source)))
    .orderBy(grants.role, grants.msn)
    .all();
  return rows.map(({ role, msn }) => ({ role, msn: msn === allUnits ? null : msn }));
}

export type SourcedGrant = Grant & { readonly source: GrantSource };

/** With who gave each. */
export async function listGrantsOf(db: Db, personId: string): Promise<SourcedGrant[]> {
  const rows = db
    .select({ role: grants.role, msn: grants.msn, source: grants.source })
    .from(grants)
    .where(eq(grants.personId, personId))
    .orderBy(grants.role, grants.msn, grants.source)
    .all();
  return rows.map(({ role, msn, source }) => ({ role, msn: msn === allUnits ? null : msn, source }));
}

/** Thrown by `requireAdminStatement` inside `atomically`: nothing of the group was written. */
export class NoAdminLeft extends Error {
  override readonly name = 'NoAdminLeft';
  constructor() {
    super('nobody would be left who may let people in');
  }
}

/**
 * Put after what takes somebody's role away: an admin of all sales units must be left who can log in. Somebody who has not changed a
 * password that was handed over before `handedOverSince` cannot.
 */
export function requireAdminStatement(db: Db, handedOverSince: string): Statement {
  return {
    run() {
      const admin = db.get<{ one: number } | undefined>(sql`SELECT 1 AS one FROM people p
        JOIN grants g ON g.person_id = p.id AND g.role = 'admin' AND g.msn = ${allUnits}
        WHERE p.disabled_at IS NULL AND NOT (p.must_change_password = 'yes' AND p.password_changed_at < ${handedOverSince})
        LIMIT 1`);
      if (admin === undefined) throw new NoAdminLeft();
      return { changes: 0 };
    },
  };
}

/** What this source gave before is taken away; what the other gave stays. */
export function replaceGrantsStatements(
  db: Db,
  personId: string,
  source: GrantSource,
  wanted: readonly Grant[],
): Statement[] {
  const gone = db.delete(grants).where(and(eq(grants.personId, personId), eq(grants.source, source)));
  const given = wanted.map(
    ({ role, msn }) =>
      db
        .insert(grants)
        .values({ personId, role, msn: msn ?? allUnits, source })
        .onConflictDoNothing(), // the same one named twice
  );
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
