/** The Express application of the desk: security headers, log-in wall, static files, then Remix. */
import path from 'node:path';
import { createRequestHandler } from '@remix-run/express';
import type { ServerBuild } from '@remix-run/node';
import compression from 'compression';
import express, { type NextFunction, type Request, type Response } from 'express';
import { mayEverywhere, type Permission, scopeOf } from '#core/permissions';
import type { Oidc } from '#services/oidc';
import type { OpenDesk } from '#services/open-desk';
import type { SecretBox } from '#services/secret-box';
import { findPersonOfToken, type Person } from '#services/sessions';
import { refuseSlowBodies } from './desk-server';
import { createLimitedDesks, nowhere } from './limited-desks';
import type { LiveEvents } from './live-events';
import { type LogInCookies, readCookie } from './log-in-cookies';
import { merchantEndpoints } from './merchant-endpoints';
import { answerMetrics, createMetrics } from './metrics';
import { answerHealth, answerReadiness } from './probes';
import { receiveUpload, uploadPath } from './receive-upload';
import { addressOf, requestLimits } from './request-limits';
import { securityHeaders, setNonce, strictTransport } from './security-headers';
import { shopApi } from './shop-api/shop-api';

export type WebOptions = {
  readonly desk: OpenDesk;
  readonly build: ServerBuild | (() => Promise<ServerBuild>);
  /** The folder of built browser files; undefined while Vite serves them. */
  readonly assetsFolder?: string;
  readonly middleware?: express.RequestHandler;
  readonly cookies: LogInCookies;
  readonly secretBox?: SecretBox;
  readonly oidc?: Oidc;
  readonly live: LiveEvents;
  /** Has the process been told to stop? */
  readonly stopping?: () => boolean;
};

// The manifest names routes and files of the browser's part; without it the log-in page cannot be reached by a click.
const openPaths = new Set(
  ['/login', '/login/code', '/login/sso', '/login/sso/callback', '/preferences']
    .flatMap((path) => [path, `${path}.data`])
    .concat('/__manifest'),
);

/** No form here is longer; what is longer is refused before it is read. */
const largestBodyBytes = 256 * 1024;

export function createWeb(options: WebOptions): express.Express {
  const { desk, build, assetsFolder, middleware, cookies, live } = options;
  const { settings } = desk;
  const limited = createLimitedDesks(desk);
  const web = express();
  const limits = requestLimits(settings);
  web.disable('x-powered-by');
  web.set('trust proxy', settings.TRUSTED_PROXIES);
  web.use(strictTransport(settings), refuseSlowBodies(isUpload));
  const metrics = settings.METRICS_TOKEN === undefined ? undefined : createMetrics(desk, live);
  if (metrics !== undefined) web.use(metrics.countRequests);
  web.get('/healthz', answerHealth(desk));
  web.get('/readyz', answerReadiness(desk, options.stopping ?? (() => false)));
  web.get('/metrics', answerMetrics(desk, metrics));
  // Machines, each with a token of its own: no log-in, no forms, no pages.
  web.use('/vipps', merchantEndpoints(desk));
  web.use('/api/v1', shopApi(desk));
  web.use(setNonce, securityHeaders(middleware !== undefined), limits.ofAddress, limits.ofLogIns);
  web.use(compression());
  if (middleware) web.use(middleware);
  if (assetsFolder !== undefined) {
    const assets = path.join(assetsFolder, 'assets');
    web.use('/assets', express.static(assets, { immutable: true, maxAge: '1y', fallthrough: false }));
    web.use(express.static(assetsFolder, { maxAge: '1h', index: false }));
  }
  web.use(refuseUnreadableAddress, refuseLongBodies, refuseForeignOrigin);
  // It asks for a person by itself: a browser could not be sent to the log-in form from here.
  web.get('/live', (request, response, next) => void live.answer(request, response).catch(next));
  web.use((request: Request, response: Response, next: NextFunction) => {
    findPerson(options, request).then((person) => {
      response.locals.person = person;
      response.setHeader('Cache-Control', 'no-store'); // money, seen by a person who may log out
      if (person !== undefined || openPaths.has(request.path) || isOwnData(request)) next();
      else sendToLogin(request, response);
    }, next);
  });
  web.use(limits.ofPerson);
  web.post(uploadPath, requireImport, receiveUpload(desk));
  web.use(refuseOtherMethods);
  web.all(
    '*',
    createRequestHandler({
      build,
      mode: process.env.NODE_ENV,
      getLoadContext: (request, response) => {
        const person = personOf(response);
        const seenFor = (permission: Permission) =>
          limited.seenBy(person === undefined ? nowhere : scopeOf(person.grants, permission));
        return {
          desk: seenFor('see'),
          wholeDesk: desk,
          seenFor,
          settings,
          nonce: String(response.locals.nonce),
          person,
          browser: {
            address: request.ip ?? '',
            network: addressOf(request),
            userAgent: request.headers['user-agent'] ?? '',
          },
          cookies,
          secretBox: options.secretBox,
          oidc: options.oidc,
          drained: () => drained(response),
        };
      },
    }),
  );
  web.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    const status = statusOf(error);
    if (status >= 500) desk.log.error({ err: error }, 'request failed');
    return response
      .status(status)
      .type('text/plain')
      .send(
        status >= 500
          ? 'Something failed here. If you sent something, look whether it took effect before you send it again.'
          : 'This request could not be read.',
      );
  });
  return web;
}

