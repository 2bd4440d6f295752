import { z } from 'zod';
import { type Ore, parseDecimalOre } from '#core/money';
import type { Payment } from '#simulator/store/payment-store';

/**
 * The shipping method of an express payment: the one asked for, else the shop's default, else its first. Undefined =
 * no such method. Where nobody has asked the shop (a history, a test without a shop) and it sent no static methods,
 * it gets the simulator's own two.
 */
export function chooseShipping(
  payment: Payment,
  shippingMethodId: string | undefined,
  methods: readonly ShippingMethod[] = listStaticShipping(payment) ?? ownMethods,
): ChosenShipping | undefined {
  const found =
    shippingMethodId === undefined
      ? findDefaultShipping(methods)
      : methods.find((method) => method.shippingMethodId === shippingMethodId);
  if (!found) return undefined;
  return { cost: found.shippingCost, method: found.shippingMethod, methodId: found.shippingMethodId };
}

export function findDefaultShipping(methods: readonly ShippingMethod[]): ShippingMethod | undefined {
  return methods.find((method) => method.isDefault === 'Y') ?? methods[0];
}

/** Those that the shop sent along with the payment, sorted; undefined = none, they are to be asked for. */
export function listStaticShipping(payment: Payment): readonly ShippingMethod[] | undefined {
  const { staticShippingDetails: methods } = withShipping.parse(JSON.parse(payment.merchantInfo));
  return methods === undefined || methods.length === 0 ? undefined : sortShipping(methods);
}

/** In the order the app shows them. */
export function sortShipping(methods: readonly ShippingMethod[]): readonly ShippingMethod[] {
  return methods.toSorted((a, b) => (a.priority ?? 0) - (b.priority ?? 0));
}

/** Shipping is the one amount in kroner. */
export function shippingOre(kroner: number): Ore {
  const amount = parseDecimalOre(kroner.toFixed(2));
  if (amount === undefined) throw new RangeError(`not an amount in kroner: ${kroner}`);
  return amount;
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
