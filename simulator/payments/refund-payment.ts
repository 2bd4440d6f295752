import { dayMs } from '#core/calendar';
import { addOre, negateOre, type Ore, subtractOre } from '#core/money';
import type { MoneyRequest } from '#simulator/payments/capture-payment';
import { type Movement, recordMovement } from '#simulator/payments/movement';
import { type Outcome, refused } from '#simulator/payments/refusal';
import { bookMovement } from '#simulator/settlement/book-entries';
import type { Payment } from '#simulator/store/payment-store';
import type { World } from '#simulator/world';

/**
 * Gives captured money back: an amount, or (undefined) all that remains, until 365 days after the last capture.
 * A refused attempt stays in the history. Call it inside `world.atomically`.
 */
export function refundPayment(
  world: World,
  at: string,
  payment: Payment,
  request: MoneyRequest,
): Outcome<Movement> {
  const remaining = remainingToRefund(payment);
  const amountOre = request.amountOre ?? remaining;
  const refusal = checkRefund(at, payment, amountOre, remaining);
  if (refusal) {
    recordMovement(world, at, payment, 'REFUND', { ...request, amountOre, isSuccess: false });
    return refused(refusal);
  }
  const changed: Payment = { ...payment, refundedOre: addOre(payment.refundedOre, amountOre) };
  world.payments.update(changed);
  const movement = recordMovement(world, at, changed, 'REFUND', { ...request, amountOre, isSuccess: true });
  bookMovement(world, at, 'refund', { ...payment, ...movement, amountOre: negateOre(amountOre) });
  return { ok: true, ...movement };
}

export function remainingToRefund(payment: Payment): Ore {
  return subtractOre(payment.capturedOre, payment.refundedOre);
}

const refundLifeMs = 365 * dayMs;

function checkRefund(
  at: string,
  payment: Payment,
  amountOre: Ore,
  remaining: Ore,
): '71' | '72' | '73' | '92' | '95' | undefined {
  if (payment.state === 'initiated') return '72';
  if (payment.state !== 'reserved') return '73';
  if (payment.lastCaptureAt === null) return '72';
  if (Date.parse(at) - Date.parse(payment.lastCaptureAt) > refundLifeMs) return '95';
  if (amountOre > remaining) return '71';
  return amountOre === 0 ? '92' : undefined;
}
