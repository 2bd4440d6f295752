import { Writable } from 'node:stream';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOidc, type FinishResult, type Oidc, type OidcOptions } from '#services/oidc';
import { oidcSettingsOf } from '#services/oidc-settings';
import { accounts } from '../oidc/accounts';
import { handBrowser } from '../oidc/hand-log-in';
import type { Misbehaviour } from '../oidc/misbehave';
import { startProvider, type TestProvider, usualRedirectUri } from '../oidc/start-provider';
import { testSettings } from '../test-desk';

let provider: TestProvider;
let oidc: Oidc;
let logged = '';

const log = pino(
  { level: 'debug' },
  new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  }),
);

function openOidc(change: Record<string, string> = {}, options: OidcOptions = {}): Oidc {
  const settings = oidcSettingsOf(testSettings({ ...provider.environment, ...change }));
  if (settings === undefined) throw new Error('not set up');
  return createOidc(settings, { log, timeoutMs: 1500, ...options });
}

async function begin(one = oidc) {
  const begun = await one.begin({ redirectUri: usualRedirectUri });
  if (begun.kind !== 'go') throw new Error(begun.kind);
  return begun;
}

/** The whole way: to the provider, a click on the account, and back. */
async function logIn(account: string, one = oidc): Promise<FinishResult> {
  const { url, keep } = await begin(one);
  return one.finish({ currentUrl: await handBrowser().logIn(url, account), keep });
}

const whyOf = (result: FinishResult) => (result.kind === 'refused' ? result.why : result);

beforeAll(async () => {
  provider = await startProvider();
});
afterAll(() => provider.close());
beforeEach(() => {
  logged = '';
  oidc = openOidc();
});
afterEach(() => {
  provider.behave();
  for (const [name, account] of Object.entries(accounts)) provider.setAccount(name, account);
});

describe('a log-in at a real provider', () => {
  it('tells who it is, and gives the roles of the claims', async () => {
    expect(await logIn('kari')).toEqual({
      kind: 'known',
      issuer: provider.issuer,
      subject: 'subject-of-kari',
      username: 'kari',
      name: 'Kari Nordmann',
      email: 'kari@fjord.example',
      grants: [{ role: 'finance', msn: null }],
    });
    expect(await logIn('ola')).toMatchObject({
      grants: [
        { role: 'manager', msn: '123456' },
        { role: 'manager', msn: '123457' },
      ],
    });
    expect(await logIn('nina')).toMatchObject({ kind: 'known', grants: [] });
  });

  it('asks for a code with PKCE, state and nonce, new ones each time', async () => {
    const [one, two] = [await begin(), await begin()];
    const asked = new URL(one.url).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      scope: 'openid profile email',
      client_id: provider.clientId,
      redirect_uri: usualRedirectUri,
    });
    expect(asked.get('code_challenge')).not.toBe(one.keep.codeVerifier);
    expect(one.url).not.toContain(one.keep.codeVerifier);
    for (const name of ['state', 'nonce', 'codeVerifier']) {
      expect(one.keep[name]?.length).toBeGreaterThan(30);
      expect(one.keep[name]).not.toBe(two.keep[name]);
    }
  });

  it('does not depend on how the callback was reached through a proxy', async () => {
    const { url, keep } = await begin();
    const back = await handBrowser().logIn(url, 'kari');
    const currentUrl = `http://evil.example:81/elsewhere${back.search}`;
    expect(await oidc.finish({ currentUrl, keep })).toMatchObject({ kind: 'known', username: 'kari' });
  });

  it('asks the provider where things are once, and the userinfo only for what is missing', async () => {
    const asked = (path: string) => provider.asked(path);
    const [discovery, userinfo] = [asked('/.well-known/openid-configuration'), asked('/me')];
    await Promise.all([begin(), begin(), begin()]);
    await logIn('kari');
    expect(asked('/.well-known/openid-configuration')).toBe(discovery + 1);
    expect(asked('/me')).toBe(userinfo);
    provider.misbehave({ claims: ({ roles: _roles, ...rest }) => rest });
    expect(await logIn('kari')).toMatchObject({ grants: [{ role: 'finance', msn: null }] });
    expect(asked('/me')).toBe(userinfo + 1);
  });

  it('ends at the provider, too, where it tells how', async () => {
    const url = await oidc.logOutUrl({ postLogoutRedirectUri: 'http://127.0.0.1:3000/login' });
    expect(url).toMatch(`${provider.issuer}/session/end?`);
    expect(new URL(url ?? '').searchParams.get('client_id')).toBe(provider.clientId);
    provider.misbehave({ discovery: ({ end_session_endpoint: _end, ...rest }) => rest });
    expect(await openOidc().logOutUrl({ postLogoutRedirectUri: 'http://127.0.0.1:3000/' })).toBeUndefined();
  });
});

