/** What shops send and are answered. The OpenAPI document is made of these schemas, so that it cannot differ from them. */
import { z } from 'zod';
import { ore } from '#core/money';
import { orderStates } from '#core/payment-state';
import { captureStates, type ShopOrderView } from '#services/order-view';
import { problems } from './problems';

const earliest = '2015-01-01T00:00:00.000Z';

/** An instant with its offset, not before 2015; in code UTC with milliseconds. Whether it is yet to come is asked apart: see read-body. */
const instant = z.iso
  .datetime({ offset: true, error: 'must be an instant with an offset, like 2026-06-02T08:30:00+02:00' })
  .max(40)
  .refine((text) => !Number.isNaN(Date.parse(text)), 'must have an offset that exists')
  .refine((text) => !(Date.parse(text) < Date.parse(earliest)), 'must not be before 2015')
  .transform((text) => new Date(text).toISOString())
  .meta({ description: 'Not before 2015 and not in the future. Now when left out.' });

/** Far above any purchase, and far below where sums would lose an øre. */
const largestOre = 1_000_000_000_000;

const amount = (smallest: number) =>
  z
    .int('must be a whole number of øre')
    .min(smallest, `must be ${smallest} øre at least`)
    .max(largestOre, `must be ${largestOre} øre at most`)
    .transform((value) => ore(value));

/** One line of words; `\P{Cc}`: no control characters. */
const line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^\P{Cc}+$/u, 'must be one line of text');

export const orderRegistration = z.strictObject({
  msn: z.string().regex(/^\d{5,6}$/, 'must be the number of a sales unit, 5 or 6 digits'),
  orderId: z
    .string()
    .regex(/^[a-zA-Z0-9-]{1,50}$/, 'must be 1 to 50 letters a to z, digits and hyphens')
    .meta({ description: 'The order id that the payment has at Vipps. Unique within the sales unit.' }),
  amount: amount(100).meta({
    description: 'What the customer is asked for, in whole øre; without the shipping of an express payment.',
  }),
  currency: z.literal('NOK').optional(),
  description: line(100).optional(),
  express: z.boolean().optional().meta({ description: 'An express payment. False when left out.' }),
  device: z.enum(['desktop', 'phone']).optional(),
  initiatedAt: instant.optional(),
  customerKey: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters a to z, digits, hyphens and underscores')
    .optional()
    .meta({
      description:
        'A pseudonym of the customer, by which two reservations of one person are found. Never a name, a phone number or an e-mail address.',
    }),
});

export const orderConfirmation = z.strictObject({
  confirmedAt: instant.optional(),
  how: z.enum(['return', 'poll', 'callback']).meta({
    description: 'How the shop knew of the payment: the customer came back, the shop asked, or Vipps called.',
  }),
});

export const newShipment = z.strictObject({
  shipmentId: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,50}$/, 'must be 1 to 50 letters a to z, digits, hyphens and underscores')
    .meta({ description: 'The name the shop gives it. Unique within the order.' }),
  trackingNumber: line(60).optional(),
  carrier: line(60).optional(),
  shippedAt: instant.optional(),
  amount: amount(1)
    .optional()
    .meta({ description: 'What of the order was sent, in whole øre; all that remains when left out.' }),
});

const text = z.string().nullable();
const money = z
  .int()
  .min(0)
  .transform((value) => ore(value));
const when = z.iso.datetime();
const maybeWhen = when.nullable();

/** What an order looks like to its shop. */
export const orderAnswer: z.ZodType<ShopOrderView> = z
  .object({
    msn: z.string(),
    orderId: z.string(),
    state: z.enum(orderStates),
    currency: z.string(),
    amount: money,
    reserved: money,
    captured: money,
    refunded: money,
    cancelled: money,
    remaining: money.meta({ description: 'Reserved, and neither captured nor cancelled.' }),
    description: text,
    express: z.boolean(),
    device: z.enum(['desktop', 'phone']).nullable(),
    registeredAt: when,
    initiatedAt: maybeWhen,
    reservedAt: maybeWhen,
    confirmedAt: maybeWhen,
    shippedAt: maybeWhen,
    guaranteeUntil: maybeWhen,
    deadlineAt: maybeWhen,
    shipping: z.object({ methodId: text, method: text, cost: money.nullable() }).nullable(),
    customer: z
      .object({
        firstName: text,
        lastName: text,
        email: text,
        mobileNumber: text,
        address: z.object({
          addressLine1: text,
          addressLine2: text,
          postCode: text,
          city: text,
          country: text,
        }),
      })
      .nullable()
      .meta({ description: 'What the customer of an express payment shares; null once it is erased.' }),
    shipments: z.array(
      z.object({
        shipmentId: z.string(),
        amount: money.nullable().meta({ description: 'Null: all that remained.' }),
        carrier: text,
        trackingNumber: text,
        shippedAt: when,
        capture: z.enum(captureStates),
        problem: text,
      }),
    ),
    vipps: z
      .object({
        callbackPrefix: z.url(),
        shippingDetailsPrefix: z.url(),
        consentRemovalPrefix: z.url(),
        authToken: z.string(),
      })
      .meta({ description: 'For InitiatePayment, word for word.' }),
  })
  .meta({ description: 'Amounts are whole øre, instants UTC. Fields may be added.' });

export const problemAnswer = z.object({
  type: z.string().meta({
    description: 'What went wrong, for programs.',
    examples: Object.keys(problems).map((kind) => `urn:oppgjor:problem:${kind}`),
  }),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