/** Whose log-in the request carries. What a page asks by itself, while nobody is there, keeps no log-in open. */
async function findPerson({ desk, cookies }: WebOptions, { headers }: Request): Promise<Person | undefined> {
  const token = await readCookie(cookies.session, headers.cookie);
  if (token === undefined) return undefined;
  return findPersonOfToken(desk, token, desk.settings, Date.now(), headers['x-oppgjor-quiet'] !== undefined);
}

function personOf(response: Response): Person | undefined {
  return response.locals.person as Person | undefined;
}

/** A file is read of no sales unit: it is for who may import for all of them. */
function requireImport(_request: Request, response: Response, next: NextFunction): void {
  const person = personOf(response);
  if (person !== undefined && !person.mustChangePassword && mayEverywhere(person.grants, 'import')) next();
  else response.status(403).set('Connection', 'close').type('text/plain').send('You may not import files.');
}

/**
 * What a page of ours fetches for the next one goes through to Remix, whose loaders and actions each ask for a person
 * (requirePerson): only they can answer so that the page goes to the log-in form. Nobody is logged in by this.
 */
function isOwnData(request: Request): boolean {
  return (request.method === 'GET' || request.method === 'POST') && request.path.endsWith('.data');
}

function sendToLogin(request: Request, response: Response): void {
  const wanted = request.method === 'GET' ? request.originalUrl : '/';
  response.redirect(302, `/login?to=${encodeURIComponent(wanted)}`);
}

/** Resolves when the connection can take more, or is gone. Remix itself writes without waiting. */
function drained(response: Response): Promise<void> {
  if (!response.writableNeedDrain || response.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

/** Express and its middleware put the status of a bad request on the error. */
function statusOf(error: unknown): number {
  const status =
    typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
  return status >= 400 && status < 600 ? status : 500;
}

/**
 * A body whose length is not told, or that is longer than any form here, is refused before it is read. Uploads of files are counted
 * while they are read, and only read of people who are logged in.
 */
function refuseLongBodies(request: Request, response: Response, next: NextFunction): void {
  const { method, headers } = request;
  const length = Number(headers['content-length'] ?? (method === 'POST' ? Number.NaN : 0));
  const known = Number.isInteger(length) && headers['transfer-encoding'] === undefined;
  if (isUpload(request) || (known && length <= largestBodyBytes)) {
    next();
    return;
  }
  const words = known
    ? 'This is too long to be a form of this desk.'
    : 'The length of the form must be told.';
  response
    .status(known ? 413 : 411)
    .set('Connection', 'close')
    .type('text/plain')
    .send(words);
}

function isUpload({ method, path }: Request): boolean {
  return method === 'POST' && path === uploadPath;
}

function refuseOtherMethods(request: Request, response: Response, next: NextFunction): void {
  if (['GET', 'HEAD', 'POST'].includes(request.method)) next();
  else
    response
      .status(405)
      .set('Allow', 'GET, HEAD, POST')
      .type('text/plain')
      .send('Only GET and POST are answered here.');
}

/** Remix makes an address of what the request says it was sent to, and throws where there is none. */
function refuseUnreadableAddress(request: Request, response: Response, next: NextFunction): void {
  const { protocol, hostname, originalUrl } = request;
  const hosts = [request.get('X-Forwarded-Host'), request.get('Host')];
  // The port is found as Remix finds it; an IPv6 address has colons of its own.
  const ports = hosts
    .map((host) => Number.parseInt(host?.split(':')[1] ?? '', 10))
    .filter(Number.isSafeInteger);
  const all = [hostname, ...ports.map((port) => `${hostname}:${port}`)];
  if (all.every((host) => URL.canParse(`${protocol}://${host}${originalUrl}`))) next();
  else response.status(400).type('text/plain').send('This request could not be read.');
}

/** A form of another site must not move money here: browsers say where a request comes from. */
function refuseForeignOrigin(request: Request, response: Response, next: NextFunction): void {
  if (request.method === 'GET' || request.method === 'HEAD') {
    next();
    return;
  }
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const foreign =
    (origin !== undefined && hostOf(origin) !== host) ||
    (site !== undefined && site !== 'same-origin' && site !== 'none');
  if (!foreign) {
    next();
    return;
  }
  response
    .status(403)
    .type('text/plain')
    .send('This form was sent from another site and was not carried out.');
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