describe('a callback that is not ours', () => {
  const change = (name: string, value: string | null) => (url: URL) => {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  };
  it.each<[string, (url: URL) => void]>([
    ['has no state', change('state', null)],
    ['has another state', change('state', 'x'.repeat(43))],
    ['has an empty state', change('state', '')],
    ['has two states', (url) => url.searchParams.append('state', 'other')],
    ['has two codes', (url) => url.searchParams.append('code', 'other')],
    ['has no code', change('code', null)],
    ['comes from another issuer', change('iss', 'https://evil.example')],
    ['does not name its issuer, although ours does', change('iss', null)],
    ['brings a token in the address', change('id_token', 'eyJhbGciOiJub25lIn0.e30.')],
    ['is a JARM answer', change('response', 'eyJhbGciOiJub25lIn0.e30.')],
    [
      'is empty',
      (url) => {
        url.search = '';
      },
    ],
  ])('is refused before the code is sent anywhere: it %s', async (_what, forge) => {
    const { url, keep } = await begin();
    const back = await handBrowser().logIn(url, 'kari');
    const before = provider.asked('/token');
    forge(back);
    expect(whyOf(await oidc.finish({ currentUrl: back, keep }))).toBe('not-ours');
    expect(provider.asked('/token')).toBe(before);
  });

  it('is refused with what another browser kept', async () => {
    const [mine, theirs] = [await begin(), await begin()];
    const back = await handBrowser().logIn(theirs.url, 'kari');
    expect(whyOf(await oidc.finish({ currentUrl: back, keep: mine.keep }))).toBe('not-ours');
    expect(whyOf(await oidc.finish({ currentUrl: back, keep: {} }))).toBe('not-ours');
    expect(whyOf(await oidc.finish({ currentUrl: back, keep: { state: 'x' } }))).toBe('not-ours');
  });

  it('is refused when state was set right but the rest is of another log-in', async () => {
    const [mine, theirs] = [await begin(), await begin()];
    const back = await handBrowser().logIn(theirs.url, 'kari');
    back.searchParams.set('state', mine.keep.state ?? '');
    expect(whyOf(await oidc.finish({ currentUrl: back, keep: mine.keep }))).toBe('code-refused'); // PKCE
  });

  it('is refused when the code was used before', async () => {
    const { url, keep } = await begin();
    const back = await handBrowser().logIn(url, 'kari');
    expect(await oidc.finish({ currentUrl: back, keep })).toMatchObject({ kind: 'known' });
    expect(whyOf(await oidc.finish({ currentUrl: back, keep }))).toBe('code-refused');
  });

  it('is refused when the code is of another client of the same provider', async () => {
    const other = openOidc({
      OIDC_CLIENT_ID: provider.otherClient.clientId,
      OIDC_CLIENT_SECRET: provider.otherClient.clientSecret,
    });
    const { url, keep } = await begin(other);
    const back = await handBrowser().logIn(url, 'kari');
    expect(whyOf(await oidc.finish({ currentUrl: back, keep }))).toBe('code-refused');
  });

  it('is refused when the code is made up', async () => {
    const { keep } = await begin();
    const back = new URL(usualRedirectUri);
    back.search = String(
      new URLSearchParams({
        code: '<script>alert(1)</script>',
        state: keep.state ?? '',
        iss: provider.issuer,
      }),
    );
    const result = await oidc.finish({ currentUrl: back, keep });
    expect(result).toEqual({ kind: 'refused', why: 'code-refused' });
  });
});

