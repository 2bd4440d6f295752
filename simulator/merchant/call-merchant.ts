/**
 * One call to a server of the merchant, within a limit of real time, without a second attempt and without following
 * redirects. Only servers on this machine are called: nothing here may reach the internet.
 */
export async function callMerchant(call: MerchantCall): Promise<MerchantReply> {
  if (!isOnThisMachine(call.url)) return { kind: 'not-sent', error: notHere };
  const limit = new AbortController();
  const abort = (reason: string) => () => limit.abort(new Error(reason));
  const timer = setTimeout(abort(`no answer within ${call.limitMs} ms`), call.limitMs);
  const stop = abort('the simulator stopped');
  call.stopSignal?.addEventListener('abort', stop, { once: true });
  try {
    const response = await fetch(call.url, {
      method: call.method,
      headers: {
        ...(call.body === undefined ? {} : { 'Content-Type': 'application/json;charset=UTF-8' }),
        ...(call.authToken === null ? {} : { Authorization: call.authToken }),
      },
      ...(call.body === undefined ? {} : { body: call.body }),
      redirect: 'manual',
      signal: limit.signal,
    });
    return { kind: 'answered', status: response.status, text: await response.text() };
  } catch (error) {
    return { kind: 'failed', error: describeFailure(error) };
  } finally {
    clearTimeout(timer);
    call.stopSignal?.removeEventListener('abort', stop);
  }
}

export interface MerchantCall {
  readonly method: 'POST' | 'DELETE';
  readonly url: string;
  /** Goes into the Authorization header as it is; null = the shop gave none. */
  readonly authToken: string | null;
  /** JSON. */
  readonly body?: string;
  readonly limitMs: number;
  readonly stopSignal?: AbortSignal;
}

export type MerchantReply =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string }
  | { readonly kind: 'failed' | 'not-sent'; readonly error: string };

/** How a reply is kept: the status of an answer, or why there is none. */
export function recordOf(reply: MerchantReply): {
  state: 'answered' | 'failed' | 'not-sent';
  httpStatus: number | null;
  error: string | null;
} {
  return reply.kind === 'answered'
    ? { state: 'answered', httpStatus: reply.status, error: null }
    : { state: reply.kind, httpStatus: null, error: reply.error };
}

/** Whether a URL leads to a server on this machine by http or https. */
export function isOnThisMachine(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const isHere = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
  return isHere && (protocol === 'http:' || protocol === 'https:');
}

const notHere = 'not on this machine';

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
