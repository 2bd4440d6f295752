/** Over real sockets: what a slow, silent or broken server does to a call. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createVippsClient, type FetchLike, type VippsClient } from '#vipps/client';
import { actionAnswer, captureRequest, detailsAnswer, failureOf, json, msn, orderId } from './fake-vipps';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function serve(
  handler: Handler,
  readTimeoutMs = 100,
): Promise<{ client: VippsClient; hits: string[] }> {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path === '/accesstoken/get') {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(tokenAnswer));
      return;
    }
    hits.push(path);
    request.resume().on('end', () => handler(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { client: clientFor(`http://127.0.0.1:${port}`, readTimeoutMs), hits };
}

function clientFor(baseUrl: string, readTimeoutMs: number, transport?: FetchLike): VippsClient {
  return createVippsClient({
    baseUrl,
    clientId: 'id',
    clientSecret: 'secret',
    subscriptionKey: 'key',
    system: { name: 'oppgjor', version: '1', pluginName: 'desk', pluginVersion: '1' },
    connectTimeoutMs: 50,
    readTimeoutMs,
    sleep: async () => undefined,
    fetch: transport,
  });
}

const tokenAnswer = { access_token: 'a-token', expires_in: '3600' };
const whole = JSON.stringify(actionAnswer);

const silent: Handler = () => undefined;
const silentInBody: Handler = (_request, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.write(whole.slice(0, 40));
};
const trickling: Handler = (_request, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 10);
  response.on('close', () => clearInterval(timer));
};
const reset: Handler = (request) => request.socket.destroy();
const halfBody: Handler = (request, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': String(whole.length) });
  response.write(whole.slice(0, 40), () => setTimeout(() => request.socket.destroy(), 20));
};

describe('a capture', () => {
  test.each<[string, Handler, string, string]>([
    ['that is never answered', silent, 'timeout', 'before an answer began'],
    ['whose answer stops after the headers', silentInBody, 'timeout', 'in the middle of the answer'],
    ['whose answer trickles for ever', trickling, 'timeout', 'in the middle of the answer'],
    ['whose connection is reset', reset, 'network', ''],
    ['whose answer ends half way', halfBody, 'network', ''],
  ])('%s is unknown, and is not sent again', async (_name, handler, kind, words) => {
    const { client, hits } = await serve(handler);
    const error = await failureOf(client.capture(captureRequest));
    expect(error).toMatchObject({ kind, effect: 'unknown', retryable: true, idempotencyKey: 'key-1' });
    expect(error.message).toContain(words);
    expect(hits).toHaveLength(1);
  });

  test('to a port where nobody listens was never sent', async () => {
    const port = await unusedPort();
    const client = clientFor(`http://127.0.0.1:${port}`, 250, async (url, init) =>
      url.endsWith('/accesstoken/get') ? json(200, tokenAnswer) : fetch(url, init),
    );
    const error = await failureOf(client.capture(captureRequest));
    expect(error).toMatchObject({ kind: 'network', effect: 'none', retryable: true });
    expect(error.message).toContain('ECONNREFUSED');
  });

  test('refused with half an explanation is still refused', async () => {
    const { client } = await serve((request, response) => {
      response.writeHead(403, { 'Content-Length': '500' });
      response.write('{"statusCode": 403, "mess', () => setTimeout(() => request.socket.destroy(), 20));
    });
    const error = await failureOf(client.capture(captureRequest));
    expect(error).toMatchObject({ kind: 'forbidden', status: 403, effect: 'none' });
    expect(error.body).toContain('statusCode');
  });

  test('that is redirected does not take its keys elsewhere', async () => {
    const { client, hits } = await serve((_request, response) => {
      response.writeHead(307, { Location: '/elsewhere' }).end();
    });
    const error = await failureOf(client.capture(captureRequest));
    expect(error).toMatchObject({ kind: 'malformed', status: 307, effect: 'unknown' });
    expect(hits).toEqual(['/ecomm/v2/payments/order-1/capture']);
  });

  test('arrives as JSON in UTF-8 with its length', async () => {
    let seen: IncomingMessage['headers'] = {};
    const { client } = await serve((request, response) => {
      seen = request.headers;
      response.end(whole);
    });
    await client.capture({ ...captureRequest, text: 'Pakke på vei ✓' });
    expect(seen).toMatchObject({ 'content-type': 'application/json;charset=UTF-8', 'x-request-id': 'key-1' });
    expect(Number(seen['content-length'])).toBeGreaterThan(0);
  });
});

describe('a read', () => {
  test.each<[string, Handler]>([
    ['a silence', silent],
    ['a silence within the body', silentInBody],
    ['a reset', reset],
    ['half a body', halfBody],
  ])('is repeated after %s', async (_name, failing) => {
    let count = 0;
    const { client, hits } = await serve((request, response) => {
      count += 1;
      if (count === 1) failing(request, response);
      else response.end(JSON.stringify(detailsAnswer));
    });
    const details = await client.getPaymentDetails(msn, orderId);
    expect(details.history).toHaveLength(2);
    expect(hits).toHaveLength(2);
  });

  test('whose server is always silent ends, and says so', async () => {
    const { client, hits } = await serve(silent, 50);
    const error = await failureOf(client.getPaymentDetails(msn, orderId));
    expect(error).toMatchObject({ kind: 'timeout', effect: 'none', retryable: true });
    expect(hits).toHaveLength(4);
  });

  test('puts letters together that were split between two packets', async () => {
    const bytes = Buffer.from(JSON.stringify({ ...detailsAnswer, shop: 'Blåbær' }));
    const middle = bytes.indexOf(0xc3) + 1;
    const { client } = await serve((_request, response) => {
      response.write(bytes.subarray(0, middle), () =>
        setTimeout(() => response.end(bytes.subarray(middle)), 20),
      );
    });
    const details = await client.getPaymentDetails(msn, orderId);
    expect(details.raw).toMatchObject({ shop: 'Blåbær' });
  });
});

test.each<[string, () => Promise<Response>]>([
  ['before it answers', () => new Promise(() => undefined)],
  [
    'within its body',
    async () => new Response(new ReadableStream({ start: (body) => body.enqueue(openBrace) })),
  ],
])('a transport that ignores its abort signal cannot keep a caller waiting %s', async (_when, answer) => {
  const client = clientFor('https://vipps.test', 20, async (url) =>
    url.endsWith('/accesstoken/get') ? json(200, tokenAnswer) : answer(),
  );
  expect(await failureOf(client.capture(captureRequest))).toMatchObject({
    kind: 'timeout',
    effect: 'unknown',
  });
});

const openBrace = new TextEncoder().encode('{');

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
