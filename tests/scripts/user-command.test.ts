/** `npm run user` as a process of its own. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeDatabase, openDatabase } from '#db/client';
import { saveSalesUnit } from '#db/orders';
import { findPersonByUsername } from '#db/people';
import { passwordIs } from '#services/passwords';
import { childEnvironment, projectFolder } from '../browser/start-process';

let folder: string;
let database: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-user-'));
  database = path.join(folder, 'desk.db');
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function user(words: readonly string[], input = ''): Promise<{ code: number | null; out: string }> {
  const script = path.join(projectFolder, 'scripts/user-command.ts');
  const tsx = path.join(projectFolder, 'node_modules/tsx/dist/loader.mjs');
  const child = spawn(process.execPath, ['--import', tsx, script, ...words], {
    cwd: folder,
    env: childEnvironment({ DATABASE_PATH: database }),
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
  child.stdin.end(input);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out })));
}

async function reading<Value>(read: (db: ReturnType<typeof openDatabase>) => Promise<Value>): Promise<Value> {
  const db = openDatabase(database);
  try {
    return await read(db);
  } finally {
    closeDatabase(db);
  }
}

describe('people from the command line', () => {
  it('are added with a password that is shown once, good, and to be changed', async () => {
    const { code, out } = await user(['add', 'kari', '--role', 'admin', '--name', 'Kari Nordmann']);
    expect(code).toBe(0);
    const password = /shown this once: (\S+)/.exec(out)?.[1] ?? '';
    const row = await reading((db) => findPersonByUsername(db, 'kari'));
    expect(row).toMatchObject({ name: 'Kari Nordmann', mustChangePassword: 'yes' });
    expect(await passwordIs(row?.passwordHash, password)).toBe(true);
    expect(fs.readFileSync(database).includes(password)).toBe(false);
  });

  it('are of a desk that is there: another name for it makes none, and says so', async () => {
    const nowhere = path.join(folder, 'dekk.db');
    for (const words of [['list'], ['log-out-everybody'], ['disable', 'kari'], ['reset', 'kari']]) {
      const { code, out } = await user([...words, '--database', nowhere]);
      expect(code, words[0]).toBe(2);
      expect(out).toContain(`There is no database ${nowhere}`);
      expect(out).toContain('Nothing was changed.');
    }
    expect(fs.existsSync(nowhere)).toBe(false);
    expect(await user(['list', '--env', 'nothing.env'])).toMatchObject({
      code: 2,
      out: expect.stringMatching(/^There is no file nothing\.env/m),
    });
  });

  it('have the roles that are named, at the sales units that are named', async () => {
    const roles = ['--role', 'manager@123456,123457', '--role', 'finance'];
    expect((await user(['add', 'ola', ...roles])).code).toBe(0);
    expect((await user(['list'])).out).toMatch(/^ola\tola\tfinance manager@123456 manager@123457$/m);
  });

  it('are not added twice, without a role, with one that is none, or with a weak password', async () => {
    for (const [words, input, code, said] of [
      [['add', 'kari', '--role', 'admin'], '', 1, /taken/],
      [['add', 'per'], '', 1, /Give a role/],
      [['add', 'per', '--role', 'boss'], '', 2, /"boss" is no role/],
      [['add', 'per', '--role', 'manager@x'], '', 2, /is no role/],
      [['add', 'per', '--role', 'admin', '--password-stdin'], 'password123', 1, /easy to guess/],
      [['add'], '', 2, /Use: npm run user/],
      [['hire', 'per'], '', 2, /Use: npm run user/],
      [['add', 'per', '--rôle', 'admin'], '', 2, /Use: npm run user/],
    ] as const) {
      const ended = await user(words, input);
      expect([ended.code, ended.out], words.join(' ')).toEqual([code, expect.stringMatching(said)]);
    }
    expect(await reading((db) => findPersonByUsername(db, 'per'))).toBeUndefined();
  });

  it('are named with sales units that the desk has, and told apart from those with like names', async () => {
    await reading((db) =>
      saveSalesUnit(db, { msn: '123456', name: 'Shop', polled: true, at: '2026-06-01T08:00:00.000Z' }),
    );
    const unknown = await user(['add', 'eva', '--role', 'manager@123456,999999']);
    expect(unknown).toMatchObject({
      code: 1,
      out: expect.stringMatching(/no sales unit 999999.*123456 \(Shop\)/),
    });
    expect((await user(['add', 'ola-2', '--role', 'manager@123456'])).code).toBe(0);
    expect(await user(['apart', 'ola', 'ola-2'])).toMatchObject({ code: 0 });
    expect(await user(['apart', 'ola', 'ola-2'])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/no two such/),
    });
    expect(await user(['apart', 'ola'])).toMatchObject({ code: 2 });
    await reading(async (db) =>
      db.$client.exec(`INSERT INTO sessions (token_hash, id, person_id, method, started_at, seen_at, address, user_agent)
        SELECT 'hash of ' || username, username, id, 'password', '2026-06-01T08:00:00.000Z', '2026-06-01T08:00:00.000Z', '', ''
        FROM people WHERE username <> 'kari'`),
    );
    for (const people of [/desk\.db is over \(2 people were logged in\)/, /\(0 people were logged in\)/])
      expect(await user(['log-out-everybody'])).toMatchObject({
        code: 0,
        out: expect.stringMatching(people),
      });
  });

  it('are shut out and let in again, but never the last admin; all of it is told to the log', async () => {
    expect(await user(['disable', 'kari'])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/another admin/),
    });
    for (const verb of ['disable', 'enable', 'reset']) expect((await user([verb, 'ola'])).code, verb).toBe(0);
    expect((await user(['disable', 'nobody'])).code).toBe(1);
    const told = await reading(async (db) =>
      db.$client
        .prepare(`SELECT action FROM audit_log WHERE subject = 'person ola' ORDER BY sequence`)
        .pluck()
        .all(),
    );
    expect(told).toEqual([
      'person added',
      'people told apart',
      'person disabled',
      'person enabled',
      'password reset',
    ]);
  });
}, 120_000);
