/** Who may what, against the log: nobody was let in, given a role or opened again past the desk. */

import type { Db } from '#db/client';
import {
  type PersonRecord,
  type PersonToVerify,
  peopleToVerify,
  personRecords,
  toldApartWithoutRecord,
} from '#db/queries/verify-people';
import { oidcActor } from './oidc-people';
import { type Check, counted, Tally } from './verify-tally';

type Expected = { given: readonly string[]; byProvider: readonly string[]; disabled: boolean };

export function verifyPeople(db: Db): Check {
  const tally = new Tally();
  const expected = fromTheLog(personRecords(db));
  const people = peopleToVerify(db);
  for (const person of people) {
    compare(person, expected.get(`person ${person.username}`), tally);
    expected.delete(`person ${person.username}`);
  }
  for (const subject of expected.keys())
    tally.add(subject, 'was added, as the audit log says, and is not there');
  for (const { username, other, toldBy } of toldApartWithoutRecord(db))
    tally.add(
      `person ${username}`,
      `counts as another than ${other}, and the audit log does not hold that somebody else said so (here: ${toldBy})`,
    );
  const open = people.filter(({ disabled }) => disabled === 0).length;
  return tally.check(
    'people',
    `${counted(people.length, 'person', 'people')}, ${open} who may log in: each added, with the roles and opened or closed as in the log`,
  );
}

function fromTheLog(records: readonly PersonRecord[]): Map<string, Expected> {
  const expected = new Map<string, Expected>();
  for (const { actor, action, subject, roles } of records) {
    if (action === 'person added') expected.set(subject, { given: [], byProvider: [], disabled: false });
    const person = expected.get(subject);
    if (person === undefined) continue;
    if (roles !== null && actor === oidcActor) person.byProvider = roles;
    else if (roles !== null) person.given = roles;
    if (action === 'person disabled') person.disabled = true;
    if (action === 'person enabled') person.disabled = false;
  }
  return expected;
}

function compare(person: PersonToVerify, expected: Expected | undefined, tally: Tally): void {
  const record = `person ${person.username}`;
  if (expected === undefined) {
    tally.add(record, 'the audit log does not hold that somebody added this person');
    return;
  }
  const wrong = (what: string, has: readonly string[], should: readonly string[]) => {
    if (String([...has].sort()) !== String([...new Set(should)].sort()))
      tally.add(record, `has ${what} ${wordsOf(has)}, and the audit log gives ${wordsOf(should)}`);
  };
  wrong('the roles', person.given, expected.given);
  wrong('by single sign-on the roles', person.byProvider, expected.byProvider);
  if ((person.disabled === 1) !== expected.disabled)
    tally.add(record, `is ${person.disabled ? 'closed' : 'open'}, and the audit log says the opposite`);
}

function wordsOf(roles: readonly string[]): string {
  return roles.length === 0 ? 'none' : [...roles].sort().join(', ');
}
