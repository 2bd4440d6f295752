/** Who is calling: the token in the Authorization header, and how often it, and who has none, may call. */
import type { Request } from 'express';
import type { ApiTokenRow } from '#db/api-tokens';
import { findApiToken, noteTokenUse } from '#services/api-tokens';
import type { OfflineDesk } from '#services/desk';
import type { Settings } from '#services/settings';
import { addressOf } from '../request-limits';
import type { Problem } from './problems';
import { createRateLimit } from './rate-limit';

export type ShopApiLimits = {
  /** Calls a minute with one token. */
  readonly callsPerToken: number;
  /** Refused tokens a minute from one address. */
  readonly failuresPerAddress: number;
};

export function limitsOf(
  settings: Pick<Settings, 'RATE_LIMIT_API_TOKEN' | 'RATE_LIMIT_REFUSED'>,
): ShopApiLimits {
  return { callsPerToken: settings.RATE_LIMIT_API_TOKEN, failuresPerAddress: settings.RATE_LIMIT_REFUSED };
}

export type Caller = { readonly kind: 'caller'; readonly token: ApiTokenRow };

/**
 * A token that is good is let in whatever others from its address do: shops behind one proxy share an address, and a token is too
 * long to be guessed. The limit of failures keeps guesses and misconfigured shops from being answered for ever.
 */
export function createAuthentication(
  desk: OfflineDesk,
  limits: ShopApiLimits,
  realNowMs?: () => number,
): (request: Request) => Promise<Caller | Problem> {
  const calls = createRateLimit({ limit: limits.callsPerToken, realNowMs });
  const failures = createRateLimit({ limit: limits.failuresPerAddress, realNowMs });
  return async (request) => {
    const given = bearerOf(request);
    const token = given === undefined ? undefined : await findApiToken(desk.db, given);
    if (token === undefined) {
      const wait = failures.take(addressOf(request));
      return wait === undefined ? unauthorized(given !== undefined) : tooMany(wait);
    }
    const wait = calls.take(token.id);
    if (wait !== undefined) return tooMany(wait);
    await noteTokenUse(desk, token);
    return { kind: 'caller', token };
  };
}

/** RFC 6750, 2.1: the word Bearer in any case, then the token. */
function bearerOf(request: Request): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
}

function unauthorized(given: boolean): Problem {
  return {
    kind: 'unauthorized',
    detail: given
      ? 'The token is not known, or was revoked.'
      : 'Send a token of the desk in the header "Authorization: Bearer …".',
    headers: { 'WWW-Authenticate': `Bearer realm="oppgjor"${given ? ', error="invalid_token"' : ''}` },
  };
}

function tooMany(seconds: number): Problem {
  return {
    kind: 'too-many-requests',
    detail: `Try again in ${seconds} seconds.`,
    headers: { 'Retry-After': String(seconds) },
  };
}
