import { z } from 'zod';
import { shippingMethodSchema } from '#simulator/payments/shipping';

const msn = z.string().regex(/^\d{5,6}$/, 'must be 5 or 6 digits');
const text = z.string().min(1).max(100);
const merchantInfo = z.looseObject({ merchantSerialNumber: msn });

export const orderIdPattern = /^[a-zA-Z0-9-]{1,50}$/;

/** Only `https`, except for servers on this machine. */
const webUrl = z.string().max(255).refine(isWebUrl, 'must be an https URL');

const initiateMerchantInfo = z
  .looseObject({
    merchantSerialNumber: msn,
    callbackPrefix: z.string().max(255),
    fallBack: z.string().max(255),
    consentRemovalPrefix: z.string().max(255).optional(),
    shippingDetailsPrefix: z.string().max(255).optional(),
    authToken: z.string().max(255).optional(),
    isApp: z.boolean().optional(),
    paymentType: z.enum(['eComm Regular Payment', 'eComm Express Payment']).optional(),
    staticShippingDetails: z.array(shippingMethodSchema).optional(),
  })
  .superRefine((info, context) => {
    const complain = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (info.paymentType === 'eComm Express Payment') {
      if (!info.consentRemovalPrefix) complain('consentRemovalPrefix', 'is required for express payments');
      if (!info.shippingDetailsPrefix && !info.staticShippingDetails?.length) {
        complain('shippingDetailsPrefix', 'or staticShippingDetails is required for express payments');
      }
    }
    if (info.isApp === true) return; // URLs for apps are not checked
    for (const field of ['callbackPrefix', 'consentRemovalPrefix', 'shippingDetailsPrefix'] as const) {
      const value = info[field];
      if (value !== undefined && !webUrl.safeParse(value).success) complain(field, 'must be an https URL');
    }
    if (!isReturnUrl(info.fallBack)) complain('fallBack', 'must be an https URL or one of an app');
  });

export const initiateSchema = z.looseObject({
  customerInfo: z.looseObject({ mobileNumber: z.string().optional() }),
  merchantInfo: initiateMerchantInfo,
  transaction: z.looseObject({
    amount: z.int().min(100).max(2_000_000_000),
    orderId: z.string().regex(orderIdPattern, 'must be 1 to 50 of a-z, A-Z, 0-9 and -'),
    transactionText: text,
    skipLandingPage: z.boolean().optional(),
    scope: z.string().optional(),
    useExplicitCheckoutFlow: z.boolean().optional(),
    additionalData: z.looseObject({}).optional(),
  }),
});

/** Capture and refund. No amount, null and 0 all mean: all that remains. */
export const moneySchema = z.looseObject({
  merchantInfo: merchantInfo.optional(),
  transaction: z.looseObject({
    amount: z.union([z.literal(0), z.int().min(100)], 'must be a whole number of 100 or more').nullish(),
    transactionText: text,
  }),
});

export const cancelSchema = z.looseObject({
  merchantInfo,
  transaction: z.looseObject({ transactionText: text }),
  shouldReleaseRemainingFunds: z.boolean().optional(),
});

export const approveSchema = z.looseObject({
  customerPhoneNumber: z
    .string()
    .regex(/^\d{8}$/, 'must be 8 digits')
    .optional(),
  token: z.string().optional(),
});

function isWebUrl(value: string): boolean {
  const url = parseUrl(value);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isThisMachine(url));
}

function isReturnUrl(value: string): boolean {
  const url = parseUrl(value);
  if (!url) return false;
  return url.protocol !== 'http:' || isThisMachine(url);
}

function isThisMachine(url: URL): boolean {
  return url.hostname === '127.0.0.1' || url.hostname === 'localhost';
}

function parseUrl(value: string): URL | undefined {
  return URL.canParse(value) ? new URL(value) : undefined;
}
