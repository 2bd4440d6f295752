import type { Request } from 'express';
import type { ApiCall, ParsedBody } from '#simulator/http/answer';

/** Turns an Express request (body read as bytes by `express.raw`) into a call. */
export function readCall(request: Request): ApiCall {
  const ownUrl = `http://127.0.0.1:${request.socket.localPort ?? 0}`;
  return {
    path: request.params,
    query: new URL(request.originalUrl, ownUrl).searchParams,
    headers: request.headers,
    body: parseBody(request.body),
    ownUrl,
  };
}

function parseBody(raw: unknown): ParsedBody {
  if (!Buffer.isBuffer(raw) || raw.length === 0) return { kind: 'none' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(raw);
    return { kind: 'json', value: JSON.parse(text) };
  } catch (error) {
    return { kind: 'broken', reason: error instanceof Error ? error.message : 'unreadable' };
  }
}
