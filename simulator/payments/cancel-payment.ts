import { addOre } from '#core/money';
import { remainingToCapture, reservationLifeMs } from '#simulator/payments/capture-payment';
import { type Movement, recordMovement } from '#simulator/payments/movement';
import { type Outcome, refused } from '#simulator/payments/refusal';
import type { Payment } from '#simulator/store/payment-store';
import type { World } from '#simulator/world';

/**
 * Cancels by the merchant: before the reservation it is a CANCEL, after it a VOID. After a partial capture the
 * rest is released only when that is asked for, and then nothing more can be captured.
 */
export function cancelPayment(
  world: World,
  at: string,
  payment: Payment,
  request: { readonly text: string; readonly shouldReleaseRemainingFunds: boolean },
): Outcome<Movement> {
  const refusal = checkCancel(at, payment, request.shouldReleaseRemainingFunds);
  if (refusal) return refused(refusal);
  const isReserved = payment.state === 'reserved';
  const amountOre = isReserved ? remainingToCapture(payment) : payment.amountOre;
  world.payments.update({
    ...payment,
    state: isReserved && payment.capturedOre > 0 ? 'reserved' : 'cancelled',
    releasedOre: isReserved ? addOre(payment.releasedOre, amountOre) : payment.releasedOre,
  });
  const movement = recordMovement(world, at, payment, isReserved ? 'VOID' : 'CANCEL', {
    amountOre,
    text: request.text,
    requestId: null,
    isSuccess: true,
  });
  return { ok: true, ...movement };
}

function checkCancel(at: string, payment: Payment, shouldRelease: boolean): '51' | '52' | '92' | undefined {
  if (payment.state === 'initiated') return undefined;
  if (payment.state !== 'reserved') return '92';
  if (payment.capturedOre > 0 && !shouldRelease) return '51';
  if (payment.capturedOre === payment.reservedOre) return '51';
  if (remainingToCapture(payment) === 0) return '92';
  const age = Date.parse(at) - Date.parse(payment.reservedAt ?? at);
  return age > reservationLifeMs ? '52' : undefined;
}
