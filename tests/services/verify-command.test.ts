/** `npm run verify` as a process of its own, on a file: what it says, what it exits with, and while others write. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditStatement } from '#db/audit';
import { closeDatabase, openDatabase } from '#db/client';
import { migrateFile } from '#db/migrate';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-verify-command-'));
const file = path.join(folder, 'books.db');

beforeAll(async () => {
  await migrateFile(file);
  const db = openDatabase(file);
  for (let n = 1; n <= 20; n += 1) record(db, n);
  closeDatabase(db);
}, 30_000);
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function record(db: ReturnType<typeof openDatabase>, n: number): void {
  const at = '2026-06-01T10:00:00.000Z';
  auditStatement(db, { at, actor: 'kari', action: 'setting changed', subject: `setting ${n}` }).run();
}

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

function verify(words: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', path.resolve('scripts/verify-command.ts'), ...words],
    { env: { NODE_ENV: 'test', PATH: process.env.PATH, HOME: folder, ...environment } },
  );
  let [out, err] = ['', ''];
  child.stdout.on('data', (piece) => {
    out += String(piece);
  });
  child.stderr.on('data', (piece) => {
    err += String(piece);
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

const headIn = (out: string) => /^head (\d+:[0-9a-f]{64})$/m.exec(out)?.[1] ?? expect.fail(out);

describe('npm run verify', { timeout: 60_000 }, () => {
  it('says of whole books that they hold, with the head to keep, and writes nothing', async () => {
    const before = createHash('sha256').update(fs.readFileSync(file)).digest('hex');
    const { code, out, err } = await verify([], { DATABASE_PATH: file });
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toContain('ok     20 records of the audit log: each follows from the one before');
    expect(out).toMatch(/head 20:[0-9a-f]{64}\nThe books hold\.\n$/);
    expect(createHash('sha256').update(fs.readFileSync(file)).digest('hex')).toBe(before);
    expect((await verify(['--database', file, '--head', headIn(out)])).out).toContain(
      '1 kept head still in the chain',
    );
  });

  it('holds while somebody writes, at whatever moment it looks', async () => {
    const db = openDatabase(file);
    let n = 20;
    const writing = setInterval(() => {
      n += 1;
      record(db, n);
    }, 5);
    const ended = await verify(['--database', file]);
    clearInterval(writing);
    closeDatabase(db);
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(n).toBeGreaterThan(40);
    expect(Number(headIn(ended.out).split(':')[0])).toBeGreaterThanOrEqual(20);
  });

  it('names the first altered record and exits with 1', async () => {
    const copy = path.join(folder, 'altered.db');
    fs.copyFileSync(file, copy);
    const db = openDatabase(copy);
    db.$client.exec(
      `DROP TRIGGER audit_log_stands; UPDATE audit_log SET actor = 'ola' WHERE sequence IN (7, 9)`,
    );
    closeDatabase(db);
    const { code, out } = await verify(['--database', copy]);
    expect(code).toBe(1);
    expect(out).toContain('FAULT  schema: schema: trigger audit_log_stands is missing\n');
    expect(out).toContain(
      'FAULT  audit log: audit record 7: is not as it was written, or not where it was written (and 1 more fault of this kind)\n',
    );
    expect(out).toMatch(/The books do not hold: 3 faults\.\n$/);
  });

  it('tells a file that is damaged from one that holds', async () => {
    const copy = path.join(folder, 'damaged.db');
    const bytes = fs.readFileSync(file);
    bytes.fill(0xff, bytes.length - 3000);
    fs.writeFileSync(copy, bytes);
    expect([1, 2]).toContain((await verify(['--database', copy])).code);
  });

  it.each<[what: string, words: () => string[], sentence: RegExp]>([
    [
      'no such file',
      () => ['--database', path.join(folder, 'none.db')],
      /There is no file .*none\.db\. Name the database/,
    ],
    [
      'a file that is no database',
      () => ['--database', write('text.db', 'hello '.repeat(500))],
      /cannot be read as a database/,
    ],
    ['an empty file', () => ['--database', write('empty.db', '')], /It is not a database of Oppgjør/],
    [
      'the database of something else',
      () => ['--database', foreign('CREATE TABLE a (b)')],
      /It is not a database of Oppgjør/,
    ],
    [
      'books of an older version',
      () => [
        '--database',
        foreign(
          `CREATE TABLE __drizzle_migrations (id INTEGER PRIMARY KEY, hash TEXT NOT NULL, created_at NUMERIC)`,
        ),
      ],
      /an older version of the desk\. Start the desk of this version once/,
    ],
    [
      'a head that is none',
      () => ['--database', file, '--head', '12:abc'],
      /"12:abc" is not a head of the chain/,
    ],
    ['a word it does not know', () => ['--nope'], /Unknown option '--nope'/],
  ])('exits with 2 and says what to do: %s', async (_what, words, sentence) => {
    const { code, out, err } = await verify(words());
    expect(err).toMatch(sentence);
    expect(err).toContain('Nothing was verified.');
    expect([code, out]).toEqual([2, '']);
  });
});

function write(name: string, content: string): string {
  fs.writeFileSync(path.join(folder, name), content);
  return path.join(folder, name);
}

let foreigners = 0;
function foreign(sql: string): string {
  foreigners += 1;
  const name = path.join(folder, `foreign-${foreigners}.db`);
  const db = openDatabase(name);
  db.$client.exec(sql);
  closeDatabase(db);
  return name;
}
