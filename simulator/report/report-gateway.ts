import { randomUUID } from 'node:crypto';
import { isTokenValid } from '#simulator/access-token/token';
import {
  type Answer,
  type ApiCall,
  type GatewayStyle,
  headerOf,
  retryAfterHeader,
} from '#simulator/http/answer';
import type { World } from '#simulator/world';

/** Refusals of the reports (dates and feed). A 401 has a form of its own; the rest are problem documents. */
export const reportGateway: GatewayStyle = {
  unauthorized: (message) => reportJson(401, { code: 'Unauthorized', message }),
  rateLimited: (retryAfterSeconds) => ({
    ...problem(429, 'Too many requests', 'Try again later'),
    headers: retryAfterHeader(retryAfterSeconds),
  }),
  serverError: () =>
    reportJson(500, { errorCode: 100_500, errorMessage: 'Something went wrong', contextId: randomUUID() }),
};

/** The list of ledgers is described without that form of a 401: there it is a problem document too. */
export const ledgersGateway: GatewayStyle = {
  ...reportGateway,
  unauthorized: (message) => problem(401, 'Unauthorized', message),
};

export function reportJson(status: number, body: unknown): Answer {
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}

export function problem(status: number, title: string, detail: string): Answer {
  const type = `https://example.com/problem/${title.toLowerCase().replaceAll(' ', '-')}`;
  return {
    status,
    contentType: 'application/problem+json',
    body: JSON.stringify({ type, title, status, detail }),
  };
}

/** A token is needed; the subscription key is not described for reports, but must be right when it is sent. */
export function refuseReader(world: World, call: ApiCall, style: GatewayStyle): Answer | undefined {
  const token = /^Bearer (\S+)$/.exec(headerOf(call.headers, 'authorization') ?? '')?.[1];
  if (token === undefined || !isTokenValid(world, token)) {
    return style.unauthorized('Access token is missing, invalid or expired');
  }
  const key = headerOf(call.headers, 'ocp-apim-subscription-key');
  if (key !== undefined && key !== world.config.credentials.subscriptionKey) {
    return style.unauthorized('Please check your API keys');
  }
  return undefined;
}
