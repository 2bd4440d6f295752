import { dayMs } from '#core/calendar';
import { addOre, type Ore, subtractOre, zeroOre } from '#core/money';
import { type Movement, recordMovement } from '#simulator/payments/movement';
import { type Outcome, refused } from '#simulator/payments/refusal';
import { bookCapture } from '#simulator/settlement/book-entries';
import type { Payment } from '#simulator/store/payment-store';
import type { World } from '#simulator/world';

/**
 * Takes reserved money: an amount, or (undefined) all that remains. A refused attempt stays in the history.
 * Call it inside `world.atomically`, together with the record of the request.
 */
export function capturePayment(
  world: World,
  at: string,
  payment: Payment,
  request: MoneyRequest,
  booking: CaptureBooking = { kind: 'as-agreed' },
): Outcome<Movement> {
  const remaining = remainingToCapture(payment);
  const amountOre = request.amountOre ?? remaining;
  const refusal = checkCapture(at, payment, amountOre, remaining);
  if (refusal) {
    recordMovement(world, at, payment, 'CAPTURE', { ...request, amountOre, isSuccess: false });
    return refused(refusal);
  }
  const changed: Payment = {
    ...payment,
    capturedOre: addOre(payment.capturedOre, amountOre),
    lastCaptureAt: at,
  };
  world.payments.update(changed);
  const movement = recordMovement(world, at, changed, 'CAPTURE', { ...request, amountOre, isSuccess: true });
  if (booking.kind !== 'left-out') {
    const extraFeeOre = booking.kind === 'other-fee' ? booking.extraOre : zeroOre;
    bookCapture(world, at, { ...payment, ...movement }, extraFeeOre);
  }
  return { ok: true, ...movement };
}

/** What may still be captured; nothing once the rest has been released. */
export function remainingToCapture(payment: Payment): Ore {
  return subtractOre(subtractOre(payment.reservedOre, payment.capturedOre), payment.releasedOre);
}

export interface MoneyRequest {
  readonly amountOre: Ore | undefined;
  readonly text: string;
  readonly requestId: string | null;
}

/** How the ledger takes a capture: with the agreed fee and one more (negative), or, by a mistake, not at all. */
export type CaptureBooking =
  | { readonly kind: 'as-agreed' | 'left-out' }
  | { readonly kind: 'other-fee'; readonly extraOre: Ore };

/** Captures and cancellations are possible for 180 days after the reservation. */
export const reservationLifeMs = 180 * dayMs;

function checkCapture(
  at: string,
  payment: Payment,
  amountOre: Ore,
  remaining: Ore,
): '61' | '62' | '73' | '92' | undefined {
  if (payment.state === 'initiated') return '62';
  if (payment.state !== 'reserved') return '73';
  if (payment.reservedAt === null || Date.parse(at) - Date.parse(payment.reservedAt) > reservationLifeMs)
    return '62';
  if (amountOre > remaining) return '61';
  return amountOre === 0 ? '92' : undefined;
}
