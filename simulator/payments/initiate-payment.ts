import { addMs } from '#core/calendar';
import type { Ore } from '#core/money';
import { type Outcome, refused } from '#simulator/payments/refusal';
import type { Payment } from '#simulator/store/payment-store';
import { findSalesUnit, nextTransactionId, type World } from '#simulator/world';

/** A payment that nobody has seen yet. The link to the landing page lives for five minutes. */
export function initiatePayment(world: World, at: string, order: NewOrder): Outcome<{ payment: Payment }> {
  if (!findSalesUnit(world, order.msn)) return refused('37');
  if (world.payments.find(order.msn, order.orderId)) return refused('34');
  return world.atomically(() => {
    const transactionId = nextTransactionId(world);
    const payment = world.payments.insert({
      ...order,
      merchantInfo: JSON.stringify(order.merchantInfo),
      initiatedAt: at,
      timeoutAt: addMs(at, unopenedMs),
      transactionId,
      token: world.randomToken(),
    });
    world.payments.addEvent({
      paymentId: payment.id,
      operation: 'INITIATE',
      amountOre: payment.amountOre,
      success: 1,
      transactionId,
      requestId: null,
      text: payment.text,
      time: at,
    });
    return { ok: true, payment };
  });
}

export interface NewOrder {
  readonly msn: string;
  readonly orderId: string;
  readonly amountOre: Ore;
  readonly text: string;
  readonly express: 0 | 1;
  readonly mobileNumber: string | null;
  /** Kept as it was sent. */
  readonly merchantInfo: unknown;
  readonly unknownToShop: 0 | 1;
}

const unopenedMs = 5 * 60_000;
