import { z } from 'zod';
import { callMerchant } from '#simulator/merchant/call-merchant';
import { readMerchantInfo } from '#simulator/payments/merchant-info';
import type { PersonAddress } from '#simulator/payments/person';
import {
  listStaticShipping,
  type ShippingMethod,
  shippingMethodSchema,
  sortShipping,
} from '#simulator/payments/shipping';
import type { Payment } from '#simulator/store/payment-store';
import type { World } from '#simulator/world';

/**
 * The shipping methods to an address: the static ones, else what the shop answers to ShippingCostAndMethod within ten
 * seconds. A good answer is kept, so that the same methods stand when the customer confirms. Undefined = none can be had
 * (no answer, too late, or not a FetchShippingCostResponse for this order and address).
 */
export async function fetchShipping(
  world: World,
  payment: Payment,
  address: PersonAddress,
): Promise<readonly ShippingMethod[] | undefined> {
  const known = listStaticShipping(payment) ?? world.shipping.find(payment.id, address.addressId);
  if (known) return known;
  const { shippingDetailsPrefix, authToken } = readMerchantInfo(payment);
  if (!shippingDetailsPrefix) return undefined;
  const reply = await callMerchant({
    method: 'POST',
    url: `${shippingDetailsPrefix}/v2/payments/${payment.orderId}/shippingDetails`,
    authToken: authToken ?? null,
    body: JSON.stringify(describeAddress(address)),
    limitMs: world.config.shippingLimitMs,
  });
  if (reply.kind !== 'answered' || reply.status !== 200 || !world.db.open) return undefined;
  const answer = answerSchema.safeParse(readJson(reply.text)).data;
  if (answer?.addressId !== address.addressId || answer.orderId !== payment.orderId) return undefined;
  const methods = sortShipping(answer.shippingDetails);
  world.atomically(() => world.shipping.save(payment.id, address.addressId, methods));
  return methods;
}

function describeAddress(address: PersonAddress): object {
  return {
    addressId: address.addressId,
    addressLine1: address.addressLine1,
    ...(address.addressLine2 === undefined ? {} : { addressLine2: address.addressLine2 }),
    city: address.city,
    country: 'NO',
    postCode: address.postCode,
    addressType: address.addressType,
  };
}

const answerSchema = z.looseObject({
  addressId: z.int(),
  orderId: z.string(),
  shippingDetails: z
    .array(shippingMethodSchema)
    .min(1)
    .refine(
      (methods) => new Set(methods.map((method) => method.shippingMethodId)).size === methods.length,
      'two methods with one id',
    ),
});

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // an answer that is not JSON fits no schema
  }
}
