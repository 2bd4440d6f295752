/** What a person chose: language, theme, and whether single keys act, in cookies that hold nothing else. */
import { createCookie } from '@remix-run/node';
import { z } from 'zod';
import { chooseLanguage, type Language } from './i18n/languages';

const year = 365 * 24 * 3600;
const languageCookie = createCookie('oppgjor_language', { maxAge: year, sameSite: 'lax', path: '/' });
const themeCookie = createCookie('oppgjor_theme', { maxAge: year, sameSite: 'lax', path: '/' });

/** Single keys act unless a person turned them off (WCAG 2.1.4). */
const keysCookie = createCookie('oppgjor_keys', { maxAge: year, sameSite: 'lax', path: '/' });
const keysSchema = z.enum(['on', 'off']);

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];
export type Preferences = {
  readonly language: Language;
  readonly theme: Theme;
  readonly keys: 'on' | 'off';
};

const themeSchema = z.enum(themes).catch('auto');

export async function readPreferences(request: Request): Promise<Preferences> {
  const cookies = request.headers.get('Cookie');
  const language = chooseLanguage(
    await parse(languageCookie, cookies),
    request.headers.get('Accept-Language'),
  );
  return {
    language,
    theme: themeSchema.parse(await parse(themeCookie, cookies)),
    keys: keysSchema.catch('on').parse(await parse(keysCookie, cookies)),
  };
}

export async function preferenceHeaders(chosen: {
  language?: string;
  theme?: string;
  keys?: string;
}): Promise<Headers> {
  const headers = new Headers();
  if (chosen.language === 'nb' || chosen.language === 'en') {
    headers.append('Set-Cookie', await languageCookie.serialize(chosen.language));
  }
  const theme = z.enum(themes).safeParse(chosen.theme);
  if (theme.success) headers.append('Set-Cookie', await themeCookie.serialize(theme.data));
  const keys = keysSchema.safeParse(chosen.keys);
  if (keys.success) headers.append('Set-Cookie', await keysCookie.serialize(keys.data));
  return headers;
}

async function parse(cookie: typeof languageCookie, header: string | null): Promise<string | undefined> {
  const value: unknown = await cookie.parse(header);
  return typeof value === 'string' ? value : undefined;
}
