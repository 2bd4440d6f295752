/** Keys that are replaced while the desk runs are used from the next call on. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { closeDatabase, openDatabase } from '#db/client';
import { migrateFile } from '#db/migrate';
import { systemClock } from '#services/clock';
import { type OpenDesk, openDesk } from '#services/open-desk';
import { rotateSecrets } from '#services/rotate-secrets';
import { openSecretBox } from '#services/secret-box';
import { KeysProblem, removeVippsKeys, setVippsKeys } from '#services/vipps-keys';
import { demoCredentials } from '#simulator/config';
import { startTestSimulator, type TestSimulator } from '#simulator/test-simulator';
import { testSettings } from '../test-desk';

const keyOf = (id: string) => `${id}:${createHash('sha256').update(id).digest('hex')}`;
const good = {
  VIPPS_CLIENT_ID: demoCredentials.clientId,
  VIPPS_CLIENT_SECRET: demoCredentials.clientSecret,
  VIPPS_SUBSCRIPTION_KEY: demoCredentials.subscriptionKey,
};

let folder: string;
let simulator: TestSimulator;
let desk: OpenDesk | undefined;
beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-keys-'));
  simulator = await startTestSimulator();
  await migrateFile(path.join(folder, 'desk.db'));
});
afterEach(async () => {
  desk?.close();
  desk = undefined;
  await simulator.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

const settingsOf = (keys: string) => ({
  ...testSettings({
    DATABASE_PATH: path.join(folder, 'desk.db'),
    VIPPS_BASE_URL: simulator.baseUrl,
    SECRETS_KEYS: keys,
    LOG_LEVEL: 'silent',
  }),
  VIPPS_CLIENT_ID: undefined,
  VIPPS_CLIENT_SECRET: undefined,
  VIPPS_SUBSCRIPTION_KEY: undefined,
});

async function change(keys: string, values: Partial<typeof good> | 'remove' | 'rotate'): Promise<void> {
  const db = openDatabase(path.join(folder, 'desk.db'));
  const other = { db, clock: systemClock };
  const box = openSecretBox({ SECRETS_KEYS: keys });
  if (box === undefined) throw new Error('no box');
  if (values === 'remove') await removeVippsKeys(other, 'kari');
  else if (values === 'rotate') await rotateSecrets(other, box, 'kari');
  else await setVippsKeys(other, box, { values, actor: 'kari' });
  closeDatabase(db);
}

const works = () =>
  (desk?.vipps.listLedgers() ?? Promise.reject(new Error('no desk'))).then(
    () => 'works',
    (error: Error) => error.name,
  );

it('a desk without keys does not open', async () => {
  await expect(openDesk(settingsOf(keyOf('a')), 'test')).rejects.toThrow(KeysProblem);
});

it('wrong keys, then right ones; taken away or encrypted anew, they are held', async () => {
  await change(keyOf('a'), { ...good, VIPPS_SUBSCRIPTION_KEY: 'wrong' });
  desk = await openDesk(settingsOf(keyOf('a')), 'test');
  expect(await works()).not.toBe('works');
  await change(keyOf('a'), { VIPPS_SUBSCRIPTION_KEY: good.VIPPS_SUBSCRIPTION_KEY });
  expect(await works()).toBe('works');
  // The command knows a key that this process does not.
  await change(`${keyOf('b')},${keyOf('a')}`, 'rotate');
  expect(await works()).toBe('works');
  await change(keyOf('b'), 'remove');
  expect(await works()).toBe('works');
});
