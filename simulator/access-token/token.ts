import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { World } from '#simulator/world';

/** A signed token, as base64 without any other character. Valid by the simulator's own clock. */
export function issueToken(world: World): IssuedToken {
  const notBefore = Math.floor(world.clock.nowMs() / 1000);
  const expiresOn = notBefore + world.config.tokenLifetimeSeconds;
  const claims = {
    sub: world.config.credentials.clientId,
    nbf: notBefore,
    exp: expiresOn,
    jti: world.randomToken(),
  };
  const signed = { ...claims, sig: sign(world, claims) };
  return { accessToken: Buffer.from(JSON.stringify(signed)).toString('base64'), notBefore, expiresOn };
}

export function isTokenValid(world: World, token: string): boolean {
  const claims = readClaims(token);
  if (!claims) return false;
  const { sig, ...unsigned } = claims;
  const expected = Buffer.from(sign(world, unsigned));
  const given = Buffer.from(sig);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
  return claims.exp * 1000 > world.clock.nowMs();
}

export interface IssuedToken {
  readonly accessToken: string;
  /** Epoch seconds. */
  readonly notBefore: number;
  readonly expiresOn: number;
}

const claimsSchema = z.strictObject({
  sub: z.string(),
  nbf: z.int(),
  exp: z.int(),
  jti: z.string(),
  sig: z.string(),
});

function readClaims(token: string): z.infer<typeof claimsSchema> | undefined {
  try {
    return claimsSchema.safeParse(JSON.parse(Buffer.from(token, 'base64').toString())).data;
  } catch {
    return undefined; // not JSON: not one of ours
  }
}

function sign(world: World, claims: { sub: string; nbf: number; exp: number; jti: string }): string {
  const text = `${claims.sub}|${claims.nbf}|${claims.exp}|${claims.jti}`;
  return createHmac('sha256', world.tokenSecret).update(text).digest('hex');
}
