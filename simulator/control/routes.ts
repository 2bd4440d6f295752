import { Router } from 'express';
import { z } from 'zod';
import { ore } from '#core/money';
import { bookBankLine } from '#simulator/bank/book-bank-line';
import { booksParts, showBooks, viewBankLine } from '#simulator/control/books';
import { clockMoveSchema, moveClock, showClock } from '#simulator/control/clock-control';
import { ControlError, type ControlRequest, control } from '#simulator/control/control-answer';
import { addFault } from '#simulator/control/fault-control';
import { actOnLedger, ledgerActions } from '#simulator/control/ledger-control';
import { flushCallbacks, listCallbacks, removeAllConsents } from '#simulator/control/merchant-control';
import { listShopOrders } from '#simulator/control/order-list';
import {
  confirmSchema,
  disputeSchema,
  getPayment,
  paymentActions,
  showOrder,
} from '#simulator/control/payment-control';
import { actOnPayout, payoutActions } from '#simulator/control/payout-control';
import { faultSchema } from '#simulator/faults';
import { generateHistory, historySchema } from '#simulator/history/generate-history';
import { randomSchema, runRandomBusiness } from '#simulator/history/random-business';
import type { CallbackSender } from '#simulator/merchant/callback-sender';
import type { Payment } from '#simulator/store/payment-store';
import { findSalesUnit, type World } from '#simulator/world';

/** The control API: moves the clock, plays the customer and the bank, breaks things, tells the truth. */
export function controlRoutes(world: World, sender: CallbackSender): Router {
  const router = Router();
  router.get(
    '/health',
    control(world, () => ({ status: 'ok', orders: world.payments.count(), now: at(world) })),
  );
  router.get(
    '/config',
    control(world, () => showConfig(world)),
  );
  router.get(
    '/clock',
    control(world, () => showClock(world)),
  );
  router.post(
    '/clock',
    control(world, (request) => moveClock(world, request.body(clockMoveSchema))),
  );
  router.get(
    '/faults',
    control(world, () => ({ faults: world.faults.list() })),
  );
  router.post(
    '/faults',
    control(world, (request) => addFault(world, request.body(faultSchema))),
  );
  router.delete(
    '/faults',
    control(world, () => clearFaults(world)),
  );
  router.get(
    '/books',
    control(world, (request) => showBooks(world, readBooksFilter(request))),
  );
  router.get(
    '/orders',
    control(world, (request) => listOrders(world, request)),
  );
  router.post(
    '/history',
    control(world, (request) => generateHistory(world, request.body(historySchema))),
  );
  router.post(
    '/random',
    control(world, (request) => runRandomBusiness(world, request.body(randomSchema))),
  );
  router.post(
    '/sales-units/:msn',
    control(world, (request) => changeSalesUnit(world, request)),
  );
  addPaymentRoutes(router, world);
  addMerchantRoutes(router, world, sender);
  addMoneyRoutes(router, world);
  return router;
}

function addPaymentRoutes(router: Router, world: World): void {
  const payment = '/payments/:msn/:orderId';
  const act = (path: string, work: (request: ControlRequest, payment: Payment) => unknown) => {
    const serve = control(world, async (request) => {
      const found = getPayment(world, request.param('msn'), request.param('orderId'));
      await work(request, found);
      return showOrder(world, found);
    });
    router.post(`${payment}/${path}`, serve);
  };
  act('open', (_request, found) => paymentActions.open(world, found));
  act('confirm', (request, found) => paymentActions.confirm(world, found, request.body(confirmSchema)));
  act('ship', (_request, found) => paymentActions.ship(world, found));
  act('decline', (_request, found) => paymentActions.decline(world, found));
  act('dispute', (request, found) => paymentActions.dispute(world, found, request.body(disputeSchema)));
  act('return-dispute', (_request, found) => paymentActions.returnDispute(world, found));
}

function addMerchantRoutes(router: Router, world: World, sender: CallbackSender): void {
  router.get(
    '/callbacks',
    control(world, (request) => listCallbacks(world, request)),
  );
  router.post(
    '/callbacks/flush',
    control(world, () => flushCallbacks(world, sender)),
  );
  router.post(
    '/consents/:userId/remove',
    control(world, (request) => removeAllConsents(world, request.param('userId'))),
  );
}

function addMoneyRoutes(router: Router, world: World): void {
  for (const [path, action] of Object.entries(ledgerActions)) {
    router.post(
      `/ledgers/:ledgerId/${path}`,
      control(world, (request) => actOnLedger(world, action, request)),
    );
  }
  for (const [path, action] of Object.entries(payoutActions)) {
    router.post(
      `/payouts/:number/${path}`,
      control(world, (request) => actOnPayout(world, action, request)),
    );
  }
  router.get(
    '/bank',
    control(world, (request) => listBank(world, request)),
  );
  router.post(
    '/bank/lines',
    control(world, (request) => addBankLine(world, request)),
  );
}

const bankLineSchema = z.strictObject({
  account: z.string().regex(/^\d{11}$/),
  amount: z.int(),
  text: z.string().max(140),
  counterparty: z.string().max(70).default(''),
});
const salesUnitSchema = z.strictObject({ directCapture: z.boolean() });

function at(world: World): string {
  return world.clock.now();
}

function clearFaults(world: World): { faults: readonly [] } {
  world.faults.clear();
  return { faults: [] };
}

function listOrders(world: World, request: ControlRequest): ReturnType<typeof listShopOrders> {
  return listShopOrders(
    world,
    request.count('after', 0, Number.MAX_SAFE_INTEGER),
    request.count('limit', 500, 5000),
  );
}

function readBooksFilter(request: ControlRequest): Parameters<typeof showBooks>[1] {
  const only = request.query('only');
  const part = booksParts.find((candidate) => candidate === only);
  if (only !== undefined && part === undefined) {
    throw new ControlError(400, 'invalid', `only: one of ${booksParts.join(', ')}`);
  }
  return {
    orderId: request.query('orderId'),
    msn: request.query('msn'),
    only: part,
    after: request.count('after', 0, Number.MAX_SAFE_INTEGER),
    afterLine: request.count('afterLine', 0, Number.MAX_SAFE_INTEGER),
    limit: request.count('limit', 500, 5000),
  };
}

function listBank(world: World, request: ControlRequest): unknown {
  const limit = request.count('limit', 1000, 5000);
  const lines = world.bank.listAfter(request.count('after', 0, Number.MAX_SAFE_INTEGER), limit);
  return { lines: lines.map(viewBankLine), nextAfter: lines.length === limit ? lines.at(-1)?.seq : null };
}

function addBankLine(world: World, request: ControlRequest): unknown {
  const { amount, ...line } = request.body(bankLineSchema);
  bookBankLine(world, at(world), { ...line, amountOre: ore(amount) });
  return { booked: true };
}

function changeSalesUnit(world: World, request: ControlRequest): unknown {
  const msn = request.param('msn');
  if (!findSalesUnit(world, msn)) throw new ControlError(404, 'unknown-sales-unit', `no sales unit ${msn}`);
  const { directCapture } = request.body(salesUnitSchema);
  world.atomically(() => world.settings.set(`direct-capture:${msn}`, String(directCapture)));
  return findSalesUnit(world, msn);
}

function showConfig(world: World): unknown {
  return {
    salesUnits: world.config.salesUnits.map((unit) => findSalesUnit(world, unit.msn)),
    ledgers: world.config.ledgers,
  };
}
