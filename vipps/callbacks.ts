/**
 * The calls that Vipps makes to a merchant, in our own words: payment updates and the question for delivery methods. Source: the
 * merchant endpoints of the eCom API v2. What a person shared is left out here on purpose: it is read with the payment's details.
 */
import { type Ore, ore } from '#core/money';
import { kronerFromOre } from './kroner-wire';
import { paymentUpdateSchema, shippingDetailsRequestSchema } from './schemas/callbacks';
import { instantFromWire } from './wire-instant';

/** Undefined: this is no payment update. */
export function paymentUpdateFromWire(json: unknown): PaymentUpdate | undefined {
  const parsed = paymentUpdateSchema.safeParse(json);
  if (!parsed.success) return undefined;
  const { merchantSerialNumber, orderId, transactionInfo, errorInfo } = parsed.data;
  if (!orderId && !transactionInfo && !errorInfo) return undefined;
  return {
    msn: merchantSerialNumber ?? undefined,
    orderId: orderId ?? undefined,
    status: transactionInfo?.status ?? undefined,
    amountOre: transactionInfo?.amount == null ? undefined : ore(transactionInfo.amount),
    transactionId: transactionInfo?.transactionId ?? undefined,
    occurredAt: instantOf(transactionInfo?.timeStamp),
    errorCode: errorInfo?.errorCode == null ? undefined : String(errorInfo.errorCode).slice(0, 20),
    errorMessage: errorInfo?.errorMessage?.slice(0, 500),
  };
}

export interface PaymentUpdate {
  readonly msn?: string;
  readonly orderId?: string;
  /** RESERVED (regular), RESERVE (express), SALE, CANCELLED, REJECTED; or whatever Vipps says. */
  readonly status?: string;
  readonly amountOre?: Ore;
  readonly transactionId?: string;
  readonly occurredAt?: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
}

/** Undefined: this is no question for delivery methods. */
export function shippingAddressIdFromWire(json: unknown): number | undefined {
  return shippingDetailsRequestSchema.safeParse(json).data?.addressId;
}

export interface DeliveryMethod {
  readonly id: string;
  readonly name: string;
  readonly costOre: Ore;
  readonly isDefault: boolean;
}

/** The answer to that question: methods in the order in which the app shall show them, costs in kroner. */
export function shippingDetailsToWire(
  orderId: string,
  addressId: number,
  methods: readonly DeliveryMethod[],
): object {
  return {
    addressId,
    orderId,
    shippingDetails: methods.map((method, index) => ({
      isDefault: method.isDefault ? 'Y' : 'N',
      priority: index + 1,
      shippingCost: kronerFromOre(method.costOre),
      shippingMethod: method.name,
      shippingMethodId: method.id,
    })),
  };
}

/** A time that cannot be read is no reason to refuse the rest. */
function instantOf(text: string | null | undefined): string | undefined {
  if (!text) return undefined;
  try {
    return instantFromWire(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
