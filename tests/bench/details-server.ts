/**
 * Vipps's details of payments, from a process of its own, each answered so long after it was asked for. What a payment's history is follows
 * from its order id alone: all were reserved two days ago, and every fourth was captured a moment ago.
 */
import { fork } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { addMs, dayMs } from '#core/calendar';
import { benchNow } from './books';

export type DetailsServer = {
  readonly baseUrl: string;
  stop(): Promise<void>;
};

/** Counts from 0. */
export function polledOrderId(serial: number): string {
  return `poll-${serial}`;
}

export function amountOfPolled(serial: number): number {
  return 10_000 + (serial % 1000) * 100;
}

export function isCapturedMeanwhile(serial: number): boolean {
  return serial % 4 === 0;
}

/** As the eCom API answers. `before`: as it was when the desk read it last. */
export function detailsOf(serial: number, when: 'before' | 'now') {
  const orderId = polledOrderId(serial);
  const amount = amountOfPolled(serial);
  const captured = when === 'now' && isCapturedMeanwhile(serial);
  const event = (operation: string, timeStamp: string, place: number) => ({
    amount,
    operation,
    operationSuccess: true,
    ...(operation === 'CAPTURE' ? { requestId: `capture-${serial}` } : {}),
    timeStamp,
    transactionId: String(6_000_000_000 + serial * 4 + place),
    transactionText: `Order ${serial}`,
  });
  const reserved = [event('RESERVE', addMs(reservedAt, 40_000), 1), event('INITIATE', reservedAt, 0)];
  return {
    orderId,
    transactionLogHistory: captured
      ? [event('CAPTURE', addMs(benchNow, -600_000), 2), ...reserved]
      : reserved,
    transactionSummary: {
      capturedAmount: captured ? amount : 0,
      refundedAmount: 0,
      remainingAmountToCapture: captured ? 0 : amount,
      remainingAmountToRefund: captured ? amount : 0,
    },
  };
}

export async function startDetailsServer(answerMs: number): Promise<DetailsServer> {
  const child = fork(fileURLToPath(import.meta.url), [String(answerMs)], { execArgv: ['--import', 'tsx'] });
  const port = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`the server of details ended with ${code}`)));
  });
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

const reservedAt = addMs(benchNow, -2 * dayMs);

/** In the process of its own. */
function serveDetails(answerMs: number): void {
  const server = http.createServer(async (request, response) => {
    const send = (status: number, answer: object) =>
      response
        .writeHead(status, { 'Content-Type': 'application/json;charset=UTF-8' })
        .end(JSON.stringify(answer));
    if (request.url === '/accesstoken/get') return send(200, accessToken());
    const [, serial] = /^\/ecomm\/v2\/payments\/poll-(\d+)\/details$/.exec(request.url ?? '') ?? [];
    await wait(answerMs);
    return serial === undefined ? send(404, []) : send(200, detailsOf(Number(serial), 'now'));
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
  process.once('disconnect', () => process.exit(0));
}

function accessToken(): object {
  const now = Math.floor(Date.now() / 1000);
  return {
    token_type: 'Bearer',
    ...{ expires_in: '86398', ext_expires_in: '0', not_before: String(now), resource: 'bench' },
    expires_on: String(now + 86_398),
    access_token: 'bench',
  };
}

const [, script, answerMs] = process.argv;
if (script === fileURLToPath(import.meta.url) && answerMs) serveDetails(Number(answerMs));
