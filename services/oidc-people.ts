/**
 * Who logs in by single sign-on, as a person of the desk: found by issuer and subject alone, never by a name or an e-mail address, which
 * a provider may give to somebody else, or let people choose. The roles its claims give replace those they gave before; roles that an
 * admin gave stay.
 */
import { randomInt } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import type { Grant } from '#core/permissions';
import { auditStatement } from '#db/audit';
import { atomically, isConstraintError } from '#db/client';
import {
  findPersonByOidc,
  findPersonByUsername,
  insertPersonStatement,
  listGrants,
  type PersonRow,
  replaceGrantsStatements,
} from '#db/people';
import { systemClock } from './clock';
import type { OfflineDesk } from './desk';
import type { KnownPerson } from './oidc';
import { grantWords, keptNames } from './people';

export type AdmitResult =
  /** `grants`: all of them, also those that an admin gave. */
  | {
      readonly kind: 'admitted';
      readonly person: PersonRow;
      readonly grants: readonly Grant[];
      readonly isNew: boolean;
    }
  /** `no-roles`: neither the claims nor an admin give any. Of an unknown person nothing is stored then. */
  | { readonly kind: 'refused'; readonly why: 'disabled' | 'no-roles' };

type PeopleDesk = Pick<OfflineDesk, 'db' | 'clock'>;

/** By whom people are made and roles are changed, in the log. Not a name that a person can have. */
export const oidcActor = 'single sign-on';

/** Finds or makes the person, with the roles of now. Beginning a session is the caller's. */
export async function admitOidcPerson(desk: PeopleDesk, known: KnownPerson): Promise<AdmitResult> {
  const person = await findPersonByOidc(desk.db, known);
  if (person !== undefined) return admitAgain(desk, person, known.grants);
  if (known.grants.length === 0) return { kind: 'refused', why: 'no-roles' };
  return admitNew(desk, known);
}

async function admitAgain(
  { db, clock }: PeopleDesk,
  person: PersonRow,
  claimed: readonly Grant[],
): Promise<AdmitResult> {
  if (person.disabledAt !== null) return { kind: 'refused', why: 'disabled' };
  const given = await listGrants(db, person.id, 'given');
  const before = await listGrants(db, person.id, 'oidc');
  const isAsBefore = claimed.every((grant) => before.some((one) => isSame(one, grant)));
  if (before.length !== claimed.length || !isAsBefore)
    await atomically(db, [
      ...replaceGrantsStatements(db, person.id, 'oidc', claimed),
      auditStatement(db, {
        at: clock.now(),
        actor: oidcActor,
        action: 'roles changed',
        subject: subjectOf(person.username),
        detail: { before: grantWords(before), after: grantWords(claimed), given: grantWords(given) },
      }),
    ]);
  const grants = await listGrants(db, person.id);
  return grants.length === 0
    ? { kind: 'refused', why: 'no-roles' }
    : { kind: 'admitted', person, grants, isNew: false };
}

/**
 * A name that is taken, also by somebody who is disabled, gets a number: `kari-2`. Two tabs that come at once make one person; the one
 * that lost finds it.
 */
async function admitNew(desk: PeopleDesk, known: KnownPerson): Promise<AdmitResult> {
  for (let number = 1; number <= 50; number += 1) {
    // The last ones cannot be taken by chance.
    const suffix = number === 1 ? '' : `-${number > 40 ? randomInt(1_000_000, 10_000_000) : number}`;
    const username = `${known.username}${suffix}`;
    if (keptNames.includes(username) || (await findPersonByUsername(desk.db, username))) continue;
    try {
      return await storeNew(desk, known, username);
    } catch (error) {
      if (!isConstraintError(error)) throw error;
      const person = await findPersonByOidc(desk.db, known);
      if (person !== undefined) return admitAgain(desk, person, known.grants);
    }
  }
  throw new Error('no username is free');
}

async function storeNew(
  { db, clock }: PeopleDesk,
  { issuer, subject, name, grants }: KnownPerson,
  username: string,
): Promise<AdmitResult> {
  const id = uuidv7();
  await atomically(db, [
    insertPersonStatement(db, {
      id,
      username,
      name,
      oidcIssuer: issuer,
      oidcSubject: subject,
      createdAt: systemClock.now(), // real time, as sessions have it
      createdBy: oidcActor,
    }),
    ...replaceGrantsStatements(db, id, 'oidc', grants),
    auditStatement(db, {
      at: clock.now(),
      actor: oidcActor,
      action: 'person added',
      subject: subjectOf(username),
      detail: { username, name, issuer, roles: grantWords(grants) },
    }),
  ]);
  const person = await findPersonByUsername(db, username);
  if (person === undefined) throw new Error('a person that was just made is not there');
  return { kind: 'admitted', person, grants: await listGrants(db, id), isNew: true };
}

function isSame(one: Grant, other: Grant): boolean {
  return one.role === other.role && one.msn === other.msn;
}

function subjectOf(username: string): string {
  return `person ${username}`;
}
