/** Secrets of others as they are stored: encrypted. What they say only services/secret-box can tell. */
import { and, eq, isNotNull } from 'drizzle-orm';
import { type Db, exactly, type Statement } from './client';
import { people, secrets } from './schema/index';
import type { ChangeMark } from './settings';

export type SecretRow = typeof secrets.$inferSelect;

export async function listSecrets(db: Db): Promise<SecretRow[]> {
  return db.select().from(secrets).orderBy(secrets.name).limit(1000).all();
}

export function saveSecretStatement(
  db: Db,
  row: Pick<SecretRow, 'name' | 'keyId' | 'box'>,
  mark: ChangeMark,
): Statement {
  const { name, ...sealed } = row;
  return db
    .insert(secrets)
    .values({ ...row, ...mark })
    .onConflictDoUpdate({ target: secrets.name, set: { ...sealed, ...mark } });
}

/** Fails the group it stands in when there is no such secret. */
export function removeSecretStatement(db: Db, name: string): Statement {
  return exactly(1, db.delete(secrets).where(eq(secrets.name, name)));
}

/** The same secret in another box. Fails the group it stands in when somebody changed it meanwhile. */
export function reboxSecretStatement(
  db: Db,
  change: { readonly name: string; readonly from: string; readonly to: string; readonly keyId: string },
): Statement {
  return exactly(
    1,
    db
      .update(secrets)
      .set({ box: change.to, keyId: change.keyId })
      .where(and(eq(secrets.name, change.name), eq(secrets.box, change.from))),
  );
}

export type SealedTotp = { readonly personId: string; readonly username: string; readonly box: string };

/** The second factors of all people, confirmed or not. */
export async function listSealedTotp(db: Db): Promise<SealedTotp[]> {
  const rows = db
    .select({ personId: people.id, username: people.username, box: people.totpSecret })
    .from(people)
    .where(isNotNull(people.totpSecret))
    .orderBy(people.username)
    .all();
  return rows.map((row) => ({ ...row, box: row.box ?? '' }));
}

/** As reboxSecretStatement, for a person's second factor. */
export function reboxTotpStatement(
  db: Db,
  change: { readonly personId: string; readonly from: string; readonly to: string },
): Statement {
  return exactly(
    1,
    db
      .update(people)
      .set({ totpSecret: change.to })
      .where(and(eq(people.id, change.personId), eq(people.totpSecret, change.from))),
  );
}
