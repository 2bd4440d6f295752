import type { IncomingHttpHeaders } from 'node:http';

/** An answer as a value: what is sent is decided before anything is sent, so a fault can still spoil it. */
export interface Answer {
  readonly status: number;
  /** Undefined together with `body`: an answer without content. */
  readonly contentType?: string;
  /** Already serialised. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A call as the handlers see it: read whole, nothing of the web framework in it. */
export interface ApiCall {
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: ParsedBody;
  /** `http://127.0.0.1:port` of this server. */
  readonly ownUrl: string;
}

export type ParsedBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'broken'; readonly reason: string };

export type Handler = (call: ApiCall) => Answer;

/** How one API words the refusals that come before its own code is reached. */
export interface GatewayStyle {
  unauthorized(message: string): Answer;
  rateLimited(retryAfterSeconds: number | undefined): Answer;
  serverError(): Answer;
}

export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value[0] : value;
}

export function retryAfterHeader(seconds: number | undefined): Record<string, string> | undefined {
  return seconds === undefined ? undefined : { 'Retry-After': String(seconds) };
}
