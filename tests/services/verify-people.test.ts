/** Who was let in, given a role or opened again past the desk is named by `npm run verify`. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { admitOidcPerson } from '#services/oidc-people';
import { addPerson, changeRoles, disablePerson, enablePerson } from '#services/people';
import { tellApart } from '#services/same-person';
import { verifyPeople } from '#services/verify-people';
import { openTestDesk, type TestDesk, testUnit } from '../test-desk';

let test: TestDesk;
const nowMs = Date.parse('2026-06-01T08:00:00.000Z');
const claimed = (username: string, subject: string, role: 'finance' | 'manager') =>
  admitOidcPerson(test.desk, {
    ...{ kind: 'known', issuer: 'https://login.example', subject, username, name: username, email: null },
    grants: [{ role, msn: null }],
  });

beforeEach(async () => {
  test = await openTestDesk();
  const { desk } = test;
  const by = { actor: 'kari', nowMs };
  for (const username of ['ola', 'per'])
    await addPerson(desk, {
      ...{ ...by, username, name: username, password: 'three quiet lakes 7', mustChange: false },
      grants: [{ role: 'manager', msn: testUnit }],
    });
  await changeRoles(desk, {
    ...{ ...by, username: 'ola' },
    grants: [
      { role: 'read-only', msn: null },
      { role: 'manager', msn: testUnit },
    ],
  });
  await disablePerson(desk, { ...by, username: 'ola' });
  await enablePerson(desk, { ...by, username: 'ola' });
  await disablePerson(desk, { ...by, username: 'per' });
  await claimed('ola', 'two', 'manager');
  expect(await tellApart(desk, { username: 'ola-2', other: 'ola', actor: 'kari' })).toBe('done');
  await claimed('siv', 'one', 'manager');
  await claimed('siv', 'one', 'finance');
  await changeRoles(desk, { ...by, username: 'siv', grants: [{ role: 'read-only', msn: testUnit }] });
});
afterEach(() => test.close());

describe('what people may', () => {
  it('holds after everything the desk does with them', () => {
    const check = verifyPeople(test.desk.db);
    expect(check).toMatchObject({ faults: 0, first: null });
    expect(check.told).toMatch(/^5 people, 4 who may log in/);
  });

  const idOf = (username: string) => `(SELECT id FROM people WHERE username = '${username}')`;
  it.each([
    [
      'a role that was put in',
      `INSERT INTO grants (person_id, role, msn, source) VALUES (${idOf('ola')}, 'admin', '*', 'given')`,
      {
        record: 'person ola',
        problem: /has the roles admin, manager@\d+, read-only, and the audit log gives/,
      },
    ],
    [
      'a role that was taken out',
      `DELETE FROM grants WHERE person_id = ${idOf('siv')} AND source = 'given'`,
      { record: 'person siv', problem: /has the roles none/ },
    ],
    [
      'a role of single sign-on that was put in',
      `UPDATE grants SET role = 'admin' WHERE person_id = ${idOf('siv')} AND source = 'oidc'`,
      { record: 'person siv', problem: /by single sign-on the roles admin, and the audit log gives finance/ },
    ],
    [
      'somebody who was opened again',
      `UPDATE people SET disabled_at = NULL, disabled_by = NULL WHERE username = 'per'`,
      { record: 'person per', problem: /is open/ },
    ],
    [
      'somebody who was put in',
      `INSERT INTO people (id, username, name, created_at, created_by) VALUES ('x', 'eva', 'Eva', '2026-06-01T08:00:00.000Z', 'kari')`,
      { record: 'person eva', problem: /does not hold that somebody added/ },
    ],
    [
      'somebody who was given another name',
      `UPDATE people SET username = 'eva' WHERE username = 'ola'`,
      { record: 'person eva', problem: /does not hold that somebody added/ },
    ],
    [
      'a word that two accounts are two people’s',
      `UPDATE people_told_apart SET told_by = 'eva'`,
      {
        record: 'person ola',
        problem:
          /counts as another than ola-2, and the audit log does not hold that somebody else said so \(here: eva/,
      },
    ],
    [
      'the word of one of the two',
      `UPDATE people_told_apart SET told_by = 'ola-2'; UPDATE audit_log SET actor = 'ola-2' WHERE action = 'people told apart'`,
      { record: 'person ola', problem: /somebody else said so \(here: ola-2/ },
    ],
    [
      'somebody who was taken out',
      `DELETE FROM grants WHERE person_id = ${idOf('siv')}; DELETE FROM people WHERE username = 'siv'`,
      { record: 'person siv', problem: /is not there/ },
    ],
  ])('%s past the desk is named', (_what, sql, { record, problem }) => {
    const { $client } = test.desk.db;
    $client.pragma('foreign_keys = OFF');
    for (const name of $client.prepare(`SELECT name FROM sqlite_master WHERE type = 'trigger'`).pluck().all())
      $client.exec(`DROP TRIGGER ${name}`);
    $client.exec(sql);
    expect(verifyPeople(test.desk.db).first).toMatchObject({
      record,
      problem: expect.stringMatching(problem),
    });
  });
});
