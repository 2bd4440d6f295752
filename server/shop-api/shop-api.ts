/** The desk's API for shops, to be mounted at /api/v1 before anything that asks for a person. Described in docs/shop-api.md. */
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { uuidv7 } from 'uuidv7';
import type { OpenDesk } from '#services/open-desk';
import { type Caller, createAuthentication, limitsOf, type ShopApiLimits } from './authenticate';
import { type Answer, mayNotSpeakFor } from './call';
import { openApiDocument, openApiPath } from './openapi';
import { type Operation, operations } from './operations';
import { type Problem, problemBody, problems } from './problems';
import { problemOfReading, readJson } from './read-body';

export type ShopApiOptions = {
  readonly limits?: ShopApiLimits;
  /** Real time in milliseconds, for the limits. */
  readonly realNowMs?: () => number;
};

type Authenticate = (request: Request) => Promise<Caller | Problem>;

export function shopApi(desk: OpenDesk, options: ShopApiOptions = {}): express.Router {
  const authenticate = createAuthentication(
    desk,
    options.limits ?? limitsOf(desk.settings),
    options.realNowMs,
  );
  const router = express.Router({ caseSensitive: true, strict: true });
  router.use(frame);
  const document = openApiDocument(desk.settings);
  router
    .route(openApiPath)
    .get((_request, response) => send(response, { kind: 'answered', status: 200, body: document }))
    .all(otherMethod(['get']));
  for (const [path, ofPath] of byPath(operations)) {
    const route = router.route(path);
    for (const operation of ofPath) route[operation.method](serve(desk, authenticate, operation));
    const refuse = otherMethod(ofPath.map(({ method }) => method));
    route.all(knownCaller(authenticate), refuse);
  }
  router.use(knownCaller(authenticate), (_request, response) =>
    send(response, { kind: 'not-found', detail: 'See openapi.json for what is here.' }),
  );
  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    const problem = problemOfReading(error);
    if (problem === undefined)
      desk.log.error({ err: error, requestId: response.get('X-Request-Id') }, 'a call of a shop failed');
    return send(response, problem ?? { kind: 'internal', detail: 'Try again; the same again does no harm.' });
  });
  return router;
}

/** By Express's form of the path. */
function byPath(all: readonly Operation[]): Map<string, Operation[]> {
  const paths = new Map<string, Operation[]>();
  for (const operation of all) {
    const path = operation.path.replace(/\{(\w+)\}/g, ':$1');
    paths.set(path, [...(paths.get(path) ?? []), operation]);
  }
  return paths;
}

/** The id stands in the log beside what failed, so that a shop can ask about it. */
function frame(_request: Request, response: Response, next: NextFunction): void {
  response.set({
    'X-Request-Id': uuidv7(),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  next();
}

function serve(desk: OpenDesk, authenticate: Authenticate, operation: Operation): RequestHandler {
  return (request, response, next) => {
    answer(desk, authenticate, operation, request, response).then((given) => send(response, given), next);
  };
}

async function answer(
  desk: OpenDesk,
  authenticate: Authenticate,
  operation: Operation,
  request: Request,
  response: Response,
): Promise<Answer> {
  await desk.clock.refresh();
  const caller = await authenticate(request);
  if (caller.kind !== 'caller') return caller;
  const { token } = caller;
  const { msn = '', orderId = '' } = request.params;
  const foreign = msn === '' ? undefined : mayNotSpeakFor(token, msn);
  if (foreign !== undefined) return foreign;
  const sent = operation.request === undefined ? undefined : await readJson(request, response);
  if (sent !== undefined && sent.kind !== 'read') return sent;
  return operation.run({ desk, token, msn, orderId, body: sent?.body });
}

/** Who has no token learns of no address whether there is something. */
function knownCaller(authenticate: Authenticate): RequestHandler {
  return (request, response, next) => {
    authenticate(request).then((caller) => {
      if (caller.kind === 'caller') next();
      else send(response, caller);
    }, next);
  };
}

function otherMethod(methods: readonly Operation['method'][]): RequestHandler {
  const names = methods.map((method) => method.toUpperCase());
  const allow = [...names, ...(names.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  return (request, response) => {
    response.set('Allow', allow);
    if (request.method === 'OPTIONS') response.status(204).end();
    else send(response, { kind: 'method-not-allowed', detail: `Here are answered: ${allow}.` });
  };
}

/** Written as it is: Express would add an ETag, and then answer 304, which no shop expects here. */
function send(response: Response, given: Answer): void {
  const answered = given.kind === 'answered';
  response
    .status(answered ? given.status : problems[given.kind].status)
    .set({ 'Content-Type': answered ? 'application/json' : 'application/problem+json', ...given.headers })
    .end(JSON.stringify(answered ? given.body : problemBody(given)));
}
