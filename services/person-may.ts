/** What somebody may now, by name: for what is done for them later, by a job or after a second person's yes. */
import { type Grant, mayAt, mayEverywhere, type Permission } from '#core/permissions';
import type { Db } from '#db/client';
import { findPersonByUsername, listGrants } from '#db/people';

/** At a sales unit. */
export async function personMay(
  db: Db,
  username: string,
  permission: Permission,
  msn: string,
): Promise<boolean> {
  return mayAt(await grantsNow(db, username), permission, msn);
}

export async function personMayEverywhere(
  db: Db,
  username: string,
  permission: Permission,
): Promise<boolean> {
  return mayEverywhere(await grantsNow(db, username), permission);
}

/** None of somebody who is not known, or was shut out. */
async function grantsNow(db: Db, username: string): Promise<readonly Grant[]> {
  const person = await findPersonByUsername(db, username);
  return person === undefined || person.disabledAt !== null ? [] : listGrants(db, person.id);
}
