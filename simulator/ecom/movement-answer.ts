import { ecomContentType } from '#simulator/ecom/errors';
import { summarize } from '#simulator/ecom/summary';
import type { Answer } from '#simulator/http/answer';
import type { Movement } from '#simulator/payments/movement';
import type { Payment } from '#simulator/store/payment-store';
import type { World } from '#simulator/world';

/**
 * What capture, cancel and refund answer. The amount is described as 100 øre at least; a smaller one (the rest
 * of a partly captured order) is left out with its object, which is optional.
 */
export function movementAnswer(
  world: World,
  before: Payment,
  endpoint: Endpoint,
  movement: Movement,
): Answer {
  const payment = world.payments.find(before.msn, before.orderId) ?? before;
  const { field, status } = forms[endpoint];
  const info = {
    amount: movement.amountOre,
    status,
    timeStamp: movement.time,
    transactionId: movement.transactionId,
    transactionText: movement.text,
  };
  return {
    status: 200,
    contentType: ecomContentType,
    body: JSON.stringify({
      ...(endpoint !== 'refund' && payment.instrument !== null
        ? { paymentInstrument: payment.instrument }
        : {}),
      orderId: payment.orderId,
      ...(movement.amountOre >= 100 ? { [field]: info } : {}),
      transactionSummary: summarize(payment),
    }),
  };
}

type Endpoint = 'capture' | 'cancel' | 'refund';

const forms: Record<Endpoint, { field: string; status: string }> = {
  capture: { field: 'transactionInfo', status: 'Captured' },
  cancel: { field: 'transactionInfo', status: 'Cancelled' },
  refund: { field: 'transaction', status: 'Refund' },
};
