import { z } from 'zod';
import { ore } from '#core/money';
import { type OrderView, viewOrder } from '#simulator/control/books';
import { ControlError } from '#simulator/control/control-answer';
import { confirmPayment, declinePayment, openPayment } from '#simulator/payments/customer';
import { shipOrder } from '#simulator/payments/ship-order';
import { holdDisputedCapture, returnDisputedCapture } from '#simulator/settlement/adjust-ledger';
import type { Payment } from '#simulator/store/payment-store';
import type { World } from '#simulator/world';

/** What the customer, the customer's bank or the shop does with a payment. Each answers with the order as it is then. */
export const paymentActions = {
  open: (world: World, payment: Payment) => {
    expect(openPayment(world, world.clock.now(), payment), 'not-initiated');
  },
  confirm: (world: World, payment: Payment, body: z.infer<typeof confirmSchema>) => {
    const result = confirmPayment(world, world.clock.now(), payment, body);
    expect(result !== 'not-initiated' && result !== 'unknown-shipping-method', result);
  },
  decline: (world: World, payment: Payment) => {
    expect(declinePayment(world, world.clock.now(), payment), 'not-initiated');
  },
  /** By the shop, which tells it nobody but its own list. */
  ship: (world: World, payment: Payment) => {
    expect(shipOrder(world, world.clock.now(), payment), 'nothing-to-ship');
  },
  dispute: (world: World, payment: Payment, body: z.infer<typeof disputeSchema>) => {
    const amountOre = ore(body.amount ?? payment.capturedOre);
    expect(holdDisputedCapture(world, world.clock.now(), payment, amountOre).ok, 'nothing-to-dispute');
  },
  returnDispute: (world: World, payment: Payment) => {
    expect(returnDisputedCapture(world, world.clock.now(), payment).ok, 'nothing-disputed');
  },
};

export function getPayment(world: World, msn: string, orderId: string): Payment {
  const payment = world.payments.find(msn, orderId);
  if (!payment) throw new ControlError(404, 'unknown-order', `no order ${orderId} of ${msn}`);
  return payment;
}

export function showOrder(world: World, payment: Payment): OrderView {
  return viewOrder(getPayment(world, payment.msn, payment.orderId));
}

export const confirmSchema = z.strictObject({
  instrument: z
    .string()
    .regex(/^[a-zA-Z0-9-]{1,30}$/)
    .optional(),
  shippingMethodId: z.string().optional(),
  fail: z.enum(['insufficient-funds', 'expired-card']).optional(),
});
export const disputeSchema = z.strictObject({ amount: z.int().min(1).optional() });

function expect(isDone: boolean, kind: string): void {
  if (!isDone) throw new ControlError(409, kind, `the state of the order does not allow this: ${kind}`);
}
