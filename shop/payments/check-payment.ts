/** Asks Vipps how a payment stands and writes it down. The only thing that makes an order paid. */
import { assertNever } from '#core/assert-never';
import type { PaymentState } from '#core/payment-state';
import type { ShopClock } from '#shop/clock';
import { readPayment } from '#shop/payments/read-payment';
import type { ConfirmedHow, OrderStore, ShopOrder, ShopOrderState } from '#shop/store/order-store';
import type { PaymentDetails, VippsClient } from '#vipps/client';
import { isVippsError, type VippsError } from '#vipps/errors';

export function createPaymentCheck(parts: CheckParts): PaymentCheck {
  const underWay = new Map<string, Promise<PaymentDetails | VippsError>>();

  /** Several windows of one customer are one question. */
  function ask({ msn, orderId }: ShopOrder): Promise<PaymentDetails | VippsError> {
    const running = underWay.get(orderId);
    if (running) return running;
    const asking = parts.vipps
      .getPaymentDetails(msn, orderId)
      .catch((error: unknown) => {
        if (isVippsError(error)) return error;
        throw error;
      })
      .finally(() => underWay.delete(orderId));
    underWay.set(orderId, asking);
    return asking;
  }

  return {
    async check(order, how) {
      const answer = await ask(order);
      if (isVippsError(answer)) {
        if (isUnknownOrder(answer)) return { kind: 'unknown-to-vipps', order };
        return { kind: 'not-seen', order };
      }
      writeDown(parts, order, answer, how);
      return { kind: 'seen', order: parts.orders.find(order.orderId) ?? order, details: answer };
    },
  };
}

export interface PaymentCheck {
  /** Rejects only when something is wrong here. */
  check(order: ShopOrder, how: ConfirmedHow): Promise<Checked>;
}

/** not-seen: Vipps did not answer, and the order is as it was last known. */
export type Checked =
  | { readonly kind: 'seen'; readonly order: ShopOrder; readonly details: PaymentDetails }
  | { readonly kind: 'not-seen' | 'unknown-to-vipps'; readonly order: ShopOrder };

export interface CheckParts {
  readonly orders: OrderStore;
  readonly vipps: VippsClient;
  readonly clock: ShopClock;
  readonly log: { warn(fields: object, message: string): void };
}

function writeDown(
  { orders, clock, log }: CheckParts,
  order: ShopOrder,
  details: PaymentDetails,
  how: ConfirmedHow,
): void {
  const derived = readPayment(details);
  if (derived.kind === 'inconsistent') {
    log.warn({ orderId: order.orderId, reason: derived.reason }, 'a history that does not add up');
    return;
  }
  const state = shopStateOf(derived);
  if (state === 'waiting') return; // nothing has happened that would be news
  const { method, shippingCostOre } = details.shipping ?? {};
  const paidOre = derived.reservedOre > 0 ? derived.reservedOre : undefined;
  orders.decide(order.orderId, state, { paidOre, shippingMethod: method, shippingOre: shippingCostOre });
  if (state === 'paid') orders.confirm(order.orderId, clock.now(), how);
}

function shopStateOf({ state, reservedOre }: PaymentState): ShopOrderState {
  switch (state) {
    case 'initiated':
      return 'waiting';
    case 'reserved':
    case 'partially_captured':
    case 'captured':
    case 'partially_refunded':
      return 'paid';
    case 'refunded':
      return 'refunded';
    case 'cancelled':
      return reservedOre > 0 ? 'released' : 'declined';
    case 'rejected':
      return 'refused';
    case 'expired':
      return 'expired';
    default:
      return assertNever(state);
  }
}

/** 35: no such order at this sales unit ("Error codes" of the eCom API). */
function isUnknownOrder(error: VippsError): boolean {
  return error.kind === 'not-found' || error.errors.some(({ code }) => code === '35');
}
