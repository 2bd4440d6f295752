/** A desk as a shop sees it: takes orders, confirmations and parcels, or is told to answer otherwise. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export async function startFakeDesk(): Promise<FakeDesk> {
  const calls: DeskCall[] = [];
  let override: ((call: DeskCall) => DeskReply | undefined) | undefined;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      const token = request.headers.authorization;
      const call = { method: request.method ?? '', path: request.url ?? '', body, token };
      calls.push(call);
      const reply = override?.(call) ?? usualReply(call, url());
      if (reply === 'hang') return;
      response.writeHead(reply.status, { 'Content-Type': 'application/json', ...reply.headers });
      response.end(JSON.stringify(reply.body));
    });
  });
  const listen = (port: number) =>
    new Promise<number>((resolve) => {
      server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
  const port = await listen(0);
  const url = () => `http://127.0.0.1:${port}`;
  const stop = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return {
    url: url(),
    calls,
    answer: (reply) => {
      override = reply;
    },
    callsOf: (method, ending) => calls.filter((call) => call.method === method && call.path.endsWith(ending)),
    stop,
    restart: async () => {
      await listen(port);
    },
  };
}

export interface FakeDesk {
  readonly url: string;
  /** What arrived, also what was answered with a refusal. */
  readonly calls: readonly DeskCall[];
  /** Undefined from the function, or no function: the usual answer. */
  answer(reply: ((call: DeskCall) => DeskReply | undefined) | undefined): void;
  callsOf(method: string, ending: string): readonly DeskCall[];
  /** Down, and up again on the same port. */
  stop(): Promise<void>;
  restart(): Promise<void>;
}

export interface DeskCall {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly token: string | undefined;
}

export type DeskReply =
  | 'hang'
  | { readonly status: number; readonly body: unknown; readonly headers?: Record<string, string> };

function usualReply({ method, body }: DeskCall, url: string): DeskReply {
  if (method !== 'POST' || typeof body !== 'object' || body === null || !('msn' in body))
    return { status: 200, body: {} };
  const prefix = `${url}/vipps/${String(body.msn)}`;
  const vipps = {
    callbackPrefix: prefix,
    shippingDetailsPrefix: prefix,
    consentRemovalPrefix: `${prefix}/capability`,
    authToken: 'token-of-this-order',
  };
  return { status: 201, body: { ...body, vipps } };
}