describe('an error that the provider sends back', () => {
  it.each([
    ['access_denied', 'cancelled'],
    ['login_required', 'log-in-required'],
    ['interaction_required', 'log-in-required'],
    ['consent_required', 'log-in-required'],
    ['temporarily_unavailable', 'provider-error'],
    ['invalid_scope', 'provider-error'],
    ['constructor', 'provider-error'],
    ['<script>alert(1)</script>', 'provider-error'],
  ])('%s is %s, and none of its words are repeated', async (error, why) => {
    const { keep } = await begin();
    const back = new URL(usualRedirectUri);
    const description = '<img src=x onerror=alert(2)>';
    back.search = String(
      new URLSearchParams({
        error,
        error_description: description,
        state: keep.state ?? '',
        iss: provider.issuer,
      }),
    );
    expect(await oidc.finish({ currentUrl: back, keep })).toEqual({ kind: 'refused', why });
    expect(logged).not.toMatch(/script|onerror/);
    back.searchParams.set('state', 'another');
    expect(whyOf(await oidc.finish({ currentUrl: back, keep }))).toBe('not-ours');
  });

  it('comes when somebody gives up at the real provider', async () => {
    expect(whyOf(await logIn(''))).toBe('cancelled');
  });
});

const inS = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

describe('an ID token that cannot be trusted', () => {
  it.each<[string, Misbehaviour]>([
    ['is signed with a key that is not published', { signedBy: 'stranger' }],
    ['is signed with another key under the right name', { signedBy: 'stranger-in-disguise' }],
    ['is not signed (alg none)', { signedBy: 'nobody' }],
    ['lost its signature', { signedBy: 'cut' }],
    ['is signed with the secret of the client', { signedBy: 'client-secret' }],
    ['is signed with the public key as a secret', { signedBy: 'public-key' }],
    [
      'is not signed, and the provider is said to do so',
      {
        signedBy: 'nobody',
        discovery: (body) => ({ ...body, id_token_signing_alg_values_supported: ['RS256', 'none', 'HS256'] }),
      },
    ],
    [
      'is signed with the client secret, and the provider is said to do so',
      {
        signedBy: 'client-secret',
        discovery: (body) => ({ ...body, id_token_signing_alg_values_supported: ['RS256', 'HS256'] }),
      },
    ],
    ['has another nonce', { claims: (claims) => ({ ...claims, nonce: 'other' }) }],
    ['has no nonce', { claims: ({ nonce: _nonce, ...claims }) => claims }],
    ['is for another client', { claims: (claims) => ({ ...claims, aud: 'another-desk' }) }],
    [
      'is for several, and ours is not the one it was made for',
      {
        claims: (claims) => ({ ...claims, aud: [claims.aud, 'another-desk'], azp: 'another-desk' }),
      },
    ],
    ['is for nobody', { claims: ({ aud: _aud, ...claims }) => claims }],
    ['is of another issuer', { claims: (claims) => ({ ...claims, iss: 'https://evil.example' }) }],
    ['is too old', { claims: (claims) => ({ ...claims, exp: inS(-61) }) }],
    ['never ends', { claims: ({ exp: _exp, ...claims }) => claims }],
    ['is of the future', { claims: (claims) => ({ ...claims, iat: inS(90), exp: inS(600) }) }],
    ['is not yet good', { claims: (claims) => ({ ...claims, nbf: inS(90) }) }],
    ['names nobody', { claims: ({ sub: _sub, ...claims }) => claims }],
    ['names nobody by an empty word', { claims: (claims) => ({ ...claims, sub: '' }) }],
    ['names nobody by a number', { claims: (claims) => ({ ...claims, sub: 7 }) }],
    ['is missing', { tokenAnswer: ({ id_token: _token, ...body }) => body }],
    ['is rubbish', { tokenAnswer: (body) => ({ ...body, id_token: 'a.b.c' }) }],
    ['is a number', { tokenAnswer: (body) => ({ ...body, id_token: 7 }) }],
    [
      'has no roles, and the userinfo speaks of somebody else',
      {
        claims: ({ roles: _roles, ...claims }) => claims,
        userinfo: (body) => ({ ...body, sub: 'subject-of-astrid', roles: ['desk-admins'] }),
      },
    ],
  ])('lets nobody in: it %s', async (_what, how) => {
    provider.misbehave(how);
    expect(whyOf(await logIn('kari', openOidc()))).toBe('bad-token');
  });

  it('may be a minute off, and no more', async () => {
    provider.misbehave({ claims: (claims) => ({ ...claims, iat: inS(40), exp: inS(-40) }) });
    expect(await logIn('kari')).toMatchObject({ kind: 'known' });
  });

  it('is not overruled by the userinfo: no role is added to those it names', async () => {
    provider.misbehave({ userinfo: (body) => ({ ...body, roles: ['desk-admins'] }) });
    expect(await logIn('kari')).toMatchObject({ grants: [{ role: 'finance', msn: null }] });
  });
});

