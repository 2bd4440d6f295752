import { mayAt, type Permission } from '#core/permissions';
import type { Db } from '#db/client';
import { findPersonByUsername, listGrants } from '#db/people';

/** May the person of this name do this at a sales unit now? For what is done for them later, by a job. */
export async function personMay(
  db: Db,
  username: string,
  permission: Permission,
  msn: string,
): Promise<boolean> {
  const person = await findPersonByUsername(db, username);
  if (person === undefined || person.disabledAt !== null) return false;
  return mayAt(await listGrants(db, person.id), permission, msn);
}
