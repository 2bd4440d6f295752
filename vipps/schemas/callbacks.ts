/**
 * What Vipps sends to the merchant's own endpoints, as tolerant as its answers: states are any text, unknown fields are left
 * aside. An amount that is no whole number is refused.
 */
import { z } from 'zod';

const text = z.string().nullish();

export const paymentUpdateSchema = z.looseObject({
  merchantSerialNumber: text,
  orderId: text,
  transactionInfo: z
    .looseObject({
      amount: z.int().nullish(),
      status: z.string().max(100).nullish(),
      timeStamp: text,
      transactionId: z.string().max(100).nullish(),
    })
    .nullish(),
  errorInfo: z
    .looseObject({
      errorCode: z.union([z.string(), z.number()]).nullish(),
      errorMessage: text,
    })
    .nullish(),
});

/** `addressId` comes back in the answer. The address itself is not needed to name a price. */
export const shippingDetailsRequestSchema = z.looseObject({ addressId: z.int() });
