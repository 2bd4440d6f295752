/**
 * Single sign-on by OpenID Connect: the authorization code flow with PKCE, state and nonce, always. The library (openid-client, certified)
 * checks what comes back; here is what it is asked to check, and what its failures mean. Nothing is asked of the provider before
 * somebody logs in, and nothing of the desk needs it.
 */
import * as client from 'openid-client';
import type { Logger } from 'pino';
import { z } from 'zod';
import { namelessUsername } from '#core/alike-people';
import { type Claims, readClaim, rolesFromClaims } from '#core/claim-roles';
import type { Grant } from '#core/permissions';
import { isLoopback } from './loopback';
import { type OidcFailure, oidcFailureOf } from './oidc-failures';
import type { OidcSettings } from './oidc-settings';

export type Oidc = {
  /** The words on the button. */
  readonly name: string;
  /** `keep` belongs to this browser, and is good for one `finish`. It is secret, as a password is. */
  begin(of: { readonly redirectUri: string }): Promise<BeginResult>;
  /** `currentUrl`: the address that the provider sent the browser back to. */
  finish(of: { readonly currentUrl: URL | string; readonly keep: Kept }): Promise<FinishResult>;
  /** Where somebody logs out of the provider, too; undefined where it tells no such address or cannot be reached. */
  logOutUrl(of: {
    readonly idTokenHint?: string;
    readonly postLogoutRedirectUri: string;
  }): Promise<string | undefined>;
};

export type Kept = Readonly<Record<string, string>>;

export type BeginResult =
  | { readonly kind: 'go'; readonly url: string; readonly keep: Record<string, string> }
  | { readonly kind: 'unreachable' };

/** Somebody the provider knows, and what its claims give; no grants: no roles by claims. */
export type KnownPerson = {
  readonly kind: 'known';
  readonly issuer: string;
  readonly subject: string;
  /** A suggestion: lower case, a to z, digits, dots, dashes. Somebody else may have it. */
  readonly username: string;
  readonly name: string;
  /** As the provider tells it. Never a proof of who it is. */
  readonly email: string | null;
  readonly grants: readonly Grant[];
};

/**
 * `not-ours`: the callback does not belong to a log-in that this browser began. `domain`: not of an allowed Workspace domain.
 * `overage`, `malformed`: the roles cannot be read (core/claim-roles). The rest: services/oidc-failures.
 */
export type Refusal = OidcFailure | 'not-ours' | 'domain' | 'overage' | 'malformed';

export type FinishResult = KnownPerson | { readonly kind: 'refused'; readonly why: Refusal };

export type OidcOptions = {
  /** Told of failures, by kind and code; never of tokens, codes, claims or addresses. */
  readonly log?: Pick<Logger, 'warn'>;
  readonly timeoutMs?: number;
  /** For tests: real time otherwise, also in the demo. */
  readonly now?: () => number;
};

/** How far the clocks of the provider and of this machine may be apart. */
const clockToleranceS = 60;
/** After so long the provider is asked again where its endpoints are; keys are asked for by the library. */
const discoveredForMs = 60 * 60_000;

const kept = z.object({
  state: z.string().min(1),
  nonce: z.string().min(1),
  codeVerifier: z.string().min(1),
  redirectUri: z.url(),
});

