/**
 * One attempt: puts the request together, sends it, and reads the answer into what `decode` makes of its JSON.
 * Rejects with a VippsError. Nothing is tried twice here.
 */
import { errorFromReply, requestIdOf } from './error-from-reply';
import { VippsError, type VippsOperation } from './errors';
import { exchange, type OutgoingRequest, type Reply, type Wire } from './http-exchange';
import { redactBody } from './redact';

export async function sendOnce<T>(
  options: AttemptOptions,
  request: VippsRequest,
  token: string | undefined,
  decode: (json: unknown) => T,
): Promise<T> {
  const outgoing = outgoingRequest(options, request, token);
  const startedAtMs = performance.now();
  const reply = await exchange(options, outgoing);
  const ms = Math.round(performance.now() - startedAtMs);
  options.logger?.debug({ operation: request.operation, status: reply.status, ms }, 'Vipps answered');
  if (reply.status < 200 || reply.status > 299) throw errorFromReply(outgoing, reply, options.now());
  return decodeReply(outgoing, reply, request.ignoreBody === true, decode);
}

export interface VippsRequest {
  readonly operation: VippsOperation;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Begins with a slash; its parts are already encoded. */
  readonly path: string;
  /** Empty and missing values are left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as `application/json;charset=UTF-8`. */
  readonly body?: object;
  readonly idempotencyKey?: string;
  /** The answer's body does not matter; `decode` gets undefined. */
  readonly ignoreBody?: boolean;
}

export interface AttemptOptions extends Wire {
  readonly baseUrl: string;
  /** Sent with every request: subscription key and system headers. */
  readonly headers: Readonly<Record<string, string>>;
  readonly now: () => number;
  readonly logger?: VippsLogger;
}

/** The part of a pino logger that is used. Fields never hold a token, a key or a personal detail. */
export interface VippsLogger {
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Does it change anything at Vipps? Decides what may be repeated and what a lost answer means. */
export const changesSomething: Readonly<Record<VippsOperation, boolean>> = {
  'get-access-token': false,
  'get-payment-details': false,
  'list-ledgers': false,
  'get-ledger-day': false,
  'read-feed': false,
  'initiate-payment': true,
  capture: true,
  cancel: true,
  refund: true,
  'force-approve': true,
};

function outgoingRequest(
  options: AttemptOptions,
  request: VippsRequest,
  token: string | undefined,
): OutgoingRequest {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) if (value) query.set(name, value);
  const search = query.size > 0 ? `?${query}` : '';
  return {
    operation: request.operation,
    method: request.method,
    url: `${options.baseUrl}${request.path}${search}`,
    headers: {
      Accept: 'application/json',
      ...options.headers,
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(request.body === undefined ? {} : { 'Content-Type': 'application/json;charset=UTF-8' }),
      ...(request.idempotencyKey === undefined ? {} : { 'X-Request-Id': request.idempotencyKey }),
      ...request.headers,
    },
    body: request.body === undefined ? undefined : JSON.stringify(request.body),
    idempotencyKey: request.idempotencyKey,
    changes: changesSomething[request.operation],
  };
}

function decodeReply<T>(
  request: OutgoingRequest,
  reply: Reply,
  ignoreBody: boolean,
  decode: (json: unknown) => T,
): T {
  let json: unknown;
  try {
    json = ignoreBody ? undefined : JSON.parse(reply.text);
  } catch {
    // the parser's own error quotes the answer, which may hold personal details
    throw malformed(request, reply, 'the answer is not JSON', true);
  }
  try {
    return decode(json);
  } catch (cause) {
    throw malformed(request, reply, 'the answer is not as documented', false, cause);
  }
}

/** A success that cannot be read: for a change, carried out or not, nobody knows. */
function malformed(
  request: OutgoingRequest,
  reply: Reply,
  what: string,
  retryable: boolean,
  cause?: unknown,
): VippsError {
  const { operation, idempotencyKey, changes } = request;
  return new VippsError(`${operation}: ${what} (HTTP ${reply.status})`, {
    kind: 'malformed',
    operation,
    idempotencyKey,
    status: reply.status,
    requestId: requestIdOf(reply.headers, idempotencyKey),
    body: operation === 'get-access-token' ? undefined : redactBody(reply.text),
    retryable,
    effect: changes ? 'unknown' : 'none',
    cause,
  });
}
