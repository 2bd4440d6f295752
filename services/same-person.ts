/** Whether two accounts may be one person's (core/alike-people), and an admin's word that they are not. */
import { areAlike } from '#core/alike-people';
import { auditStatement } from '#db/audit';
import { atomically, type Db, isConstraintError } from '#db/client';
import { findPersonByUsername, listAllPeople, type PersonRow } from '#db/people';
import { areToldApart, tellApartStatement } from '#db/told-apart';
import type { OfflineDesk } from './desk';

type Named = Pick<PersonRow, 'id' | 'username' | 'name'>;

/** By username. Somebody who is not there is nobody's second account. */
export async function mayBeSamePerson(db: Db, username: string, otherUsername: string): Promise<boolean> {
  const one = await findPersonByUsername(db, username);
  const other = await findPersonByUsername(db, otherUsername);
  return one !== undefined && other !== undefined && areConfusable(db, one, other);
}

/** The other accounts that can be logged in to and may be the same person's. */
export async function listMaybeSame(db: Db, person: Named): Promise<Named[]> {
  const others = (await listAllPeople(db)).filter(({ disabledAt }) => disabledAt === null);
  return others.filter((other) => areConfusable(db, person, other));
}

/** The user names whose requests somebody does not decide on: their own, and what may be theirs. */
export async function listOwnNames(db: Db, person: Named): Promise<string[]> {
  return [person, ...(await listMaybeSame(db, person))].map(({ username }) => username);
}

function areConfusable(db: Db, one: Named, other: Named): boolean {
  return one.id !== other.id && areAlike(one, other) && !areToldApart(db, one.id, other.id);
}

/** own-account: nobody says it of themselves, by a third account neither. no-such-person: or the names are not alike, or it was said before. */
export async function tellApart(
  { db, clock }: OfflineDesk,
  { username, other, actor }: { readonly username: string; readonly other: string; readonly actor: string },
): Promise<'done' | 'own-account' | 'no-such-person'> {
  const [one, two] = [await findPersonByUsername(db, username), await findPersonByUsername(db, other)];
  if (one === undefined || two === undefined || !areConfusable(db, one, two)) return 'no-such-person';
  if (await isOneOf(db, actor, [one, two])) return 'own-account';
  const at = clock.now();
  try {
    await atomically(db, [
      tellApartStatement(db, { one: one.id, other: two.id, by: actor, at }),
      auditStatement(db, {
        ...{ at, actor, action: 'people told apart', subject: `person ${one.username}` },
        detail: { other: two.username },
      }),
    ]);
    return 'done';
  } catch (error) {
    if (isConstraintError(error)) return 'no-such-person';
    throw error;
  }
}

/** Whether an actor has one of the accounts, or may have it. The command line is nobody's account. */
export async function isOneOf(db: Db, actor: string, accounts: readonly Named[]): Promise<boolean> {
  const own = await findPersonByUsername(db, actor);
  return (
    own !== undefined && accounts.some((account) => account.id === own.id || areConfusable(db, own, account))
  );
}
