import { addMs } from '#core/calendar';
import { addOre, type Ore, zeroOre } from '#core/money';
import { queueCallback } from '#simulator/merchant/queue-callback';
import { type Address, makePerson, type Person } from '#simulator/payments/person';
import { chooseShipping, type ShippingMethod, shippingOre } from '#simulator/payments/shipping';
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

/** The link itself is good for five minutes: until then the customer must have gone on to the app. */
export function linkEndsAt(payment: Payment): string {
  return addMs(payment.initiatedAt, linkMs);
}

/** The number is known: the payment comes to that phone. False = it is decided already, or the number is given too late. */
export function pushPayment(world: World, at: string, payment: Payment, mobileNumber: string): boolean {
  if (payment.state !== 'initiated' || (payment.pushedAt === null && at >= linkEndsAt(payment))) return false;
  world.atomically(() => world.payments.update({ ...payment, mobileNumber, pushedAt: at }));
  return true;
}

/** The browser of a phone goes over to the app, which leads back when all is done. */
export function switchToApp(world: World, at: string, payment: Payment): boolean {
  if (!openPayment(world, at, payment)) return false;
  const opened = world.payments.findByToken(payment.token);
  if (opened && (opened.appSwitch === 0 || opened.pushedAt === null))
    world.atomically(() =>
      world.payments.update({ ...opened, appSwitch: 1, pushedAt: opened.pushedAt ?? at }),
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
  const shipping =
    payment.express === 1 ? chooseShipping(payment, choice.shippingMethodId, choice.methods) : undefined;
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
        timeoutAt: addMs(payment.initiatedAt, openedMs),
      });
      return;
    }
    const person = shipping && personAt(payment, choice.address);
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
    queueCallback(world, payment, {
      at,
      amountOre,
      status: isDirect ? 'SALE' : 'RESERVED',
      ...(person && shipping ? { express: { person, shipping } } : {}),
    });
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
    queueCallback(world, payment, { at, amountOre: payment.amountOre, status: 'CANCELLED' });
  });
  return true;
}

/** Nobody confirmed in time. */
export function expirePayment(world: World, at: string, payment: Payment): void {
  world.atomically(() => {
    addEvent(world, at, payment, 'CANCEL', payment.amountOre, true);
    world.payments.update({ ...payment, state: 'expired' });
    queueCallback(world, payment, { at, amountOre: payment.amountOre, status: 'REJECTED' });
  });
}

export interface Confirmation {
  readonly instrument?: string;
  readonly shippingMethodId?: string;
  /** What may be chosen from; the static ones unless told. */
  readonly methods?: readonly ShippingMethod[];
  /** Where it is to be sent (express); the person's home unless told. */
  readonly address?: Address;
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

const linkMs = 5 * 60_000;
const openedMs = 10 * 60_000;

function personAt(payment: Payment, chosen: Address | undefined): Person {
  const person = makePerson(payment);
  if (chosen === undefined) return person;
  const { addressLine1, addressLine2, city, postCode, country } = chosen;
  const second = addressLine2 === undefined ? {} : { addressLine2 };
  return { ...person, address: { addressLine1, ...second, city, postCode, country } };
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
