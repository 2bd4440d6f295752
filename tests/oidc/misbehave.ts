/** The ways in which the provider of the tests lies, stumbles or is imitated by somebody who has no key of it. */
import { createHmac, createPublicKey, sign } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Context } from 'oidc-provider';
import { newKey, type SigningKey } from './signing-key';

type Json = Readonly<Record<string, unknown>>;

export type Misbehaviour = {
  /** Other claims in the ID token, signed as `signedBy` says. */
  readonly claims?: (claims: Json) => Json;
  /**
   * `provider`: rightly. `stranger`: with a key that is not published. `stranger-in-disguise`: the same, under the name of the
   * published key. `nobody`: alg none. `client-secret`: HS256 with the client's secret. `public-key`: HS256 with the published key as the
   * secret. `cut`: the signature left out.
   */
  readonly signedBy?:
    | 'provider'
    | 'stranger'
    | 'stranger-in-disguise'
    | 'nobody'
    | 'client-secret'
    | 'public-key'
    | 'cut';
  /** The body of what the token endpoint answers. */
  readonly tokenAnswer?: (body: Json) => Json;
  readonly userinfo?: (body: Json) => Json;
  readonly discovery?: (body: Json) => Json;
  /** What happens on the wire at these paths. `half`: the answer begins and does not end. */
  readonly wire?: Readonly<Record<string, 'cut' | 'silent' | 'half' | 'html' | 'error-500' | 'redirect'>>;
};

/** Lies in answers that are otherwise the provider's own. */
export function misbehaveInAnswers({
  how,
  key,
  clientSecret,
}: {
  readonly how: () => Misbehaviour;
  readonly key: SigningKey;
  readonly clientSecret: string;
}) {
  const strange = newKey('of-a-stranger');
  return async (context: Context, next: () => Promise<void>): Promise<void> => {
    await next();
    const { claims, signedBy, tokenAnswer, userinfo, discovery } = how();
    if (!isJson(context.body)) return;
    let body: Json = context.body;
    if (context.path === '/token' && typeof body.id_token === 'string' && (claims ?? signedBy)) {
      const told = JSON.parse(Buffer.from(body.id_token.split('.')[1] ?? '', 'base64url').toString());
      const token = signToken(claims?.(told) ?? told, signedBy ?? 'provider', { key, strange, clientSecret });
      body = { ...body, id_token: token };
    }
    if (context.path === '/token' && tokenAnswer) body = tokenAnswer(body);
    if (context.path === '/me' && userinfo) body = userinfo(body);
    if (context.path === '/.well-known/openid-configuration' && discovery) body = discovery(body);
    if (body !== context.body) context.body = body;
  };
}

/** Fails before the provider sees the request, or lets it through. */
export function misbehaveOnTheWire(
  { wire }: Misbehaviour,
  path: string,
  response: ServerResponse,
  pass: () => void,
): void {
  switch (wire?.[path]) {
    case undefined:
      pass();
      return;
    case 'cut':
      response.destroy();
      return;
    case 'silent':
      return;
    case 'half':
      response.setHeader('Content-Type', 'application/json');
      response.write('{"access_token":"');
      return;
    case 'html':
      response.setHeader('Content-Type', 'text/html').end('<h1>Down for maintenance</h1>');
      return;
    case 'error-500':
      response.statusCode = 500;
      response.setHeader('Content-Type', 'application/json').end('{"error":"server_error"}');
      return;
    case 'redirect':
      response.statusCode = 302;
      response.setHeader('Location', 'https://elsewhere.example/').end();
  }
}

function signToken(
  claims: Json,
  signedBy: NonNullable<Misbehaviour['signedBy']>,
  { key, strange, clientSecret }: { key: SigningKey; strange: SigningKey; clientSecret: string },
): string {
  const { kid } = key.jwk;
  const rsa = (header: Json, signing: SigningKey) =>
    join(header, claims, (text) => sign('sha256', Buffer.from(text), signing.privateKey));
  const hmac = (secret: string) =>
    join({ alg: 'HS256', kid }, claims, (text) => createHmac('sha256', secret).update(text).digest());
  switch (signedBy) {
    case 'provider':
      return rsa({ alg: 'RS256', kid }, key);
    case 'stranger':
      return rsa({ alg: 'RS256', kid: strange.jwk.kid }, strange);
    case 'stranger-in-disguise':
      return rsa({ alg: 'RS256', kid }, strange);
    case 'nobody':
      return join({ alg: 'none' }, claims, () => Buffer.alloc(0));
    case 'client-secret':
      return hmac(clientSecret);
    case 'public-key':
      return hmac(String(createPublicKey(key.privateKey).export({ type: 'spki', format: 'pem' })));
    case 'cut':
      return join({ alg: 'RS256', kid }, claims, () => Buffer.alloc(0));
  }
}

function join(header: Json, claims: Json, signature: (text: string) => Buffer): string {
  const part = (json: Json) => Buffer.from(JSON.stringify(json)).toString('base64url');
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${signature(text).toString('base64url')}`;
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
