/** What a browser holds of a log-in: words made by chance, and nothing that could be read. */
import { type Cookie, createCookie } from '@remix-run/node';
import type { Settings } from '#services/settings';
import { cookieName } from './cookie-names';

export type LogInCookies = {
  /** Of a person who is logged in. */
  readonly session: Cookie;
  /** Of a log-in that is half done. */
  readonly step: Cookie;
  /** That somebody was logged in with this browser before (services/known-browser). */
  readonly known: Cookie;
};

export function createLogInCookies(
  settings: Pick<Settings, 'COOKIE_SECURE' | 'PORT' | 'SESSION_HOURS'>,
): LogInCookies {
  const make = (name: string, maxAge: number) =>
    createCookie(cookieName(settings, name), {
      httpOnly: true,
      sameSite: 'lax', // strict would not be sent when single sign-on comes back
      path: '/',
      secure: settings.COOKIE_SECURE === 'yes',
      maxAge,
    });
  return {
    session: make('session', settings.SESSION_HOURS * 3600),
    step: make('step', 600),
    known: make('known', 180 * 24 * 3600),
  };
}

/** The words in a cookie; undefined without it, or when it is none of ours. */
export async function readCookie(
  cookie: Cookie,
  header: string | null | undefined,
): Promise<string | undefined> {
  const value: unknown = await cookie.parse(header ?? null);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The header that takes a cookie away. */
export function clearCookie(cookie: Cookie): Promise<string> {
  return cookie.serialize('', { maxAge: 0, expires: new Date(0) });
}
