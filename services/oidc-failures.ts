/** What the failures of openid-client mean for somebody who wants to log in, and for who has to mend it. */
import * as client from 'openid-client';

/**
 * `cancelled`: the person, or a rule of the provider, said no. `log-in-required`: the provider would have to ask the person something.
 * `provider-error`: it answered that it failed, or did not like the request. `code-refused`: the code was used, is too old or somebody
 * else's. `client-refused`: the provider does not take OIDC_CLIENT_ID and OIDC_CLIENT_SECRET. `bad-token`: what it answered cannot be
 * trusted. `unreachable`: no answer, or none that is OpenID Connect.
 */
export type OidcFailure =
  | 'cancelled'
  | 'log-in-required'
  | 'provider-error'
  | 'code-refused'
  | 'client-refused'
  | 'bad-token'
  | 'unreachable';

/** `code` is a word of the library's or of a standard, fit for a log; never anything that came with the answer. */
export type OidcFailureReading = { readonly why: OidcFailure; readonly code: string };

/** Throws on what is a mistake of ours. */
export function oidcFailureOf(error: unknown): OidcFailureReading {
  if (error instanceof client.AuthorizationResponseError)
    return byWord(error.error, authorizationErrors, 'provider-error');
  if (error instanceof client.ResponseBodyError) return byWord(error.error, tokenErrors, 'provider-error');
  if (error instanceof client.WWWAuthenticateChallengeError)
    return { why: 'client-refused', code: `status ${error.status}` };
  if (isTimeout(error)) return { why: 'unreachable', code: 'timeout' };
  const code = libraryCode(error);
  if (code !== undefined) return { why: unreachableCodes.includes(code) ? 'unreachable' : 'bad-token', code };
  if (error instanceof TypeError && !isOurMistake(error)) return { why: 'unreachable', code: 'network' };
  if (error instanceof Error && error.name === 'AnotherIssuer')
    return { why: 'unreachable', code: 'another issuer' };
  throw error;
}

type Words = Readonly<Record<string, OidcFailure>>;

/** RFC 6749 4.1.2.1, OpenID Connect Core 3.1.2.6. */
const authorizationErrors: Words = {
  access_denied: 'cancelled',
  login_required: 'log-in-required',
  interaction_required: 'log-in-required',
  account_selection_required: 'log-in-required',
  consent_required: 'log-in-required',
  invalid_request: 'provider-error',
  unauthorized_client: 'provider-error',
  unsupported_response_type: 'provider-error',
  invalid_scope: 'provider-error',
  server_error: 'provider-error',
  temporarily_unavailable: 'provider-error',
};

/** RFC 6749 5.2. */
const tokenErrors: Words = {
  invalid_grant: 'code-refused',
  invalid_client: 'client-refused',
  unauthorized_client: 'client-refused',
  invalid_request: 'provider-error',
  invalid_scope: 'provider-error',
  unsupported_grant_type: 'provider-error',
};

/** A word that no standard has may be anything: it is not repeated. */
function byWord(word: string, words: Words, otherwise: OidcFailure): OidcFailureReading {
  const why = Object.hasOwn(words, word) ? words[word] : undefined;
  return why === undefined ? { why: otherwise, code: 'unknown error' } : { why, code: word };
}

/** Of the library, or of the one below it, which some of its functions let through. */
function libraryCode(error: unknown): string | undefined {
  if (error instanceof client.ClientError) return error.code ?? 'unknown';
  const { code } = error instanceof Error ? (error as Error & { code?: unknown }) : {};
  return typeof code === 'string' && code.startsWith('OAUTH_') ? code : undefined;
}

const unreachableCodes = [
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_MISSING_SERVER_METADATA',
  'OAUTH_INVALID_SERVER_METADATA',
  'OAUTH_HTTP_REQUEST_FORBIDDEN',
  'OAUTH_REQUEST_PROTOCOL_FORBIDDEN',
];

/** Also one that came while the answer was read. */
function isTimeout(error: unknown): boolean {
  for (let one = error; one instanceof Error || one instanceof DOMException; one = one.cause)
    if (one.name === 'TimeoutError' || one.name === 'AbortError') return true;
  return false;
}

function isOurMistake(error: TypeError & { code?: unknown }): boolean {
  return typeof error.code === 'string' && error.code.startsWith('ERR_INVALID_ARG');
}
