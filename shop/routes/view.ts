/** What a page needs to know of the request, and how it is sent. */
import type { Request, RequestHandler, Response } from 'express';
import { readCart } from '#shop/cart';
import { readCookie, writeCookie } from '#shop/cookies';
import { findLanguage, languageCookie, languageOf, textsOf } from '#shop/language';
import type { Html } from '#shop/pages/html';
import type { View } from '#shop/pages/layout';
import { keyPattern } from '#shop/payments/order-id';

export function viewOf(request: Request): View {
  const language = languageOf(request);
  const { key } = request.query;
  return {
    language,
    texts: textsOf(language),
    path: request.path.replace(/^\/+/, '/'), // two slashes would lead to another site
    key: typeof key === 'string' && keyPattern.test(key) ? key : undefined,
    cartCount: cartOf(request).reduce((count, line) => count + line.quantity, 0),
    isLocal: isLocal(request),
  };
}

export function cartOf(request: Request) {
  return readCart(readCookie(request, cartCookie));
}

export const cartCookie = 'cart';

export function sendPage(response: Response, status: number, page: Html): void {
  response.status(status).type('html').send(page.toString());
}

/** `?lang=` on any page chooses the language from then on. */
export const rememberLanguage: RequestHandler = (request, response, next) => {
  const asked = findLanguage(request.query.lang);
  if (asked !== undefined && request.method === 'GET') writeCookie(response, languageCookie, asked);
  next();
};

/** From this machine, by an address of this machine: a name that only points here could be anybody's page. */
export function isLocal(request: Request): boolean {
  const from = request.socket.remoteAddress ?? '';
  return (
    /^(127\.|::1$|::ffff:127\.)/.test(from) && ['127.0.0.1', 'localhost', '[::1]'].includes(request.hostname)
  );
}

/** The fields of a form that were sent once, as text. */
export function fieldsOf(request: Request): Readonly<Record<string, string>> {
  const body: unknown = request.body;
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
