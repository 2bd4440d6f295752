import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiDocument, openApiPath } from '#server/shop-api/openapi';
import { everyCall, operations } from '#server/shop-api/operations';
import { problems, problemType } from '#server/shop-api/problems';
import { shopApi } from '#server/shop-api/shop-api';
import { testSettings } from '../test-desk';
import { openShopApi, type ShopApiOfTest } from './open-shop-api';

let shop: ShopApiOfTest;
beforeAll(async () => {
  shop = await openShopApi();
});
afterAll(() => shop.close());

type Described = {
  readonly operationId: string;
  readonly security?: unknown[];
  readonly parameters?: { name: string; in: string; required: boolean }[];
  readonly requestBody?: { content: Record<string, { schema: { $ref: string }; example: unknown }> };
  readonly responses: Record<string, { description: string; content: Record<string, { schema: object }> }>;
};
const document = openApiDocument(testSettings());
const described = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    path,
    method,
    operation: operation as Described,
  })),
);

describe('the OpenAPI document', () => {
  it('is served without a token, as it is made', async () => {
    const { status, headers, body } = await shop.call('GET', openApiPath, { token: null });
    expect(status).toBe(200);
    expect(headers.get('Content-Type')).toMatch(/^application\/json/);
    expect(body).toEqual(JSON.parse(JSON.stringify(document)));
    expect(body.openapi).toBe('3.1.0');
    expect(document.servers).toEqual([{ url: 'https://desk.example/api/v1' }]);
  });

  it('names the routes of the router, all of them and no other', () => {
    const routes = shopApi(shop.desk).stack.flatMap(({ route }) =>
      route === undefined
        ? []
        : route.stack.flatMap(({ method }) => (method === undefined ? [] : [`${method} ${route.path}`])),
    );
    const named = described.map(({ method, path }) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`);
    expect(named.sort()).toEqual(routes.sort());
    expect(named.length).toBe(operations.length + 1);
  });

  it('holds every name it refers to, each operation once, and each place of its path', () => {
    const names = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([\w-]+)"/g)];
    expect(names.length).toBeGreaterThan(20);
    const components: Record<string, Record<string, unknown>> = document.components;
    for (const [, group = '', name = ''] of names) expect(components[group], name).toHaveProperty([name]);
    expect(JSON.stringify(document)).not.toContain('$defs');
    const ids = described.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of described) {
      const places = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect((operation.parameters ?? []).map(({ name }) => name)).toEqual(places);
    }
  });

  it('has examples that its own schemas take', () => {
    const withBody = operations.filter(({ request }) => request !== undefined);
    expect(withBody.length).toBe(3);
    for (const { id, request } of withBody)
      expect(request?.schema.safeParse(request.example).success, id).toBe(true);
  });

  it('lists every problem of an operation under its status, and no status without words', () => {
    for (const { method, path, problems: own } of operations) {
      const responses =
        described.find((one) => one.path === path && one.method === method)?.operation.responses ?? {};
      const kinds = [...new Set([...everyCall, ...own])];
      for (const kind of kinds)
        expect(responses[problems[kind].status]?.description).toContain(`\`${kind}\``);
      const statuses = new Set(kinds.map((kind) => String(problems[kind].status)));
      expect(
        Object.keys(responses)
          .filter((status) => status >= '400')
          .sort(),
      ).toEqual([...statuses].sort());
    }
  });

  it('refuses unknown fields in what is sent, and allows new ones in what is answered', () => {
    const schemas: Record<string, Record<string, unknown>> = document.components.schemas;
    for (const name of ['OrderRegistration', 'OrderConfirmation', 'NewShipment'])
      expect(schemas[name]?.additionalProperties, name).toBe(false);
    for (const name of ['Order', 'Problem']) expect(schemas[name]).not.toHaveProperty('additionalProperties');
  });

  it('names each type of problem once', () => {
    const text = JSON.stringify(document.components.schemas.Problem);
    for (const kind of Object.keys(problems) as (keyof typeof problems)[])
      expect(text).toContain(problemType(kind));
  });
});
