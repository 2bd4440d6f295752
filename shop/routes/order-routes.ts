/** The page after the payment, for whoever holds its key. The state is asked of Vipps each time. */
import { timingSafeEqual } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { writeCart } from '#shop/cart';
import { orderPage } from '#shop/pages/order-page';
import { linkIsAlive } from '#shop/payments/place-order';
import { keepCart } from '#shop/routes/cart-routes';
import type { ShopParts } from '#shop/routes/shop-parts';
import { cartOf, sendPage, viewOf } from '#shop/routes/view';
import type { ShopOrder } from '#shop/store/order-store';

export function orderRoutes(parts: ShopParts): Router {
  const router = Router();
  router.get('/orders/:orderId', (request, response, next) => {
    const order = findOrder(parts, request);
    if (!order) return next();
    return void showOrder(parts, request, response, order).catch(next);
  });

  router.get('/orders/:orderId/state', (request, response, next) => {
    const order = findOrder(parts, request);
    if (!order) {
      response.status(404).json({ state: 'not-found' });
      return;
    }
    checkOrder(parts, order).then(({ order: { state } }) => response.json({ state }), next);
  });
  return router;
}

async function showOrder(
  parts: ShopParts,
  request: Request,
  response: Response,
  order: ShopOrder,
): Promise<void> {
  const checked = await checkOrder(parts, order);
  const cart = cartOf(request);
  const isPaidCart = checked.order.state === 'paid' && cart.length > 0 && writeCart(cart) === order.cart;
  if (isPaidCart) keepCart(response, []);
  const view = { ...viewOf(request), ...(isPaidCart ? { cartCount: 0 } : {}) };
  const page = orderPage(view, {
    order: checked.order,
    details: checked.kind === 'seen' ? checked.details : undefined,
    isSeen: checked.kind !== 'not-seen',
    backToVipps: checked.order.vippsUrl !== null && linkIsAlive(order, parts.clock.now()),
  });
  sendPage(response, 200, page);
}

/** An order that never reached Vipps has nothing to ask about. */
async function checkOrder({ check, clock }: ShopParts, order: ShopOrder) {
  if (order.state === 'failed') return { kind: 'unknown-to-vipps' as const, order };
  await clock.refresh();
  return check.check(order, 'return');
}

/** A wrong key and an unknown order look the same. */
function findOrder({ store }: ShopParts, request: Request): ShopOrder | undefined {
  const { key } = request.query;
  const order = store.orders.find(request.params.orderId ?? '');
  return order && typeof key === 'string' && isSame(key, order.pageKey) ? order : undefined;
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
