/**
 * From a pressed button to an address at Vipps: the order is stored, the desk is told, Vipps is asked. One form key makes
 * one order, however often the form is sent.
 */
import { createHmac } from 'node:crypto';
import { type Ore, ore, sumOre } from '#core/money';
import type { Choices } from '#shop/choices';
import type { ShopClock } from '#shop/clock';
import type { OutboxDelivery } from '#shop/desk/deliver-outbox';
import { initiationOf, transactionText } from '#shop/payments/initiation';
import { makeKey, makeOrderId } from '#shop/payments/order-id';
import type { ShopStore } from '#shop/store/open-store';
import type { NewOrder, OrderLine, ShopOrder } from '#shop/store/order-store';
import type { VippsClient } from '#vipps/client';
import { isVippsError } from '#vipps/errors';

export function createCheckout(parts: CheckoutParts): Checkout {
  const underWay = new Map<string, Promise<Placed>>();
  return {
    placeOrder(request) {
      const running = underWay.get(request.formKey);
      if (running) return running;
      const placing = place(parts, request).finally(() => underWay.delete(request.formKey));
      underWay.set(request.formKey, placing);
      return placing;
    },
    isUnderWay: (formKey) => underWay.has(formKey),
  };
}

export interface Checkout {
  placeOrder(request: OrderRequest): Promise<Placed>;
  isUnderWay(formKey: string): boolean;
}

/**
 * to-vipps: send the customer there. known: the form was sent before, and the order has gone on since. not-started: Vipps said
 * no, or nothing. no-express: Vipps was not asked, since the shop does not know where consents are removed.
 */
export type Placed =
  | { readonly kind: 'to-vipps'; readonly url: string }
  | { readonly kind: 'known'; readonly order: ShopOrder }
  | { readonly kind: 'not-started' | 'no-express'; readonly orderId: string };

export interface OrderRequest {
  /** Made when the form was shown; one order for each. */
  readonly formKey: string;
  readonly msn: string;
  readonly isExpress: boolean;
  readonly lines: readonly OrderLine[];
  /** As it stands in the cookie; empty for a single product. */
  readonly cart: string;
  readonly language: 'nb' | 'en';
  readonly device: 'desktop' | 'phone';
  readonly choices: Choices;
  /** Eight digits. */
  readonly mobileNumber?: string;
}

export interface CheckoutParts {
  readonly store: ShopStore;
  readonly vipps: VippsClient;
  readonly delivery: OutboxDelivery;
  readonly clock: ShopClock;
  readonly deskUrl: string;
  readonly shopUrl: () => string;
  readonly log: { warn(fields: object, message: string): void };
}

async function place(parts: CheckoutParts, request: OrderRequest): Promise<Placed> {
  const { store, clock } = parts;
  const known = store.orders.findByFormKey(request.formKey);
  if (known) return placedBefore(store, known, clock.now());
  await clock.refresh();
  const order = addOrder(parts, request);
  const registered = await parts.delivery.registerNow(order.orderId);
  const { choices, mobileNumber } = request;
  const initiation = initiationOf(order, {
    shopUrl: parts.shopUrl(),
    deskUrl: parts.deskUrl,
    registered,
    addresses: store.addresses.find(order.msn),
    choices,
    mobileNumber,
  });
  if (initiation === undefined) {
    store.orders.decide(order.orderId, 'failed');
    return { kind: 'no-express', orderId: order.orderId };
  }
  try {
    const { url } = await parts.vipps.initiatePayment(initiation);
    store.orders.markWaiting(order.orderId, url);
    return { kind: 'to-vipps', url };
  } catch (error) {
    if (!isVippsError(error)) throw error;
    // without an answer Vipps may have the order: its id is never used again
    store.orders.decide(order.orderId, error.effect === 'none' ? 'failed' : 'unknown');
    const { kind, status, effect } = error;
    parts.log.warn({ orderId: order.orderId, kind, status, effect }, 'payment was not started');
    return { kind: 'not-started', orderId: order.orderId };
  }
}

/** The link works for five minutes ("Initiate payment" in the eCom API guide). */
export function linkIsAlive(order: Pick<ShopOrder, 'createdAt'>, now: string): boolean {
  return Date.parse(now) - Date.parse(order.createdAt) < linkMs;
}
const linkMs = 5 * 60_000;

function placedBefore({ addresses }: ShopStore, order: ShopOrder, now: string): Placed {
  const { state, vippsUrl, orderId, msn, isExpress } = order;
  if (state === 'failed' && isExpress && addresses.find(msn) === undefined)
    return { kind: 'no-express', orderId };
  if (state === 'starting' || state === 'failed' || state === 'unknown')
    return { kind: 'not-started', orderId };
  if (state === 'waiting' && vippsUrl !== null && linkIsAlive(order, now))
    return { kind: 'to-vipps', url: vippsUrl };
  return { kind: 'known', order };
}

/** Six characters can meet by chance: then another six are taken. */
function addOrder({ store, clock }: CheckoutParts, request: OrderRequest): NewOrder {
  for (let tries = 0; tries < 5; tries += 1) {
    const order = newOrder(request, clock.now());
    if (store.orders.add(order, registrationOf(order, request, store.customerSecret))) return order;
  }
  throw new Error('no free order id was found');
}

function newOrder({ formKey, msn, isExpress, lines, cart, language }: OrderRequest, now: string): NewOrder {
  const pageKey = makeKey();
  const amountOre: Ore = sumOre(lines.map(({ unitOre, quantity }) => ore(unitOre * quantity)));
  const orderId = makeOrderId(now);
  return { orderId, msn, formKey, pageKey, createdAt: now, isExpress, cart, lines, amountOre, language };
}

/** POST /api/v1/orders at the desk. */
function registrationOf(order: NewOrder, { device, mobileNumber }: OrderRequest, secret: string): string {
  return JSON.stringify({
    msn: order.msn,
    orderId: order.orderId,
    amount: order.amountOre,
    currency: 'NOK',
    description: transactionText(order),
    express: order.isExpress,
    device,
    initiatedAt: order.createdAt,
    ...(mobileNumber === undefined ? {} : { customerKey: pseudonymOf(mobileNumber, secret) }),
  });
}

/** The same customer gets the same name, and the number itself stays in the shop. */
function pseudonymOf(mobileNumber: string, secret: string): string {
  return createHmac('sha256', secret).update(mobileNumber).digest('base64url');
}