describe('a provider in trouble', () => {
  it('that is down is said to be unreachable, and is asked again at the next try', async () => {
    const one = openOidc();
    await provider.goDown();
    const before = Date.now();
    expect(await one.begin({ redirectUri: usualRedirectUri })).toEqual({ kind: 'unreachable' });
    expect(await one.logOutUrl({ postLogoutRedirectUri: 'http://127.0.0.1:3000/' })).toBeUndefined();
    expect(Date.now() - before).toBeLessThan(3000);
    await provider.comeBack();
    expect(await logIn('kari', one)).toMatchObject({ kind: 'known' });
  });

  it.each(['cut', 'silent', 'half', 'html', 'error-500', 'redirect'] as const)(
    'is unreachable when its discovery, tokens, keys or userinfo are %s',
    async (how) => {
      const paths = ['/.well-known/openid-configuration', '/token', '/jwks', '/me'];
      for (const path of paths) {
        const one = openOidc({}, { timeoutMs: 400 });
        const discovery = path === paths[0];
        provider.misbehave({ wire: { [path]: how }, claims: ({ roles: _roles, ...claims }) => claims });
        if (discovery)
          expect(await one.begin({ redirectUri: usualRedirectUri })).toEqual({ kind: 'unreachable' });
        else expect(whyOf(await logIn('kari', one)), path).toBe('unreachable');
      }
    },
  );

  it.each<[string, Misbehaviour['discovery']]>([
    ['tells another issuer', (body) => ({ ...body, issuer: 'https://evil.example' })],
    ['tells no place to log in', ({ authorization_endpoint: _none, ...body }) => body],
    [
      'tells a script as the place to log in',
      (body) => ({ ...body, authorization_endpoint: 'javascript:alert(1)' }),
    ],
  ])('sends nobody anywhere when it %s', async (_what, discovery) => {
    provider.misbehave({ discovery });
    expect(await openOidc().begin({ redirectUri: usualRedirectUri })).toEqual({ kind: 'unreachable' });
  });

  it('that does not take our secret is told apart, since an admin must mend it', async () => {
    expect(whyOf(await logIn('kari', openOidc({ OIDC_CLIENT_SECRET: 'an old secret' })))).toBe(
      'client-refused',
    );
    expect(logged).toContain('client-refused');
  });
});

describe('what is logged', () => {
  it('holds no code, token, secret, claim or address of the browser', async () => {
    const { url, keep } = await begin();
    const back = await handBrowser().logIn(url, 'kari');
    provider.misbehave({ signedBy: 'stranger' });
    await oidc.finish({ currentUrl: back, keep });
    provider.behave();
    await oidc.finish({ currentUrl: back, keep });
    expect(logged).toContain('single sign-on failed');
    const secrets = [...Object.values(keep), back.searchParams.get('code'), provider.clientSecret];
    for (const secret of [...secrets, 'eyJ', 'kari', 'Nordmann']) expect(logged).not.toContain(secret);
  });
});

