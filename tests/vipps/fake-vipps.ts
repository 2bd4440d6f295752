/** A stand-in for the network: answers from a script, and remembers what was sent. */
import { ore } from '#core/money';
import { createVippsClient, type InitiatePayment, type VippsClient, type VippsOptions } from '#vipps/client';
import { isVippsError, type VippsError } from '#vipps/errors';

export function fakeVipps(options: Partial<VippsOptions> = {}): FakeVipps {
  const calls: SentRequest[] = [];
  const tokenCalls: SentRequest[] = [];
  const waits: number[] = [];
  const script: Answer[] = [];
  let tokenAnswer: Answer = () =>
    json(200, { access_token: `token-${tokenCalls.length}`, expires_in: '3600' });

  const client = createVippsClient({
    baseUrl: 'https://vipps.test',
    clientId: 'an-id',
    clientSecret: 'a-secret',
    subscriptionKey: 'a-key',
    system: { name: 'oppgjor', version: '0.1.0', pluginName: 'desk', pluginVersion: '1.2.3' },
    sleep: async (ms) => {
      waits.push(ms);
    },
    random: () => 0,
    fetch: async (url, init) => {
      const sent = sentRequest(url, init);
      const isToken = sent.path === '/accesstoken/get';
      (isToken ? tokenCalls : calls).push(sent);
      if (isToken) return tokenAnswer(sent);
      const answer = script.length > 1 ? script.shift() : script[0];
      if (!answer) throw new Error('the script of answers is empty');
      return answer(sent);
    },
    ...options,
  });

  return {
    client,
    calls,
    tokenCalls,
    waits,
    answer: (...answers) => {
      script.splice(0, script.length, ...answers);
    },
    answerToken: (answer) => {
      tokenAnswer = answer;
    },
  };
}

export interface FakeVipps {
  readonly client: VippsClient;
  /** Everything but the requests for a token. */
  readonly calls: SentRequest[];
  readonly tokenCalls: SentRequest[];
  /** The waits that were asked for, in milliseconds. */
  readonly waits: number[];
  /** Sets the answers, in order; the last one repeats. */
  answer(...answers: Answer[]): void;
  answerToken(answer: Answer): void;
}

export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Headers;
  readonly body: string | undefined;
  readonly json: unknown;
}

export type Answer = (request: SentRequest) => Response | Promise<Response>;

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
  });
}

export function text(status: number, body: string, headers: Record<string, string> = {}): Response {
  return new Response(body, { status, headers });
}

/** How Node's fetch reports a socket that failed. */
export function socketError(code: string): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}

export async function failureOf(work: Promise<unknown>): Promise<VippsError> {
  try {
    await work;
  } catch (error) {
    if (isVippsError(error)) return error;
    throw error;
  }
  throw new Error('expected a failure');
}

export const msn = '123456';
export const orderId = 'order-1';

export const captureRequest = { msn, orderId, amountOre: ore(12_000), text: 'Parcel 70', requestId: 'key-1' };
export const refundRequest = { msn, orderId, amountOre: ore(5_000), text: 'Too small', requestId: 'key-2' };
export const cancelRequest = { msn, orderId, text: 'Sold out' };

export const initiateRequest: InitiatePayment = {
  merchantInfo: {
    merchantSerialNumber: msn,
    callbackPrefix: 'https://shop.test/callbacks',
    fallBack: 'https://shop.test/orders/order-1',
  },
  transaction: { orderId, amountOre: ore(49_900), transactionText: 'Socks' },
};

export const actionAnswer = {
  orderId,
  transactionInfo: {
    amount: 12_000,
    status: 'Captured',
    timeStamp: '2026-03-01T10:00:00.000Z',
    transactionId: '5550009991',
    transactionText: 'Parcel 70',
  },
  transactionSummary: {
    capturedAmount: 12_000,
    refundedAmount: 0,
    remainingAmountToCapture: 37_900,
    remainingAmountToRefund: 12_000,
  },
};

export const refundAnswer = {
  orderId,
  transaction: { ...actionAnswer.transactionInfo, amount: 5_000, status: 'Refund' },
};

export const detailsAnswer = {
  orderId,
  transactionLogHistory: [
    {
      operation: 'RESERVE',
      amount: 49_900,
      operationSuccess: true,
      timeStamp: '2026-03-01T09:00:01.500Z',
      transactionId: '5550009991',
      transactionText: 'Socks',
      requestId: '',
    },
    {
      operation: 'INITIATE',
      amount: 49_900,
      operationSuccess: true,
      timeStamp: '2026-03-01T09:00:00Z',
      transactionText: 'Socks',
    },
  ],
};

/** Every call that changes something at Vipps. */
export const changes: readonly [string, (client: VippsClient) => Promise<unknown>][] = [
  ['initiate', (client) => client.initiatePayment(initiateRequest)],
  ['capture', (client) => client.capture(captureRequest)],
  ['refund', (client) => client.refund(refundRequest)],
  ['cancel', (client) => client.cancel(cancelRequest)],
  ['force approve', (client) => client.forceApprove({ msn, orderId })],
];

/** Every call that only reads. */
export const reads: readonly [string, (client: VippsClient) => Promise<unknown>][] = [
  ['details', (client) => client.getPaymentDetails(msn, orderId)],
  ['ledgers', (client) => client.listLedgers()],
  ['ledger day', (client) => client.getLedgerDay({ ledgerId: '700123', topic: 'funds', date: '2026-03-01' })],
  ['feed', (client) => client.readFeed({ ledgerId: '700123', topic: 'fees' })],
];

/** A success that every call can read. */
export const anySuccess: Answer = (request) => {
  if (request.path === '/ecomm/v2/payments') return json(200, { orderId, url: 'https://vipps.test/landing' });
  if (request.path.endsWith('/details')) return json(200, detailsAnswer);
  if (request.path.startsWith('/ecomm/')) return json(200, actionAnswer);
  return json(200, { items: [], cursor: request.path.endsWith('/feed') ? 'c1' : '' });
};

function sentRequest(url: string, init: RequestInit): SentRequest {
  const { pathname, searchParams } = new URL(url);
  const body = typeof init.body === 'string' ? init.body : undefined;
  return {
    method: init.method ?? 'GET',
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: new Headers(init.headers),
    body,
    json: body === undefined ? undefined : JSON.parse(body),
  };
}
