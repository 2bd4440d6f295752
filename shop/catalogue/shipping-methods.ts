/** How the shop sends express orders when it names the methods itself (`staticShippingDetails`). Costs are øre, 1 kr at least. */
import { ore } from '#core/money';
import type { StaticShipping } from '#vipps/client';

export const shippingMethods: readonly StaticShipping[] = [
  {
    isDefault: true,
    priority: 1,
    shippingMethodId: 'posten-postkassen',
    shippingMethod: 'Posten pakke i postkassen',
    shippingCostOre: ore(4900),
  },
  {
    isDefault: false,
    priority: 2,
    shippingMethodId: 'hjem-kveld',
    shippingMethod: 'Hjemlevering på kveldstid',
    shippingCostOre: ore(12_900),
  },
  {
    isDefault: false,
    priority: 3,
    shippingMethodId: 'hent-i-butikken',
    shippingMethod: 'Hent i butikken',
    shippingCostOre: ore(100),
  },
];
