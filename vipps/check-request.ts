/**
 * Throws a VippsError of kind 'invalid-request' (effect 'none': nothing is sent) unless the value is as the schema
 * says. The message names fields and rules, never values, which may be a phone number.
 */
import type { z } from 'zod';
import { VippsError, type VippsOperation } from './errors';

export function checkRequest(
  operation: VippsOperation,
  schema: z.ZodType,
  value: unknown,
  idempotencyKey?: string,
): void {
  const result = schema.safeParse(value);
  if (result.success) return;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new VippsError(`${operation}: not sent, ${problems.join('; ')}`, {
    kind: 'invalid-request',
    operation,
    idempotencyKey,
    retryable: false,
    effect: 'none',
  });
}
