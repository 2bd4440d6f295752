/** Reads and checks what a shop sent. */
import express, { type Request, type Response } from 'express';
import type { z } from 'zod';
import { clocksDifferMs } from '#services/clock';
import type { FieldError, Problem } from './problems';

const parseJson = express.json({ limit: '64kb', strict: true, inflate: false, type: 'application/json' });

/** The parsed JSON, or why there is none. Rejects for what is no fault of the shop. */
export async function readJson(
  request: Request,
  response: Response,
): Promise<{ readonly kind: 'read'; readonly body: unknown } | Problem> {
  const fits = request.is('application/json');
  if (fits === null || request.get('Content-Length') === '0')
    return { kind: 'malformed', detail: 'A body is needed here: a JSON object.' };
  if (fits === false)
    return {
      kind: 'unsupported-media-type',
      detail: 'The header Content-Type must say application/json.',
    };
  try {
    await new Promise<void>((resolve, reject) => {
      parseJson(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)));
    });
  } catch (error) {
    const problem = problemOfReading(error);
    if (problem === undefined) throw error;
    return problem;
  }
  const body: unknown = request.body;
  return { kind: 'read', body };
}

/** Express's reader puts the status of a bad request on its errors. Their words may hold the body, and stay here. */
export function problemOfReading(error: unknown): Problem | undefined {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  switch (status) {
    case 413:
      return { kind: 'too-large', detail: 'A body may be 64 kB at most.' };
    case 415:
      return {
        kind: 'unsupported-media-type',
        detail: 'The body must be JSON in UTF-8, and not compressed.',
      };
    case 400:
      return {
        kind: 'malformed',
        detail: 'The address or the body could not be read. A body is a JSON object.',
      };
    default:
      return undefined;
  }
}

const mostErrors = 20;
const instantFields: readonly string[] = ['initiatedAt', 'confirmedAt', 'shippedAt'];

/** What the schema makes of the body. `now` is the clock of the books: instants may be five minutes ahead of it, as clocks differ. */
export function checkBody<Schema extends z.ZodType<object>>(
  schema: Schema,
  body: unknown,
  now: string,
): { readonly kind: 'valid'; readonly data: z.output<Schema> } | Problem {
  const result = schema.safeParse(body);
  if (!result.success) return invalid(result.error.issues.flatMap(fieldErrors));
  const latest = new Date(Date.parse(now) + clocksDifferMs).toISOString();
  const ahead = Object.entries(result.data).filter(
    ([field, value]) => instantFields.includes(field) && typeof value === 'string' && value > latest,
  );
  if (ahead.length === 0) return { kind: 'valid', data: result.data };
  return invalid(ahead.map(([field]) => ({ field, message: 'must not be in the future' })));
}

/** Each field is named once, with the first thing that is wrong with it. */
export function invalid(errors: readonly FieldError[]): Problem {
  const first = errors.filter(({ field }, at) => errors.findIndex((other) => other.field === field) === at);
  return {
    kind: 'invalid',
    detail: 'Nothing was stored. The fields that are wrong are named in errors.',
    errors: first.slice(0, mostErrors),
  };
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const field = issue.path.map(String).join('.') || 'body';
  if (issue.code !== 'unrecognized_keys') return [{ field, message: issue.message }];
  return issue.keys
    .slice(0, mostErrors)
    .map((key) => ({ field: key.slice(0, 60), message: 'is not a field of this request' }));
}
