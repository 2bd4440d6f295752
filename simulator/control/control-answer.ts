import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { runDue } from '#simulator/run-due';
import type { World } from '#simulator/world';

/** Serves one call of the control API. What `work` throws as a ControlError becomes its answer. */
export function control(world: World, work: (request: ControlRequest) => unknown): RequestHandler {
  return async (request: Request, response: Response) => {
    try {
      runDue(world);
      response.json(await work(new ControlRequest(request)));
    } catch (error) {
      if (error instanceof ControlError) {
        response.status(error.status).json({ error: error.kind, message: error.message });
        return;
      }
      console.error('simulator: unexpected failure', error);
      response.status(500).json({ error: 'unexpected', message: String(error) });
    }
  };
}

/** A call of the control API that cannot be done, with the status of its answer. */
export class ControlError extends Error {
  readonly status: 400 | 404 | 409;
  readonly kind: string;

  constructor(status: 400 | 404 | 409, kind: string, message: string) {
    super(message);
    this.status = status;
    this.kind = kind;
  }
}

export class ControlRequest {
  readonly #request: Request;

  constructor(request: Request) {
    this.#request = request;
  }

  param(name: string): string {
    return this.#request.params[name] ?? '';
  }

  query(name: string): string | undefined {
    const value = this.#request.query[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** A whole number of 0 or more from the query. */
  count(name: string, otherwise: number, most: number): number {
    const text = this.query(name);
    if (text === undefined) return otherwise;
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < 0)
      throw new ControlError(400, 'invalid', `${name} must be a whole number`);
    return Math.min(value, most);
  }

  /** The body by its schema; an absent body counts as `{}`. */
  body<T>(schema: z.ZodType<T>): T {
    const raw: unknown = this.#request.body;
    const parsed = schema.safeParse(readJson(raw));
    if (parsed.success) return parsed.data;
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
    throw new ControlError(400, 'invalid', issues.join('; '));
  }
}

function readJson(raw: unknown): unknown {
  if (!Buffer.isBuffer(raw) || raw.length === 0) return {};
  try {
    return JSON.parse(raw.toString('utf8'));
  } catch {
    throw new ControlError(400, 'invalid', 'the body is not JSON');
  }
}
