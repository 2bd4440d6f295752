/** Keys of our own are changed: everything is encrypted anew or nothing, whenever the process dies. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { atomically, closeDatabase, type Db, openDatabase } from '#db/client';
import { migrateOpen } from '#db/migrate';
import { changePersonStatement, insertPersonStatement } from '#db/people';
import { listSealedTotp, listSecrets, removeSecretStatement, saveSecretStatement } from '#db/secrets';
import { systemClock } from '#services/clock';
import { rotateSecrets, totpSecretName } from '#services/rotate-secrets';
import { createSecretBox, keyIdOf, SecretBoxError } from '#services/secret-box';
import { checkTotpKeys, readVippsKeys, setVippsKeys } from '#services/vipps-keys';
import { openDying, ProcessDied } from '../dying-process';

const old = { id: 'old', key: randomBytes(32) };
const young = { id: 'new', key: randomBytes(32) };
const settingOf = (...keys: (typeof old)[]) =>
  keys.map(({ id, key }) => `${id}:${key.toString('hex')}`).join(',');
const before = createSecretBox([old]);
const between = createSecretBox([young, old]);
const after = createSecretBox([young]);
const values = {
  VIPPS_CLIENT_ID: 'the-id',
  VIPPS_CLIENT_SECRET: 'the-secret',
  VIPPS_SUBSCRIPTION_KEY: 'key',
};
const inDatabase = {
  VIPPS_CLIENT_ID: undefined,
  VIPPS_CLIENT_SECRET: undefined,
  VIPPS_SUBSCRIPTION_KEY: undefined,
};
const peopleIds = ['p-1', 'p-2', 'p-3'];

let folder: string;
let file: string;
let db: Db;
beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-secrets-'));
  file = path.join(folder, 'desk.db');
  db = openDatabase(file);
  migrateOpen(db);
  await setVippsKeys({ db, clock: systemClock }, before, { values, actor: 'kari' });
  const at = systemClock.now();
  await atomically(
    db,
    [...peopleIds, 'p-without'].map((id) =>
      insertPersonStatement(db, {
        id,
        username: id,
        name: id,
        createdAt: at,
        createdBy: 'kari',
        totpSecret: id === 'p-without' ? null : before.seal(totpSecretName(id), `totp of ${id}`),
      }),
    ),
  );
});
afterEach(() => {
  closeDatabase(db);
  fs.rmSync(folder, { recursive: true, force: true });
});

const boxes = async () => [...(await listSecrets(db)), ...(await listSealedTotp(db))].map(({ box }) => box);
const keyIds = async () => [...new Set((await boxes()).map(keyIdOf))];
const records = () =>
  db.$client.prepare('SELECT action, actor, detail FROM audit_log ORDER BY sequence').all() as {
    action: string;
    actor: string;
    detail: string;
  }[];

async function expectAllWhole(box: typeof before): Promise<void> {
  for (const row of await listSecrets(db))
    expect(box.open(row.name, row.box)).toBe(Reflect.get(values, row.name));
  for (const { personId, box: stored } of await listSealedTotp(db))
    expect(box.open(totpSecretName(personId), stored)).toBe(`totp of ${personId}`);
}

it('everything is encrypted anew under the first key, once, and recorded', async () => {
  const desk = { db, clock: systemClock };
  const marks = (await listSecrets(db)).map(({ changedAt, changedBy }) => `${changedAt} ${changedBy}`);
  expect(await rotateSecrets(desk, between, 'kari')).toEqual({
    keyId: 'new',
    secrets: 3,
    totp: 3,
    unchanged: 0,
  });
  expect(await keyIds()).toEqual(['new']);
  for (const { keyId, box } of await listSecrets(db)) expect(keyId).toBe(keyIdOf(box));
  await expectAllWhole(after); // the old key may leave
  expect((await listSecrets(db)).map(({ changedAt, changedBy }) => `${changedAt} ${changedBy}`)).toEqual(
    marks,
  );
  const count = records().length;
  expect(records().at(-1)).toMatchObject({ action: 'secrets encrypted anew', actor: 'kari' });
  expect(await rotateSecrets(desk, between, 'kari')).toEqual({
    keyId: 'new',
    secrets: 0,
    totp: 0,
    unchanged: 6,
  });
  expect(records()).toHaveLength(count);
  expect(JSON.stringify(records())).not.toMatch(/the-id|the-secret|totp of/);
});

it('a process that dies at any write leaves all under the old key, and the next one finishes', async () => {
  let dieAt = 0;
  for (; ; dieAt += 1) {
    const dying = openDying(file, dieAt);
    const died = await rotateSecrets({ db: dying.db, clock: systemClock }, between, 'kari').then(
      () => false,
      (error: unknown) => {
        if (error instanceof ProcessDied) return true;
        throw error;
      },
    );
    closeDatabase(dying.db);
    if (!died) break;
    expect(await keyIds(), `dies at ${dieAt}`).toEqual(['old']);
    expect(records().filter(({ action }) => action === 'secrets encrypted anew')).toEqual([]);
    await expectAllWhole(between);
  }
  expect(dieAt).toBe(7); // six boxes and their record
  expect(await keyIds()).toEqual(['new']);
  await expectAllWhole(after);
});

it('one that cannot be opened stops it before anything is written, and is named', async () => {
  const desk = { db, clock: systemClock };
  const lost = createSecretBox([{ id: 'lost', key: randomBytes(32) }]);
  await atomically(db, [
    changePersonStatement(db, 'p-2', { totpSecret: lost.seal(totpSecretName('p-2'), 'totp of p-2') }),
  ]);
  await expect(rotateSecrets(desk, between, 'kari')).rejects.toThrow(/totp p-2: .*"lost"/);
  await atomically(db, [
    // Somebody who can write to the database gives a person the second factor of another one.
    changePersonStatement(db, 'p-2', { totpSecret: before.seal(totpSecretName('p-1'), 'totp of p-1') }),
  ]);
  await expect(rotateSecrets(desk, between, 'kari')).rejects.toThrow(SecretBoxError);
  expect((await listSecrets(db)).map(({ keyId }) => keyId)).toEqual(['old', 'old', 'old']);
});

it('a secret that is set meanwhile is neither lost nor overwritten', async () => {
  const clock = { ...systemClock };
  let told = false;
  clock.now = () => {
    // Asked between the reading and the writing: here another process comes in.
    if (!told) {
      told = true;
      saveSecretStatement(
        db,
        {
          name: 'VIPPS_CLIENT_SECRET',
          keyId: 'old',
          box: before.seal('VIPPS_CLIENT_SECRET', 'set meanwhile'),
        },
        { changedAt: systemClock.now(), changedBy: 'ola' },
      ).run();
      removeSecretStatement(db, 'VIPPS_SUBSCRIPTION_KEY').run();
    }
    return systemClock.now();
  };
  expect(await rotateSecrets({ db, clock }, between, 'kari')).toMatchObject({ secrets: 2, totp: 3 });
  const opened = (await listSecrets(db)).map(({ name, box }) => [name, after.open(name, box)]);
  expect(Object.fromEntries(opened)).toEqual({
    VIPPS_CLIENT_ID: 'the-id',
    VIPPS_CLIENT_SECRET: 'set meanwhile',
  });
});

it('the desk names the key that it lacks at its start, for keys and for second factors', async () => {
  const read = (SECRETS_KEYS?: string) => readVippsKeys(db, { ...inDatabase, SECRETS_KEYS });
  expect(await read(settingOf(old))).toEqual(values);
  expect(await read(settingOf(young, old))).toEqual(values);
  await expect(read(settingOf(young))).rejects.toThrow(
    /VIPPS_CLIENT_SECRET: .* key "old", which SECRETS_KEYS/,
  );
  await expect(read()).rejects.toThrow(/VIPPS_CLIENT_ID: .* key "old"; SECRETS_KEYS is missing/);
  await expect(read(settingOf({ ...young, id: 'old' }))).rejects.toThrow(/another key under the id "old"/);
  await expect(checkTotpKeys(db, { SECRETS_KEYS: settingOf(young) })).rejects.toThrow(
    /"old" .*\(3 of people/,
  );
  await expect(checkTotpKeys(db, { SECRETS_KEYS: undefined })).rejects.toThrow(/"old"/);
  await checkTotpKeys(db, { SECRETS_KEYS: settingOf(young, old) });
  const environment = { ...values, SECRETS_KEYS: undefined };
  expect(await readVippsKeys(db, environment), 'what the environment has needs no key').toEqual(values);
});

it('keys that are nowhere are named, each with what to do', async () => {
  await atomically(db, [removeSecretStatement(db, 'VIPPS_SUBSCRIPTION_KEY')]);
  const reading = readVippsKeys(db, { ...inDatabase, SECRETS_KEYS: settingOf(old) });
  await expect(reading).rejects.toThrow(
    /^VIPPS_SUBSCRIPTION_KEY is missing: set it in the environment, or .*"npm run keys -- set"$/,
  );
  const environment = { ...inDatabase, VIPPS_SUBSCRIPTION_KEY: 'from outside', SECRETS_KEYS: settingOf(old) };
  expect(await readVippsKeys(db, environment)).toEqual({ ...values, VIPPS_SUBSCRIPTION_KEY: 'from outside' });
});
