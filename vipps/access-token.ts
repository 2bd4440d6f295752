/**
 * Holds the access token that every call carries. One request serves all who wait at the same time; a token is
 * renewed some minutes before it runs out; a failure is never kept. A token lasts an hour in Vipps's test
 * environment and a day in production ("Access token API guide").
 */
import type { z } from 'zod';
import { isVippsError } from './errors';
import type { accessTokenSchema } from './schemas/access-token';

export function createAccessTokens(request: () => Promise<AccessToken>, now: () => number): AccessTokens {
  let held: AccessToken | undefined;
  let pending: Promise<AccessToken> | undefined;

  async function renew(): Promise<AccessToken> {
    const previous = held;
    try {
      const fresh = await request();
      held = fresh;
      return fresh;
    } catch (error) {
      // That is what the margin is for: a hiccup near the end of a token's life hurts nobody.
      const stillGood = previous === held && previous !== undefined && now() < previous.expiresAtMs;
      if (stillGood && isVippsError(error) && error.retryable) return previous;
      throw error;
    }
  }

  return {
    async get() {
      if (held && now() < held.renewAtMs) return held.token;
      pending ??= renew().finally(() => {
        pending = undefined;
      });
      return (await pending).token;
    },
    invalidate(token) {
      if (held?.token === token) held = undefined;
    },
  };
}

export interface AccessTokens {
  /** Rejects with the VippsError (operation 'get-access-token') of the request that failed. */
  get(): Promise<string>;
  /** After a 401: forgets this very token. A newer one that another caller got meanwhile is kept. */
  invalidate(token: string): void;
}

export interface AccessToken {
  readonly token: string;
  readonly renewAtMs: number;
  readonly expiresAtMs: number;
}

/**
 * `expires_in` counts from when the request was sent, so a clock that is wrong here does no harm; `expires_on`
 * (epoch seconds) is used only without it. Throws when neither can be read.
 */
export function accessTokenFromWire(
  wire: z.infer<typeof accessTokenSchema>,
  requestedAtMs: number,
): AccessToken {
  const lifetimeMs = lifetimeMsOf(wire, requestedAtMs);
  const marginMs = Math.min(maxMarginMs, lifetimeMs / 10);
  const expiresAtMs = requestedAtMs + lifetimeMs;
  return { token: wire.access_token, renewAtMs: expiresAtMs - marginMs, expiresAtMs };
}

const maxMarginMs = 5 * 60_000;

function lifetimeMsOf(wire: z.infer<typeof accessTokenSchema>, requestedAtMs: number): number {
  const seconds = secondsOf(wire.expires_in);
  if (seconds !== undefined) return seconds * 1000;
  const expiresOn = secondsOf(wire.expires_on);
  if (expiresOn !== undefined) return Math.max(0, expiresOn * 1000 - requestedAtMs);
  throw new RangeError('the access token has neither expires_in nor expires_on');
}

/** Both come as strings, though they are numbers; numbers are taken too. */
function secondsOf(value: string | number | null | undefined): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const seconds = Number(value);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}
