/** Nothing secret or personal gets into the log, also where the code that logs forgot about it. */
import { createHash } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { openDatabase } from '#db/client';
import { migrateOpen } from '#db/migrate';
import { insertPersonStatement } from '#db/people';
import { createLog } from '#services/desk-log';
import { errorInWords } from '#services/error-in-short';
import { testSettings } from '../test-desk';

const keyHex = createHash('sha256').update('key').digest('hex');
const secrets = {
  SESSION_SECRET: 'session-secret-with-"quotes"-and-\\-in-it',
  CALLBACK_SECRET: 'callback-secret-with-more-than-32-characters',
  DESK_PASSWORD: 'en lang setning til prøve',
  VIPPS_CLIENT_ID: 'vipps-client-id-marker',
  VIPPS_CLIENT_SECRET: 'vipps-client-secret-marker',
  VIPPS_SUBSCRIPTION_KEY: 'vipps-subscription-key-marker',
  SECRETS_KEYS: `a:${keyHex}`,
};

let lines: string[];
let log: ReturnType<typeof createLog>;
beforeEach(() => {
  lines = [];
  const settings = testSettings({ ...secrets, LOG_LEVEL: 'debug' });
  log = createLog(settings, 'test', { write: (line) => void lines.push(line) });
});
const all = () => lines.join('');

it('is one object a line, with what failed and why', () => {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  log.error({ err: new Error('it failed', { cause }), job: 'poll-payments' }, 'job failed');
  const told: unknown = JSON.parse(lines[0] ?? '');
  expect(told).toMatchObject({
    process: 'test',
    job: 'poll-payments',
    msg: 'job failed',
    err: {
      type: 'Error',
      message: 'it failed',
      cause: { code: 'ECONNREFUSED' },
      stack: expect.stringContaining('desk-log.test'),
    },
  });
});

it('holds no secret of the settings, wherever it was put', () => {
  const values = [...Object.values(secrets).slice(0, -1), keyHex];
  for (const value of values) {
    log.info(`a message with ${value}`);
    log.info({ anything: { deep: [value] } }, 'a field');
    log.error({ err: new Error(`an error with ${value}`, { cause: new Error(value) }) }, 'an error');
    log.warn({ [value]: 1 }, 'a name');
  }
  expect(lines).toHaveLength(values.length * 4);
  for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  for (const value of values) {
    expect(all()).not.toContain(value);
    expect(all()).not.toContain(JSON.stringify(value).slice(1, -1));
  }
});

it('holds no field that is named like a secret or like personal details', () => {
  const fields = {
    authorization: 'm-1',
    cookie: 'm-2',
    password: 'm-3',
    token: 'm-4',
    phoneNumber: 'm-5',
    email: 'm-6',
    body: 'm-7',
  };
  log.info(fields);
  log.info({ headers: fields });
  log.info({ request: { headers: fields } });
  expect(lines).toHaveLength(3);
  expect(all()).not.toMatch(/m-\d/);
});

it('holds of an error no other fields, no phone number, no address of mail, no token', () => {
  const error = Object.assign(
    new Error('no answer about +47 91234567, ada@example.com, Bearer abc.def-ghi'),
    {
      body: 'the whole body of Ada Lovelace',
      params: ['Ada Lovelace'],
      config: { headers: { authorization: 'Bearer abc.def-ghi' } },
    },
  );
  log.error({ err: error }, 'failed');
  log.error({ err: 'Ada Lovelace' }, 'failed');
  log.error({ err: { name: 'Ada Lovelace' } }, 'failed');
  // As Remix throws what was not found.
  log.error({ err: { status: 404, data: 'Ada Lovelace', error: new Error('no route') } }, 'failed');
  expect(lines.at(-1)).toContain('"status":404');
  expect(lines.at(-1)).toContain('no route');
  expect(all()).not.toMatch(/91234567|ada@|Lovelace|abc\.def/);
});

it('holds no values of a query that failed, and no text that is no JSON', async () => {
  const db = openDatabase(':memory:');
  migrateOpen(db);
  const person = { id: 'p', username: 'ada', name: 'Ada Lovelace', createdAt: 'now', createdBy: 'k' };
  insertPersonStatement(db, person).run();
  const failed = (work: () => unknown): unknown => {
    try {
      work();
    } catch (error) {
      return error;
    }
    throw new Error('it did not fail');
  };
  const errors = [
    failed(() => insertPersonStatement(db, person).run()),
    failed(() => JSON.parse('{"name": "Ada Lovelace", nonsense Ada')),
    failed(() => JSON.parse('Ada Lovelace')),
    failed(() => JSON.parse('{"a": 1} Ada Lovelace')),
  ];
  // As Drizzle words the failure of a query that it awaits.
  const query = 'Failed query: insert into "people" ("name", "username") values (?, ?)';
  errors.push(new Error(`${query}\nparams: Ada Lovelace,a\nb`, { cause: errors[0] }));
  for (const error of errors) {
    log.error({ err: error }, 'failed');
    expect(errorInWords(error)).not.toMatch(/Ada|Lovelace/);
    expect(errorInWords(error).length).toBeGreaterThan(20);
  }
  expect(all()).not.toMatch(/Lovelace|Ada/);
  expect(all()).toContain('insert into');
});
