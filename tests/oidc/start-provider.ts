/**
 * A real provider of OpenID Connect on this machine: for tests, for the browser and for the demo. Who logs in there clicks on a name;
 * there are no passwords. Tests can make it misbehave.
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type Provider from 'oidc-provider';
import { type Account, roleMap, accounts as usualAccounts } from './accounts';
import { type Misbehaviour, misbehaveInAnswers, misbehaveOnTheWire } from './misbehave';
import { newKey } from './signing-key';

export type ProviderOptions = {
  readonly port?: number;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly redirectUris?: readonly string[];
  readonly postLogoutRedirectUris?: readonly string[];
  readonly accounts?: Readonly<Record<string, Account>>;
};

export type TestProvider = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What a desk is given that uses this provider. */
  readonly environment: Readonly<Record<string, string>>;
  /** A second client, for codes that are somebody else's. */
  readonly otherClient: { readonly clientId: string; readonly clientSecret: string };
  /** From now on; what is left out behaves. */
  misbehave(how: Misbehaviour): void;
  behave(): void;
  /** Other claims for an account, from its next log-in. */
  setAccount(name: string, account: Account): void;
  /** How often each path was asked for. */
  asked(path: string): number;
  /** Closes the port, as when the provider is down, and opens it again. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
};

export const usualRedirectUri = 'http://127.0.0.1:3000/login/sso/callback';
export const otherClient = { clientId: 'another-desk', clientSecret: 'the secret of another desk' };

export async function startProvider(options: ProviderOptions = {}): Promise<TestProvider> {
  const clientId = options.clientId ?? 'oppgjor';
  const clientSecret = options.clientSecret ?? 'a secret of the desk and the provider';
  const people = new Map(Object.entries(options.accounts ?? usualAccounts));
  const key = newKey('of-the-provider');
  const server = http.createServer();
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;

  let misbehaviour: Misbehaviour = {};
  const asked = new Map<string, number>();
  const redirectUris = options.redirectUris ?? [usualRedirectUri];
  const client = (id: string, secret: string) => ({
    client_id: id,
    client_secret: secret,
    redirect_uris: redirectUris,
    post_logout_redirect_uris: options.postLogoutRedirectUris ?? [],
    token_endpoint_auth_method: 'client_secret_post',
  });
  const provider: Provider = await makeProvider(issuer, {
    clients: [client(clientId, clientSecret), client(otherClient.clientId, otherClient.clientSecret)],
    jwks: { keys: [key.jwk] },
    cookies: { keys: ['only for tests'] },
    claims,
    conformIdTokenClaims: false, // roles stand in the ID token, as with Entra ID
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: unknown, subject: string) => {
      const account = people.get(subject.replace(subjectOf(''), ''));
      return account && { accountId: subject, claims: async () => ({ sub: subject, ...account }) };
    },
    loadExistingGrant: agreeToAll(() => provider),
    pkce: { required: () => true },
    ttl: { AccessToken: 600, IdToken: 600, Interaction: 600, Session: 3600, Grant: 3600 },
  });
  provider.use(misbehaveInAnswers({ how: () => misbehaviour, key, clientSecret }));
  const pages = logInPages(provider, people);
  const answer = provider.callback();
  server.on('request', (request, response) => {
    const { pathname } = new URL(request.url ?? '/', issuer);
    asked.set(pathname, (asked.get(pathname) ?? 0) + 1);
    misbehaveOnTheWire(misbehaviour, pathname, response, () => {
      if (pathname.startsWith('/interaction/')) void pages(request, response);
      else void answer(request, response);
    });
  });

  return {
    issuer,
    clientId,
    clientSecret,
    otherClient,
    environment: {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: clientId,
      OIDC_CLIENT_SECRET: clientSecret,
      OIDC_NAME: 'Fjord-konto',
      OIDC_ROLE_MAP: roleMap,
    },
    misbehave: (how) => {
      misbehaviour = how;
    },
    behave: () => {
      misbehaviour = {};
    },
    setAccount: (name, account) => void people.set(name, account),
    asked: (path) => asked.get(path) ?? 0,
    goDown: () => stop(server),
    comeBack: () => listen(server, port),
    close: () => (server.listening ? stop(server) : Promise.resolve()),
  };
}

/** Which claims may be told, by scope. `openid` has those that no scope is asked for. */
const claims = {
  openid: ['sub', 'roles', 'groups', 'realm_access', '_claim_names', '_claim_sources', 'hasgroups', 'hd'],
  profile: ['name', 'preferred_username'],
  email: ['email', 'email_verified'],
};

/** What the desk knows somebody by; not the name. */
const subjectOf = (name: string) => `subject-of-${name}`;

/** Nobody is asked whether the desk may know their name. */
function agreeToAll(provider: () => Provider) {
  return async (context: {
    oidc: { client: { clientId: string }; session: { accountId: string } };
  }): Promise<unknown> => {
    const { client, session } = context.oidc;
    const grant = new (provider().Grant)({ accountId: session.accountId, clientId: client.clientId });
    grant.addOIDCScope('openid profile email');
    await grant.save();
    return grant;
  };
}

/** A page with a button for each account, and one to give up. */
function logInPages(provider: Provider, people: ReadonlyMap<string, Account>) {
  return async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    try {
      const { uid } = await provider.interactionDetails(request, response);
      if (request.method !== 'POST') {
        response.setHeader('Content-Type', 'text/html; charset=utf-8').end(pageOf(uid, [...people.keys()]));
        return;
      }
      const account = new URLSearchParams(await bodyOf(request)).get('account') ?? '';
      const result = people.has(account)
        ? { login: { accountId: subjectOf(account) } }
        : { error: 'access_denied', error_description: 'somebody gave up' };
      await provider.interactionFinished(request, response, result);
    } catch (error) {
      response.statusCode = 400;
      response.end(String(error));
    }
  };
}

function pageOf(uid: string, names: readonly string[]): string {
  const buttons = names.map((name) => `<button name="account" value="${name}">${name}</button>`).join('\n');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Log in</title>
<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width"></head>
<body><main><h1>Who are you?</h1><form method="post" action="/interaction/${uid}">
${buttons}
<button name="account" value="">Cancel</button></form></main></body></html>`;
}

async function bodyOf(request: http.IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

/** oidc-provider wants Node 22 and a database, and says so; on Node 20 all that it lacks is URL.parse. */
async function makeProvider(
  issuer: string,
  configuration: Readonly<Record<string, unknown>>,
): Promise<Provider> {
  const withParse = URL as unknown as { parse?: (url: string, base?: string) => URL | null };
  withParse.parse ??= (url, base) => (URL.canParse(url, base) ? new URL(url, base) : null);
  const { warn } = console;
  console.warn = () => {};
  try {
    const { default: OidcProvider } = await import('oidc-provider');
    return new OidcProvider(issuer, configuration);
  } finally {
    console.warn = warn;
  }
}

function listen(server: http.Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

function stop(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