/** Asks nothing of the provider yet. */
export function createOidc(settings: OidcSettings, options: OidcOptions = {}): Oidc {
  const { log, timeoutMs = 5000, now = Date.now } = options;
  const discovered = rememberDiscovery(() => discover(settings, timeoutMs), now);
  const failed = (error: unknown, step: string): OidcFailure => {
    const { why, code } = oidcFailureOf(error);
    log?.warn({ step, why, code }, 'single sign-on failed');
    return why;
  };
  const refuse = (why: Refusal): FinishResult => {
    log?.warn({ step: 'callback', why }, 'single sign-on failed');
    return { kind: 'refused', why };
  };
  /** What is there, or undefined when the provider cannot be asked, or tells no usable addresses. */
  const reach = async <Found>(use: (config: client.Configuration) => Found): Promise<Found | undefined> => {
    try {
      return use(await discovered());
    } catch (error) {
      failed(error, 'discovery');
      return undefined;
    }
  };

  return {
    name: settings.name,
    async begin({ redirectUri }) {
      const keep = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        codeVerifier: client.randomPKCECodeVerifier(),
        redirectUri,
      };
      const parameters = {
        redirect_uri: redirectUri,
        scope: settings.scopes,
        state: keep.state,
        nonce: keep.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(keep.codeVerifier),
        code_challenge_method: 'S256',
      };
      const url = await reach((config) => client.buildAuthorizationUrl(config, parameters).href);
      return url === undefined ? { kind: 'unreachable' } : { kind: 'go', url, keep };
    },

    async finish({ currentUrl, keep }) {
      const began = kept.safeParse(keep);
      if (!began.success) return refuse('not-ours');
      const config = await reach((found) => found);
      if (config === undefined) return { kind: 'refused', why: 'unreachable' };
      // The address that was registered, whatever a proxy or a Host header makes of it.
      const callback = new URL(began.data.redirectUri);
      callback.search = new URL(currentUrl).search;
      if (!belongsTo(callback.searchParams, began.data.state, config)) return refuse('not-ours');
      try {
        const tokens = await client.authorizationCodeGrant(config, callback, {
          expectedState: began.data.state,
          expectedNonce: began.data.nonce,
          pkceCodeVerifier: began.data.codeVerifier,
          idTokenExpected: true,
        });
        const idToken = tokens.claims();
        if (idToken === undefined || !isSound(idToken, now())) return refuse('bad-token');
        if (!isOfDomain(idToken, settings.allowedDomains)) return refuse('domain');
        const claims = await withUserinfo(config, settings, idToken, tokens.access_token);
        const person = readPerson(claims, idToken, settings);
        return typeof person === 'string' ? refuse(person) : person;
      } catch (error) {
        return { kind: 'refused', why: failed(error, 'callback') };
      }
    },

    async logOutUrl({ idTokenHint, postLogoutRedirectUri }) {
      const parameters = {
        post_logout_redirect_uri: postLogoutRedirectUri,
        ...(idTokenHint === undefined ? {} : { id_token_hint: idTokenHint }),
      };
      return reach((config) =>
        config.serverMetadata().end_session_endpoint === undefined
          ? undefined
          : client.buildEndSessionUrl(config, parameters).href,
      );
    },
  };
}

/** One question at a time, its answer kept for a while; a failure is not kept. */
function rememberDiscovery<Found>(ask: () => Promise<Found>, now: () => number): () => Promise<Found> {
  let found: { readonly answer: Promise<Found>; readonly atMs: number } | undefined;
  return () => {
    if (found === undefined || now() - found.atMs > discoveredForMs) {
      const asked = { answer: ask(), atMs: now() };
      found = asked;
      asked.answer.catch(() => {
        if (found === asked) found = undefined; // who asks next asks anew
      });
    }
    return found.answer;
  };
}

async function discover(settings: OidcSettings, timeoutMs: number): Promise<client.Configuration> {
  const { issuer, clientId, clientSecret } = settings;
  const insecure = isLoopback(issuer) && issuer.startsWith('http:');
  const config = await client.discovery(
    new URL(issuer),
    clientId,
    { [client.clockTolerance]: clockToleranceS },
    authenticateBy(clientSecret),
    {
      timeout: timeoutMs / 1000,
      execute: [
        // Without it the signature is not checked: the library trusts the TLS connection that a token came by.
        client.enableNonRepudiationChecks,
        ...(insecure ? [client.allowInsecureRequests] : []),
      ],
    },
  );
  // The library lets another issuer pass for Entra ID's addresses without a tenant.
  if (new URL(config.serverMetadata().issuer).href !== new URL(issuer).href) throw new AnotherIssuer();
  return config;
}

