/** Whether two accounts may be one person's (core/alike-people), and an admin's word that they are not. */
import { areAlike } from '#core/alike-people';
import { auditStatement } from '#db/audit';
import { atomically, type Db, isConstraintError } from '#db/client';
import { findPersonByUsername, listPeople, type PersonRow } from '#db/people';
import { areToldApart, tellApartStatement } from '#db/told-apart';
import type { OfflineDesk } from './desk';

/** By username. Somebody who is not there is nobody's second account. */
export async function mayBeSamePerson(db: Db, username: string, otherUsername: string): Promise<boolean> {
  const one = await findPersonByUsername(db, username);
  const other = await findPersonByUsername(db, otherUsername);
  return one !== undefined && other !== undefined && areConfusable(db, one, other);
}

/** The other accounts that can be logged in to and may be the same person's. */
export async function listMaybeSame(db: Db, person: PersonRow): Promise<PersonRow[]> {
  const others = (await listPeople(db)).filter(({ disabledAt }) => disabledAt === null);
  return others.filter((other) => areConfusable(db, person, other));
}

function areConfusable(db: Db, one: PersonRow, other: PersonRow): boolean {
  return one.id !== other.id && areAlike(one, other) && !areToldApart(db, one.id, other.id);
}

/** own-account: nobody says it of themselves. no-such-person: or the names are not alike, or it was said before. */
export async function tellApart(
  { db, clock }: OfflineDesk,
  { username, other, actor }: { readonly username: string; readonly other: string; readonly actor: string },
): Promise<'done' | 'own-account' | 'no-such-person'> {
  const [one, two] = [await findPersonByUsername(db, username), await findPersonByUsername(db, other)];
  if (one === undefined || two === undefined || !areConfusable(db, one, two)) return 'no-such-person';
  if ([one.username, two.username].includes(actor)) return 'own-account';
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
