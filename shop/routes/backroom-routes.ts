/** The back room: the shop's orders and its parcels. Only for whoever sits at this machine. */
import { type Response, Router } from 'express';
import { parseKroner } from '#core/money';
import { backroomPage } from '#shop/pages/backroom-page';
import type { View } from '#shop/pages/layout';
import { shipmentIdPattern } from '#shop/payments/order-id';
import { sendParcel } from '#shop/payments/send-parcel';
import type { ShopParts } from '#shop/routes/shop-parts';
import { fieldsOf, isLocal, sendPage, viewOf } from '#shop/routes/view';
import type { ShopStore } from '#shop/store/open-store';
import type { NewParcel } from '#shop/store/parcel-store';

export function backroomRoutes({ store, desk, clock }: ShopParts): Router {
  const router = Router();
  router.use('/backroom', (request, _response, next) => next(isLocal(request) ? undefined : 'router'));

  router.get('/backroom', (request, response) => showBackroom(store, viewOf(request), response));

  router.post('/backroom/orders/:orderId/parcels', (request, response, next) => {
    const order = store.orders.find(request.params.orderId);
    const view = viewOf(request);
    if (!order) return next();
    const read = readParcel(fieldsOf(request));
    if (read.kind !== 'parcel') return showBackroom(store, view, response, view.texts.backroom[read.kind]);
    return void clock
      .refresh()
      .then(() => sendParcel(store, desk, { ...read.parcel, orderId: order.orderId, createdAt: clock.now() }))
      .then(() => response.redirect(303, `/backroom#${order.orderId}`))
      .catch(next);
  });

  router.post('/backroom/parcels/:shipmentId/send', (request, response, next) => {
    const parcel = store.parcels.find(request.params.shipmentId);
    if (!parcel) return next();
    return void sendParcel(store, desk, parcel)
      .then(() => response.redirect(303, `/backroom#${parcel.orderId}`))
      .catch(next);
  });
  return router;
}

const shownOrders = 50;

function showBackroom(store: ShopStore, view: View, response: Response, problem?: string): void {
  const orders = store.orders.listLatest(shownOrders).map((order) => ({
    order,
    messages: store.outbox.listOfOrder(order.orderId),
    parcels: store.parcels.listOfOrder(order.orderId),
  }));
  sendPage(response, problem === undefined ? 200 : 422, backroomPage(view, orders, problem));
}

type ReadParcel =
  | { readonly kind: 'parcel'; readonly parcel: Omit<NewParcel, 'orderId' | 'createdAt'> }
  | { readonly kind: 'wrongAmount' | 'wrongText' };

function readParcel(fields: Readonly<Record<string, string>>): ReadParcel {
  const { shipmentId = '', trackingNumber = '', carrier = '', amount = '' } = fields;
  const [tracking, by] = [trackingNumber.trim(), carrier.trim()];
  if (!shipmentIdPattern.test(shipmentId) || tracking.length > longestText || by.length > longestText)
    return { kind: 'wrongText' };
  const amountOre = amount.trim() === '' ? null : parseKroner(amount);
  if (amountOre === undefined || (amountOre !== null && amountOre < leastOre)) return { kind: 'wrongAmount' };
  const words = { trackingNumber: tracking || null, carrier: by || null };
  return { kind: 'parcel', parcel: { shipmentId, ...words, amountOre } };
}

const longestText = 60;
/** What Vipps captures at least. */
const leastOre = 100;
