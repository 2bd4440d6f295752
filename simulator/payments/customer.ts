import { addMs } from '#core/calendar';
import { addOre, type Ore, parseDecimalOre, zeroOre } from '#core/money';
import { makePerson } from '#simulator/payments/person';
import { chooseShipping } from '#simulator/payments/shipping';
import { bookCapture } from '#simulator/settlement/book-entries';
import type { Payment, PaymentOperation } from '#simulator/store/payment-store';
import { getSalesUnit, type World } from '#simulator/world';

/** The customer opens the landing page: from now there are ten minutes in all. */
export function openPayment(world: World, at: string, payment: Payment): boolean {
  if (payment.state !== 'initiated') return false;
  if (payment.openedAt !== null) return true;
  world.atomically(() =>
    world.payments.update({ ...payment, openedAt: at, timeoutAt: addMs(payment.initiatedAt, openedMs) }),
  );
  return true;
}

/**
 * The customer confirms in the app. The amount is reserved, or taken at once when the sales unit has direct
 * capture. A refusal by the card's issuer stays in the history, and the customer may try again.
 */
export function confirmPayment(
  world: World,
  at: string,
  payment: Payment,
  choice: Confirmation = {},
): ConfirmResult {
  if (payment.state !== 'initiated') return 'not-initiated';
  const shipping = payment.express === 1 ? chooseShipping(payment, choice.shippingMethodId) : undefined;
  if (payment.express === 1 && shipping === undefined) return 'unknown-shipping-method';
  const amountOre = addOre(payment.amountOre, shipping ? shippingOre(shipping.cost) : zeroOre);
  const isDirect = choice.directCapture ?? getSalesUnit(world, payment.msn).directCapture;
  const operation = isDirect ? 'SALE' : 'RESERVE';
  world.atomically(() => {
    addEvent(world, at, payment, operation, amountOre, choice.fail === undefined);
    if (choice.fail !== undefined) {
      world.payments.update({
        ...payment,
        openedAt: payment.openedAt ?? at,
        reactedAt: payment.reactedAt ?? at,
      });
      return;
    }
    const person = payment.express === 1 ? makePerson(payment) : undefined;
    world.payments.update({
      ...payment,
      state: 'reserved',
      openedAt: payment.openedAt ?? at,
      reactedAt: payment.reactedAt ?? at,
      reservedAt: at,
      reservedOre: amountOre,
      instrument: choice.instrument ?? 'Visa',
      person: person ? JSON.stringify(person) : null,
      shipping: shipping ? JSON.stringify(shipping) : null,
      ...(isDirect ? { direct: 1, capturedOre: amountOre, lastCaptureAt: at } : {}),
    });
    if (isDirect) bookCapture(world, at, { ...payment, amountOre });
  });
  return choice.fail ?? 'confirmed';
}

/** The customer says no. */
export function declinePayment(world: World, at: string, payment: Payment): boolean {
  if (payment.state !== 'initiated') return false;
  world.atomically(() => {
    addEvent(world, at, payment, 'CANCEL', payment.amountOre, true);
    world.payments.update({
      ...payment,
      state: 'declined',
      openedAt: payment.openedAt ?? at,
      reactedAt: payment.reactedAt ?? at,
    });
  });
  return true;
}

/** Nobody confirmed in time. */
export function expirePayment(world: World, at: string, payment: Payment): void {
  world.atomically(() => {
    addEvent(world, at, payment, 'CANCEL', payment.amountOre, true);
    world.payments.update({ ...payment, state: 'expired' });
  });
}

export interface Confirmation {
  readonly instrument?: string;
  readonly shippingMethodId?: string;
  readonly fail?: 'insufficient-funds' | 'expired-card';
  /** Instead of what the sales unit is set to. */
  readonly directCapture?: boolean;
}

export type ConfirmResult =
  | 'confirmed'
  | 'insufficient-funds'
  | 'expired-card'
  | 'not-initiated'
  | 'unknown-shipping-method';

const openedMs = 10 * 60_000;

/** Shipping is the one amount in kroner. */
function shippingOre(kroner: number): Ore {
  const amount = parseDecimalOre(kroner.toFixed(2));
  if (amount === undefined) throw new RangeError(`not an amount in kroner: ${kroner}`);
  return amount;
}

/** INITIATE and what the customer made of it share one transaction id. */
function addEvent(
  world: World,
  at: string,
  payment: Payment,
  operation: PaymentOperation,
  amountOre: Ore,
  isSuccess: boolean,
): void {
  world.payments.addEvent({
    paymentId: payment.id,
    operation,
    amountOre,
    success: isSuccess ? 1 : 0,
    transactionId: payment.transactionId,
    requestId: null,
    text: payment.text,
    time: at,
  });
}
