/** The log-in of the one person named in the settings; people and roles have an issue of their own. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createCookieSessionStorage, type SessionStorage } from '@remix-run/node';
import type { Settings } from '#services/settings';

export type SessionData = { username: string; since: string };
export type Sessions = SessionStorage<SessionData>;

const maxAgeSeconds = 12 * 3600;

export function createSessions(
  settings: Pick<Settings, 'SESSION_SECRET' | 'DESK_PASSWORD' | 'COOKIE_SECURE' | 'PORT'>,
): Sessions {
  return createCookieSessionStorage<SessionData>({
    cookie: {
      // Cookies do not know ports: two desks on one machine must not log each other out.
      name: `oppgjor_${settings.PORT}`,
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      maxAge: maxAgeSeconds,
      secure: settings.COOKIE_SECURE === 'yes',
      // With the password in it, so that a changed password ends every session.
      secrets: [createHmac('sha256', settings.SESSION_SECRET).update(settings.DESK_PASSWORD).digest('hex')],
    },
  });
}

/** Who sent this request; undefined without a valid, fresh session of the person the settings name. */
export async function findPerson(
  sessions: Sessions,
  cookie: string | undefined,
  settings: Pick<Settings, 'DESK_USERNAME'>,
): Promise<string | undefined> {
  return (await findLogIn(sessions, cookie, settings))?.person;
}

/** As findPerson, with the time at which the log-in is over. */
export async function findLogIn(
  sessions: Sessions,
  cookie: string | undefined,
  settings: Pick<Settings, 'DESK_USERNAME'>,
): Promise<{ readonly person: string; readonly endsAtMs: number } | undefined> {
  const session = await sessions.getSession(cookie);
  const username = session.get('username');
  const endsAtMs = Date.parse(session.get('since') ?? '') + maxAgeSeconds * 1000;
  if (username !== settings.DESK_USERNAME || !(Date.now() < endsAtMs)) return undefined;
  return { person: username, endsAtMs };
}

/** Compares in constant time, whatever the lengths. */
export function credentialsMatch(
  settings: Pick<Settings, 'DESK_USERNAME' | 'DESK_PASSWORD'>,
  given: { username: string; password: string },
): boolean {
  const name = sameText(given.username.trim().toLowerCase(), settings.DESK_USERNAME.toLowerCase());
  const password = sameText(given.password, settings.DESK_PASSWORD);
  return name && password;
}

function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** Slows guessing down: after ten wrong passwords in a row each further try waits, up to ten seconds. */
export function createLoginDelay(): { delayMs(): number; wrong(): void; right(): void } {
  let wrongInARow = 0;
  return {
    delayMs: () => (wrongInARow < 10 ? 0 : Math.min((wrongInARow - 9) * 1000, 10_000)),
    wrong: () => {
      wrongInARow += 1;
    },
    right: () => {
      wrongInARow = 0;
    },
  };
}
