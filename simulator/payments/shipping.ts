import { z } from 'zod';
import type { Payment } from '#simulator/store/payment-store';

/**
 * The shipping method of an express payment: the one asked for, else the shop's default, else its first.
 * A shop that sent no static methods gets the simulator's own two. Undefined = no such method.
 */
export function chooseShipping(
  payment: Payment,
  shippingMethodId: string | undefined,
): ChosenShipping | undefined {
  const methods = listShipping(payment);
  const found =
    shippingMethodId === undefined
      ? (methods.find((method) => method.isDefault === 'Y') ?? methods[0])
      : methods.find((method) => method.shippingMethodId === shippingMethodId);
  if (!found) return undefined;
  return { cost: found.shippingCost, method: found.shippingMethod, methodId: found.shippingMethodId };
}

/** In the order the app would show them. */
export function listShipping(payment: Payment): readonly ShippingMethod[] {
  const { staticShippingDetails: methods } = withShipping.parse(JSON.parse(payment.merchantInfo));
  if (methods === undefined || methods.length === 0) return ownMethods;
  return methods.toSorted((a, b) => (a.priority ?? 0) - (b.priority ?? 0));
}

/** The cost is in kroner. */
export interface ChosenShipping {
  readonly cost: number;
  readonly method: string;
  readonly methodId: string;
}

export const shippingMethodSchema = z.looseObject({
  isDefault: z.enum(['Y', 'N']),
  priority: z.int().optional(),
  shippingCost: z.number().min(0).max(1_000_000),
  shippingMethod: z.string().min(1).max(256),
  shippingMethodId: z.string().min(1).max(100),
});
export type ShippingMethod = z.infer<typeof shippingMethodSchema>;

const withShipping = z.looseObject({ staticShippingDetails: z.array(shippingMethodSchema).optional() });

const ownMethods: readonly ShippingMethod[] = [
  {
    isDefault: 'Y',
    priority: 1,
    shippingCost: 79,
    shippingMethod: 'Posten pakke i postkassen',
    shippingMethodId: 'posten-postkassen',
  },
  {
    isDefault: 'N',
    priority: 2,
    shippingCost: 149.5,
    shippingMethod: 'Hjemlevering på kveldstid',
    shippingMethodId: 'hjem-kveld',
  },
];
