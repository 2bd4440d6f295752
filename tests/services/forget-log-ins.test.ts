import { afterEach, beforeEach, expect, it } from 'vitest';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { migrateOpen } from '#db/migrate';
import { forgetLogIns } from '#services/forget-log-ins';
import { addTestPerson, testPerson } from '../test-desk';

let db: Db;
beforeEach(async () => {
  db = openDatabase(':memory:');
  migrateOpen(db);
  await addTestPerson(db, testPerson);
});
afterEach(() => closeDatabase(db));

const nowMs = Date.parse('2026-06-30T12:00:00.000Z');
const hour = 3_600_000;
const ago = (ms: number) => new Date(nowMs - ms).toISOString();

it('where people logged in from is gone after thirty days, tries after one, half-done log-ins after an hour; the rest stays', async () => {
  const session = db.$client.prepare(
    `INSERT INTO sessions (token_hash, id, person_id, method, started_at, seen_at, address, user_agent)
      VALUES (?, ?, '${testPerson.id}', 'password', ?, ?, '10.0.0.1', 'x')`,
  );
  const step = db.$client.prepare(
    `INSERT INTO log_in_steps (token_hash, kind, person_id, detail, started_at) VALUES (?, 'oidc', NULL, '{}', ?)`,
  );
  const tried = db.$client.prepare('INSERT INTO log_in_tries (key, tries, last_at) VALUES (?, 1, ?)');
  for (const [name, sessionAge, tryAge, stepAge] of [
    ['old', 30 * 24 * hour + 1, 24 * hour + 1, hour + 1],
    ['young', 30 * 24 * hour - 1, 24 * hour - 1, hour - 1],
  ] as const) {
    session.run(name, name, ago(sessionAge), ago(sessionAge));
    tried.run(name, ago(tryAge));
    step.run(name, ago(stepAge));
  }
  for (let n = 0; n < 2500; n += 1) tried.run(`many ${n}`, ago(48 * hour));
  expect(await forgetLogIns({ db }, nowMs)).toBe(2503);
  const names = (sql: string) => db.$client.prepare(sql).pluck().all();
  expect(names('SELECT id FROM sessions')).toEqual(['young']);
  expect(names('SELECT key FROM log_in_tries')).toEqual(['young']);
  expect(names('SELECT token_hash FROM log_in_steps')).toEqual(['young']);
  expect(await forgetLogIns({ db }, nowMs)).toBe(0);
});
