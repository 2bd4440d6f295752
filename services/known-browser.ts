/**
 * A browser that somebody was logged in with before is counted apart when passwords are tried (OWASP, "device cookies"): strangers who
 * guess cannot hold its owner up. It opens nothing.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Settings } from './settings';

type Secret = Pick<Settings, 'SESSION_SECRET'>;

/** For a cookie: words of chance with the seal that ties them to the account. */
export function knownBrowserOf(settings: Secret, username: string): string {
  const chance = randomBytes(16).toString('base64url');
  return `${chance}.${sealOf(settings, username, chance)}`;
}

/** The words of chance, when the seal is that of this account. */
export function readKnownBrowser(
  settings: Secret,
  username: string,
  cookie: string | undefined,
): string | undefined {
  const [chance = '', seal = ''] = cookie?.split('.') ?? [];
  const right = Buffer.from(sealOf(settings, username, chance));
  const given = Buffer.from(seal);
  return given.length === right.length && timingSafeEqual(given, right) ? chance : undefined;
}

function sealOf({ SESSION_SECRET }: Secret, username: string, chance: string): string {
  return createHmac('sha256', SESSION_SECRET)
    .update(JSON.stringify(['known browser', username.trim().toLowerCase(), chance]))
    .digest('base64url');
}
