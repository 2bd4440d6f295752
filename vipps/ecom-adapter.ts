/**
 * eCom's answers in our own words. Amounts become Ore, instants ISO 8601 in UTC. What cannot be converted throws
 * a RangeError, which the transport reports as 'malformed'.
 */
import { type Ore, ore } from '#core/money';
import { oreFromKroner } from './kroner-wire';
import {
  type ActionWire,
  actionSchema,
  type DetailsWire,
  detailsSchema,
  initiationSchema,
  type LogEntryWire,
  type ShippingWire,
  type SummaryWire,
  type UserWire,
} from './schemas/ecom';
import { instantFromWire } from './wire-instant';

export function paymentDetailsFromWire(json: unknown, orderId: string): PaymentDetails {
  const wire = detailsSchema.parse(json);
  assertSameOrder(wire.orderId ?? orderId, orderId);
  return {
    orderId,
    history: historyFromWire(wire.transactionLogHistory ?? []),
    summary: wire.transactionSummary ? summaryFromWire(wire.transactionSummary) : undefined,
    shipping: wire.shippingDetails ? shippingFromWire(wire.shippingDetails) : undefined,
    user: wire.userDetails ? userFromWire(wire.userDetails) : undefined,
    sub: wire.sub ?? undefined,
    raw: withoutPersonalDetails(wire),
  };
}