describe('roles, by what providers differ in', () => {
  const account = (claims: Record<string, unknown>) =>
    provider.setAccount('kari', { ...accounts.kari, ...claims });

  it('come from groups; who is in too many of them at Entra ID is refused, and told to use app roles', async () => {
    const groups = openOidc({ OIDC_ROLES_CLAIM: 'groups', OIDC_DEFAULT_ROLE: 'read-only' });
    account({ groups: ['auditors', 'finance-team', 'canteen'] });
    expect(await logIn('kari', groups)).toMatchObject({
      grants: [{ role: 'finance' }, { role: 'read-only' }],
    });
    account({
      _claim_names: { groups: 'src1' },
      _claim_sources: { src1: { endpoint: 'https://graph.example' } },
    });
    expect(whyOf(await logIn('kari', groups))).toBe('overage');
    expect(logged).toContain('overage');
  });

  it('come from a path, and from a claim named like an address', async () => {
    account({ realm_access: { roles: ['auditors'] } });
    const path = openOidc({ OIDC_ROLES_CLAIM: 'realm_access.roles' });
    expect(await logIn('kari', path)).toMatchObject({ grants: [{ role: 'read-only', msn: null }] });
    const name = 'https://desk.example/roles';
    provider.misbehave({ claims: (claims) => ({ ...claims, [name]: 'desk-admins' }) });
    expect(await logIn('kari', openOidc({ OIDC_ROLES_CLAIM: name }))).toMatchObject({
      grants: [{ role: 'admin' }],
    });
  });

  it('are refused where they are neither a text nor a list of texts', async () => {
    account({ roles: { finance: true } });
    expect(whyOf(await logIn('kari'))).toBe('malformed');
  });

  it('at Google: none in the token; the default role, for the Workspace domain only', async () => {
    const { OIDC_ROLE_MAP: _map, ...rest } = provider.environment;
    const settings = oidcSettingsOf(
      testSettings({ ...rest, OIDC_DEFAULT_ROLE: 'manager@123456', OIDC_ALLOWED_DOMAINS: 'fjord.example' }),
    );
    if (settings === undefined) throw new Error('not set up');
    const google = createOidc(settings, { log });
    expect(await logIn('nina', google)).toMatchObject({
      kind: 'known',
      grants: [{ role: 'manager', msn: '123456' }],
    });
    expect(whyOf(await logIn('petter', google))).toBe('domain');
    account({ hd: 'Fjord.Example' });
    expect(await logIn('kari', google)).toMatchObject({ kind: 'known' });
    for (const claims of [
      { hd: 'evil.example' },
      { hd: 'fjord.example.evil.example' },
      { hd: ['fjord.example'] },
      { email_verified: false },
      { hd: undefined, email: 'kari@fjord.example' },
    ]) {
      account(claims);
      expect(whyOf(await logIn('kari', google)), JSON.stringify(claims)).toBe('domain');
    }
  });

  it.each([
    [{ preferred_username: 'Kåre.Ødegård@fjord.example' }, 'kare.odegard'],
    [{ preferred_username: undefined, email: 'Post+Kari@fjord.example' }, 'post-kari'],
    [{ preferred_username: '../../etc/passwd' }, 'etc-passwd'],
    [{ preferred_username: '山田' }, 'person'],
    [{ preferred_username: '\u202e<b>', name: 'A\u202eB\u0000\nC' }, 'b'],
  ])('%o suggests the username %s', async (claims, username) => {
    account(claims);
    const result = await logIn('kari');
    expect(result).toMatchObject({ kind: 'known', username });
    if (result.kind === 'known') expect(result.name).not.toMatch(/\p{C}/u);
  });
});
