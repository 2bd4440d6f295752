/** The OpenAPI 3.1 document, made of the operations and the schemas that the router itself goes by. */
import { z } from 'zod';
import { publicUrlOf, type Settings } from '#services/settings';
import { everyCall, type Operation, operations } from './operations';
import { type ProblemKind, problems } from './problems';
import { newShipment, orderAnswer, orderConfirmation, orderRegistration, problemAnswer } from './schemas';

export const openApiPath = '/openapi.json';

const schemas = {
  Order: orderAnswer,
  OrderRegistration: orderRegistration,
  OrderConfirmation: orderConfirmation,
  NewShipment: newShipment,
  Problem: problemAnswer,
} as const satisfies Record<string, z.ZodType>;

type Json = Readonly<Record<string, unknown>>;

export function openApiDocument(settings: Pick<Settings, 'PUBLIC_URL' | 'HOST' | 'PORT'>) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Oppgjør for shops',
      version: '1.0.0',
      description:
        'Register orders, read how their payments stand, confirm and ship. Amounts are whole øre, instants ISO 8601 with an offset. Every call may be repeated: the same again changes nothing.',
    },
    servers: [{ url: `${publicUrlOf(settings)}/api/v1` }],
    security: [{ token: [] }],
    paths: pathsOf(operations),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'Made on the page API tokens of the desk.' },
      },
      headers: {
        'X-Request-Id': {
          description: 'Names this call in the log of the desk.',
          schema: { type: 'string' },
        },
      },
      schemas: Object.fromEntries(
        Object.entries(schemas).map(([name, schema]) => [name, jsonSchema(schema)]),
      ),
    },
  };
}

/** Of what is sent, before the desk makes its own values of it. */
function jsonSchema(schema: z.ZodType): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern; // 200 characters that say the same
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return rest;
}

function pathsOf(all: readonly Operation[]): Record<string, Json> {
  const paths: Record<string, Json> = { [openApiPath]: { get: ownDocument } };
  for (const operation of all)
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  return paths;
}

const requestIdHeader = { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } };

const ownDocument = {
  operationId: 'readDescription',
  summary: 'This document.',
  security: [],
  responses: {
    200: {
      description: 'OpenAPI 3.1.',
      headers: requestIdHeader,
      content: { 'application/json': { schema: { type: 'object' } } },
    },
  },
};

function describe({ id, summary, path, request, answers, problems: own }: Operation): Json {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const content = (name: string) => ({ schema: { $ref: `#/components/schemas/${name}` } });
  return {
    operationId: id,
    summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(request === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              'application/json': { ...content(nameOf(request.schema)), example: request.example },
            },
          },
        }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, description]) => [
          status,
          { description, headers: requestIdHeader, content: { 'application/json': content('Order') } },
        ]),
      ),
      ...problemResponses([...everyCall, ...own], content('Problem')),
    },
  };
}

/** One response for each status; its words name every kind of problem that has it. */
function problemResponses(kinds: readonly ProblemKind[], content: Json): Record<string, Json> {
  const statuses = [...new Set(kinds.map((kind) => problems[kind].status))];
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      {
        description: kinds
          .filter((kind) => problems[kind].status === status)
          .map((kind) => `\`${kind}\`: ${problems[kind].title}.`)
          .join(' '),
        headers: { ...requestIdHeader, ...(status === 429 ? { 'Retry-After': retryAfter } : {}) },
        content: { 'application/problem+json': content },
      },
    ]),
  );
}

const retryAfter = { description: 'Seconds.', schema: { type: 'integer' } };

function nameOf(schema: z.ZodType): string {
  const name = Object.entries(schemas).find(([, known]) => known === schema)?.[0];
  if (name === undefined) throw new Error('a schema of an operation has no name in the document');
  return name;
}
