/**
 * What may be sent. Lengths and patterns are those of the eCom API file; where it leaves a choice the stricter
 * reading is taken, since an order or a key that Vipps cuts short is worse than one that is refused here.
 */
import { z } from 'zod';

/** Sales units have five digits (old ones) or six. */
export const msnSchema = z.string().regex(/^\d{5,6}$/);
export const orderIdSchema = z.string().regex(/^[a-zA-Z0-9-]{1,50}$/);

/** "Max 40 characters". Spaces at the ends would be lost in a header, so none are allowed. */
const requestIdSchema = z.string().regex(/^[\x21-\x7e]{1,40}$/);

/** Required and shown to the customer: "   " is as good as missing. Counted in UTF-16, never fewer than characters. */
const textSchema = z
  .string()
  .max(100)
  .refine((text) => text.trim() !== '', 'must not be blank');

/** At least 1 kr. Zero is refused on purpose: Vipps would take it as "all that remains". */
const amountSchema = z.int().min(100);

const phoneSchema = z.string().regex(/^\d{8}$/);
const urlLength = z.string().min(1).max(255);
const webUrlSchema = urlLength.refine(isWebUrl, 'must be a web address');

const paymentSchema = z.object({ msn: msnSchema, orderId: orderIdSchema });

export const detailsRequestSchema = paymentSchema;
export const moneyRequestSchema = paymentSchema.extend({
  amountOre: amountSchema.optional(),
  text: textSchema,
  requestId: requestIdSchema,
});
export const cancelRequestSchema = paymentSchema.extend({
  text: textSchema,
  releaseRemaining: z.boolean().optional(),
});
export const forceApproveRequestSchema = paymentSchema.extend({
  phoneNumber: phoneSchema.optional(),
  token: z.string().min(1).optional(),
});

const staticShippingSchema = z.object({
  isDefault: z.boolean(),
  priority: z.int().optional(),
  shippingCostOre: z.int().min(0),
  shippingMethod: z.string().min(1).max(256),
  shippingMethodId: z.string().min(1).max(100),
});

const merchantInfoSchema = z
  .object({
    merchantSerialNumber: msnSchema,
    callbackPrefix: urlLength,
    fallBack: urlLength, // a web address or an app's own scheme
    authToken: z.string().min(1).max(255).optional(),
    consentRemovalPrefix: webUrlSchema.optional(),
    shippingDetailsPrefix: webUrlSchema.optional(),
    isApp: z.boolean().optional(),
    paymentType: z.enum(['eComm Regular Payment', 'eComm Express Payment']).optional(),
    staticShippingDetails: z.array(staticShippingSchema).min(1).optional(),
  })
  .superRefine((info, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (!info.isApp && !isWebUrl(info.callbackPrefix)) refuse('callbackPrefix', 'must be a web address');
    if (info.paymentType === 'eComm Express Payment') {
      if (!info.consentRemovalPrefix) refuse('consentRemovalPrefix', 'is required for express');
      if (!info.shippingDetailsPrefix && !info.staticShippingDetails) {
        refuse('shippingDetailsPrefix', 'express needs this or staticShippingDetails');
      }
    }
    const methods = info.staticShippingDetails ?? [];
    if (new Set(methods.map((method) => method.shippingMethodId)).size < methods.length) {
      refuse('staticShippingDetails', 'has two methods with one id');
    }
    if (methods.filter((method) => method.isDefault).length > 1) {
      refuse('staticShippingDetails', 'has more than one default');
    }
  });

export const initiateRequestSchema = z.object({
  merchantInfo: merchantInfoSchema,
  customerInfo: z.object({ mobileNumber: phoneSchema.optional() }).optional(),
  transaction: z.object({
    orderId: orderIdSchema,
    amountOre: amountSchema,
    transactionText: textSchema,
    scope: z.string().min(1).optional(),
    skipLandingPage: z.boolean().optional(),
    useExplicitCheckoutFlow: z.boolean().optional(),
  }),
});

/** A part of an address: never empty, and never "." or "..", which would lead elsewhere. */
const ledgerIdSchema = z.string().regex(/^[A-Za-z0-9][\w.:-]{0,99}$/);
const topicSchema = z.enum(['funds', 'fees']);
const cursorSchema = z.string().max(8000).optional();

export const ledgerDayRequestSchema = z.object({
  ledgerId: ledgerIdSchema,
  topic: topicSchema,
  date: z.iso.date(),
  cursor: cursorSchema,
});
export const feedRequestSchema = z.object({
  ledgerId: ledgerIdSchema,
  topic: topicSchema,
  cursor: cursorSchema,
});

function isWebUrl(text: string): boolean {
  return /^https?:\/\/[^\s/]/i.test(text) && URL.canParse(text);
}
