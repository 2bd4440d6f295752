import { Router } from 'express';
import type { Ore } from '#core/money';
import { paymentRoutes } from '#simulator/app/payment-routes';
import { askToLogIn, knownPhone, loggedIn, safePath } from '#simulator/app/phone';
import { consentsPage, homePage, lockPage, logInPage, whosePage } from '#simulator/app/phone-view';
import { listConsents, removeConsent } from '#simulator/merchant/remove-consent';
import { type Reply, type Visit, visited } from '#simulator/pages/visit';
import { tidyMobileNumber } from '#simulator/payments/mobile-number';
import { personOf } from '#simulator/payments/person';
import type { Payment } from '#simulator/store/payment-store';
import { getSalesUnit, type World } from '#simulator/world';

/** The app on a simulated phone: lock screen, log-in, what waits, receipts, consents; and a payment, step by step. */
export function appRoutes(world: World): Router {
  const router = Router();
  const get = (path: string, work: (world: World, visit: Visit) => Reply | Promise<Reply>) =>
    router.get(
      path,
      visited(world, (visit) => work(world, visit)),
    );
  const post = (path: string, work: (world: World, visit: Visit) => Reply | Promise<Reply>) =>
    router.post(
      path,
      visited(world, (visit) => work(world, visit)),
    );
  get('/', showPhone);
  get('/waiting', tellWaiting);
  get('/log-in', (_world, visit) => showLogIn(visit));
  post('/log-in', (_world, visit) => logIn(visit));
  post('/lock', (_world, visit) => lock(visit));
  get('/consents', showConsents);
  post('/consents/remove', takeBackConsent);
  router.use('/payments', paymentRoutes(world));
  return router;
}

/** `/app?number=…` is that person's phone; without a number the phone that was used last. */
function showPhone(world: World, visit: Visit): Reply {
  const given = visit.query('number');
  const to = visit.query('to');
  const number = given === undefined ? knownPhone(visit) : tidyMobileNumber(given);
  if (number === undefined || visit.query('other') !== undefined) {
    const view = { given: given ?? '', isWrong: given !== undefined, to, ...askedFor(world, to) };
    return { kind: 'page', page: whosePage(visit, view) };
  }
  visit.remember('simulator-phone', number);
  if (to !== undefined) return askToLogIn(number, safePath(to));
  const waiting = listWaiting(world, number);
  if (loggedIn(visit) !== number) {
    return { kind: 'page', page: lockPage(visit, { world, number, waiting }) };
  }
  const receipts = listPayments(world, number).filter((payment) => payment.reservedAt !== null);
  return { kind: 'page', page: homePage(visit, { world, number, waiting, receipts }) };
}

/** The payment for which the app was opened, as long as it is nobody's: then its shop and amount are no secret of a person. */
function askedFor(world: World, to: string | undefined): { shop: string; amountOre: Ore } | undefined {
  const token = /^\/app\/payments\/([a-z0-9-]+)$/.exec(safePath(to))?.[1];
  const payment = token === undefined ? undefined : world.payments.findByToken(token);
  if (payment?.state !== 'initiated' || payment.mobileNumber !== null) return undefined;
  return { shop: getSalesUnit(world, payment.msn).name, amountOre: payment.amountOre };
}

function tellWaiting(world: World, visit: Visit): Reply {
  const number = tidyMobileNumber(visit.query('number') ?? '');
  const waiting = number === undefined ? [] : listWaiting(world, number);
  return { kind: 'json', body: { waiting: waiting.map((payment) => payment.id).join(' ') } };
}

function listPayments(world: World, number: string): Payment[] {
  return world.payments.listByMobileNumber(number, 50);
}

/** Those that were sent to this phone and are not decided. */
function listWaiting(world: World, number: string): Payment[] {
  return listPayments(world, number).filter(
    (payment) => payment.state === 'initiated' && payment.pushedAt !== null,
  );
}

function showLogIn(visit: Visit): Reply {
  const number = tidyMobileNumber(visit.query('number') ?? '');
  const to = safePath(visit.query('to'));
  if (number === undefined) return askToLogIn(undefined, to);
  return {
    kind: 'page',
    page: logInPage(visit, { number, to, isWrong: visit.query('problem') === 'code' }),
  };
}

function logIn(visit: Visit): Reply {
  const number = tidyMobileNumber(visit.field('number'));
  const to = safePath(visit.field('to'));
  if (number === undefined) return askToLogIn(undefined, to);
  if (!/^\d{4}$/.test(visit.field('code'))) {
    return {
      kind: 'redirect',
      to: `/app/log-in?${new URLSearchParams({ number, to, problem: 'code' })}`,
    };
  }
  visit.remember('simulator-phone', number);
  visit.remember('simulator-app', number);
  return { kind: 'redirect', to };
}

function lock(visit: Visit): Reply {
  visit.remember('simulator-app', undefined);
  return { kind: 'redirect', to: '/app' };
}

function showConsents(world: World, visit: Visit): Reply {
  const number = loggedIn(visit);
  if (number === undefined) return askToLogIn(knownPhone(visit), '/app/consents');
  return { kind: 'page', page: consentsPage(visit, listConsents(world, personOf(number).userId)) };
}

async function takeBackConsent(world: World, visit: Visit): Promise<Reply> {
  const number = loggedIn(visit);
  if (number === undefined) return askToLogIn(knownPhone(visit), '/app/consents');
  const { userId } = personOf(number);
  const consent = listConsents(world, userId).find(({ prefix }) => prefix === visit.field('prefix'));
  if (consent && !consent.isRemoved) await removeConsent(world, userId, consent.prefix);
  return { kind: 'redirect', to: '/app/consents' };
}
