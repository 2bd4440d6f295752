/**
 * Answers of the eCom API v2, as tolerant as experience asks: unknown fields are kept, operations and states are
 * any text (RESERVE or RESERVED, CANCEL or CANCELLED), personal details may read `[Expired]`, and what the file
 * calls optional may be missing or null. Amounts are not tolerant: whole numbers in the safe range, or refused.
 */
import { z } from 'zod';

const text = z.string().nullish();
const amount = z.int();

/** In kroner, with decimals, unlike every other amount. */
const shippingCost = z.union([z.number(), z.string()]).nullish();

const summarySchema = z.looseObject({
  capturedAmount: amount,
  refundedAmount: amount,
  remainingAmountToCapture: amount,
  remainingAmountToRefund: amount,
});

const logEntrySchema = z.looseObject({
  operation: z.string().min(1),
  amount,
  operationSuccess: z.boolean(),
  requestId: text,
  timeStamp: text,
  transactionId: text,
  transactionText: text,
});

/** Details say `postCode`, the express callback `zipCode`. */
const addressSchema = z.looseObject({
  addressLine1: text,
  addressLine2: text,
  city: text,
  country: text,
  postCode: text,
  zipCode: text,
});

const shippingSchema = z.looseObject({
  address: addressSchema.nullish(),
  shippingCost,
  shippingMethod: text,
  shippingMethodId: text,
});

const userSchema = z.looseObject({
  email: text,
  firstName: text,
  lastName: text,
  mobileNumber: text,
  userId: text,
});

export const detailsSchema = z.looseObject({
  orderId: text,
  transactionLogHistory: z.array(logEntrySchema).nullish(),
  transactionSummary: summarySchema.nullish(),
  shippingDetails: shippingSchema.nullish(),
  userDetails: userSchema.nullish(),
  sub: text,
});

const transactionSchema = z.looseObject({
  amount,
  status: text,
  timeStamp: text,
  transactionId: text,
  transactionText: text,
});

/** Capture and cancel answer with `transactionInfo`, refund with `transaction`. */
export const actionSchema = z.looseObject({
  orderId: z.string(),
  transactionInfo: transactionSchema.nullish(),
  transaction: transactionSchema.nullish(),
  transactionSummary: summarySchema.nullish(),
  paymentInstrument: text,
});

export const initiationSchema = z.looseObject({ orderId: z.string(), url: z.string().min(1) });

export type DetailsWire = z.infer<typeof detailsSchema>;
export type LogEntryWire = z.infer<typeof logEntrySchema>;
export type SummaryWire = z.infer<typeof summarySchema>;
export type ShippingWire = z.infer<typeof shippingSchema>;
export type UserWire = z.infer<typeof userSchema>;
export type ActionWire = z.infer<typeof actionSchema>;
