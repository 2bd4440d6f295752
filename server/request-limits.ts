/**
 * How often pages and forms may be asked for, in windows of a minute: by one address, by one person, and log-ins from one address. Far
 * more than work needs: they are for programs that run wild. Kept in the memory of the process; a restart forgives.
 */
import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { Person } from '#services/sessions';
import type { Settings } from '#services/settings';

export type RequestLimits = {
  /** Of everything but the interfaces for machines, which have limits by token. */
  readonly ofAddress: RequestHandler;
  readonly ofLogIns: RequestHandler;
  /** Behind the log-in wall; whoever is not logged in counts by address only. */
  readonly ofPerson: RequestHandler;
};

export function requestLimits(
  settings: Pick<Settings, 'RATE_LIMIT_ADDRESS' | 'RATE_LIMIT_LOG_IN' | 'RATE_LIMIT_PERSON'>,
): RequestLimits {
  const common = {
    windowMs: 60_000,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    validate: false,
    handler: refuse,
  } as const;
  return {
    ofAddress: rateLimit({ ...common, limit: settings.RATE_LIMIT_ADDRESS, keyGenerator: addressOf }),
    ofLogIns: rateLimit({
      ...common,
      limit: settings.RATE_LIMIT_LOG_IN,
      keyGenerator: addressOf,
      skip: ({ method, path }) => method !== 'POST' || !/^\/login([/.]|$)/i.test(path),
    }),
    ofPerson: rateLimit({
      ...common,
      limit: settings.RATE_LIMIT_PERSON,
      keyGenerator: (_request, response) => personOf(response) ?? '',
      skip: (_request, response) => personOf(response) === undefined,
    }),
  };
}

/** Calls of Vipps whose token is not good, from one address: `next` refuses them, as long as they are few. */
export function refusalLimit({ RATE_LIMIT_REFUSED }: Pick<Settings, 'RATE_LIMIT_REFUSED'>): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    validate: false,
    limit: RATE_LIMIT_REFUSED,
    keyGenerator: addressOf,
    handler: (_request, response) => void response.status(429).json({}),
  });
}

/** Of IPv6 the network: a whole one is given to one customer of a provider. */
export function addressOf({ ip }: Pick<Request, 'ip'>): string {
  return ip === undefined ? '' : ipKeyGenerator(ip, 56);
}

function personOf(response: Response): string | undefined {
  return (response.locals.person as Person | undefined)?.id;
}

/** The library has set Retry-After. */
function refuse(request: Request, response: Response): void {
  const seconds = Number(response.getHeader('Retry-After') ?? 60);
  const asPage = request.accepts(['text/plain', 'html']) === 'html' && !request.path.endsWith('.data');
  response.status(429).set('Cache-Control', 'no-store');
  if (asPage) response.type('html').send(page(seconds));
  else
    response.type('text/plain').send(`Too many requests. Nothing was done. Try again in ${seconds} seconds.`);
}

/** No text of the desk's is loaded for somebody who asks too often. */
function page(seconds: number): string {
  return `<!doctype html>
<html lang="nb"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Oppgjør</title></head>
<body><main>
<h1>For mange forespørsler</h1>
<p>Ingenting ble gjort. Prøv igjen om ${seconds} sekunder.</p>
<div lang="en"><h2>Too many requests</h2><p>Nothing was done. Try again in ${seconds} seconds.</p></div>
</main></body></html>
`;
}
