import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A merchant's server on this machine: it writes down what it is told, and answers as the test says. */
export async function startFakeMerchant(): Promise<FakeMerchant> {
  const heard: Heard[] = [];
  const merchant = { answer: (_call: Heard): Said => ({ status: 200 }) };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += String(part);
    });
    request.on('end', async () => {
      const call: Heard = {
        method: request.method ?? '',
        path: request.url ?? '',
        authorization: request.headers.authorization,
        contentType: request.headers['content-type'],
        body: body === '' ? undefined : JSON.parse(body),
      };
      heard.push(call);
      const { status, body: answer, headers, delayMs = 0 } = merchant.answer(call);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      response.writeHead(status, headers);
      response.end(answer === undefined ? '' : typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    heard,
    answerWith: (answer) => {
      merchant.answer = answer;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface FakeMerchant {
  readonly url: string;
  readonly heard: Heard[];
  answerWith(answer: (call: Heard) => Said): void;
  close(): Promise<void>;
}

export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: unknown;
}

export interface Said {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly delayMs?: number;
}
