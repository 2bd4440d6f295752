import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Grant } from '#core/permissions';
import { atomically, type Db } from '#db/client';
import {
  changePersonStatement,
  countPeople,
  findPersonByUsername,
  insertPersonStatement,
  listGrants,
  replaceGrantsStatements,
} from '#db/people';
import { fixedClock } from '#services/clock';
import type { KnownPerson } from '#services/oidc';
import { admitOidcPerson } from '#services/oidc-people';
import { at, closeBooks, openBooks } from '../db/books';

let db: Db;
const clock = fixedClock(at);
beforeEach(() => {
  db = openBooks();
});
afterEach(closeBooks);

const finance: Grant = { role: 'finance', msn: null };
const manager: Grant = { role: 'manager', msn: '123456' };
const kari: KnownPerson = {
  kind: 'known',
  issuer: 'https://login.example',
  subject: 'subject-1',
  username: 'kari',
  name: 'Kari Nordmann',
  email: 'kari@fjord.example',
  grants: [finance],
};
const admit = (change: Partial<KnownPerson> = {}) => admitOidcPerson({ db, clock }, { ...kari, ...change });
const admitted = async (change: Partial<KnownPerson> = {}) => {
  const result = await admit(change);
  if (result.kind !== 'admitted') throw new Error(result.why);
  return result;
};
const records = () =>
  db.$client
    .prepare<[], { actor: string; action: string; subject: string; detail: string }>(
      'SELECT actor, action, subject, detail FROM audit_log ORDER BY sequence',
    )
    .all()
    .map(({ detail, ...rest }) => ({ ...rest, detail: JSON.parse(detail) }));

describe('who comes by single sign-on', () => {
  it('is made at the first log-in and found at the next, with a record of it', async () => {
    const first = await admitted();
    expect(first).toMatchObject({
      isNew: true,
      grants: [finance],
      person: { username: 'kari', passwordHash: null, createdBy: 'single sign-on' },
    });
    expect(await admitted({ username: 'other', name: 'Other' })).toMatchObject({
      isNew: false,
      person: { id: first.person.id, username: 'kari', name: 'Kari Nordmann' },
    });
    expect(records()).toEqual([
      {
        actor: 'single sign-on',
        action: 'person added',
        subject: 'person kari',
        detail: { username: 'kari', name: 'Kari Nordmann', issuer: kari.issuer, roles: ['finance'] },
      },
    ]);
  });

  it('never becomes somebody who has the same name: with a password, disabled, or of another provider', async () => {
    const old = { id: 'p1', username: 'kari', name: 'Another Kari', createdAt: at, createdBy: 'admin' };
    await atomically(db, [
      insertPersonStatement(db, { ...old, passwordHash: 'hash' }),
      ...replaceGrantsStatements(db, 'p1', 'given', [{ role: 'admin', msn: null }]),
    ]);
    expect((await admitted({ username: 'KARI' })).person.username).toBe('kari-2');
    expect((await admitted({ issuer: 'https://other.example' })).person.username).toBe('kari-3');
    expect((await admitted({ subject: 'subject-2' })).person.username).toBe('kari-4');
    expect(await findPersonByUsername(db, 'kari')).toMatchObject({ oidcSubject: null, passwordHash: 'hash' });
    expect(await listGrants(db, 'p1')).toEqual([{ role: 'admin', msn: null }]);
  });

  it('does not get a name by which the log tells what no person did', async () => {
    expect((await admitted({ username: 'system' })).person.username).toBe('system-2');
  });

  it('is made once when two tabs come at the same time, and two namesakes are two', async () => {
    const results = await Promise.all([admitted(), admitted(), admitted({ subject: 'subject-2' })]);
    expect(await countPeople(db)).toBe(2);
    expect(results[0]?.person.id).toBe(results[1]?.person.id);
    expect(new Set(results.map(({ person }) => person.username))).toEqual(new Set(['kari', 'kari-2']));
    expect(records()).toHaveLength(2);
  });

  it('gets in with no role at all as little as an unknown person, of whom nothing is stored', async () => {
    expect(await admit({ grants: [] })).toEqual({ kind: 'refused', why: 'no-roles' });
    expect(await countPeople(db)).toBe(0);
    expect(records()).toEqual([]);
  });

  it('loses the roles that are taken away, with a record of before and after', async () => {
    const { person } = await admitted();
    expect(await admitted({ grants: [manager] })).toMatchObject({ grants: [manager] });
    expect(await admit({ grants: [] })).toEqual({ kind: 'refused', why: 'no-roles' });
    expect(await listGrants(db, person.id)).toEqual([]);
    expect(records().slice(1)).toMatchObject([
      {
        action: 'roles changed',
        subject: 'person kari',
        detail: { before: ['finance'], after: ['manager@123456'] },
      },
      { action: 'roles changed', detail: { before: ['manager@123456'], after: [] } },
    ]);
  });

  it('writes nothing when the roles are as before, in whatever order', async () => {
    await admitted({ grants: [finance, manager] });
    await admitted({ grants: [manager, finance] });
    expect(records()).toHaveLength(1);
  });

  it('keeps what an admin gave, also when the provider gave the same and takes it away', async () => {
    const { person } = await admitted();
    await atomically(db, replaceGrantsStatements(db, person.id, 'given', [finance, manager]));
    expect(await admitted()).toMatchObject({ grants: [finance, manager] });
    expect(await admitted({ grants: [] })).toMatchObject({ grants: [finance, manager] });
    expect(await listGrants(db, person.id, 'oidc')).toEqual([]);
    expect((await admitted()).grants).toEqual([finance, manager]);
    expect((await admitted()).grants).toEqual([finance, manager]);
    expect(records()).toHaveLength(3); // that the provider took it away, and gave it again, is told
  });

  it('stays out when disabled, and its roles stand as they were', async () => {
    const { person } = await admitted();
    await atomically(db, [changePersonStatement(db, person.id, { disabledAt: at, disabledBy: 'admin' })]);
    expect(await admit({ grants: [manager] })).toEqual({ kind: 'refused', why: 'disabled' });
    expect(await listGrants(db, person.id)).toEqual([finance]);
  });
});
