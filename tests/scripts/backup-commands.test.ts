/** `npm run backup` and `npm run restore` as processes of their own; starts of the desk on files that cannot be worked with. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditStatement } from '#db/audit';
import { closeDatabase, openDatabase } from '#db/client';
import { migrateFile } from '#db/migrate';
import { restoreSteps } from '#services/restore-backup';
import { childEnvironment, projectFolder } from '../browser/start-process';

const model = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-backup-model-'));
let folder: string;
let database: string;
const at = (name: string) => path.join(folder, name);

beforeAll(async () => {
  const file = path.join(model, 'desk.db');
  await migrateFile(file);
  addRecords(file, 200);
}, 60_000);
afterAll(() => fs.rmSync(model, { recursive: true, force: true }));
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-backup-'));
  database = at('desk.db');
  fs.copyFileSync(path.join(model, 'desk.db'), database);
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function addRecords(file: string, count: number): void {
  const db = openDatabase(file);
  db.$client.transaction(() => {
    for (let n = 1; n <= count; n += 1)
      auditStatement(db, {
        at: '2026-06-01T10:00:00.000Z',
        ...{ actor: 'kari', action: 'setting changed', subject: `setting ${n}` },
        detail: { text: 'x'.repeat(3000) },
      }).run();
  })();
  closeDatabase(db);
}

function recordsIn(file: string): number {
  const db = openDatabase(file, { readonly: true });
  try {
    return Number(db.$client.prepare('SELECT count(*) FROM audit_log').pluck().get());
  } finally {
    closeDatabase(db);
  }
}

type Ended = { readonly code: number | null; readonly signal: string | null; readonly out: string };

const loader = path.join(projectFolder, 'node_modules/tsx/dist/loader.mjs');
const settings = () => ({
  DATABASE_PATH: database,
  SESSION_SECRET: 'a secret that only these tests know, long enough',
  VIPPS_BASE_URL: 'https://127.0.0.1:1',
  VIPPS_CLIENT_ID: 'id',
  VIPPS_CLIENT_SECRET: 'secret',
  VIPPS_SUBSCRIPTION_KEY: 'key',
  VIPPS_SALES_UNITS: '123456=Sport',
});

function start(script: string, words: readonly string[], prefix: readonly string[] = []): ChildProcess {
  const line = [...prefix, process.execPath, '--import', loader, path.join(projectFolder, script), ...words];
  return spawn(line[0] ?? '', line.slice(1), { cwd: folder, env: childEnvironment(settings()) });
}

function ended(child: ChildProcess): Promise<Ended> {
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal, out })));
}

const backup = (words: readonly string[], prefix: readonly string[] = []) =>
  ended(start('scripts/backup-command.ts', words, prefix));
const restore = (...words: readonly string[]) => ended(start('scripts/restore-command.ts', words));
const hashOf = (file: string) => createHash('sha256').update(fs.readFileSync(file)).digest('hex');
const namesIn = () => fs.readdirSync(folder).sort();

describe('npm run backup', { timeout: 60_000 }, () => {
  it('makes a copy that npm run verify finds whole, and tells its size, checks and head', async () => {
    const made = await backup([at('copy.db')]);
    expect(made).toMatchObject({ code: 0 });
    expect(made.out).toMatch(/^ok {5}200 records of the audit log/m);
    expect(made.out).toMatch(/^head 200:[0-9a-f]{64}$/m);
    expect(made.out).toMatch(/copy\.db was made \(\d+\.\d MB\); the books in it hold\.$/m);
    expect(await ended(start('scripts/verify-command.ts', ['--database', at('copy.db')]))).toMatchObject({
      code: 0,
    });
    expect(await backup([at('copy.db')])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/there already/),
    });
  });

  it('is not understood without a name, and finds no database that is not there', async () => {
    expect(await backup([])).toMatchObject({ code: 2 });
    expect(await backup([at('a.db'), at('b.db')])).toMatchObject({ code: 2 });
    expect(await backup([at('a.db'), '--colour'])).toMatchObject({ code: 2 });
    expect(await backup([at('a.db'), '--database', at('dekk.db')])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/There is no database .*dekk\.db/),
    });
    expect(namesIn().filter((name) => !name.startsWith('desk.db'))).toEqual([]);
  });

  it('exits with 3 when the books in it do not hold, and says which record', async () => {
    const db = openDatabase(database);
    db.$client.exec(
      `DROP TRIGGER audit_log_stands; UPDATE audit_log SET actor = 'nobody' WHERE sequence = 7`,
    );
    closeDatabase(db);
    const made = await backup([at('copy.db')]);
    expect(made).toMatchObject({ code: 3, out: expect.stringMatching(/do not hold: 2 faults/) });
    expect(made.out).toMatch(/^FAULT {2}audit log: audit record 7/m);
    expect(recordsIn(at('copy.db'))).toBe(200);
  });

  it('of a disk without room is not made, says so, and leaves nothing', async () => {
    const made = await backup(
      [at('copy.db')],
      ['bash', '-c', 'trap "" XFSZ; ulimit -f 400; exec "$@"', 'bash'],
    );
    expect(made).toMatchObject({ code: 1, out: expect.stringMatching(/No backup was made/) });
    expect(namesIn().filter((name) => name.startsWith('copy'))).toEqual([]);
  });

  it('that is told to stop leaves nothing; one that is killed leaves no file of that name', async () => {
    addRecords(database, 20_000);
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const child = start('scripts/backup-command.ts', [at('copy.db')]);
      const end = ended(child);
      await expect
        .poll(() => namesIn().some((name) => name.includes('partial')), { timeout: 30_000 })
        .toBe(true);
      child.kill(signal);
      expect(await end).toMatchObject(signal === 'SIGTERM' ? { code: 1 } : { signal });
      expect(fs.existsSync(at('copy.db'))).toBe(false);
      const left = namesIn().filter((name) => name.includes('partial'));
      if (signal === 'SIGTERM') expect(left).toEqual([]);
    }
    expect(await backup([at('copy.db')])).toMatchObject({ code: 0 });
  });
});

describe('npm run restore', { timeout: 60_000 }, () => {
  it('puts a backup back and says what to do next', async () => {
    expect((await backup([at('copy.db')])).code).toBe(0);
    addRecords(database, 5);
    const done = await restore(at('copy.db'));
    expect(done).toMatchObject({ code: 0, out: expect.stringMatching(/before is kept: .*before-restore-/) });
    expect(done.out).toMatch(/Every log-in is over/);
    expect(done.out).toMatch(/^What now:$/m);
    expect(recordsIn(database)).toBe(202);
    expect(await restore()).toMatchObject({ code: 2 });
    expect(await restore(at('nothing.db'))).toMatchObject({ code: 1, out: expect.stringMatching(/no file/) });
  });

  it('is refused while the jobs run, also after it was tried, and not when they have ended however', async () => {
    expect((await backup([at('copy.db')])).code).toBe(0);
    const jobs = start('jobs/start-jobs.ts', []);
    let log = '';
    jobs.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
    await expect.poll(() => log, { timeout: 30_000 }).toContain('jobs are running');
    const tried = await restore(at('copy.db'));
    expect(tried).toMatchObject({ code: 1, out: expect.stringMatching(/is in use\. Stop the desk/) });
    expect(namesIn().filter((name) => /restoring|before-restore/.test(name))).toEqual([]);
    const gone = new Promise((resolve) => jobs.once('exit', resolve));
    jobs.kill('SIGKILL');
    await gone;
    expect(await restore(at('copy.db'))).toMatchObject({ code: 0 });
  });

  it.each(restoreSteps)(
    'killed when it has %s has the old or the new in place, and can be given again',
    async (step) => {
      expect((await backup([at('copy.db')])).code).toBe(0);
      addRecords(database, 5);
      const killed = await ended(start('tests/scripts/kill-restore.ts', [at('copy.db'), database, step]));
      expect(killed.signal).toBe('SIGKILL');
      expect(recordsIn(database)).toBe(step === 'replaced' || step === 'done' ? 202 : 205);
      fs.rmSync(`${database}.migrating`, { recursive: true, force: true }); // else it is waited for until it counts as left
      expect((await restore(at('copy.db'))).code).toBe(0);
      expect(recordsIn(database)).toBe(202);
      const kept = namesIn().filter((name) => name.includes('before-restore') && !/-(wal|shm)$/.test(name));
      expect(kept.map((name) => recordsIn(at(name)))).toContain(205);
      for (const name of kept) expect(fs.statSync(at(name)).ino).not.toBe(fs.statSync(database).ino);
      expect(namesIn().filter((name) => name.includes('restoring'))).toEqual([]);
      expect(await ended(start('scripts/verify-command.ts', []))).toMatchObject({ code: 0 });
    },
  );
});

describe('a start on a file that cannot be worked with', { timeout: 60_000 }, () => {
  const damage: Record<string, [(file: string) => void, RegExp]> = {
    'that is no database': [
      (file) => fs.writeFileSync(file, 'a letter to the bank '.repeat(1000)),
      /is not a database/,
    ],
    'cut in half': [(file) => fs.truncateSync(file, fs.statSync(file).size / 2), /is cut off/],
    'cut within its first page': [(file) => fs.truncateSync(file, 1000), /is cut off/],
    'with a damaged header': [(file) => overwrite(file, 0, 60), /is not a database/],
    'with a damaged list of tables': [(file) => overwrite(file, 100, 1500), /is damaged/],
    'of another program': [
      (file) => {
        fs.rmSync(file);
        const other = new Database(file);
        other.exec('CREATE TABLE songs (title TEXT)');
        other.close();
      },
      /a database of something else/,
    ],
    'of a newer version': [
      (file) => {
        const db = new Database(file);
        db.exec(`INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('later', 9000000000000)`);
        db.close();
      },
      /newer version/,
    ],
    'of steps that were written anew': [
      (file) => {
        const db = new Database(file);
        db.exec(
          `UPDATE __drizzle_migrations SET hash = 'other' WHERE created_at = (SELECT max(created_at) FROM __drizzle_migrations)`,
        );
        db.close();
      },
      /before its first release/,
    ],
    'that is gone, with its log there': [
      (file) => {
        fs.rmSync(file);
        fs.writeFileSync(`${file}-wal`, 'what was written last');
      },
      /is gone, and the log of it/,
    ],
  };

  function overwrite(file: string, from: number, to: number): void {
    const bytes = fs.readFileSync(file);
    bytes.fill(0xa5, from, to);
    fs.writeFileSync(file, bytes);
  }

  it.each(Object.keys(damage))('%s is refused with advice, and nothing is written', async (name) => {
    const [make, said] = damage[name] ?? expect.fail();
    make(database);
    const before = fs.existsSync(database) ? hashOf(database) : undefined;
    const starts = [
      start('server/start.ts', []),
      start('jobs/job-command.ts', ['reconcile']),
      start('scripts/user-command.ts', ['list', '--database', database]),
    ];
    const [desk, job, user] = await Promise.all(starts.map(ended));
    for (const end of [desk, job]) {
      expect(end).toMatchObject({ code: 1, out: expect.stringMatching(said) });
      expect(end?.out).toMatch(/Nothing was written to it/);
      expect(end?.out).toMatch(
        /^(1\. Leave the desk stopped|DATABASE_PATH|Start the version|Put the file aside)/m,
      );
      expect(end?.out).not.toMatch(/^ +at /m);
    }
    expect(user?.code).toBeGreaterThan(0);
    expect(user?.out).not.toMatch(/^ +at /m);
    expect(fs.existsSync(database) ? hashOf(database) : undefined).toBe(before);
    if (before === undefined)
      expect(fs.readFileSync(`${database}-wal`, 'utf8')).toBe('what was written last');
  });
});
