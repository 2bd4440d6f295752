/** `npm run keys` as a process of its own: what it stores, what it tells, and what it never shows. */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { migrateFile } from '#db/migrate';
import { childEnvironment, projectFolder } from '../browser/start-process';

const keyOf = (id: string) => `${id}:${createHash('sha256').update(`key ${id}`).digest('hex')}`;
const secret = 'c1ient-secret-that-nobody-may-see-7Q4x';
const subscription = 'subscr1ption-key-that-nobody-may-see-Zz9k';
const clientId = 'c1ient-id-0001';
const lines = [
  `VIPPS_CLIENT_ID=${clientId}`,
  `VIPPS_CLIENT_SECRET="${secret}"`,
  `VIPPS_SUBSCRIPTION_KEY=${subscription}`,
].join('\n');

let folder: string;
let database: string;
/** Held open all the time, so that what is written stays in the -wal file, as while a desk runs. */
let db: Db;
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-keys-'));
  database = path.join(folder, 'desk.db');
  await migrateFile(database);
  db = openDatabase(database);
});
afterAll(() => {
  closeDatabase(db);
  fs.rmSync(folder, { recursive: true, force: true });
});

type Ended = { code: number | null; out: string };

function keys(
  words: readonly string[],
  environment: Record<string, string> = {},
  input = '',
): Promise<Ended> {
  const script = path.join(projectFolder, 'scripts/keys-command.ts');
  const tsx = path.join(projectFolder, 'node_modules/tsx/dist/loader.mjs');
  const child = spawn(process.execPath, ['--import', tsx, script, ...words], {
    cwd: folder,
    env: childEnvironment({ DATABASE_PATH: database, SECRETS_KEYS: keyOf('a'), ...environment }),
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stdin.end(input);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out })));
}

/** Read by another process: a process that closes a file loses the locks that its own SQLite holds on it. */
function expectNotOnDisk(): void {
  const files = fs.readdirSync(folder);
  expect(files).toContain('desk.db-wal');
  for (const name of files) {
    const bytes = execFileSync('cat', [path.join(folder, name)], { maxBuffer: 2 ** 26 });
    expect(bytes.length, name).toBeGreaterThan(0);
    for (const text of [secret, subscription, clientId]) {
      expect(bytes.includes(Buffer.from(text, 'utf8')), `${name} as UTF-8`).toBe(false);
      expect(bytes.includes(Buffer.from(text, 'utf16le')), `${name} as UTF-16`).toBe(false);
      for (const form of ['base64', 'hex'] as const)
        expect(bytes.includes(Buffer.from(text, 'utf8').toString(form).slice(0, 16)), `${name} ${form}`).toBe(
          false,
        );
    }
  }
}

const records = () =>
  db.$client
    .prepare<[], { actor: string; action: string; detail: string }>(
      'SELECT actor, action, detail FROM audit_log ORDER BY sequence',
    )
    .all();

