import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { databasePathOf, readSettings } from '#services/settings';

const good = {
  DATABASE_PATH: 'data/x.db',
  SESSION_SECRET: 'x'.repeat(32),
  VIPPS_BASE_URL: 'https://apitest.vipps.no',
  VIPPS_SALES_UNITS: '123456=Shop, 654321',
};

const hex = createHash('sha256').update('a key').digest('hex');

/** May be in the database instead. */
const inDatabase = {
  VIPPS_CLIENT_ID: 'id',
  VIPPS_CLIENT_SECRET: 'secret',
  VIPPS_SUBSCRIPTION_KEY: 'key',
  SECRETS_KEYS: `a:${hex}`,
};

const problemsOf = (change: Record<string, string | undefined>) => {
  const result = readSettings({ ...good, ...change });
  return result.kind === 'valid' ? [] : result.problems;
};

describe('the settings', () => {
  it('are read, with defaults for what may be left out', () => {
    expect(readSettings(good)).toMatchObject({
      kind: 'valid',
      settings: {
        PORT: 3000,
        HOST: '127.0.0.1',
        COOKIE_SECURE: 'yes',
        VIPPS_SALES_UNITS: [
          { msn: '123456', name: 'Shop' },
          { msn: '654321', name: '654321' },
        ],
      },
    });
  });

  it('say one clear line for each that is missing', () => {
    const result = readSettings({});
    if (result.kind === 'valid') throw new Error('valid');
    expect([...result.problems].sort()).toEqual(
      Object.keys(good)
        .sort()
        .map((name) => `${name} is missing`),
    );
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['a port', { PORT: '70000' }, /^PORT /],
    ['a short secret', { SESSION_SECRET: 'short' }, /^SESSION_SECRET must be 32/],
    ['a short password', { DESK_PASSWORD: 'short' }, /^DESK_PASSWORD must be 10/],
    ['an address without TLS', { VIPPS_BASE_URL: 'http://api.vipps.no' }, /^VIPPS_BASE_URL must be an https/],
    ['a sales unit', { VIPPS_SALES_UNITS: '12' }, /^VIPPS_SALES_UNITS "12" is not/],
    ['a short token of metrics', { METRICS_TOKEN: 'short' }, /^METRICS_TOKEN must be 32/],
    ['a stop without end', { STOP_SECONDS: '301' }, /^STOP_SECONDS must be a whole number, 2 to 300/],
    [
      'a webhook alone',
      { ALERT_WEBHOOK_URL: 'https://hook.example' },
      /^ALERT_WEBHOOK_SECRET is missing: ALERT/,
    ],
    [
      'a webhook without TLS',
      { ALERT_WEBHOOK_URL: 'http://hook.example', ALERT_WEBHOOK_SECRET: 'x'.repeat(32) },
      /^ALERT_WEBHOOK_URL must be an https/,
    ],
    ['a sales unit named twice', { VIPPS_SALES_UNITS: '123456,123456' }, /^VIPPS_SALES_UNITS names/],
    ['a header word', { VIPPS_SYSTEM_NAME: 'x'.repeat(31) }, /^VIPPS_SYSTEM_NAME must be 30/],
    ['an empty value', { VIPPS_BASE_URL: '' }, /^VIPPS_BASE_URL is missing/],
    ['a key without an id', { SECRETS_KEYS: hex }, /^SECRETS_KEYS must be right in entry 1: it is an id/],
    ['a short key', { SECRETS_KEYS: `a:${hex.slice(1)}` }, /^SECRETS_KEYS .* 64 hex digits/],
    ['a key id', { SECRETS_KEYS: `a b:${hex}` }, /^SECRETS_KEYS .* its id is/],
    ['a key that is none', { SECRETS_KEYS: `a:${'0'.repeat(64)}` }, /^SECRETS_KEYS .* not a random one/],
    ['an id twice', { SECRETS_KEYS: `a:${hex},a:${hex}` }, /^SECRETS_KEYS .* entry 2: the id a was used/],
    ['a key twice', { SECRETS_KEYS: `a:${hex},b:${hex}` }, /^SECRETS_KEYS .* entry 2: its key was used/],
    ['a proxy', { TRUSTED_PROXIES: 'loopback, proxy.example' }, /^TRUSTED_PROXIES "proxy.example" is no/],
    ['a network of everybody', { TRUSTED_PROXIES: '0.0.0.0/0' }, /^TRUSTED_PROXIES "0.0.0.0\/0"/],
    ['a limit', { RATE_LIMIT_PERSON: '0' }, /^RATE_LIMIT_PERSON must be a number/],
    ['a simulator elsewhere', { SIMULATOR_URL: 'https://example.com' }, /^SIMULATOR_URL must be/],
  ])('name %s that is wrong', (_what, change, problem) => {
    expect(problemsOf(change)).toEqual([expect.stringMatching(problem)]);
  });

  it('never repeat a secret in what they say', () => {
    expect(problemsOf({ DESK_PASSWORD: 'hunter2' }).join()).not.toContain('hunter2');
    for (const text of [hex, `${hex}:a`, `a:${hex}x`, `a:${hex},${hex}`, `${hex}:${hex}`, `a:b:${hex}`]) {
      const said = problemsOf({ SECRETS_KEYS: text });
      expect(said, text).toHaveLength(1);
      expect(said.join()).not.toContain(hex.slice(0, 8));
    }
  });

  it('are all described in .env.example', () => {
    const result = readSettings({
      ...good,
      BANK_INBOX_DIR: 'bank',
      SIMULATOR_URL: 'http://127.0.0.1:4010',
      ...inDatabase,
    });
    if (result.kind !== 'valid') throw new Error('invalid');
    const example = fs.readFileSync('.env.example', 'utf8');
    for (const name of Object.keys(result.settings))
      expect(example).toMatch(new RegExp(`^#?\\s?${name}=`, 'm'));
    for (const name of Object.keys(good)) expect(parseEnv(example)).toHaveProperty(name);
  });

  it('name the SQLite file everywhere: DATABASE_PATH, else in DATA_DIR, else in data', () => {
    expect(databasePathOf({ DATABASE_PATH: '/a/b.db', DATA_DIR: '/c' })).toBe('/a/b.db');
    expect(databasePathOf({ DATA_DIR: '/c' })).toBe('/c/oppgjor.db');
    expect(databasePathOf({})).toMatch(/data\/oppgjor\.db$/);
  });
});
