import { z } from 'zod';
import { ore } from '#core/money';
import { type OrderView, viewOrder } from '#simulator/control/books';
import { ControlError } from '#simulator/control/control-answer';
import { fetchShipping } from '#simulator/merchant/fetch-shipping';
import { confirmPayment, declinePayment, openPayment } from '#simulator/payments/customer';
import { listAddresses, makePerson } from '#simulator/payments/person';
import { shipOrder } from '#simulator/payments/ship-order';
import type { ShippingMethod } from '#simulator/payments/shipping';
import { holdDisputedCapture, returnDisputedCapture } from '#simulator/settlement/adjust-ledger';
import type { Payment } from '#simulator/store/payment-store';
import type { World } from '#simulator/world';

/** What the customer, the customer's bank or the shop does with a payment. Each answers with the order as it is then. */
export const paymentActions = {
  open: (world: World, payment: Payment) => {
    expect(openPayment(world, world.clock.now(), payment), 'not-initiated');
  },
  /** For express the shop is asked for its shipping methods, where it has a server here; else there are own ones. */
  confirm: async (world: World, payment: Payment, body: z.infer<typeof confirmSchema>) => {
    const methods = await findMethods(world, payment);
    const current = getPayment(world, payment.msn, payment.orderId);
    const result = confirmPayment(world, world.clock.now(), current, {
      ...body,
      ...(methods && { methods }),
    });
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

async function findMethods(world: World, payment: Payment): Promise<readonly ShippingMethod[] | undefined> {
  const [home] = listAddresses(makePerson(payment));
  return payment.express === 1 && payment.state === 'initiated' && home
    ? fetchShipping(world, payment, home)
    : undefined;
}

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
