/** Starts a payment at Vipps. The order is registered before the call, so that it is known whatever becomes of it. */
import { type Ore, ore } from '#core/money';
import { findOrder } from '#db/orders';
import type { PaymentInitiation } from '#vipps/client';
import type { Desk } from './desk';
import { pollPayment } from './poll-payments';
import { registerOrders } from './register-order';

export type NewPayment = {
  readonly msn: string;
  readonly orderId: string;
  readonly amountOre: Ore;
  readonly transactionText: string;
  /** Where Vipps sends payment updates, and the customer afterwards. */
  readonly callbackPrefix: string;
  readonly authToken?: string;
  readonly fallBack: string;
};

/** Rejects with a VippsError; the order then stays registered and is polled. */
export async function initiatePayment(desk: Desk, payment: NewPayment): Promise<PaymentInitiation> {
  const { msn, orderId, amountOre, transactionText: description } = payment;
  await registerOrders(desk, [{ msn, orderId, amountOre: ore(amountOre), description }]);
  const initiation = await desk.vipps.initiatePayment({
    merchantInfo: {
      merchantSerialNumber: msn,
      callbackPrefix: payment.callbackPrefix,
      authToken: payment.authToken,
      fallBack: payment.fallBack,
    },
    transaction: { orderId, amountOre, transactionText: description },
  });
  const order = await findOrder(desk.db, payment);
  if (order !== undefined) await pollPayment(desk, order);
  return initiation;
}
