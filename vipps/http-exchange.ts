/**
 * One request and its answer, or a VippsError of kind 'timeout' or 'network'. Nothing is tried twice here.
 *
 * The deadline covers everything up to the last byte of the body: a server that answers with headers and then
 * falls silent must not hold a caller. fetch does not tell when its connection stands, so the two settings add up
 * to that one deadline. Vipps advises 1 s or more to connect and 5 s or more to read ("Timeouts").
 */
import { type VippsEffect, VippsError, type VippsOperation } from './errors';

export async function exchange(wire: Wire, request: OutgoingRequest): Promise<Reply> {
  const deadlineMs = wire.connectTimeoutMs + wire.readTimeoutMs;
  const deadline = startDeadline(deadlineMs);
  let head: Response | undefined;
  let text = '';
  try {
    head = await deadline.race(
      wire.fetch(request.url, {
        method: request.method,
        headers: { ...request.headers },
        body: request.body,
        redirect: 'manual', // a redirect would carry the keys to another address
        signal: deadline.signal,
      }),
    );
    const decoder = new TextDecoder();
    for await (const chunk of bodyChunks(head, deadline)) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > maxBodyLength) throw answerTooLong(request, head.status);
    }
    text += decoder.decode();
    return { status: head.status, headers: head.headers, text, complete: true };
  } catch (cause) {
    if (cause instanceof VippsError) throw cause;
    // What the status says of a refusal still holds when its explanation is cut short.
    if (head && !head.ok && !deadline.expired()) {
      return { status: head.status, headers: head.headers, text, complete: false };
    }
    throw exchangeError(request, cause, deadline.expired() ? deadlineMs : undefined, head);
  } finally {
    deadline.stop();
  }
}

export interface Wire {
  readonly fetch: FetchLike;
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
}

/** The part of fetch that is used: an address as text, and what to send. */
export type FetchLike = (url: string, init: RequestInit) => Promise<Response>;

export interface OutgoingRequest {
  readonly operation: VippsOperation;
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly idempotencyKey?: string;
  /** Does the operation change anything at Vipps? */
  readonly changes: boolean;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** false: the connection broke before the end of the body. */
  readonly complete: boolean;
}

/** A page of 1000 ledger items is some 400,000 characters. */
const maxBodyLength = 20_000_000;

interface Deadline {
  readonly signal: AbortSignal;
  readonly expired: () => boolean;
  readonly race: <T>(work: Promise<T>) => Promise<T>;
  readonly stop: () => void;
}

/** Ends by itself: also a transport that ignores its abort signal cannot keep a caller waiting. */
function startDeadline(ms: number): Deadline {
  const controller = new AbortController();
  let expire: (reason: Error) => void = () => undefined;
  const expiry = new Promise<never>((_resolve, reject) => {
    expire = reject;
  });
  expiry.catch(() => undefined); // the deadline may pass while nothing is waiting on it
  const timer = setTimeout(() => {
    const reason = new Error(`no complete answer within ${ms} ms`);
    controller.abort(reason);
    expire(reason);
  }, ms);
  return {
    signal: controller.signal,
    expired: () => controller.signal.aborted,
    race: (work) => Promise.race([work, expiry]),
    stop: () => clearTimeout(timer),
  };
}

async function* bodyChunks(response: Response, deadline: Deadline): AsyncGenerator<Uint8Array> {
  if (!response.body) return;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await deadline.race(reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => undefined); // already ended or broken: nothing left to give up
  }
}

function answerTooLong(request: OutgoingRequest, status: number): VippsError {
  const { operation, idempotencyKey, changes } = request;
  return new VippsError(`${operation}: the answer is longer than ${maxBodyLength} characters`, {
    kind: 'malformed',
    operation,
    idempotencyKey,
    status,
    retryable: false,
    effect: changes ? 'unknown' : 'none',
  });
}

function exchangeError(
  request: OutgoingRequest,
  cause: unknown,
  expiredAfterMs: number | undefined,
  head: Response | undefined,
): VippsError {
  const neverConnected = head === undefined && failedToConnect(cause);
  const effect: VippsEffect = request.changes && !neverConnected ? 'unknown' : 'none';
  const { operation, idempotencyKey } = request;
  const shared = { operation, idempotencyKey, effect, status: head?.status, retryable: true, cause };
  if (expiredAfterMs !== undefined || errorCodeOf(cause) === 'UND_ERR_CONNECT_TIMEOUT') {
    const stage = head ? 'in the middle of the answer' : 'before an answer began';
    const after = expiredAfterMs === undefined ? '' : ` after ${expiredAfterMs} ms`;
    return new VippsError(`${operation}: timed out${after}, ${stage}`, { kind: 'timeout', ...shared });
  }
  const reason = errorCodeOf(cause) ?? 'connection failed';
  return new VippsError(`${operation}: ${reason}`, { kind: 'network', ...shared });
}

/** True only when it is certain that no connection came about, so that nothing can have been sent. */
function failedToConnect(cause: unknown): boolean {
  const code = errorCodeOf(cause);
  return code !== undefined && connectFailures.has(code);
}

const connectFailures: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Node's fetch wraps the socket's error: TypeError 'fetch failed' → cause { code }. */
function errorCodeOf(error: unknown, depth = 0): string | undefined {
  if (typeof error !== 'object' || error === null || depth > 4) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? errorCodeOf(error.cause, depth + 1) : undefined;
}
