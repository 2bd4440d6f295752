/** What a payment has come to, out of what Vipps says of it. */
import {
  derivePaymentState,
  type InconsistentHistory,
  type PaymentState,
  paymentOperationOf,
} from '#core/payment-state';
import type { PaymentDetails } from '#vipps/client';

/** All amounts in øre. inconsistent: the history does not add up, and nothing may be read from it. */
export function readPayment({
  history,
}: Pick<PaymentDetails, 'history'>): PaymentState | InconsistentHistory {
  const events = history.map(({ operation, amountOre, success, timeStamp }) => ({
    operation: paymentOperationOf(operation),
    amountOre,
    success,
    occurredAt: timeStamp,
  }));
  return derivePaymentState(events);
}
