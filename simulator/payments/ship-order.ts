import { remainingToCapture } from '#simulator/payments/capture-payment';
import type { Payment } from '#simulator/store/payment-store';
import type { World } from '#simulator/world';

/**
 * The shop hands over the goods of a reserved order. Vipps never hears of it; only the shop's own list tells. False =
 * nothing is reserved, or it was said before.
 */
export function shipOrder(world: World, at: string, payment: Payment): boolean {
  if (payment.state !== 'reserved' || payment.shippedAt !== null || remainingToCapture(payment) === 0)
    return false;
  world.atomically(() => world.payments.update({ ...payment, shippedAt: at }));
  return true;
}
