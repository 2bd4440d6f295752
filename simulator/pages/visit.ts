import type { Request, RequestHandler, Response } from 'express';
import { assertNever } from '#simulator/assert-never';
import { type Page, pageHeaders, renderPage } from '#simulator/pages/page';
import { en } from '#simulator/pages/words-en';
import { nb } from '#simulator/pages/words-nb';
import { runDue } from '#simulator/run-due';
import type { World } from '#simulator/world';

/** Serves one page, or a form's answer. What is due happens first, so that a page never shows a time that has passed. */
export function visited(world: World, work: (visit: Visit) => Reply | Promise<Reply>): RequestHandler {
  return (request, response) => {
    const serve = async () => {
      runDue(world);
      const visit = readVisit(request, response);
      sendReply(response, visit, await work(visit));
    };
    serve().catch((error: unknown) => {
      console.error('simulator: unexpected failure', error);
      if (!response.headersSent) response.status(500).type('text').send('The simulator failed: see its log.');
    });
  };
}

export type Lang = 'nb' | 'en';
export type Words = typeof en;

/** What a person's browser sent, and how to remember something in it. */
export interface Visit {
  readonly lang: Lang;
  readonly words: Words;
  readonly isPhone: boolean;
  /** This page in the other language. */
  readonly switchUrl: string;
  param(name: string): string;
  query(name: string): string | undefined;
  field(name: string): string;
  cookie(name: CookieName): string | undefined;
  /** Undefined = forget it. */
  remember(name: CookieName, value: string | undefined): void;
}

export type Reply =
  | { readonly kind: 'page'; readonly status?: number; readonly page: Page }
  | {
      readonly kind: 'redirect' /** A path of ours, or a URL as `URL` writes it. */;
      readonly to: string;
      readonly status?: 302 | 303;
    }
  | { readonly kind: 'json'; readonly body: unknown };

/** Named after the simulator, because cookies of all servers on one host are one jar. */
export type CookieName = 'simulator-lang' | 'simulator-phone' | 'simulator-app';

function sendReply(response: Response, visit: Visit, reply: Reply): void {
  response.setHeader('Cache-Control', 'no-store');
  switch (reply.kind) {
    case 'json':
      response.json(reply.body);
      return;
    case 'redirect':
      response.statusCode = reply.status ?? 303;
      response.setHeader('Location', reply.to);
      response.end();
      return;
    case 'page': {
      const { headers, nonce } = pageHeaders();
      response.status(reply.status ?? 200).set(headers);
      response.send(renderPage(reply.page, visit, nonce));
      return;
    }
    default:
      assertNever(reply);
  }
}

function readVisit(request: Request, response: Response): Visit {
  const url = new URL(request.originalUrl, 'http://127.0.0.1');
  const cookies = readCookies(request.headers.cookie ?? '');
  const raw: unknown = request.body;
  const form = new URLSearchParams(Buffer.isBuffer(raw) ? raw.toString('utf8') : '');
  const remember = (name: CookieName, value: string | undefined) => {
    response.append(
      'Set-Cookie',
      `${name}=${encodeURIComponent(value ?? '')}; Path=/; SameSite=Lax; HttpOnly${value === undefined ? '; Max-Age=0' : ''}`,
    );
  };
  const asked = url.searchParams.get('lang');
  const lang = pickLanguage(asked, cookies.get('simulator-lang'), request.headers['accept-language']);
  if (asked === lang) remember('simulator-lang', lang);
  const other = new URL(url);
  other.searchParams.set('lang', lang === 'nb' ? 'en' : 'nb');
  return {
    lang,
    words: lang === 'nb' ? nb : en,
    isPhone: /Mobi|Android|iPhone/.test(request.headers['user-agent'] ?? ''),
    switchUrl: other.pathname + other.search,
    param: (name) => request.params[name] ?? '',
    query: (name) => url.searchParams.get(name) ?? undefined,
    field: (name) => form.get(name) ?? '',
    cookie: (name) => cookies.get(name),
    remember,
  };
}

/** Norwegian unless English is asked for, by the address, by an earlier choice, or by the browser's first language. */
function pickLanguage(asked: string | null, stored: string | undefined, accepted: string | undefined): Lang {
  if (asked === 'nb' || asked === 'en') return asked;
  if (stored === 'nb' || stored === 'en') return stored;
  const known = (accepted ?? '').split(',').map((part) => part.trim().slice(0, 2).toLowerCase());
  const first = known.find((code) => ['nb', 'no', 'nn', 'en'].includes(code));
  return first === 'en' ? 'en' : 'nb';
}

function readCookies(header: string): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of header.split(';')) {
    const [name = '', value = ''] = pair.trim().split('=', 2);
    if (/^simulator-[a-z]+$/.test(name)) cookies.set(name, unescapeValue(value));
  }
  return cookies;
}

function unescapeValue(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}
