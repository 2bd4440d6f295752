import type { TestSimulator } from '#simulator/test-simulator';

/** Bare HTTP calls to a simulator, as a merchant would make them; no client library in between. */
export function vippsCalls(simulator: TestSimulator, msn = '123456'): VippsCalls {
  let token = '';
  let lastKey = 0;

  async function send(method: string, path: string, options: CallOptions = {}): Promise<Reply> {
    const { body, headers } = options;
    const response = await fetch(simulator.baseUrl + path, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        'Ocp-Apim-Subscription-Key': simulator.credentials.subscriptionKey,
        'Merchant-Serial-Number': msn,
        'Content-Type': 'application/json',
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parse(text) };
  }

  const payments = '/ecomm/v2/payments';
  const merchantInfo = { merchantSerialNumber: msn };
  const money =
    (endpoint: string) =>
    (orderId: string, amount?: number | null, options: MoneyOptions = {}) => {
      lastKey += 1;
      return send('POST', `${payments}/${orderId}/${endpoint}`, {
        body: { merchantInfo, transaction: { amount, transactionText: options.text ?? 'Sendt' } },
        headers: { 'X-Request-Id': options.key ?? `key-${lastKey}` },
      });
    };
  return {
    send,
    async logIn() {
      const { clientId, clientSecret, subscriptionKey } = simulator.credentials;
      const reply = await send('POST', '/accesstoken/get', {
        headers: {
          client_id: clientId,
          client_secret: clientSecret,
          'Ocp-Apim-Subscription-Key': subscriptionKey,
        },
      });
      if (reply.status === 200) token = String(reply.json.access_token);
      return reply;
    },
    initiate: (orderId, amount = 40_000, merchant = {}) =>
      send('POST', payments, {
        body: {
          customerInfo: {},
          merchantInfo: {
            ...merchantInfo,
            callbackPrefix: 'https://butikk.example.com/vipps',
            fallBack: 'https://butikk.example.com/takk',
            ...merchant,
          },
          transaction: { amount, orderId, transactionText: 'Ullsokker' },
        },
      }),
    details: (orderId) => send('GET', `${payments}/${orderId}/details`),
    approve: (orderId) =>
      send('POST', `/ecomm/v2/integration-test/payments/${orderId}/approve`, { body: {} }),
    capture: money('capture'),
    refund: money('refund'),
    cancel: (orderId, shouldReleaseRemainingFunds) =>
      send('PUT', `${payments}/${orderId}/cancel`, {
        body: { merchantInfo, transaction: { transactionText: 'Utsolgt' }, shouldReleaseRemainingFunds },
      }),
    feed: (topic, cursor = '', ledgerId = '302321') =>
      send('GET', `/report/v2/ledgers/${ledgerId}/${topic}/feed?cursor=${encodeURIComponent(cursor)}`),
    dates: (topic, day, cursor = '', ledgerId = '302321') =>
      send(
        'GET',
        `/report/v2/ledgers/${ledgerId}/${topic}/dates/${day}?cursor=${encodeURIComponent(cursor)}`,
      ),
  };
}

export interface VippsCalls {
  send(method: string, path: string, options?: CallOptions): Promise<Reply>;
  logIn(): Promise<Reply>;
  initiate(orderId: string, amount?: number, merchant?: Record<string, unknown>): Promise<Reply>;
  details(orderId: string): Promise<Reply>;
  approve(orderId: string): Promise<Reply>;
  capture(orderId: string, amount?: number | null, options?: MoneyOptions): Promise<Reply>;
  refund(orderId: string, amount?: number | null, options?: MoneyOptions): Promise<Reply>;
  cancel(orderId: string, shouldReleaseRemainingFunds?: boolean): Promise<Reply>;
  feed(topic: string, cursor?: string, ledgerId?: string): Promise<Reply>;
  dates(topic: string, day: string, cursor?: string, ledgerId?: string): Promise<Reply>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as an object; an array of errors under `errors`, and no body as `{}`. */
  readonly json: Json;
}

export interface Json {
  readonly [name: string]: unknown;
  readonly errors?: readonly { readonly errorGroup: string; readonly errorCode: string }[];
  readonly items?: readonly Entry[];
  readonly transactionLogHistory?: readonly HistoryEntry[];
}

export interface Entry {
  readonly pspReference: string;
  readonly time: string;
  readonly entryType: string;
  readonly amount: number;
  readonly balanceBefore: number;
  readonly balanceAfter: number;
  readonly ledgerDate: string;
  readonly reference: string;
  readonly recipientHandle: string;
}

export interface HistoryEntry {
  readonly operation: string;
  readonly amount: number;
  readonly operationSuccess: boolean;
  readonly transactionId: string;
  readonly requestId?: string;
}

interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

interface MoneyOptions {
  readonly key?: string;
  readonly text?: string;
}

/** `GROUP code` of the first error, or undefined when the reply is not a list of errors. */
export function errorOf(reply: Reply): string | undefined {
  const error = reply.json.errors?.[0];
  return error && `${error.errorGroup} ${error.errorCode}`;
}

/** `OPERATION amount`, newest first; a failed attempt with an exclamation mark. */
export function historyOf(reply: Reply): string[] {
  return (reply.json.transactionLogHistory ?? []).map(
    (entry) => `${entry.operation}${entry.operationSuccess ? '' : '!'} ${entry.amount}`,
  );
}

/** `type amount` of each entry of a report. */
export function entriesOf(reply: Reply): string[] {
  return (reply.json.items ?? []).map((entry) => `${entry.entryType} ${entry.amount}`);
}

/** All that a feed has delivered so far, in its order. */
export async function readWholeFeed(vipps: VippsCalls, topic: string, ledgerId = '302321'): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let cursor = ''; ; ) {
    const { json } = await vipps.feed(topic, cursor, ledgerId);
    if (json.tryLater !== false) return entries;
    entries.push(...(json.items ?? []));
    cursor = String(json.cursor);
  }
}

function parse(text: string): Json {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return (Array.isArray(value) ? { errors: value } : value) as Json;
  } catch {
    return {};
  }
}
