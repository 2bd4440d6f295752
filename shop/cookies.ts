/**
 * The shop's cookies: language, cart and choices. None holds a secret, each is read as if a stranger had written it.
 * Values are of `A–Z a–z 0–9 . _ ~ -` only, so nothing needs encoding and nothing can end a header.
 */
import type { Request, Response } from 'express';

export function readCookie(request: Request, name: string): string | undefined {
  const header = request.headers.cookie;
  if (header === undefined || header.length > longestHeader) return undefined;
  const prefix = `${name}=`;
  const found = header
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(prefix));
  const value = found?.slice(prefix.length);
  return value !== undefined && plainValue.test(value) ? value : undefined;
}

/** Throws RangeError when the value is not plain. An empty value removes the cookie. */
export function writeCookie(response: Response, name: string, value: string): void {
  if (!plainValue.test(value)) throw new RangeError(`not a plain cookie value: ${name}`);
  const secure = response.req.secure || response.locals.isSecure === true;
  const maxAge = value === '' ? 0 : monthMs;
  response.cookie(name, value, {
    httpOnly: true,
    sameSite: 'lax',
    secure,
    maxAge,
    path: '/',
    encode: (text) => text,
  });
}

const plainValue = /^[\w.~-]{0,2000}$/;
const longestHeader = 8000;
const monthMs = 30 * 24 * 3_600_000;
