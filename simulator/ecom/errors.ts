import { randomUUID } from 'node:crypto';
import type { Answer } from '#simulator/http/answer';
import type { RefusalCode } from '#simulator/payments/refusal';

/** A refusal by the payment service: an array of errors. */
export function refusalAnswer(code: RefusalCode): Answer {
  const { status, group, message } = catalogue[code];
  return errorAnswer(status, [{ errorGroup: group, errorCode: code, errorMessage: message }]);
}

/** Fields or headers that are wrong: the name of the field is the error code. */
export function invalidRequest(problems: readonly FieldProblem[], status = 400): Answer {
  const errors = problems.map(({ field, message }) => ({
    errorGroup: 'InvalidRequest' as const,
    errorCode: field,
    errorMessage: message,
  }));
  return errorAnswer(status, errors);
}

export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/**
 * What the gateway in front of the service says (401, 403, 429). The guide shows `statusCode` and `message`,
 * the API description `responseInfo` and `result`: both at once satisfies readers of either.
 */
export function gatewayBody(statusCode: number, message: string): string {
  return JSON.stringify({
    statusCode,
    message,
    responseInfo: { responseCode: statusCode, responseMessage: message },
    result: { message },
  });
}

export const ecomContentType = 'application/json;charset=UTF-8';

type ErrorGroup = 'Authentication' | 'Payment' | 'InvalidRequest' | 'VippsError' | 'User' | 'Merchant';

interface EcomError {
  readonly errorGroup: ErrorGroup;
  readonly errorCode: string;
  readonly errorMessage: string;
}

function errorAnswer(status: number, errors: readonly EcomError[]): Answer {
  const contextId = randomUUID();
  return {
    status,
    contentType: ecomContentType,
    body: JSON.stringify(errors.map((error) => ({ ...error, contextId }))),
  };
}

/** 402 for what the state of the payment forbids, as the real service does; 409 for "try again later". */
const catalogue: Record<RefusalCode, { status: number; group: ErrorGroup; message: string }> = {
  '34': { status: 400, group: 'Merchant', message: 'The order id has been used before' },
  '35': { status: 404, group: 'Merchant', message: 'No order with this id' },
  '37': { status: 400, group: 'Merchant', message: 'The sales unit is not active' },
  '45': { status: 402, group: 'Payment', message: 'The reservation failed' },
  '51': { status: 402, group: 'Payment', message: 'A captured order cannot be cancelled' },
  '52': { status: 402, group: 'Payment', message: 'The reservation is too old to be cancelled' },
  '61': { status: 402, group: 'Payment', message: 'More than the reserved amount cannot be captured' },
  '62': { status: 402, group: 'Payment', message: 'The amount is not reserved' },
  '71': { status: 402, group: 'Payment', message: 'More than the captured amount cannot be refunded' },
  '72': { status: 402, group: 'Payment', message: 'Nothing is captured: cancel the order instead' },
  '73': { status: 402, group: 'Payment', message: 'The order is cancelled' },
  '81': { status: 400, group: 'User', message: 'No customer has this mobile number' },
  '91': { status: 402, group: 'Payment', message: 'Not allowed for this kind of payment' },
  '92': { status: 402, group: 'Payment', message: 'Already processed' },
  '93': {
    status: 402,
    group: 'Payment',
    message: 'The request id was used for a request that was not identical',
  },
  '94': {
    status: 409,
    group: 'Payment',
    message: 'The order is locked by a request in progress: try again later',
  },
  '95': { status: 402, group: 'Payment', message: 'Captured more than 365 days ago: too old to be refunded' },
  '99': { status: 500, group: 'VippsError', message: 'Internal error' },
};
