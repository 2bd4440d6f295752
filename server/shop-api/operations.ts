/** What shops may ask of the desk. The router and the OpenAPI document are both made of this list. */
import type { z } from 'zod';
import { findOrder } from '#db/orders';
import { confirmOrder } from '#services/confirm-order';
import { registerOrder } from '#services/register-order';
import { type Answer, type Call, mayNotSpeakFor, ofOrder } from './call';
import type { ProblemKind } from './problems';
import { checkBody, invalid } from './read-body';
import { newShipment, orderConfirmation, orderRegistration } from './schemas';
import { tellShipment } from './tell-shipment';

export type Operation = {
  readonly id: string;
  readonly method: 'get' | 'post' | 'put';
  /** Below /api/v1, as OpenAPI writes it. */
  readonly path: string;
  readonly summary: string;
  readonly request?: { readonly schema: z.ZodType<object>; readonly example: object };
  /** Words for each status that means success. */
  readonly answers: Readonly<Partial<Record<200 | 201, string>>>;
  /** What can go wrong besides what can go wrong with every call: see `everyCall`. */
  readonly problems: readonly ProblemKind[];
  readonly run: (call: Call) => Promise<Answer>;
};

/** What any call with a token can be answered. */
export const everyCall: readonly ProblemKind[] = [
  'malformed',
  'unauthorized',
  'too-many-requests',
  'internal',
];
const everyBody = ['too-large', 'unsupported-media-type', 'invalid'] as const;

const orderPath = '/orders/{msn}/{orderId}';

export const operations: readonly Operation[] = [
  {
    id: 'registerOrder',
    method: 'post',
    path: '/orders',
    summary: 'Make an order known, before its payment is initiated. The same again changes nothing.',
    request: {
      schema: orderRegistration,
      example: {
        msn: '123456',
        orderId: 'A-1001',
        amount: 49_900,
        description: 'Two books',
        device: 'desktop',
        initiatedAt: '2026-06-02T08:30:00+02:00',
        customerKey: 'c-8f1e',
      },
    },
    answers: { 200: 'It was known already, with the same content.', 201: 'It is new.' },
    problems: [...everyBody, 'other-sales-unit', 'unknown-sales-unit', 'order-differs'],
    run: register,
  },
  {
    id: 'readOrder',
    method: 'get',
    path: orderPath,
    summary: 'Read an order: its state, its amounts, its shipments, and what to put into InitiatePayment.',
    answers: { 200: 'The order.' },
    problems: ['other-sales-unit', 'unknown-order'],
    run: async (call) => ofOrder(call.desk, await findOrder(call.desk.db, call)),
  },
  {
    id: 'confirmOrder',
    method: 'put',
    path: `${orderPath}/confirmation`,
    summary: 'Say that the shop confirmed the order to its customer. The first time stands.',
    request: {
      schema: orderConfirmation,
      example: { confirmedAt: '2026-06-02T08:31:10+02:00', how: 'poll' },
    },
    answers: { 200: 'The order.' },
    problems: [...everyBody, 'other-sales-unit', 'unknown-order'],
    run: confirm,
  },
  {
    id: 'tellShipment',
    method: 'post',
    path: `${orderPath}/shipments`,
    summary:
      'Say that the order, or a part of it, was sent. The desk captures for it where the sales unit is set so.',
    request: {
      schema: newShipment,
      example: {
        shipmentId: 'parcel-1',
        trackingNumber: '70730259604201234567',
        carrier: 'Posten',
        shippedAt: '2026-06-03T12:00:00+02:00',
        amount: 29_900,
      },
    },
    answers: { 200: 'It was known already, with the same content.', 201: 'It is new.' },
    problems: [
      ...everyBody,
      'other-sales-unit',
      'unknown-order',
      'not-reserved',
      'shipment-differs',
      'all-sent',
      'payment-unread',
    ],
    run: tellShipment,
  },
];

async function register({ desk, token, body }: Call): Promise<Answer> {
  const checked = checkBody(orderRegistration, body, desk.clock.now());
  if (checked.kind !== 'valid') return checked;
  const { amount, currency: _, ...told } = checked.data; // kroner are the only ones so far
  const foreign = mayNotSpeakFor(token, told.msn);
  if (foreign !== undefined) return foreign;
  const result = await registerOrder(desk, { ...told, amountOre: amount });
  if (result.kind === 'unknown-sales-unit')
    return { kind: 'unknown-sales-unit', detail: `The desk knows no sales unit ${told.msn}.` };
  if (result.kind === 'differs')
    return {
      kind: 'order-differs',
      detail: 'Nothing was changed. The fields that are known otherwise are named in errors.',
      errors: result.fields.map((field) => ({ field, message: 'is known otherwise' })),
    };
  return ofOrder(desk, result.order, result.kind === 'registered' ? 201 : 200);
}

async function confirm({ desk, msn, orderId, body }: Call): Promise<Answer> {
  const checked = checkBody(orderConfirmation, body, desk.clock.now());
  if (checked.kind !== 'valid') return checked;
  const result = await confirmOrder(desk, { msn, orderId, ...checked.data });
  if (result.kind === 'before-order')
    return invalid([{ field: 'confirmedAt', message: 'must not be before the order' }]);
  return ofOrder(desk, result.kind === 'confirmed' ? result.order : undefined);
}
