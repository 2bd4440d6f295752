import type { z } from 'zod';
import { type FieldProblem, invalidRequest } from '#simulator/ecom/errors';
import { type Answer, type ApiCall, headerOf } from '#simulator/http/answer';

/** The body of a call by its schema, or the answer that says what is wrong with it. */
export function readBody<T>(
  call: ApiCall,
  schema: z.ZodType<T>,
  problems: readonly FieldProblem[],
): BodyResult<T> {
  const contentType = headerOf(call.headers, 'content-type') ?? '';
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType)) {
    const problem = { field: 'Content-Type', message: 'must be application/json' };
    return { ok: false, answer: invalidRequest([problem], 415) };
  }
  if (call.body.kind !== 'json') {
    const message = call.body.kind === 'none' ? 'must not be empty' : 'is not readable as JSON';
    return { ok: false, answer: invalidRequest([{ field: 'body', message }]) };
  }
  const parsed = schema.safeParse(call.body.value);
  const all = [
    ...problems,
    ...(parsed.error?.issues ?? []).map(({ path, message }) => ({
      field: path.join('.') || 'body',
      message,
    })),
  ];
  if (!parsed.success || all.length > 0) return { ok: false, answer: invalidRequest(all) };
  return { ok: true, value: parsed.data };
}

export type BodyResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly answer: Answer };
