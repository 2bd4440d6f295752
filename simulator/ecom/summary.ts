import { remainingToCapture } from '#simulator/payments/capture-payment';
import { remainingToRefund } from '#simulator/payments/refund-payment';
import type { Payment } from '#simulator/store/payment-store';

/** Where the money of a payment stands; undefined while the customer has not reacted. */
export function summarize(payment: Payment): TransactionSummary | undefined {
  if (payment.reactedAt === null) return undefined;
  return {
    capturedAmount: payment.capturedOre,
    refundedAmount: payment.refundedOre,
    remainingAmountToCapture: remainingToCapture(payment),
    remainingAmountToRefund: remainingToRefund(payment),
    ...(payment.instrument === null
      ? {}
      : { bankIdentificationNumber: bankNumbers[payment.instrument] ?? 492_556 }),
  };
}

export interface TransactionSummary {
  readonly capturedAmount: number;
  readonly refundedAmount: number;
  readonly remainingAmountToCapture: number;
  readonly remainingAmountToRefund: number;
  readonly bankIdentificationNumber?: number;
}

/** The first six digits of the card. */
const bankNumbers: Readonly<Record<string, number>> = { Visa: 492_556, Mastercard: 541_275 };
