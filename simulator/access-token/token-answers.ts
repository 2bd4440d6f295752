import { createHash, timingSafeEqual } from 'node:crypto';
import { issueToken } from '#simulator/access-token/token';
import { ecomContentType } from '#simulator/ecom/errors';
import {
  type Answer,
  type ApiCall,
  type GatewayStyle,
  headerOf,
  retryAfterHeader,
} from '#simulator/http/answer';
import type { World } from '#simulator/world';

/** POST /accesstoken/get. Times are text, as in the real answer. */
export function answerToken(world: World, call: ApiCall): Answer {
  const { clientId, clientSecret, subscriptionKey } = world.config.credentials;
  const isKnown =
    equals(headerOf(call.headers, 'client_id'), clientId) &&
    equals(headerOf(call.headers, 'client_secret'), clientSecret) &&
    equals(headerOf(call.headers, 'ocp-apim-subscription-key'), subscriptionKey);
  if (!isKnown) return tokenGateway.unauthorized('Unknown client id, client secret or subscription key');
  const { accessToken, notBefore, expiresOn } = issueToken(world);
  const lifetime = String(world.config.tokenLifetimeSeconds);
  return {
    status: 200,
    contentType: ecomContentType,
    body: JSON.stringify({
      token_type: 'Bearer',
      expires_in: lifetime,
      ext_expires_in: lifetime,
      expires_on: String(expiresOn),
      not_before: String(notBefore),
      resource: '00000002-0000-0000-c000-000000000000',
      access_token: accessToken,
    }),
  };
}

/** Refusals of this endpoint are described by their status alone: they have no body. */
export const tokenGateway: GatewayStyle = {
  unauthorized: () => ({ status: 401 }),
  rateLimited: (seconds) => ({ status: 429, headers: retryAfterHeader(seconds) }),
  serverError: () => ({ status: 500 }),
};

function equals(given: string | undefined, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return given !== undefined && timingSafeEqual(digest(given), digest(expected));
}
