/** Who is let in, who is not, and what is told to whom. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dayMs } from '#core/calendar';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { migrateOpen } from '#db/migrate';
import { findPersonByUsername } from '#db/people';
import { fixedClock } from '#services/clock';
import type { OfflineDesk } from '#services/desk';
import { knownBrowserOf, readKnownBrowser } from '#services/known-browser';
import { type LogInFrom, logInWithCode, logInWithPassword } from '#services/log-in';
import { weaknessOf } from '#services/passwords';
import {
  addPerson,
  changeOwnPassword,
  changeRoles,
  disablePerson,
  enablePerson,
  resetPassword,
} from '#services/people';
import { endEverySession, findPersonOfToken, logOut } from '#services/sessions';
import { confirmTotp, offerTotp, removeTotp } from '#services/totp';
import { manyWrongCodes, tooManyWrongCodes, wrongCodesSinceLogIn } from '#services/wrong-codes';
import { silentLog } from '../test-desk';

const password = 'fjorten røde hester';
const other = 'seksten blå båter i dag';
const limits = { SESSION_IDLE_MINUTES: 120, SESSION_HOURS: 12 };
const minuteMs = 60_000;
const browser = { address: '10.0.0.1', userAgent: 'test' };
const elsewhere = { address: '10.0.0.2', userAgent: 'test' };
const box = {
  seal: (name: string, text: string) => `${name}:${Buffer.from(text).toString('base64')}`,
  open: (name: string, sealed: string) => {
    if (!sealed.startsWith(`${name}:`)) throw new Error('another name');
    return Buffer.from(sealed.slice(name.length + 1), 'base64').toString();
  },
};

let db: Db;
let desk: OfflineDesk;
let nowMs: number;
beforeEach(async () => {
  db = openDatabase(':memory:');
  migrateOpen(db);
  nowMs = Date.parse('2026-06-05T10:00:00.000Z');
  desk = { db, clock: fixedClock('2026-06-05T10:00:00.000Z'), log: silentLog };
  await add('kari');
});
afterEach(() => closeDatabase(db));

async function add(username: string, role: 'admin' | 'finance' = 'admin') {
  const wanted = { username, name: username, password, grants: [{ role, msn: null }] };
  return addPerson(desk, { ...wanted, mustChange: false, actor: 'test', nowMs });
}

const from = (more: Partial<LogInFrom> = {}): LogInFrom => ({
  ...{ browser, knownAs: () => undefined, tokenBefore: undefined, nowMs },
  ...more,
});
const logIn = (username: string, given = password, more: Partial<LogInFrom> = {}) =>
  logInWithPassword(desk, { username, password: given }, from(more));
const personOf = (token: string, atMs = nowMs, quiet = false) =>
  findPersonOfToken(desk, token, limits, atMs, quiet);

async function tokenOf(username = 'kari', more: Partial<LogInFrom> = {}): Promise<string> {
  const result = await logIn(username, password, more);
  if (result.kind !== 'in') throw new Error(`not let in: ${result.kind}`);
  return result.token;
}

const logged = (action: string) =>
  db.$client.prepare(`SELECT subject, detail FROM audit_log WHERE action = ?`).all(action) as {
    subject: string;
    detail: string;
  }[];

describe('a log-in by password', () => {
  it('is of the person, whatever the case of the name, and is told to the log', async () => {
    const result = await logIn(' KARI ');
    expect(result).toMatchObject({ kind: 'in', username: 'kari' });
    expect(await personOf(result.kind === 'in' ? result.token : '')).toMatchObject({
      username: 'kari',
      grants: [{ role: 'admin', msn: null }],
      mustChangePassword: false,
    });
    expect(logged('logged in')).toMatchObject([{ subject: 'person kari' }]);
  });

  it('is refused alike for a wrong password, a closed account, and a name that nobody has', async () => {
    await add('ola', 'finance');
    await disablePerson(desk, { username: 'ola', actor: 'kari', nowMs });
    for (const [name, given] of [
      ['kari', 'wrong'],
      ['ola', password],
      ['nobody', password],
    ] as const)
      expect(await logIn(name, given), name).toEqual({ kind: 'wrong' });
    expect(logged('log-in refused')).toHaveLength(3);
    expect(JSON.stringify(logged('log-in refused'))).not.toContain('nobody"'); // what was typed is not kept
  });

  it('with a password that somebody else chose opens nothing after a week, until it is made anew', async () => {
    await resetPassword(desk, { username: 'kari', actor: 'test', nowMs, password });
    nowMs += 7 * dayMs;
    expect(await logIn('kari')).toMatchObject({ kind: 'in' });
    nowMs += 1;
    expect(await logIn('kari')).toEqual({ kind: 'too-old', days: 7 });
    expect(logged('log-in refused')).toEqual([{ subject: 'person kari', detail: '{"at":"too-old"}' }]);
    expect(await logIn('kari', 'wrong')).toEqual({ kind: 'wrong' });
    await resetPassword(desk, { username: 'kari', actor: 'test', nowMs, password: 'other words for it 8' });
    expect(await logIn('kari', 'other words for it 8')).toMatchObject({ kind: 'in' });
  });

  it('ends with those of everybody by one command, told to the log', async () => {
    await add('ola', 'finance');
    await add('per', 'finance');
    const tokens = [await tokenOf('kari'), await tokenOf('ola'), await tokenOf('ola')];
    expect(await endEverySession(desk, { actor: 'command line', nowMs })).toBe(2);
    for (const token of tokens) expect(await personOf(token)).toBeUndefined();
    expect(logged('log-in ended')).toEqual([{ subject: 'everybody', detail: '{"all":true}' }]);
    expect(await logIn('ola')).toMatchObject({ kind: 'in' });
  });

  it('is tried as often under a name that is written otherwise', async () => {
    await add('åse', 'finance');
    const tries = ['NFC', 'NFD', 'NFC', 'NFD', 'NFC', 'NFD', 'NFC'].map((form) => 'åse'.normalize(form));
    const results = [];
    for (const name of tries) results.push((await logIn(name, 'wrong')).kind);
    const ascii = [];
    for (const _ of tries) ascii.push((await logIn('kari', 'wrong', { browser: elsewhere })).kind);
    expect(results).toEqual(ascii);
    expect(results.at(-1)).toBe('wait');
  });

  it('leaves neither password nor token in the database', async () => {
    const token = await tokenOf();
    for (const table of ['people', 'sessions', 'audit_log', 'log_in_tries'])
      for (const secret of [password, token])
        expect(JSON.stringify(db.$client.prepare(`SELECT * FROM ${table}`).all()), table).not.toContain(
          secret,
        );
  });
});

describe('a password is tried', () => {
  const wrong = (more: Partial<LogInFrom> = {}) => logIn('kari', 'wrong', more);

  it('five times without a wait, and then more and more slowly; the right one, too, has to wait', async () => {
    for (let n = 0; n < 5; n += 1) expect(await wrong()).toEqual({ kind: 'wrong' });
    expect(await wrong()).toEqual({ kind: 'wait', seconds: 2 });
    expect(await logIn('kari')).toEqual({ kind: 'wait', seconds: 2 });
    nowMs += 2000;
    expect(await wrong()).toEqual({ kind: 'wrong' });
    expect(await wrong()).toEqual({ kind: 'wait', seconds: 4 });
    nowMs += 4000;
    expect(await logIn('kari')).toMatchObject({ kind: 'in' });
    expect(await wrong(), 'after a right one it begins anew').toEqual({ kind: 'wrong' });
  });

  it('by a stranger without shutting its owner out, from elsewhere or from a browser that is known', async () => {
    const stranger = { browser: { address: '6.6.6.6', userAgent: 'evil' } };
    for (let n = 0; n < 8; n += 1) await wrong(stranger);
    expect(await wrong(stranger)).toMatchObject({ kind: 'wait' });
    expect(await logIn('kari')).toMatchObject({ kind: 'in' });
    for (let n = 0; n < 80; n += 1) await wrong({ browser: { address: `6.6.7.${n}`, userAgent: 'evil' } });
    const held = await logIn('kari');
    expect(held.kind === 'wait' && held.seconds <= 30, 'a new browser waits half a minute at most').toBe(
      true,
    );
    expect(await logIn('kari', password, { knownAs: () => 'this browser' })).toMatchObject({ kind: 'in' });
  });

  it('at the same moment as often as one after the other', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => wrong()));
    expect(results.filter(({ kind }) => kind === 'wrong')).toHaveLength(5);
  });

  it('of one network of IPv6 as from one address', async () => {
    const from = (n: number) => ({
      browser: { address: `2001:db8:1:1::${n}`, network: '2001:db8:1::/56', userAgent: '' },
    });
    const results = await Promise.all(
      Array.from({ length: 60 }, (_, n) => logIn(`name${n}`, 'wrong', from(n))),
    );
    expect(results.filter(({ kind }) => kind === 'wrong')).toHaveLength(30);
  });

  it('of many accounts from one address no faster than of one', async () => {
    const results = await Promise.all(Array.from({ length: 60 }, (_, n) => logIn(`name${n}`, 'wrong')));
    expect(results.filter(({ kind }) => kind === 'wrong')).toHaveLength(30);
  });
});

describe('a browser that is known', () => {
  const settings = { SESSION_SECRET: 'a secret of thirty-two characters at least' };

  it('is known for its account only, and by the seal of this desk only', () => {
    const cookie = knownBrowserOf(settings, 'Kari');
    expect(readKnownBrowser(settings, 'kari', cookie)).toMatch(/^.{22}$/);
    expect(readKnownBrowser(settings, 'ola', cookie)).toBeUndefined();
    expect(readKnownBrowser({ SESSION_SECRET: 'another' }, 'kari', cookie)).toBeUndefined();
    for (const forged of [undefined, '', '.', 'a.b', `${cookie}x`, cookie.slice(1)])
      expect(readKnownBrowser(settings, 'kari', forged)).toBeUndefined();
  });
});

describe('a log-in lasts', () => {
  it('while it is used, and two hours longer; what a page asks by itself is no use', async () => {
    const token = await tokenOf();
    for (let hour = 1; hour <= 3; hour += 1)
      expect(await personOf(token, nowMs + hour * 60 * minuteMs)).toBeDefined();
    const lastMs = nowMs + 180 * minuteMs;
    expect(await personOf(token, lastMs + 119 * minuteMs, true)).toBeDefined();
    expect(await personOf(token, lastMs + 120 * minuteMs)).toBeUndefined();
  });

  it('while another process writes: a page waits for nobody to note that somebody looked at it', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-seen-'));
    closeDatabase(db);
    db = openDatabase(path.join(folder, 'desk.db'), { busyTimeoutMs: 20 });
    migrateOpen(db);
    desk = { ...desk, db };
    await add('kari');
    const token = await tokenOf();
    const writer = openDatabase(path.join(folder, 'desk.db'));
    writer.$client.exec('BEGIN IMMEDIATE');
    expect(await personOf(token)).toBeDefined();
    expect(await personOf(token, nowMs + 90 * minuteMs)).toBeDefined();
    writer.$client.exec('COMMIT');
    closeDatabase(writer);
    const noted = () => db.$client.prepare('SELECT seen_at FROM sessions').pluck().get();
    expect(noted(), 'while another process wrote').toBe(new Date(nowMs).toISOString());
    expect(await personOf(token, nowMs + 91 * minuteMs)).toBeDefined();
    expect(noted()).toBe(new Date(nowMs + 91 * minuteMs).toISOString());
    fs.rmSync(folder, { recursive: true });
  });

  it('twelve hours at most, however much it is used', async () => {
    const token = await tokenOf();
    for (let n = 1; n < 24; n += 1)
      expect(await personOf(token, nowMs + n * 30 * minuteMs), `${n}`).toBeDefined();
    expect(await personOf(token, nowMs + 12 * 60 * minuteMs)).toBeUndefined();
  });

  it('until the person logs out; the token then opens nothing', async () => {
    const token = await tokenOf();
    const person = await personOf(token);
    await logOut(desk, token, person ?? { username: '', sessionId: '' }, nowMs);
    expect(await personOf(token)).toBeUndefined();
    expect(logged('logged out')).toHaveLength(1);
  });

  it('no longer than until the next one in the same browser: a planted token is worth nothing', async () => {
    const planted = await tokenOf();
    const token = await tokenOf('kari', { tokenBefore: planted });
    expect(token).not.toBe(planted);
    expect(await personOf(planted)).toBeUndefined();
    expect(await personOf(token)).toBeDefined();
  });

  it('not past a new password, a reset or the end of the account; what one acts from stays', async () => {
    await add('ola', 'finance');
    const [here, elsewhere] = [await tokenOf('ola'), await tokenOf('ola')];
    const row = await findPersonByUsername(db, 'ola');
    const sessionId = (await personOf(here))?.sessionId ?? '';
    const changed = await changeOwnPassword(desk, row ?? never(), {
      ...{ current: password, password: other, sessionId, nowMs },
    });
    expect(changed.kind).toBe('done');
    expect([await personOf(here), await personOf(elsewhere)]).toEqual([
      expect.objectContaining({ username: 'ola' }),
      undefined,
    ]);
    await resetPassword(desk, { username: 'ola', actor: 'kari', nowMs, password });
    expect(await personOf(here)).toBeUndefined();
    const again = await tokenOf('ola');
    expect((await personOf(again))?.mustChangePassword).toBe(true);
    await disablePerson(desk, { username: 'ola', actor: 'kari', nowMs });
    expect(await personOf(again)).toBeUndefined();
    await enablePerson(desk, { username: 'ola', actor: 'kari', nowMs });
    expect(await personOf(again), 'what was ended stays ended').toBeUndefined();
  });

  it('for no made-up token', async () => {
    for (const token of ['', 'x', 'a'.repeat(43), `${await tokenOf()}x`, "' OR 1=1 --"])
      expect(await personOf(token)).toBeUndefined();
  });
});

describe('what a person may', () => {
  it('counts from the next request on', async () => {
    await add('ola', 'finance');
    const token = await tokenOf('ola');
    const grants = [{ role: 'manager', msn: '123456' }] as const;
    await changeRoles(desk, { username: 'ola', actor: 'kari', nowMs, grants });
    expect((await personOf(token))?.grants).toEqual(grants);
    expect(logged('roles changed')[0]?.detail).toBe('{"before":["finance"],"after":["manager@123456"]}');
  });

  it('always leaves one admin who can log in', async () => {
    const refused = { kind: 'refused', refusal: 'no-admin-left' };
    const wanted = { username: 'kari', actor: 'kari', nowMs };
    expect(await disablePerson(desk, wanted)).toEqual(refused);
    expect(await changeRoles(desk, { ...wanted, grants: [{ role: 'finance', msn: null }] })).toEqual(refused);
    expect(await changeRoles(desk, { ...wanted, grants: [{ role: 'admin', msn: '123456' }] })).toEqual(
      refused,
    );
    await add('ola');
    await resetPassword(desk, { username: 'ola', actor: 'kari', nowMs, password });
    const later = { ...wanted, nowMs: nowMs + 7 * dayMs };
    expect(await disablePerson(desk, { ...later, nowMs: later.nowMs + 1 }), 'ola never came').toEqual(
      refused,
    );
    expect((await disablePerson(desk, later)).kind).toBe('done');
  });

  it('is given once to a name, and a name never to somebody else', async () => {
    expect(await add('Kari')).toEqual({ kind: 'refused', refusal: 'username-taken' });
    expect(await add('a b')).toEqual({ kind: 'refused', refusal: 'bad-username' });
    for (const bad of ['<script>', 'k\u200bari', 'ka\u202eri', 'x'.repeat(81), 'a\0b'])
      expect(await add(bad), bad).toEqual({ kind: 'refused', refusal: 'bad-username' });
    const name = 'Kari\u202edoog';
    const wanted = { username: 'per', name, password, grants: [{ role: 'admin', msn: null }] as const };
    expect(await addPerson(desk, { ...wanted, mustChange: false, actor: 'test', nowMs })).toEqual({
      ...{ kind: 'refused', refusal: 'bad-name' },
    });
  });
});

describe('a password', () => {
  it.each([
    ['kort', 'too-short'],
    ['password123', 'easy'],
    ['kari kari kari', 'easy'],
    ['aaaaaaaaaaaaaaaa', 'easy'],
    ['oppgjoroppgjor', 'easy'],
    ['nordmann.kari', 'easy'],
    ['karinordmann1', 'easy'],
    ['Velkommen2026', 'easy'],
    ['sommer2026!', 'easy'],
    ['lordag-sondag', 'easy'],
    ['x'.repeat(201), 'too-long'],
    [password, null],
    ['correct horse battery staple', null],
    ['sommer i hytta med kaffe og hund', null],
    ['kari spiser elleve bananer', null],
    ['🐎🐎🐎 galopperer sakte', null],
  ])('%s: %s', (given, weakness) => {
    expect(weaknessOf(given, ['kari', 'Kari Nordmann'])).toBe(weakness);
  });

  it('is the same however its letters are put together', async () => {
    const composed = 'sjøbåten på ås'.normalize('NFC');
    await addPerson(desk, {
      ...{ username: 'åse', name: 'Åse', password: composed, grants: [{ role: 'finance', msn: null }] },
      ...{ mustChange: false, actor: 'test', nowMs },
    });
    expect(await logIn('åse'.normalize('NFD'), composed.normalize('NFD'))).toMatchObject({ kind: 'in' });
  });
});

describe('a second step', () => {
  let secret: Secret;
  let recoveryCodes: readonly string[];
  const row = async () => (await findPersonByUsername(db, 'kari')) ?? never();
  const codeAt = (atMs: number) => new TOTP({ secret }).generate({ timestamp: atMs });

  beforeEach(async () => {
    const offer = await offerTotp(desk, box, await row());
    secret = Secret.fromBase32((offer?.secret ?? '').replaceAll(' ', ''));
    const confirmed = await confirmTotp(desk, box, await row(), codeAt(nowMs), nowMs);
    recoveryCodes = confirmed.kind === 'confirmed' ? confirmed.recoveryCodes : [];
    nowMs += minuteMs;
  });

  async function stepOf(): Promise<string> {
    const result = await logIn('kari');
    if (result.kind !== 'code') throw new Error(`no code was asked for: ${result.kind}`);
    return result.step;
  }
  const enter = (step: string, code: string, more: Partial<LogInFrom> = {}) =>
    logInWithCode(desk, box, { step, code }, from(more));

  it('is offered with another secret after the password was changed', async () => {
    await add('ola', 'finance');
    const ola = async () => (await findPersonByUsername(db, 'ola')) ?? never();
    const seen = (await offerTotp(desk, box, await ola()))?.secret;
    expect((await offerTotp(desk, box, await ola()))?.secret, 'a page that is read again').toBe(seen);
    const secrets = [seen];
    await resetPassword(desk, { username: 'ola', actor: 'kari', nowMs, password: other });
    secrets.push((await offerTotp(desk, box, await ola()))?.secret);
    await changeOwnPassword(desk, await ola(), { current: other, password, sessionId: '', nowMs });
    secrets.push((await offerTotp(desk, box, await ola()))?.secret);
    expect(new Set(secrets).size).toBe(3);
    await resetPassword(desk, { username: 'kari', actor: 'ola', nowMs, password: other });
    expect((await row()).totpSecret, 'one that is in use stays').not.toBeNull();
  });

  it('asks for the code that counts now, and takes each once', async () => {
    expect(await enter(await stepOf(), codeAt(nowMs))).toMatchObject({ kind: 'in' });
    expect(await enter(await stepOf(), codeAt(nowMs)), 'the same again').toEqual({ kind: 'wrong' });
    nowMs += minuteMs;
    expect(await enter(await stepOf(), ` ${codeAt(nowMs)} `)).toMatchObject({ kind: 'in' });
  });

  it('takes a code of half a minute before or after, and none that is older', async () => {
    expect(await enter(await stepOf(), codeAt(nowMs - 70_000))).toEqual({ kind: 'wrong' });
    expect(await enter(await stepOf(), codeAt(nowMs - 30_000))).toMatchObject({ kind: 'in' });
  });

  it('takes a recovery code, once each', async () => {
    expect(recoveryCodes).toHaveLength(10);
    const [code = ''] = recoveryCodes;
    expect(await enter(await stepOf(), code.toUpperCase())).toMatchObject({ kind: 'in' });
    expect(await enter(await stepOf(), code)).toEqual({ kind: 'wrong' });
    expect(JSON.stringify(db.$client.prepare('SELECT * FROM recovery_codes').all())).not.toContain(
      code.replaceAll('-', ''),
    );
  });

  it('is over after five codes, after ten minutes, after use, and after a new password', async () => {
    const step = await stepOf();
    for (let n = 0; n < 5; n += 1) expect(await enter(step, '000000')).toEqual({ kind: 'wrong' });
    nowMs += 3000;
    expect(await enter(step, codeAt(nowMs))).toEqual({ kind: 'gone' });
    nowMs += 15 * minuteMs;
    const late = await stepOf();
    expect(await enter(late, codeAt(nowMs), { nowMs: nowMs + 11 * minuteMs })).toEqual({ kind: 'gone' });
    const used = await stepOf();
    expect(await enter(used, codeAt(nowMs))).toMatchObject({ kind: 'in' });
    nowMs += minuteMs;
    expect(await enter(used, codeAt(nowMs))).toEqual({ kind: 'gone' });
    const before = await stepOf();
    await resetPassword(desk, { username: 'kari', actor: 'ola', nowMs: nowMs + 1, password: other });
    expect(await enter(before, codeAt(nowMs))).toEqual({ kind: 'gone' });
    expect(await enter('made up', codeAt(nowMs))).toEqual({ kind: 'gone' });
  });

  it('cannot be guessed by beginning again and again with the password', async () => {
    let wrong = 0;
    for (let round = 0; round < 20; round += 1) {
      const step = await stepOf();
      for (let n = 0; n < 5; n += 1) if ((await enter(step, '000000')).kind === 'wrong') wrong += 1;
    }
    expect(wrong).toBe(5);
  });

  it('that was begun before the second step was taken away begins anew', async () => {
    const before = await stepOf();
    await removeTotp(desk, await row(), 'ola');
    expect(await enter(before, codeAt(nowMs))).toEqual({ kind: 'gone' });
    expect(await enter(before, recoveryCodes[0] ?? never())).toEqual({ kind: 'gone' });
    expect(logged('log-in refused')).toEqual([]);
  });

  it('that is half done ends with the log-ins of everybody', async () => {
    const step = await stepOf();
    await endEverySession(desk, { actor: 'command line', nowMs });
    expect(await enter(step, codeAt(nowMs))).toEqual({ kind: 'gone' });
  });

  it('that was wrong often is no reason to send somebody to a page that tells of it no more', async () => {
    const step = await stepOf();
    for (let n = 0; n < manyWrongCodes; n += 1) await enter(step, '000000');
    const late = { ...desk, clock: fixedClock('2026-06-13T10:00:00.000Z') };
    expect(await wrongCodesSinceLogIn(desk, 'kari')).toBe(manyWrongCodes);
    expect(await wrongCodesSinceLogIn(late, 'kari')).toBe(0);
  });

  it('that was wrong often tells its owner that somebody knows the password, until it is changed', async () => {
    const step = await stepOf();
    for (let n = 1; n < manyWrongCodes; n += 1) await enter(step, '000000');
    expect(await tooManyWrongCodes(desk, 'kari')).toBeNull();
    await enter(step, '000000');
    expect(await tooManyWrongCodes(desk, 'kari')).toMatchObject({ count: manyWrongCodes });
    nowMs += minuteMs;
    const here = { knownAs: () => 'this browser' };
    expect(await enter(await stepOf(), codeAt(nowMs), here)).toMatchObject({ wrongCodes: manyWrongCodes });
    nowMs += minuteMs;
    expect(await enter(await stepOf(), codeAt(nowMs), here), 'told once').toMatchObject({ wrongCodes: 0 });
    expect(await tooManyWrongCodes(desk, 'kari'), 'and told for a week on the page').not.toBeNull();
    const late = { db, clock: fixedClock('2026-06-13T10:00:00.000Z') };
    expect(await tooManyWrongCodes(late, 'kari')).toBeNull();
    await resetPassword(desk, { username: 'kari', actor: 'ola', nowMs, password: other });
    expect(await tooManyWrongCodes(desk, 'kari')).toBeNull();
  });

  it('is not held up by what strangers try from the same address, nor used up by waiting', async () => {
    for (let n = 0; n < 60; n += 1) await logIn(`nobody ${n}`, 'wrong');
    const knownAs = () => 'this browser';
    const begun = await logIn('kari', password, { knownAs });
    if (begun.kind !== 'code') throw new Error(begun.kind);
    expect(await enter(begun.step, codeAt(nowMs), { knownAs })).toMatchObject({ kind: 'in' });
    const steps = [await logIn('kari', password, { knownAs }), await logIn('kari', password, { knownAs })];
    const [first = '', second = ''] = steps.map((one) => (one.kind === 'code' ? one.step : ''));
    for (let n = 0; n < 5; n += 1) await enter(first, '000000');
    for (let n = 0; n < 9; n += 1) expect(await enter(second, '000000')).toMatchObject({ kind: 'wait' });
    nowMs += minuteMs;
    expect(await enter(second, codeAt(nowMs)), 'waiting used none of its tries up').toMatchObject({
      kind: 'in',
    });
  });

  it('is asked for no more once it was turned off, and its secret is gone', async () => {
    await removeTotp(desk, await row(), 'kari');
    expect(await logIn('kari')).toMatchObject({ kind: 'in' });
    expect((await row()).totpSecret).toBeNull();
  });

  it('counts from the first right code on, not from the offer', async () => {
    await add('ola', 'finance');
    const ola = await findPersonByUsername(db, 'ola');
    await offerTotp(desk, box, ola ?? never());
    expect(await logIn('ola')).toMatchObject({ kind: 'in' });
    const again = (await findPersonByUsername(db, 'ola')) ?? never();
    expect(await confirmTotp(desk, box, again, '000000', nowMs)).toEqual({ kind: 'wrong-code' });
  });
});

function never(): never {
  throw new Error('not there');
}