export interface PaymentDetails {
  readonly orderId: string;
  /** Newest first, failed attempts included, as received. */
  readonly history: readonly PaymentLogEntry[];
  /** Absent until the customer has acted. */
  readonly summary?: PaymentSummary;
  /** Express only. */
  readonly shipping?: PaymentShipping;
  /** Express only. */
  readonly user?: PaymentUser;
  readonly sub?: string;
  /** Everything received, unknown fields included, but no user, address or `sub`: safe to store and to erase by. */
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface PaymentLogEntry {
  /** INITIATE, RESERVE, SALE, CAPTURE, REFUND, CANCEL, VOID; or whatever Vipps says. */
  readonly operation: string;
  readonly amountOre: Ore;
  /** false: an attempt that failed and changed nothing. */
  readonly success: boolean;
  /** The X-Request-Id of the command that caused it. */
  readonly requestId?: string;
  readonly timeStamp: string;
  readonly transactionId?: string;
  readonly text?: string;
}

export interface PaymentSummary {
  readonly capturedOre: Ore;
  readonly refundedOre: Ore;
  readonly remainingToCaptureOre: Ore;
  readonly remainingToRefundOre: Ore;
}

export interface PaymentShipping {
  readonly method?: string;
  readonly methodId?: string;
  /** Absent when Vipps's kroner are no whole number of øre; `raw` holds what came. */
  readonly shippingCostOre?: Ore;
  readonly address?: PaymentAddress;
}

export interface PaymentAddress {
  readonly addressLine1?: string;
  readonly addressLine2?: string;
  readonly postCode?: string;
  readonly city?: string;
  readonly country?: string;
}

/** Fields that read `[Expired]` (7 days after the reservation) are absent, so that they cannot overwrite real ones. */
export interface PaymentUser {
  readonly userId?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
  readonly mobileNumber?: string;
  /** true: at least one field read `[Expired]`. */
  readonly expired: boolean;
}

/** The answer to a capture, a cancellation or a refund. The details tell more. */
export interface ActionResult {
  readonly orderId: string;
  /** Captured, Cancelled, Refund; or whatever Vipps says. */
  readonly status?: string;
  readonly amountOre?: Ore;
  readonly timeStamp?: string;
  readonly transactionId?: string;
  readonly text?: string;
  readonly summary?: PaymentSummary;
  readonly paymentInstrument?: string;
  readonly raw: Readonly<Record<string, unknown>>;
}

export function actionResultFromWire(json: unknown, orderId: string): ActionResult {
  const wire: ActionWire = actionSchema.parse(json);
  assertSameOrder(wire.orderId, orderId);
  const transaction = wire.transactionInfo ?? wire.transaction;
  return {
    orderId,
    status: transaction?.status ?? undefined,
    amountOre: transaction ? ore(transaction.amount) : undefined,
    timeStamp: transaction?.timeStamp ? instantFromWire(transaction.timeStamp) : undefined,
    transactionId: transaction?.transactionId ?? undefined,
    text: transaction?.transactionText ?? undefined,
    summary: wire.transactionSummary ? summaryFromWire(wire.transactionSummary) : undefined,
    paymentInstrument: wire.paymentInstrument ?? undefined,
    raw: wire,
  };
}

/** Where to send the customer. The address works for five minutes and must not be changed. */
export interface PaymentInitiation {
  readonly orderId: string;
  readonly url: string;
}

export function initiationFromWire(json: unknown, orderId: string): PaymentInitiation {
  const wire = initiationSchema.parse(json);
  assertSameOrder(wire.orderId, orderId);
  return { orderId, url: wire.url };
}

/** An answer about another order must never be booked on this one. */
function assertSameOrder(answered: string, asked: string): void {
  if (answered !== asked) throw new RangeError('the answer is about another order');
}

/**
 * The API file does not promise a time on each entry. The history is in order, so a missing time is taken from
 * the nearest older entry, or else the nearest newer one; a history without any time is refused.
 */
function historyFromWire(entries: readonly LogEntryWire[]): PaymentLogEntry[] {
  const times = entries.map((entry) => (entry.timeStamp ? instantFromWire(entry.timeStamp) : undefined));
  return entries.map((entry, index) => {
    const timeStamp = times.slice(index).find(Boolean) ?? times.slice(0, index).findLast(Boolean);
    if (timeStamp === undefined) throw new RangeError('no entry of the history has a time');
    return {
      operation: entry.operation,
      amountOre: ore(entry.amount),
      success: entry.operationSuccess,
      requestId: entry.requestId || undefined,
      timeStamp,
      transactionId: entry.transactionId || undefined,
      text: entry.transactionText ?? undefined,
    };
  });
}

function summaryFromWire(wire: SummaryWire): PaymentSummary {
  return {
    capturedOre: ore(wire.capturedAmount),
    refundedOre: ore(wire.refundedAmount),
    remainingToCaptureOre: ore(wire.remainingAmountToCapture),
    remainingToRefundOre: ore(wire.remainingAmountToRefund),
  };
}

function shippingFromWire(wire: ShippingWire): PaymentShipping {
  const cost = wire.shippingCost;
  const { address } = wire;
  return {
    method: wire.shippingMethod ?? undefined,
    methodId: wire.shippingMethodId ?? undefined,
    shippingCostOre: cost === undefined || cost === null ? undefined : oreFromKroner(cost),
    address: address
      ? {
          addressLine1: unlessExpired(address.addressLine1),
          addressLine2: unlessExpired(address.addressLine2),
          postCode: unlessExpired(address.postCode ?? address.zipCode),
          city: unlessExpired(address.city),
          country: unlessExpired(address.country),
        }
      : undefined,
  };
}

function userFromWire(wire: UserWire): PaymentUser {
  const { userId, firstName, lastName, email, mobileNumber } = wire;
  return {
    userId: unlessExpired(userId),
    firstName: unlessExpired(firstName),
    lastName: unlessExpired(lastName),
    email: unlessExpired(email),
    mobileNumber: unlessExpired(mobileNumber),
    expired: [userId, firstName, lastName, email, mobileNumber].some(isExpired),
  };
}

function unlessExpired(value: string | null | undefined): string | undefined {
  return value === null || isExpired(value) ? undefined : value;
}

function isExpired(value: string | null | undefined): boolean {
  return value?.trim().toLowerCase() === '[expired]';
}

function withoutPersonalDetails(wire: DetailsWire): Readonly<Record<string, unknown>> {
  const { userDetails, sub, shippingDetails, ...rest } = wire;
  if (!shippingDetails) return rest;
  const { address, ...shipping } = shippingDetails;
  return { ...rest, shippingDetails: shipping };
}