/** `client_secret_post` where the provider tells it (Entra ID, Google); else what OpenID Connect takes for granted. */
function authenticateBy(clientSecret: string): client.ClientAuth {
  const [post, basic] = [client.ClientSecretPost(clientSecret), client.ClientSecretBasic(clientSecret)];
  return (server, ...rest) =>
    (server.token_endpoint_auth_methods_supported?.includes('client_secret_post') ? post : basic)(
      server,
      ...rest,
    );
}

class AnotherIssuer extends Error {
  override readonly name = 'AnotherIssuer';
}

/**
 * The library checks the same, and would say only that something is wrong. `iss` names who answers (RFC 9207): a code of another
 * provider is never sent to this one.
 */
function belongsTo(answer: URLSearchParams, state: string, config: client.Configuration): boolean {
  const { issuer, authorization_response_iss_parameter_supported } = config.serverMetadata();
  const once = ['state', 'iss', 'code', 'error'].every((name) => answer.getAll(name).length <= 1);
  const iss = answer.get('iss') ?? (authorization_response_iss_parameter_supported ? '' : issuer);
  const foreign = ['response', 'id_token', 'token'].some((name) => answer.has(name));
  const said = Boolean(answer.get('code')) || Boolean(answer.get('error'));
  return once && !foreign && said && answer.get('state') === state && iss === issuer;
}

/** What the library leaves open: a token of the future, a subject that is none. */
function isSound({ sub, iat }: client.IDToken, nowMs: number): boolean {
  return iat <= nowMs / 1000 + clockToleranceS && sub.length > 0 && sub.length <= 255;
}

/** Google tells the Workspace domain in `hd`; the domain of an e-mail address proves nothing. */
function isOfDomain(idToken: client.IDToken, allowed: readonly string[] | null): boolean {
  if (allowed === null) return true;
  const { hd, email_verified } = idToken;
  return typeof hd === 'string' && allowed.includes(hd.toLowerCase()) && email_verified === true;
}

/** Asks for more where the ID token has no roles to map, or no name. What the ID token says stands. */
async function withUserinfo(
  config: client.Configuration,
  { rolesClaim, roleRules }: OidcSettings,
  idToken: client.IDToken,
  accessToken: string,
): Promise<Claims> {
  const noRoles = roleRules.length > 0 && readClaim(idToken, rolesClaim).kind === 'missing';
  const noName = idToken.preferred_username === undefined && idToken.email === undefined;
  const { userinfo_endpoint } = config.serverMetadata();
  if (!(noRoles || noName) || userinfo_endpoint === undefined) return idToken;
  const more = await client.fetchUserInfo(config, accessToken, idToken.sub);
  return { ...more, ...idToken };
}

function readPerson(
  claims: Claims,
  { iss, sub }: client.IDToken,
  settings: OidcSettings,
): KnownPerson | Refusal {
  const roles = rolesFromClaims(claims, {
    claim: settings.rolesClaim,
    rules: settings.roleRules,
    otherwise: settings.defaultGrants,
  });
  if (roles.kind === 'refused') return roles.why;
  const email = textOf(claims.email);
  const username = usernameOf(textOf(claims.preferred_username) ?? email ?? '');
  return {
    kind: 'known',
    issuer: iss,
    subject: sub,
    username,
    name: textOf(claims.name) ?? username,
    email: email ?? null,
    grants: roles.grants,
  };
}

/** One line of words, without characters that cannot be seen. */
function textOf(claim: unknown): string | undefined {
  if (typeof claim !== 'string') return undefined;
  const words = claim
    .replace(/\p{C}+/gu, '')
    .trim()
    .slice(0, 100);
  return words === '' ? undefined : words;
}

/** Of `Kåre.Ødegård@firma.no`: `kare.odegard`. */
function usernameOf(told: string): string {
  const [local = ''] = told.split('@');
  const plain = local
    .toLowerCase()
    .replace(/ø/g, 'o')
    .replace(/æ/g, 'ae')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|[._-]+$/g, '')
    .slice(0, 40);
  return plain === '' ? namelessUsername : plain;
}
