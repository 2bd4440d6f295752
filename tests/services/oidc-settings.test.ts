import { describe, expect, it } from 'vitest';
import { oidcSettingsOf } from '#services/oidc-settings';
import { readSettings } from '#services/settings';

const desk = {
  DATABASE_PATH: 'data/x.db',
  SESSION_SECRET: 'x'.repeat(32),
  DESK_USERNAME: 'kari',
  DESK_PASSWORD: 'twelve chars!',
  VIPPS_BASE_URL: 'https://apitest.vipps.no',
  VIPPS_CLIENT_ID: 'id',
  VIPPS_CLIENT_SECRET: 'secret',
  VIPPS_SUBSCRIPTION_KEY: 'key',
  VIPPS_SALES_UNITS: '123456=Shop, 654321',
};
const good = {
  OIDC_ISSUER: 'https://login.example/realms/shop',
  OIDC_CLIENT_ID: 'desk',
  OIDC_CLIENT_SECRET: 'do not tell',
  OIDC_ROLE_MAP: 'finance-team=finance',
};

const read = (oidc: Record<string, string | undefined>) => {
  const result = readSettings({ ...desk, ...oidc });
  return result.kind === 'valid' ? (oidcSettingsOf(result.settings) ?? 'not set up') : result.problems;
};

describe('the settings of single sign-on', () => {
  it('may all be left out', () => {
    expect(read({})).toBe('not set up');
  });

  it('are read, with defaults for what may be left out', () => {
    expect(read(good)).toEqual({
      issuer: 'https://login.example/realms/shop',
      clientId: 'desk',
      clientSecret: 'do not tell',
      name: 'login.example',
      scopes: 'openid profile email',
      rolesClaim: 'roles',
      roleRules: [{ value: 'finance-team', grants: [{ role: 'finance', msn: null }] }],
      defaultGrants: [],
      allowedDomains: null,
    });
  });

  it('read the map of roles', () => {
    const map =
      'finance-team=finance, shop-oslo = manager@123456+123457,CN=Big Boss=admin, CN=Big Boss=read-only';
    expect(read({ ...good, OIDC_ROLE_MAP: map })).toMatchObject({
      roleRules: [
        { value: 'finance-team', grants: [{ role: 'finance', msn: null }] },
        {
          value: 'shop-oslo',
          grants: [
            { role: 'manager', msn: '123456' },
            { role: 'manager', msn: '123457' },
          ],
        },
        { value: 'CN=Big Boss', grants: [{ role: 'admin', msn: null }] },
        { value: 'CN=Big Boss', grants: [{ role: 'read-only', msn: null }] },
      ],
    });
  });

  it('keep the slash at the end of an issuer, since its name is compared letter by letter', () => {
    expect(read({ ...good, OIDC_ISSUER: 'https://shop.eu.auth0.example/' })).toMatchObject({
      issuer: 'https://shop.eu.auth0.example/',
    });
  });

  it.each<[string, Record<string, string | undefined>, RegExp]>([
    ['no issuer', { OIDC_ISSUER: undefined }, /^OIDC_ISSUER is missing: single sign-on needs it/],
    ['no secret', { OIDC_CLIENT_SECRET: undefined }, /^OIDC_CLIENT_SECRET is missing: single/],
    ['nobody let in', { OIDC_ROLE_MAP: undefined }, /^OIDC_ROLE_MAP is missing: .* nobody in/],
    ['no TLS', { OIDC_ISSUER: 'http://login.example' }, /^OIDC_ISSUER must be an https address/],
    ['a host in disguise', { OIDC_ISSUER: 'http://localhost:1@evil.example' }, /^OIDC_ISSUER must be/],
    ['a script', { OIDC_ISSUER: 'javascript:alert(1)' }, /^OIDC_ISSUER must be/],
    [
      'the discovery address',
      { OIDC_ISSUER: 'https://x.example/.well-known/openid-configuration' },
      /leave out/,
    ],
    ['a query', { OIDC_ISSUER: 'https://x.example/?a=b' }, /^OIDC_ISSUER must be an address without/],
    ['every tenant', { OIDC_ISSUER: 'https://login.microsoftonline.com/common/v2.0' }, /every company/],
    [
      'every company',
      { OIDC_ISSUER: 'https://login.microsoftonline.com/Organizations/v2.0' },
      /every company/,
    ],
    [
      'private accounts',
      { OIDC_ISSUER: 'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0' },
      /every company/,
    ],
    ['a tenant by domain', { OIDC_ISSUER: 'https://login.microsoftonline.com/firma.no/v2.0' }, /with the id/],
    ['scopes without openid', { OIDC_SCOPES: 'profile' }, /^OIDC_SCOPES must hold openid/],
    ['an unknown role', { OIDC_ROLE_MAP: 'a=boss' }, /^OIDC_ROLE_MAP "boss" is not a role/],
    ['no value', { OIDC_ROLE_MAP: 'finance' }, /^OIDC_ROLE_MAP "finance" is not "claim value=role"/],
    ['an empty part', { OIDC_ROLE_MAP: 'a=finance,' }, /^OIDC_ROLE_MAP "" is not/],
    ['a wrong unit', { OIDC_ROLE_MAP: 'a=manager@12' }, /^OIDC_ROLE_MAP "12" is not a merchant/],
    ['units that were forgotten', { OIDC_ROLE_MAP: 'a=manager@' }, /^OIDC_ROLE_MAP "" is not a merchant/],
    ['admins by default', { OIDC_DEFAULT_ROLE: 'admin' }, /^OIDC_DEFAULT_ROLE must not be admin/],
    ['a wrong domain', { OIDC_ALLOWED_DOMAINS: '@firma.no' }, /^OIDC_ALLOWED_DOMAINS must be domains/],
    [
      'everybody at Google',
      { OIDC_ISSUER: 'https://accounts.google.com', OIDC_DEFAULT_ROLE: 'read-only' },
      /^OIDC_ALLOWED_DOMAINS is missing: everybody/,
    ],
  ])('name %s', (_what, change, problem) => {
    expect(read({ ...good, ...change })).toEqual([expect.stringMatching(problem)]);
  });

  it('say so when a single one is set', () => {
    expect(read({ OIDC_NAME: 'Entra' })).toHaveLength(4);
  });

  it('take one tenant of Entra ID, and Google for one domain', () => {
    const tenant = 'https://login.microsoftonline.com/6f1c2a4e-0000-4111-8222-933344445555/v2.0';
    expect(read({ ...good, OIDC_ISSUER: tenant })).toMatchObject({ issuer: tenant });
    expect(
      read({
        OIDC_ISSUER: 'https://accounts.google.com',
        OIDC_CLIENT_ID: 'x',
        OIDC_CLIENT_SECRET: 'y',
        OIDC_DEFAULT_ROLE: 'manager@123456',
        OIDC_ALLOWED_DOMAINS: 'Firma.no, firma.com',
      }),
    ).toMatchObject({
      defaultGrants: [{ role: 'manager', msn: '123456' }],
      allowedDomains: ['firma.no', 'firma.com'],
    });
  });
});
