import { isTokenValid } from '#simulator/access-token/token';
import { ecomContentType, gatewayBody, refusalAnswer } from '#simulator/ecom/errors';
import {
  type Answer,
  type ApiCall,
  type GatewayStyle,
  headerOf,
  retryAfterHeader,
} from '#simulator/http/answer';
import type { World } from '#simulator/world';

export const ecomGateway: GatewayStyle = {
  unauthorized: (message) => ({ status: 401, contentType: ecomContentType, body: gatewayBody(401, message) }),
  rateLimited: (retryAfterSeconds) => ({
    status: 429,
    contentType: ecomContentType,
    body: gatewayBody(429, 'Rate limit is exceeded. Try again later.'),
    headers: retryAfterHeader(retryAfterSeconds),
  }),
  serverError: () => refusalAnswer('99'),
};

/** Undefined = let in. */
export function refuseEntry(world: World, call: ApiCall): Answer | undefined {
  const key = headerOf(call.headers, 'ocp-apim-subscription-key');
  if (key === undefined) return ecomGateway.unauthorized('Access denied due to missing subscription key');
  if (key !== world.config.credentials.subscriptionKey) {
    return ecomGateway.unauthorized('Access denied due to invalid subscription key');
  }
  const token = /^Bearer (\S+)$/.exec(headerOf(call.headers, 'authorization') ?? '')?.[1];
  if (token === undefined) return ecomGateway.unauthorized('Access token is missing');
  return isTokenValid(world, token)
    ? undefined
    : ecomGateway.unauthorized('Access token is invalid or expired');
}
