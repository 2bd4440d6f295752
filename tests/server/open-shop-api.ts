/** The API for shops on a port of its own, over a desk of the test's, with a token for all sales units. */
import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect } from 'vitest';
import { problemAnswer } from '#server/shop-api/schemas';
import { type ShopApiOptions, shopApi } from '#server/shop-api/shop-api';
import { createApiToken } from '#services/api-tokens';
import type { OpenDesk } from '#services/open-desk';
import { openTestDesk, testSettings } from '../test-desk';

export type CallOptions = {
  readonly token?: string | null;
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type GivenAnswer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
};

export async function openShopApi(options: ShopApiOptions = {}) {
  const books = await openTestDesk();
  const desk: OpenDesk = { ...books.desk, settings: testSettings(), close: () => {} };
  const server = express().use('/api/v1', shopApi(desk, options)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/api/v1`;
  const { token } = await createApiToken(desk, { name: 'The shop', msns: null, actor: 'kari' });
  return {
    books,
    desk,
    url,
    token,
    async call(method: string, path: string, given: CallOptions = {}): Promise<GivenAnswer> {
      const { body, headers = {} } = given;
      const bearer = given.token === undefined ? token : given.token;
      const response = await fetch(url + path, {
        method,
        headers: {
          ...(bearer === null ? {} : { Authorization: `Bearer ${bearer}` }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await books.close();
    },
  };
}

export type ShopApiOfTest = Awaited<ReturnType<typeof openShopApi>>;

/** The answer is this problem, in the documented form. */
export function expectProblem({ status, headers, body }: GivenAnswer, wanted: number, kind: string): void {
  expect({ status, type: body.type }).toEqual({ status: wanted, type: `urn:oppgjor:problem:${kind}` });
  expect(headers.get('Content-Type')).toMatch(/^application\/problem\+json\b/);
  expect(problemAnswer.parse(body)).toEqual(body);
  expect(body.status).toBe(wanted);
}

export function fieldsOf({ body }: GivenAnswer): string[] {
  return (problemAnswer.parse(body).errors ?? []).map(({ field }) => field);
}
