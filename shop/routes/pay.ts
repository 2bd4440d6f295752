/** The end of both ways to pay: an order is placed and the customer is sent to where it goes on. */
import type { Request, Response } from 'express';
import { assertNever } from '#core/assert-never';
import { readChoices } from '#shop/choices';
import { againAddress } from '#shop/pages/order-page';
import { noExpressPage, notStartedPage } from '#shop/pages/plain-pages';
import type { OrderRequest } from '#shop/payments/place-order';
import type { ShopParts } from '#shop/routes/shop-parts';
import { sendPage, viewOf } from '#shop/routes/view';

export async function pay(
  { checkout }: ShopParts,
  request: Request,
  response: Response,
  wanted: Omit<OrderRequest, 'language' | 'device' | 'choices'>,
): Promise<void> {
  const view = viewOf(request);
  const { language } = view;
  const device = deviceOf(request);
  const placed = await checkout.placeOrder({ ...wanted, language, device, choices: readChoices(request) });
  switch (placed.kind) {
    case 'to-vipps':
      response.redirect(303, placed.url);
      return;
    case 'known':
      response.redirect(303, `/orders/${placed.order.orderId}?key=${placed.order.pageKey}`);
      return;
    case 'not-started':
      sendPage(response, 502, notStartedPage(view, placed.orderId, againAddress(wanted)));
      return;
    case 'no-express':
      sendPage(response, 503, noExpressPage(view, placed.orderId, wanted.lines));
      return;
    default:
      assertNever(placed);
  }
}

/** A guess from what the browser says of itself; only told to the desk. */
function deviceOf(request: Request): 'desktop' | 'phone' {
  const isMobile = request.headers['sec-ch-ua-mobile'] === '?1';
  return isMobile || /Mobi|Android|iPhone|iPod/i.test(request.headers['user-agent'] ?? '')
    ? 'phone'
    : 'desktop';
}
