import { Router } from 'express';
import { cards, isCardKind } from '#simulator/app/cards';
import { expressPage } from '#simulator/app/express-steps';
import { regularPage } from '#simulator/app/payment-view';
import { askToLogIn, knownPhone, loggedIn } from '#simulator/app/phone';
import { endedPage, receiptPage } from '#simulator/app/receipt-view';
import { assertNever } from '#simulator/assert-never';
import { fetchShipping } from '#simulator/merchant/fetch-shipping';
import { unknownPage } from '#simulator/pages/landing-view';
import { type Reply, type Visit, visited } from '#simulator/pages/visit';
import {
  type Confirmation,
  confirmPayment,
  declinePayment,
  openPayment,
  pushPayment,
} from '#simulator/payments/customer';
import { readMerchantInfo } from '#simulator/payments/merchant-info';
import { listAddresses, makePerson } from '#simulator/payments/person';
import type { Payment } from '#simulator/store/payment-store';
import type { World } from '#simulator/world';

/** Step three: one payment in the app. Decided once; everything after that shows what was decided. */
export function paymentRoutes(world: World): Router {
  const router = Router();
  router.get(
    '/:token',
    visited(world, (visit) => withPayment(world, visit, (payment) => show(world, visit, payment))),
  );
  router.get(
    '/:token/state',
    visited(world, (visit) => ({
      kind: 'json',
      body: { state: world.payments.findByToken(visit.param('token'))?.state ?? 'unknown' },
    })),
  );
  router.post(
    '/:token/confirm',
    visited(world, (visit) => withPayment(world, visit, (payment) => confirm(world, visit, payment))),
  );
  router.post(
    '/:token/decline',
    visited(world, (visit) => withPayment(world, visit, (payment) => decline(world, payment))),
  );
  return router;
}

/** The payment of whoever is logged in. One that is another person's asks that person to log in. */
function withPayment(
  world: World,
  visit: Visit,
  work: (payment: Payment) => Reply | Promise<Reply>,
): Reply | Promise<Reply> {
  const payment = world.payments.findByToken(visit.param('token'));
  if (!payment) return { kind: 'page', status: 404, page: unknownPage(visit, 'app') };
  const person = loggedIn(visit);
  if (person === undefined || (payment.mobileNumber !== null && payment.mobileNumber !== person)) {
    return askToLogIn(payment.mobileNumber ?? knownPhone(visit), paymentPath(payment));
  }
  if (payment.state !== 'initiated') return work(payment);
  const now = world.clock.now();
  if (payment.mobileNumber === null) pushPayment(world, now, payment, person);
  const claimed = world.payments.findByToken(payment.token) ?? payment;
  openPayment(world, now, claimed);
  return work(world.payments.findByToken(payment.token) ?? claimed);
}

async function show(world: World, visit: Visit, payment: Payment): Promise<Reply> {
  if (payment.state !== 'initiated') {
    const page = payment.reservedAt === null ? endedPage(visit, payment) : receiptPage(world, visit, payment);
    return { kind: 'page', page };
  }
  if (payment.express === 0) return { kind: 'page', page: regularPage(world, visit, payment) };
  const addressId = Number(visit.query('address') ?? 100);
  const page = await expressPage(world, visit, payment, {
    isExplicit: isExplicit(world, payment),
    step: visit.query('step'),
    addressId,
    methodId: visit.query('method'),
  });
  // The shop may have taken its time, and the payment its end.
  const current = world.payments.findByToken(payment.token);
  if (current && current.state !== 'initiated') return { kind: 'redirect', to: paymentPath(payment) };
  return { kind: 'page', page };
}

/** A second click, or a second window, finds the payment decided and is shown the receipt. */
async function confirm(world: World, visit: Visit, payment: Payment): Promise<Reply> {
  const kind = visit.field('card');
  if (payment.state !== 'initiated') return { kind: 'redirect', to: paymentPath(payment) };
  if (!isCardKind(kind)) return again(visit, payment, 'card');
  const express = payment.express === 1 ? await readExpressChoice(world, visit, payment) : {};
  if (express === undefined) return { kind: 'redirect', to: `${paymentPath(payment)}?step=address` };
  if (payment.express === 1 && isExplicit(world, payment) && visit.field('consent') !== 'yes')
    return again(visit, payment, 'consent');
  const current = world.payments.findByToken(payment.token) ?? payment;
  const result = confirmPayment(world, world.clock.now(), current, { ...cards[kind], ...express });
  switch (result) {
    case 'insufficient-funds':
    case 'expired-card':
      return again(visit, payment, result);
    case 'confirmed':
    case 'not-initiated':
    case 'unknown-shipping-method':
      return { kind: 'redirect', to: paymentPath(payment) };
    default:
      assertNever(result);
  }
}

function decline(world: World, payment: Payment): Reply {
  declinePayment(world, world.clock.now(), payment);
  return { kind: 'redirect', to: paymentPath(payment) };
}

/** Address and method as they were chosen; undefined = not among those that there are. */
async function readExpressChoice(
  world: World,
  visit: Visit,
  payment: Payment,
): Promise<Confirmation | undefined> {
  const addresses = listAddresses(makePerson(payment));
  const address = addresses.find(({ addressId }) => String(addressId) === visit.field('address'));
  const methods = address && (await fetchShipping(world, payment, address));
  const shippingMethodId = visit.field('method');
  return methods?.some((method) => method.shippingMethodId === shippingMethodId)
    ? { address, methods, shippingMethodId }
    : undefined;
}

/** Back to where it was confirmed, with the choices kept and what was wrong. */
function again(visit: Visit, payment: Payment, problem: string): Reply {
  const query = new URLSearchParams({ problem, card: visit.field('card') });
  if (payment.express === 1) {
    query.set('step', 'confirm');
    query.set('consent', visit.field('consent'));
    query.set('address', visit.field('address'));
    query.set('method', visit.field('method'));
  }
  return { kind: 'redirect', to: `${paymentPath(payment)}?${query}` };
}

function isExplicit(world: World, payment: Payment): boolean {
  return world.config.alwaysExplicitFlow || readMerchantInfo(payment).useExplicitCheckoutFlow === true;
}

function paymentPath(payment: Payment): string {
  return `/app/payments/${payment.token}`;
}
