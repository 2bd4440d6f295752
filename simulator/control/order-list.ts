import { findNumberedPlace } from '#simulator/control/place';
import type { World } from '#simulator/world';

/** What a shop would know of its own payments; those made outside the shop are left out. */
export function listShopOrders(world: World, after: number, limit: number): ShopOrders {
  const page = world.payments.listAfter(after, limit);
  const orders = page
    .filter((payment) => payment.unknownToShop === 0)
    .map((payment) => ({
      msn: payment.msn,
      orderId: payment.orderId,
      amount: payment.amountOre,
      initiatedAt: payment.initiatedAt,
      transactionText: payment.text,
      express: payment.express === 1,
    }));
  return {
    orders,
    nextAfter: findNumberedPlace(
      page.map((payment) => payment.id),
      limit,
    ),
  };
}

export interface ShopOrders {
  readonly orders: readonly {
    readonly msn: string;
    readonly orderId: string;
    readonly amount: number;
    readonly initiatedAt: string;
    readonly transactionText: string;
    readonly express: boolean;
  }[];
  readonly nextAfter: number | null;
}
