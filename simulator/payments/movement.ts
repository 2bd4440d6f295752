import type { Ore } from '#core/money';
import type { Payment, PaymentOperation } from '#simulator/store/payment-store';
import { nextTransactionId, type World } from '#simulator/world';

/** Writes what the merchant did, or tried, into the history, under a transaction id of its own. */
export function recordMovement(
  world: World,
  at: string,
  payment: Payment,
  operation: PaymentOperation,
  attempt: Attempt,
): Movement {
  const transactionId = nextTransactionId(world);
  world.payments.addEvent({
    paymentId: payment.id,
    operation,
    amountOre: attempt.amountOre,
    success: attempt.isSuccess ? 1 : 0,
    transactionId,
    requestId: attempt.requestId,
    text: attempt.text,
    time: at,
  });
  return { transactionId, amountOre: attempt.amountOre, text: attempt.text, time: at };
}

export interface Movement {
  readonly transactionId: string;
  readonly amountOre: Ore;
  readonly text: string;
  readonly time: string;
}

interface Attempt {
  readonly amountOre: Ore;
  readonly text: string;
  readonly requestId: string | null;
  readonly isSuccess: boolean;
}
