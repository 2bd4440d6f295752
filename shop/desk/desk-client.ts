/** The desk's API for shops, as a shop uses it. Never rejects: what goes wrong is an answer of its own kind. */
import { z } from 'zod';
import { type DeskProblem, readProblem } from '#shop/desk/desk-problem';

export function createDeskClient({ url, token, timeoutMs = 3000 }: DeskOptions): DeskClient {
  const call = async <T>(
    method: string,
    path: string,
    body: string,
    schema: z.ZodType<T>,
    waitMs = timeoutMs,
  ): Promise<DeskAnswer<T>> => {
    const reply = await exchange(`${url}/api/v1/${path}`, { method, body, token, timeoutMs: waitMs });
    return 'kind' in reply ? reply : understand(reply, schema);
  };
  const order = (msn: string, orderId: string) =>
    `orders/${encodeURIComponent(msn)}/${encodeURIComponent(orderId)}`;
  return {
    register: (body) => call('POST', 'orders', body, registeredSchema),
    confirm: (msn, orderId, body) => call('PUT', `${order(msn, orderId)}/confirmation`, body, z.unknown()),
    ship: (msn, orderId, body) =>
      call('POST', `${order(msn, orderId)}/shipments`, body, z.unknown(), timeoutMs * 3), // it may ask Vipps first
  };
}

export interface DeskClient {
  /** Bodies are JSON, as stored. */
  register(body: string): Promise<DeskAnswer<Registered>>;
  confirm(msn: string, orderId: string, body: string): Promise<DeskAnswer<unknown>>;
  ship(msn: string, orderId: string, body: string): Promise<DeskAnswer<unknown>>;
}

export interface DeskOptions {
  readonly url: string;
  readonly token: string;
  readonly timeoutMs?: number;
}

/**
 * refused: the desk said no and did nothing, in words of its own. silent: no answer, or none that can be read; it may have
 * been done.
 */
export type DeskAnswer<T> =
  | { readonly kind: 'done'; readonly value: T }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly problem: DeskProblem;
      readonly retryAfterMs?: number;
    }
  | { readonly kind: 'silent'; readonly problem: DeskProblem };

/** What goes into the initiation of the payment, word for word. */
const registeredSchema = z.object({
  vipps: z.object({
    callbackPrefix: z.string().min(1),
    shippingDetailsPrefix: z.string().min(1),
    consentRemovalPrefix: z.string().min(1),
    authToken: z.string().min(1),
  }),
});
export type Registered = z.infer<typeof registeredSchema>;

interface Sending {
  readonly method: string;
  readonly body: string;
  readonly token: string;
  readonly timeoutMs: number;
}

interface Reply {
  readonly status: number;
  readonly text: string;
  readonly retryAfterMs?: number;
}

async function exchange(
  url: string,
  { method, body, token, timeoutMs }: Sending,
): Promise<Reply | { kind: 'silent'; problem: DeskProblem }> {
  try {
    const response = await fetch(url, {
      method,
      body,
      redirect: 'error', // the token is for the desk alone
      headers: {
        Accept: 'application/json',
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
      },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return { status: response.status, text, retryAfterMs: seconds > 0 ? seconds * 1000 : undefined };
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    return silence(name === 'TimeoutError' ? 'no-answer-in-time' : 'not-reachable');
  }
}

function understand<T>({ status, text, retryAfterMs }: Reply, schema: z.ZodType<T>): DeskAnswer<T> {
  const json = parseJson(text);
  if (status >= 200 && status < 300) {
    const result = schema.safeParse(json);
    return result.success ? { kind: 'done', value: result.data } : silence('unreadable');
  }
  const problem = readProblem(status, json);
  // of what goes wrong there, only this says that nothing was stored
  if (status >= 500 && problem.kind !== 'payment-unread') return silence('failed', `HTTP ${status}`);
  return { kind: 'refused', status, problem, retryAfterMs };
}

function silence(kind: DeskProblem['kind'], words = ''): { kind: 'silent'; problem: DeskProblem } {
  return { kind: 'silent', problem: { kind, words } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