describe('the command', () => {
  it('says how it is used, and repeats nothing it was given', async () => {
    for (const words of [['set', secret], ['show', '--from-env'], [`--key=${secret}`]]) {
      const { code, out } = await keys(words);
      expect(code, words.join(' ')).toBe(2);
      expect(out).toMatch(/^Use: npm run keys -- set/m);
      expect(out).not.toContain(secret);
    }
  });

  it('needs a key of our own, and names no part of one that is wrong', async () => {
    const none = await keys(['set'], { SECRETS_KEYS: '' }, lines);
    expect(none.code).toBe(1);
    expect(none.out).toMatch(/^SECRETS_KEYS is missing: .*openssl rand -hex 32/);
    const wrong = await keys(['set'], { SECRETS_KEYS: keyOf('a').slice(2) }, lines);
    expect(wrong.code).toBe(1);
    expect(wrong.out).toMatch(/^SECRETS_KEYS must be right in entry 1/);
    expect(wrong.out).not.toContain(keyOf('a').slice(2, 10));
    expect(records()).toEqual([]);
  });

  it('stores keys from a pipe: not on the disk as they are, not in what is printed, not in the log', async () => {
    const { code, out } = await keys(['set'], {}, lines);
    expect({ code, out }).toMatchObject({ code: 0 });
    expect(out).toContain(
      'encrypted with the key "a": VIPPS_CLIENT_ID, VIPPS_CLIENT_SECRET, VIPPS_SUBSCRIPTION_KEY',
    );
    expectNotOnDisk();
    const [record] = records();
    expect(record?.action).toBe('Vipps keys set');
    expect(record?.actor).toBe(`command line (${os.userInfo().username})`);
    for (const text of [secret, subscription, clientId])
      expect(out + JSON.stringify(records())).not.toContain(text);
  });

  it('shows by whom and when, and four characters at most', async () => {
    const { code, out } = await keys(['show'], { VIPPS_CLIENT_ID: 'other' });
    expect(code).toBe(0);
    const [id, own, other] = out.trim().split('\n');
    expect(id).toMatch(/^VIPPS_CLIENT_ID: set in the environment, which is used; stored on /);
    expect(id).not.toContain('0001'); // too short to show any of it
    expect(own).toMatch(
      /^VIPPS_CLIENT_SECRET: stored on 20\S+Z by command line \(\S+\), encrypted with the key "a"; ends with 7Q4x$/,
    );
    expect(other).toMatch(/ends with Zz9k$/);
    expect(out).not.toMatch(/-7Q4x|-Zz9k|may-see/);
    const without = await keys(['show'], { SECRETS_KEYS: keyOf('other') });
    expect(without.out).toMatch(
      /VIPPS_CLIENT_SECRET: stored on .*cannot be opened: .*key "a", which SECRETS_KEYS does not have/,
    );
  });

  it('encrypts anew under the first key; the old one can go', async () => {
    const { code, out } = await keys(['rotate'], { SECRETS_KEYS: `${keyOf('b')},${keyOf('a')}` });
    expect(code).toBe(0);
    expect(out).toContain('Encrypted anew with the key "b": 3 secrets and 0 second factors of people.');
    expect((await keys(['show'], { SECRETS_KEYS: keyOf('b') })).out).toMatch(/key "b"; ends with 7Q4x/);
    const lost = await keys(['rotate'], { SECRETS_KEYS: keyOf('c') });
    expect(lost.code).toBe(1);
    expect(lost.out).toMatch(/key "b", which SECRETS_KEYS does not have\. Nothing was changed\./);
    expectNotOnDisk();
  });

  it('takes them from the environment when told so, and tells that they are still used from there', async () => {
    const { code, out } = await keys(['set', '--from-env'], {
      SECRETS_KEYS: keyOf('b'),
      VIPPS_CLIENT_SECRET: secret,
    });
    expect(code).toBe(0);
    expect(out).toContain('VIPPS_CLIENT_SECRET is in the environment, too');
    expect(out).not.toContain(secret);
    expect((await keys(['set', '--from-env'], { SECRETS_KEYS: keyOf('b') })).code).toBe(1);
  });

  it('refuses what cannot be a key, and changes nothing then', async () => {
    const count = records().length;
    for (const input of ['', 'VIPPS_CLIENT_SECRET="two words"', `OTHER=${secret}`, secret]) {
      const { code, out } = await keys(['set'], { SECRETS_KEYS: keyOf('b') }, input);
      expect(code, input).toBe(1);
      expect(out).not.toContain(secret);
    }
    expect(records()).toHaveLength(count);
  });

  it('removes them', async () => {
    const { code, out } = await keys(['remove']);
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Removed: VIPPS_CLIENT_ID, /),
    });
    expect((await keys(['show'])).out).toBe(
      'VIPPS_CLIENT_ID: not set\nVIPPS_CLIENT_SECRET: not set\nVIPPS_SUBSCRIPTION_KEY: not set\n',
    );
    expect(records().at(-1)?.action).toBe('Vipps keys removed');
    expect((await keys(['remove'])).out).toBe('No key was stored.\n');
  });
});
