/** What every answer tells browsers. */
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { cookieName } from '#server/cookie-names';
import { securityHeaders, setNonce, strictTransport } from '#server/security-headers';
import { testSettings } from '../test-desk';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function headersOf(
  environment: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Headers> {
  const settings = testSettings(environment);
  const app = express();
  app.set('trust proxy', settings.TRUSTED_PROXIES);
  app.use(strictTransport(settings), setNonce, securityHeaders(false));
  app.use((_request, response) => void response.send('ok'));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  ends.push(() => server.close());
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { headers });
  await answer.text();
  return answer.headers;
}

describe('https only', () => {
  const plain = { PUBLIC_URL: 'http://127.0.0.1:3000' };
  const overTls = { 'X-Forwarded-Proto': 'https' };
  const told = async (environment: Record<string, string>, headers?: Record<string, string>) =>
    (await headersOf(environment, headers)).get('Strict-Transport-Security');

  it('is told for a year where the desk is meant for https', async () => {
    expect(await told({})).toBe('max-age=31536000');
    expect(await told({ HSTS_SUBDOMAINS: 'yes' })).toBe('max-age=31536000; includeSubDomains');
    expect(await told(plain, overTls)).toBe('max-age=31536000');
  });

  it('is not told where it is not, or where nobody trusted says so', async () => {
    expect(await told({ COOKIE_SECURE: 'no' })).toBeNull();
    expect(await told({ ...plain, COOKIE_SECURE: 'no' }, overTls)).toBeNull();
    expect(await told(plain)).toBeNull();
    expect(await told({ ...plain, TRUSTED_PROXIES: 'none' }, overTls)).toBeNull();
    expect(await told({ ...plain, TRUSTED_PROXIES: '10.0.0.0/8' }, overTls)).toBeNull();
  });
});

it('a page takes scripts and styles from the desk only, or with the nonce of this answer', async () => {
  const policies = [await headersOf({}), await headersOf({})].map(
    (headers) =>
      new Map(
        (headers.get('Content-Security-Policy') ?? '').split(';').map((part) => {
          const [name = '', ...sources] = part.trim().split(' ');
          return [name, sources] as const;
        }),
      ),
  );
  const nonces = policies.map((policy) =>
    policy.get('script-src')?.find((source) => source.startsWith("'nonce-")),
  );
  expect(new Set(nonces).size).toBe(2);
  for (const [at, policy] of policies.entries()) {
    expect(nonces[at]).toMatch(/^'nonce-[\w+/]{22}=='$/); // 128 bits
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': ["'self'"],
      'base-uri': ["'none'"],
      'object-src': ["'none'"],
      'frame-src': ["'none'"],
      'worker-src': ["'none'"],
      'frame-ancestors': ["'none'"],
      'form-action': ["'self'"],
      'img-src': ["'self'", 'data:'],
      'script-src': ["'self'", nonces[at]],
      'script-src-attr': ["'none'"],
      'style-src': ["'self'", nonces[at]],
      'style-src-attr': ["'unsafe-inline'"],
    });
  }
});

it('a page is not framed, not opened by others, not guessed at, and tells other sites nothing of itself', async () => {
  const headers = await headersOf({});
  expect(Object.fromEntries(headers)).toMatchObject({
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  for (const feature of ['camera', 'microphone', 'geolocation', 'payment', 'usb'])
    expect(headers.get('Permissions-Policy')).toMatch(new RegExp(`(^|, )${feature}=\\(\\)`));
});

it('over https the names of cookies bind them to this very host', () => {
  expect(cookieName(testSettings(), 'session')).toBe('__Host-oppgjor_session');
  expect(cookieName(testSettings({ COOKIE_SECURE: 'no', PORT: '3210' }), 'session')).toBe(
    'oppgjor_session_3210',
  );
});
