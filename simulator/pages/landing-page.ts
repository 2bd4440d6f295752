import { Router } from 'express';
import { landingPath } from '#simulator/ecom/initiate';
import {
  type LandingView,
  numberPage,
  overPage,
  unknownPage,
  waitingPage,
} from '#simulator/pages/landing-view';
import { shopLink } from '#simulator/pages/shop-link';
import { type Reply, type Visit, visited } from '#simulator/pages/visit';
import {
  declinePayment,
  linkEndsAt,
  openPayment,
  pushPayment,
  switchToApp,
} from '#simulator/payments/customer';
import { tidyMobileNumber } from '#simulator/payments/mobile-number';
import type { Payment } from '#simulator/store/payment-store';
import { getSalesUnit, type World } from '#simulator/world';

/** Step two of a payment: the page that the link leads to, in a browser. A phone goes on to the app by itself. */
export function landingRoutes(world: World): Router {
  const router = Router();
  router.get(
    landingPath,
    visited(world, (visit) => show(world, visit)),
  );
  router.get(
    `${landingPath}/state`,
    visited(world, (visit) => tellState(world, visit)),
  );
  router.post(
    `${landingPath}/next`,
    visited(world, (visit) => goOn(world, visit)),
  );
  router.post(
    `${landingPath}/cancel`,
    visited(world, (visit) => cancel(world, visit)),
  );
  return router;
}

function show(world: World, visit: Visit): Reply {
  const payment = world.payments.findByToken(visit.query('token') ?? '');
  if (!payment) return { kind: 'page', status: 404, page: unknownPage(visit) };
  const stage = stageOf(world, payment);
  if (stage === 'decided') return leave(visit, payment);
  if (stage === 'over') return { kind: 'page', status: 410, page: overPage(visit, shopLink(payment)) };
  const now = world.clock.now();
  if (visit.isPhone) {
    switchToApp(world, now, payment);
    return { kind: 'redirect', status: 302, to: `/app/payments/${payment.token}` };
  }
  openPayment(world, now, payment);
  const view = viewOf(world, payment.token);
  const isWaiting = stage === 'waiting' && visit.query('change') === undefined;
  return { kind: 'page', page: isWaiting ? waitingPage(visit, view) : numberPage(visit, view) };
}

/** `number` = it is to be given; `waiting` = the app has it; `decided`; `over` = too late. */
type Stage = 'number' | 'waiting' | 'decided' | 'over';

function stageOf(world: World, payment: Payment): Stage {
  if (payment.state === 'expired') return 'over';
  if (payment.state !== 'initiated') return 'decided';
  if (payment.pushedAt !== null) return 'waiting';
  return world.clock.now() >= linkEndsAt(payment) ? 'over' : 'number';
}

function viewOf(world: World, token: string): LandingView {
  const payment = world.payments.findByToken(token);
  if (!payment) throw new Error('the payment is gone');
  const endsAt = payment.pushedAt === null ? linkEndsAt(payment) : payment.timeoutAt;
  return {
    token,
    shop: getSalesUnit(world, payment.msn).name,
    amountOre: payment.amountOre,
    text: payment.text,
    mobileNumber: payment.mobileNumber,
    remainingSeconds: Math.max(0, Math.ceil((Date.parse(endsAt) - world.clock.nowMs()) / 1000)),
  };
}

function tellState(world: World, visit: Visit): Reply {
  const payment = world.payments.findByToken(visit.query('token') ?? '');
  if (!payment) return { kind: 'json', body: { stage: 'over', remainingSeconds: 0 } };
  const { remainingSeconds } = viewOf(world, payment.token);
  return { kind: 'json', body: { stage: stageOf(world, payment), remainingSeconds } };
}

/** "Next": the number is checked, and the payment comes to that phone. */
function goOn(world: World, visit: Visit): Reply {
  const token = visit.field('token');
  const payment = world.payments.findByToken(token);
  const given = visit.field('number');
  const mobileNumber = tidyMobileNumber(given);
  const query = new URLSearchParams({ token });
  if (payment && mobileNumber === undefined) {
    query.set('problem', 'number');
    query.set('number', given.slice(0, 20));
    if (payment.pushedAt !== null) query.set('change', '1');
  }
  if (payment && mobileNumber !== undefined) pushPayment(world, world.clock.now(), payment, mobileNumber);
  return { kind: 'redirect', to: `${landingPath}?${query}` };
}

/** Also when it has been decided meanwhile: then nothing changes, and the shop tells what stands. */
function cancel(world: World, visit: Visit): Reply {
  const token = visit.field('token');
  const payment = world.payments.findByToken(token);
  if (payment) declinePayment(world, world.clock.now(), payment);
  return { kind: 'redirect', to: `${landingPath}?${new URLSearchParams({ token })}` };
}

/** Back to the shop; where it gave no address that can be followed, a page says that it is over. */
function leave(visit: Visit, payment: Payment): Reply {
  const link = shopLink(payment);
  return link === undefined
    ? { kind: 'page', status: 410, page: overPage(visit, undefined) }
    : { kind: 'redirect', status: 302, to: link };
}
