/**
 * Turns an answer that is not a success into a VippsError. The status decides the kind; the body, in any of the
 * forms in schemas/error-body.ts or none, gives codes and words. A body that is missing, HTML or cut short is
 * never a reason to fail differently.
 */
import { findErrorCode } from './error-codes';
import { type VippsEffect, VippsError, type VippsErrorDetail, type VippsErrorKind } from './errors';
import type { OutgoingRequest, Reply } from './http-exchange';
import { redact, redactBody } from './redact';
import { retryAfterMs } from './retry-after';
import {
  applicationErrorsSchema,
  azureErrorSchema,
  gatewayErrorSchema,
  oauthErrorSchema,
  problemSchema,
  reportErrorSchema,
} from './schemas/error-body';

export function errorFromReply(request: OutgoingRequest, reply: Reply, nowMs: number): VippsError {
  const explanation = readExplanation(reply);
  const kind = kindOf(reply.status, explanation.errors);
  const { operation, idempotencyKey } = request;
  const words = explanation.message ? `: ${redact(explanation.message).slice(0, 500)}` : '';
  return new VippsError(`${operation}: ${kind} (HTTP ${reply.status})${words}`, {
    kind,
    operation,
    idempotencyKey,
    status: reply.status,
    errors: explanation.errors,
    requestId: explanation.requestId ?? requestIdOf(reply.headers, idempotencyKey),
    retryAfterMs: retryAfterMs(reply.headers, nowMs),
    body: redactBody(reply.text),
    retryable: isRetryable(kind, reply.status, explanation.errors),
    effect: request.changes ? effectOf(kind, reply, explanation) : 'none',
  });
}

/** The id by which Vipps finds a request, from the headers its gateways are known to send. */
export function requestIdOf(headers: Headers, ownKey: string | undefined): string | undefined {
  for (const name of requestIdHeaders) {
    const value = headers.get(name)?.trim();
    if (value && value !== ownKey) return value.slice(0, 200); // some answers merely repeat our own key
  }
  return undefined;
}

const requestIdHeaders = [
  'x-vipps-request-id',
  'x-request-id',
  'request-id',
  'apim-request-id',
  'x-correlation-id',
  'x-ms-request-id',
  'traceparent',
];

interface Explanation {
  readonly errors: readonly VippsErrorDetail[];
  readonly message?: string;
  readonly requestId?: string;
  /** false: there is a body that begins like JSON and does not end like it. */
  readonly readable: boolean;
}

function readExplanation(reply: Reply): Explanation {
  const json = parseJson(reply.text);
  if (json === undefined) return { errors: [], readable: reply.complete && !/^\s*[[{]/.test(reply.text) };
  return { ...(applicationErrors(json) ?? gatewayWords(json) ?? { errors: [] }), readable: true };
}

function applicationErrors(json: unknown): Omit<Explanation, 'readable'> | undefined {
  const parsed = applicationErrorsSchema.safeParse(json);
  if (!parsed.success) return undefined;
  const errors = parsed.data.map((error) => ({
    group: error.errorGroup ?? '',
    code: redact(error.errorCode),
    message: redact(error.errorMessage ?? ''),
    contextId: error.contextId ?? undefined,
  }));
  return {
    errors,
    message: errors.map((error) => `${error.group} ${error.code} ${error.message}`.trim()).join('; '),
    requestId: errors.find((error) => error.contextId)?.contextId,
  };
}

function gatewayWords(json: unknown): Omit<Explanation, 'readable'> | undefined {
  const gateway = gatewayErrorSchema.safeParse(json);
  if (gateway.success) return { errors: [], message: gateway.data.message };
  const azure = azureErrorSchema.safeParse(json);
  if (azure.success) {
    const { responseInfo, result } = azure.data;
    return {
      errors: [],
      message: [responseInfo.responseMessage, result?.message].filter(Boolean).join(': '),
    };
  }
  const report = reportErrorSchema.safeParse(json);
  if (report.success) return { errors: [], message: `${report.data.code}: ${report.data.message}` };
  const problem = problemSchema.safeParse(json);
  if (problem.success) {
    const { title, detail, traceId, instance } = problem.data;
    const urn = instance?.startsWith('urn:') ? instance : undefined;
    return { errors: [], message: [title, detail].filter(Boolean).join(': '), requestId: traceId ?? urn };
  }
  const oauth = oauthErrorSchema.safeParse(json);
  if (!oauth.success) return undefined;
  return { errors: [], message: [oauth.data.error, oauth.data.error_description].filter(Boolean).join(': ') };
}

function kindOf(status: number, errors: readonly VippsErrorDetail[]): VippsErrorKind {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 429) return 'rate-limited';
  if (status === 408) return 'timeout';
  if (status >= 500) return 'server';
  if (status === 404 || errors.some((error) => error.code === '35')) return 'not-found';
  return status >= 400 ? 'rejected' : 'malformed';
}

function isRetryable(kind: VippsErrorKind, status: number, errors: readonly VippsErrorDetail[]): boolean {
  if (kind === 'rate-limited' || kind === 'server' || kind === 'timeout') return true;
  if (kind !== 'rejected') return false;
  // 423: the knowledge base page on errors calls it transient, the same as code 94
  return status === 423 || errors.some((error) => findErrorCode(error.code)?.retryable === true);
}

/**
 * A gateway's refusal (401, 403, 404, 429) never reached the payment. A refusal by the application did nothing
 * either, unless its code says otherwise, the code is one we do not know, or its words never arrived.
 */
function effectOf(kind: VippsErrorKind, reply: Reply, explanation: Explanation): VippsEffect {
  if (kind === 'unauthorized' || kind === 'forbidden' || kind === 'rate-limited') return 'none';
  if (kind === 'not-found') return 'none';
  if (kind !== 'rejected') return 'unknown';
  if (!explanation.readable) return 'unknown';
  const isConflict = reply.status === 409 || reply.status === 423; // something else is or was going on
  if (isConflict && explanation.errors.length === 0) return 'unknown';
  return explanation.errors.some((error) => effectOfDetail(error) === 'unknown') ? 'unknown' : 'none';
}

function effectOfDetail(error: VippsErrorDetail): VippsEffect {
  const known = findErrorCode(error.code);
  if (known) return known.effect;
  return groupsOfRefusal.has(error.group.toLowerCase()) ? 'none' : 'unknown';
}

/** Groups whose errors are found before a payment is touched; Payment and VippsError are not among them. */
const groupsOfRefusal: ReadonlySet<string> = new Set([
  'authentication',
  'invalidrequest',
  'user',
  'merchant',
]);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // HTML, plain text, nothing, or JSON that was cut short
  }
}
