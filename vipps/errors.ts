/**
 * The one error that leaves vipps/. It answers three questions for whoever called: what kind of failure is it,
 * may the same call be tried again, and may the request have taken effect all the same?
 */
export class VippsError extends Error {
  override readonly name = 'VippsError';
  readonly kind: VippsErrorKind;
  readonly operation: VippsOperation;
  /** Is the same call, with the same key, worth another try later? */
  readonly retryable: boolean;
  /** 'unknown': the request may have been carried out. Read the details before anything else is decided. */
  readonly effect: VippsEffect;
  /** The HTTP status, when an answer came. */
  readonly status?: number;
  /** What Vipps said, code by code; empty when the answer held no codes. */
  readonly errors: readonly VippsErrorDetail[];
  /** Vipps's own id for the request (contextId or a header): what their support asks for. */
  readonly requestId?: string;
  /** The X-Request-Id that was sent. */
  readonly idempotencyKey?: string;
  /** How long Vipps asks us to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** The answer as text, at most 2,000 characters, personal details and secrets cut out. */
  readonly body?: string;

  constructor(message: string, fields: VippsErrorFields) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.kind = fields.kind;
    this.operation = fields.operation;
    this.retryable = fields.retryable;
    this.effect = fields.effect;
    this.status = fields.status;
    this.errors = fields.errors ?? [];
    this.requestId = fields.requestId;
    this.idempotencyKey = fields.idempotencyKey;
    this.retryAfterMs = fields.retryAfterMs;
    this.body = fields.body;
  }
}

/**
 * invalid-request: refused here, nothing was sent. rejected: Vipps says no, with codes. not-found: no such order
 * or address. network: no connection, or one that broke. malformed: an answer came that cannot be read.
 */
export type VippsErrorKind =
  | 'invalid-request'
  | 'rejected'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'rate-limited'
  | 'server'
  | 'timeout'
  | 'network'
  | 'malformed';

export type VippsEffect = 'none' | 'unknown';

export type VippsOperation =
  | 'get-access-token'
  | 'initiate-payment'
  | 'get-payment-details'
  | 'capture'
  | 'cancel'
  | 'refund'
  | 'force-approve'
  | 'list-ledgers'
  | 'get-ledger-day'
  | 'read-feed';

/** One application error. `code` is a number as text, or the name of a field when the group is InvalidRequest. */
export interface VippsErrorDetail {
  readonly group: string;
  readonly code: string;
  readonly message: string;
  readonly contextId?: string;
}

export interface VippsErrorFields {
  readonly kind: VippsErrorKind;
  readonly operation: VippsOperation;
  readonly retryable: boolean;
  readonly effect: VippsEffect;
  readonly status?: number;
  readonly errors?: readonly VippsErrorDetail[];
  readonly requestId?: string;
  readonly idempotencyKey?: string;
  readonly retryAfterMs?: number;
  readonly body?: string;
  readonly cause?: unknown;
}

/** By name and shape, not instanceof: the server's bundle and a job can hold two copies of this module. */
export function isVippsError(value: unknown): value is VippsError {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    value.name === 'VippsError' &&
    'kind' in value &&
    typeof value.kind === 'string' &&
    'effect' in value &&
    (value.effect === 'none' || value.effect === 'unknown')
  );
}

/** A copy with some fields replaced. One error may be shared by many callers, so it is never changed in place. */
export function copyVippsError(error: VippsError, fields: Partial<VippsErrorFields>): VippsError {
  const { kind, operation, retryable, effect, status, errors, requestId, cause } = error;
  const { idempotencyKey, retryAfterMs, body } = error;
  const kept = { kind, operation, retryable, effect, status, errors, requestId, cause };
  return new VippsError(error.message, { ...kept, idempotencyKey, retryAfterMs, body, ...fields });
}
