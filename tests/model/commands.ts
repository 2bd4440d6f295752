/** Everything that can happen to a shop: each done to the model and to the real thing, which must agree about it. */
import { deepStrictEqual, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { ore } from '#core/money';
import { findCommand } from '#db/commands';
import { findOrder } from '#db/orders';
import { cancelPayment } from '#services/cancel-payment';
import { capturePayment } from '#services/capture-payment';
import { confirmLedgerDays } from '#services/confirm-ledger-days';
import { derivePayouts } from '#services/derive-payouts';
import { importBankInbox } from '#services/import-bank-inbox';
import { initiatePayment } from '#services/initiate-payment';
import { pollPayment, pollPayments } from '#services/poll-payments';
import { noProgress } from '#services/progress';
import { reconcile } from '#services/reconcile';
import { refundPayment } from '#services/refund-payment';
import { registerOrders } from '#services/register-order';
import type { CommandResult } from '#services/run-command';
import { syncLedgers } from '#services/sync-ledgers';
import { isVippsError } from '#vipps/errors';
import { compareLedger, compareMatches, compareOrders, comparePayouts } from './compare';
import { day, hour, minute } from './oslo-days';
import {
  type Decision,
  isInitiated,
  type Kind,
  newPayment,
  type PaymentModel,
  readPayment,
  refundableOf,
  restOf,
} from './payment-model';
import { account, ledgerId, type RealShop, units } from './real-shop';
import { deliveryOre, type ShopModel } from './shop-model';

type Command = fc.AsyncCommand<ShopModel, RealShop, false>;
type Ready = (model: ShopModel) => boolean;
type Run = (model: ShopModel, real: RealShop) => Promise<void>;

function command(name: string, ready: Ready, run: Run): Command {
  return {
    check: (model) => ready(model as ShopModel),
    toString: () => name,
    async run(model, real) {
      await run(model, real);
      await compareOrders(model, real);
    },
  };
}

const always: Ready = () => true;
const anyOrder: Ready = (model) => model.payments.length > 0;

/** Numbers are taken around the list, so that a shrunk history still means something. */
function pickFrom<Item>(items: readonly Item[], pick: number): Item {
  const item = items[pick % items.length];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

/** The customer, the shop and Vipps. */

const register = fc
  .record({
    asked: fc.oneof(fc.integer({ min: 100, max: 400 }), fc.integer({ min: 100, max: 2_000_000 })),
    unit: fc.constantFrom(...units),
    kind: fc.constantFrom('regular', 'regular', 'express', 'unregistered'),
  })
  .map(({ asked, unit, kind }) =>
    command(
      `register(${asked}, ${unit.msn}, ${kind})`,
      (model) => model.payments.length < 4,
      async (model, real) => {
        const { msn, lifeDays } = unit;
        const orderId = `order-${model.payments.length + 1}`;
        const payment = newPayment({
          ...{ msn, orderId, lifeDays, asked },
          express: kind === 'express',
          registered: kind !== 'unregistered',
          initiatedAt: model.now,
        });
        model.payments.push(payment);
        await initiate(real, payment, kind);
        if (kind === 'regular') readPayment(payment); // the desk itself initiated it
      },
    ),
  );

async function initiate(
  { desk }: RealShop,
  { msn, orderId, asked }: PaymentModel,
  kind: string,
): Promise<void> {
  const addresses = { callbackPrefix: 'https://shop.example/vipps', fallBack: 'https://shop.example/done' };
  const [amountOre, transactionText] = [ore(asked), 'Goods'];
  if (kind === 'regular') {
    await initiatePayment(desk, { msn, orderId, amountOre, transactionText, ...addresses });
    return;
  }
  const express = {
    paymentType: 'eComm Express Payment',
    consentRemovalPrefix: 'https://shop.example/vipps',
    staticShippingDetails: [
      {
        isDefault: true,
        shippingCostOre: ore(deliveryOre),
        shippingMethod: 'Post',
        shippingMethodId: 'post',
      },
    ],
  } as const;
  await desk.vipps.initiatePayment({
    merchantInfo: { merchantSerialNumber: msn, ...addresses, ...(kind === 'express' ? express : {}) },
    transaction: { orderId, amountOre, transactionText },
  });
  if (kind === 'express') await registerOrders(desk, [{ msn, orderId, amountOre: asked, express: true }]);
}

/** The customer can act only on what is undecided. */
const customer = (
  name: string,
  run: (model: ShopModel, real: RealShop, payment: PaymentModel) => Promise<void>,
) =>
  fc.nat(3).map((pick) =>
    command(
      `${name}(${pick})`,
      (model) => model.payments.some(isInitiated),
      (model, real) => run(model, real, pickFrom(model.payments.filter(isInitiated), pick)),
    ),
  );

const open = customer('open', async (_model, real, payment) => {
  payment.opened = true;
  await real.control.open(payment.msn, payment.orderId);
});

const confirm = customer('confirm', async (model, real, payment) => {
  model.confirm(payment);
  await real.control.confirm(payment.msn, payment.orderId);
});

const refusedByIssuer = customer('refusedByIssuer', async (_model, real, payment) => {
  payment.opened = true;
  payment.truth = { ...payment.truth, refusedByIssuer: true };
  await real.control.confirm(payment.msn, payment.orderId, { fail: 'insufficient-funds' });
});

const decline = customer('decline', async (model, real, payment) => {
  payment.truth = { ...payment.truth, ended: { at: model.now, by: 'customer' } };
  await real.control.decline(payment.msn, payment.orderId);
});

const directCapture = fc.record({ unit: fc.constantFrom(...units), on: fc.boolean() }).map(({ unit, on }) =>
  command(`directCapture(${unit.msn}, ${on})`, always, async (model, real) => {
    if (on) model.direct.add(unit.msn);
    else model.direct.delete(unit.msn);
    await real.control.setDirectCapture(unit.msn, on);
  }),
);

/** People at the desk. */

type Amount = 'all' | 'half' | 'third' | 'to-below-one-krone' | 'one-krone' | 'below-one-krone' | 'too-much';
const amount = fc.constantFrom<Amount>(
  ...([
    'all',
    'all',
    'half',
    'third',
    'to-below-one-krone',
    'one-krone',
    'below-one-krone',
    'too-much',
  ] as const),
);

/** An amount as a person would choose it who sees what the desk knows. */
function amountIn(payment: PaymentModel, kind: Kind, wanted: Amount): number | undefined {
  if (kind === 'cancel' || wanted === 'all') return undefined;
  const known = payment.seen ?? payment.truth;
  const most = kind === 'capture' ? restOf(known) : refundableOf(known);
  switch (wanted) {
    case 'half':
      return Math.max(1, Math.floor(most / 2));
    case 'third':
      return Math.max(1, Math.ceil(most / 3));
    case 'to-below-one-krone':
      return Math.max(1, most - 50);
    case 'one-krone':
      return 100;
    case 'below-one-krone':
      return 99;
    case 'too-much':
      return most + 1;
  }
}

const wish = fc.record({
  kind: fc.constantFrom<Kind>('capture', 'capture', 'refund', 'cancel'),
  amount,
});

/** From an open page: what it showed is sent along, and must still be so. */
const act = fc
  .record({ wish, pick: fc.nat(3), page: fc.boolean() })
  .map(({ wish: { kind, amount: wanted }, pick, page }) =>
    command(
      `${kind}(${pick}, ${wanted}${page ? ', from the open page' : ''})`,
      anyOrder,
      async (model, real) => {
        const payment = pickFrom(model.payments, pick);
        const asked = amountIn(payment, kind, wanted);
        const decision = model.decide(payment, kind, asked, page);
        const result = await give(real, payment, kind, { id: newKey(model), asked, page });
        settle(model, payment, kind, decision, result);
      },
    ),
  );

const openPage = fc.nat(3).map((pick) =>
  command(`openPage(${pick})`, anyOrder, async (model) => {
    const payment = pickFrom(model.payments, pick);
    payment.page = payment.seen ?? null;
  }),
);

let keys = 0;
function newKey(model: ShopModel): string {
  keys += 1;
  return `key-${model.payments.length}-${keys}`;
}

type Given = { readonly id: string; readonly asked: number | undefined; readonly page?: boolean };

async function give(
  { desk }: RealShop,
  { msn, orderId, page: shown }: Pick<PaymentModel, 'msn' | 'orderId' | 'page'>,
  kind: Kind,
  { id, asked, page = false }: Given,
): Promise<CommandResult> {
  const seen =
    page && shown !== null
      ? {
          reservedOre: shown.reserved,
          capturedOre: shown.captured,
          refundedOre: shown.refunded,
          cancelledOre: shown.released,
        }
      : undefined;
  const request = {
    id,
    msn,
    orderId,
    transactionText: 'Parcel 370',
    actor: 'kari',
    ...(seen ? { seen } : {}),
  };
  if (kind === 'cancel') return cancelPayment(desk, request);
  const money = { ...request, ...(asked === undefined ? {} : { amountOre: ore(asked) }) };
  const result = await (kind === 'capture' ? capturePayment(desk, money) : refundPayment(desk, money));
  if (result.kind === 'waiting') throw new Error('no second person is asked in this shop');
  return result;
}

/** The desk must say what the model says; and what it sent must have come to what Vipps's rules make of it. */
function settle(
  model: ShopModel,
  payment: PaymentModel,
  kind: Kind,
  decision: Decision,
  result: CommandResult,
): void {
  if (decision.refusal !== null) {
    deepStrictEqual(said(result), `refused: ${decision.refusal}`);
    return;
  }
  const status = model.send(payment, kind, decision);
  ok(result.kind === 'recorded', `the desk refused what the model allows: ${said(result)}`);
  deepStrictEqual(
    { status: result.command.status, ore: result.command.amountOre, repeated: result.repeated },
    { status, ore: decision.ore, repeated: false },
  );
  model.used.push({ id: result.command.id, payment, kind, ore: decision.ore, status });
}

const said = (result: CommandResult) =>
  result.kind === 'refused' ? `refused: ${result.refusal}` : `recorded: ${result.command.status}`;

/** A form sent again, long after: the same command, whatever became of the order since. */
const repeat = fc
  .record({ pick: fc.nat(20), otherwise: fc.constantFrom('no', 'no', 'amount', 'kind') })
  .map(({ pick, otherwise }) =>
    command(
      `repeat(${pick}, otherwise: ${otherwise})`,
      (model) => model.used.length > 0,
      async (model, real) => {
        const { id, payment, kind, ore: amountOre, status } = pickFrom(model.used, pick);
        const other: Kind = kind === 'capture' ? 'refund' : 'capture';
        const again = otherwise === 'kind' ? other : kind;
        const asked = otherwise === 'amount' ? amountOre + 1 : amountOre;
        const result = await give(real, payment, again, { id, asked });
        const differs = otherwise === 'kind' || (otherwise === 'amount' && kind !== 'cancel');
        if (differs) deepStrictEqual(said(result), 'refused: key-used-otherwise');
        else {
          ok(result.kind === 'recorded' && result.repeated, `a repeated command was ${said(result)}`);
          deepStrictEqual(result.command.status, status);
        }
      },
    ),
  );

/** The same form sent twice in the same moment: one command, one effect. */
const doubleClick = fc.record({ wish, pick: fc.nat(3) }).map(({ wish: { kind, amount: wanted }, pick }) =>
  command(`doubleClick(${pick}, ${kind}, ${wanted})`, anyOrder, async (model, real) => {
    const payment = pickFrom(model.payments, pick);
    const asked = amountIn(payment, kind, wanted);
    const decision = model.decide(payment, kind, asked, false);
    const given = { id: newKey(model), asked };
    const results = await Promise.all([give(real, payment, kind, given), give(real, payment, kind, given)]);
    if (decision.refusal !== null) {
      deepStrictEqual(results.map(said), Array(2).fill(`refused: ${decision.refusal}`));
      return;
    }
    const first = results.filter((result) => result.kind === 'recorded' && !result.repeated);
    deepStrictEqual([results.every(({ kind: done }) => done === 'recorded'), first.length], [true, 1]);
    for (const result of first) settle(model, payment, kind, decision, result);
  }),
);

/** Two people decide about the same order in the same moment: one of them is told that the other was faster. */
const twoPeople = fc.record({ one: wish, two: wish, pick: fc.nat(3) }).map(({ one, two, pick }) =>
  command(
    `twoPeople(${pick}, ${one.kind} ${one.amount}, ${two.kind} ${two.amount})`,
    anyOrder,
    async (model, real) => {
      const payment = pickFrom(model.payments, pick);
      const wishes = [one, two].map(({ kind, amount: wanted }) => {
        const asked = amountIn(payment, kind, wanted);
        return { kind, asked, id: newKey(model), decision: model.decide(payment, kind, asked, false) };
      });
      const results = await Promise.all(
        wishes.map(({ kind, id, asked }) => give(real, payment, kind, { id, asked })),
      );
      const allowed = wishes.filter(({ decision }) => decision.refusal === null).length;
      const recorded = results.filter(({ kind }) => kind === 'recorded').length;
      deepStrictEqual(recorded, Math.min(1, allowed), `recorded of ${allowed} that are allowed`);
      for (const [index, { kind, decision }] of wishes.entries()) {
        const result = results[index];
        if (result === undefined) continue;
        if (result.kind === 'recorded') settle(model, payment, kind, decision, result);
        else if (decision.refusal === null) deepStrictEqual(result.refusal, 'another-is-open');
        else if (recorded === 0 || result.refusal !== 'another-is-open')
          deepStrictEqual(result.refusal, decision.refusal);
      }
    },
  ),
);

/** Somebody uses Vipps's own portal: the desk is told nothing. */
const elsewhere = fc
  .record({ wish, pick: fc.nat(3), release: fc.boolean() })
  .map(({ wish: { kind, amount: wanted }, pick, release }) =>
    command(
      `elsewhere(${pick}, ${kind}, ${wanted}${release ? ', release' : ''})`,
      anyOrder,
      async (model, real) => {
        const payment = pickFrom(model.payments, pick);
        const { msn, orderId, truth } = payment;
        const most = kind === 'capture' ? restOf(truth) : refundableOf(truth);
        const sent = kind === 'cancel' || wanted === 'all' ? undefined : Math.max(100, Math.floor(most / 2));
        const isDone = model.atVipps(payment, { kind, sent, releases: release });
        const { vipps } = real.desk;
        const words = { msn, orderId, text: 'From the portal' };
        const request = {
          ...words,
          requestId: newKey(model),
          ...(sent === undefined ? {} : { amountOre: ore(sent) }),
        };
        const call =
          kind === 'cancel'
            ? vipps.cancel({ ...words, releaseRemaining: release })
            : kind === 'capture'
              ? vipps.capture(request)
              : vipps.refund(request);
        const done = await call.then(
          () => true,
          (error: unknown) => {
            if (!isVippsError(error)) throw error;
            return false;
          },
        );
        deepStrictEqual(done, isDone, `${kind} elsewhere`);
      },
    ),
  );

/** Disputes, and what else moves the ledger. */

const dispute = fc.record({ pick: fc.nat(3), half: fc.boolean() }).map(({ pick, half }) =>
  command(
    `dispute(${pick}${half ? ', half' : ''})`,
    (model) => model.payments.some(canBeDisputed),
    async (model, real) => {
      const payment = pickFrom(model.payments.filter(canBeDisputed), pick);
      const capture = payment.captures.at(-1);
      if (capture === undefined) return;
      capture.held = half ? Math.ceil(capture.ore / 2) : capture.ore;
      model.ledger.book(model.now, 'retained-disputed-capture', -capture.held, payment.orderId);
      await real.control.dispute(payment.msn, payment.orderId, capture.held);
    },
  ),
);

const canBeDisputed = ({ captures }: PaymentModel) => captures.at(-1)?.held === 0;
const isDisputed = ({ captures }: PaymentModel) => (captures.at(-1)?.held ?? 0) > 0;

const disputeWon = fc.nat(3).map((pick) =>
  command(
    `disputeWon(${pick})`,
    (model) => model.payments.some(isDisputed),
    async (model, real) => {
      const payment = pickFrom(model.payments.filter(isDisputed), pick);
      const capture = payment.captures.at(-1);
      if (capture === undefined) return;
      model.ledger.book(model.now, 'returned-disputed-capture', capture.held, payment.orderId);
      capture.held = 0;
      await real.control.returnDispute(payment.msn, payment.orderId);
    },
  ),
);

const correction = fc
  .oneof(fc.integer({ min: -500_000, max: -1 }), fc.integer({ min: 1, max: 50_000 }))
  .map((change) =>
    command(`correction(${change})`, always, async (model, real) => {
      model.ledger.book(model.now, 'correction', change);
      await real.control.correct(ledgerId, change);
    }),
  );

const topUp = fc.integer({ min: 1, max: 500_000 }).map((paid) =>
  command(`topUp(${paid})`, always, async (model, real) => {
    model.ledger.book(model.now, 'top-up', paid);
    await real.control.topUp(ledgerId, paid);
  }),
);

/** Payouts and the bank. */

const openPayouts = (model: ShopModel) =>
  model.ledger.payouts.filter(({ status, arranged }) => status === 'scheduled' && arranged === 'nothing');

const payout = (
  name: string,
  run: (model: ShopModel, real: RealShop, one: ShopModel['ledger']['payouts'][number]) => Promise<void>,
) =>
  fc.nat(5).map((pick) =>
    command(
      `${name}(${pick})`,
      (model) => openPayouts(model).length > 0,
      (model, real) => run(model, real, pickFrom(openPayouts(model), pick)),
    ),
  );

const abort = payout('abortPayout', async (model, real, one) => {
  model.ledger.abort(one, model.now);
  await real.control.abortPayout(one.number);
});

const lose = payout('loseDeposit', async (_model, real, one) => {
  one.arranged = 'lost';
  await real.control.loseDeposit(one.number);
});

const shorten = payout('shortenDeposit', async (_model, real, one) => {
  if (one.ore < 2) return;
  one.arranged = 'short';
  one.shortBy = Math.ceil(one.ore / 10);
  if (one.shortBy === one.ore) one.shortBy = -1;
  await real.control.shortenDeposit(one.number, one.shortBy);
});

const lateDeposit = fc.nat(5).map((pick) =>
  command(
    `lateDeposit(${pick})`,
    (model) => model.ledger.payouts.some(isLost),
    async (model, real) => {
      const one = pickFrom(model.ledger.payouts.filter(isLost), pick);
      const text = model.ledger.textOf(one);
      one.cameLateOn = model.ledger.bankLine(model.now, one.ore, text);
      await real.control.addBankLine({ account, amount: one.ore, text });
    },
  ),
);

const isLost = (one: ShopModel['ledger']['payouts'][number]) =>
  one.status === 'lost' && one.cameLateOn === null;

const strayLine = fc.integer({ min: 1, max: 90_000 }).map((paid) =>
  command(`strayLine(${paid})`, always, async (model, real) => {
    const text = `Utb. ${2_900_001 + model.strayLines.length} Vippsnr ${model.ledger.vippsNumber}`;
    model.strayLines.push({ day: model.ledger.bankLine(model.now, paid, text), ore: paid, text });
    await real.control.addBankLine({ account, amount: paid, text });
  }),
);

/** Time. */

async function moveTo(model: ShopModel, real: RealShop, to: number): Promise<void> {
  model.advance(to);
  await real.advance({ to: new Date(to).toISOString() });
}

const timePasses = fc
  .oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 12 }).map((count) => count * minute) },
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 30 }).map((count) => count * hour) },
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 9 }).map((count) => count * day) },
    { weight: 1, arbitrary: fc.integer({ min: 10, max: 40 }).map((count) => count * day) },
  )
  .map((ms) =>
    command(`timePasses(${ms / minute} min)`, always, (model, real) => moveTo(model, real, model.now + ms)),
  );

/** Somebody acts just before, at, and just after a clock of an order runs out. */
const clockRunsOut = fc
  .record({
    pick: fc.nat(3),
    clock: fc.constantFrom<Clock>('capture', 'capture', 'vipps', 'refund'),
    by: fc.constantFrom(-1, 0, 1),
    cancels: fc.boolean(),
  })
  .map(({ pick, clock, by, cancels }) => {
    const kind: Kind = clock === 'refund' ? 'refund' : cancels ? 'cancel' : 'capture';
    const running = (model: ShopModel) =>
      model.payments.filter((payment) => endOf(payment, clock) + by > model.now);
    return command(
      `clockRunsOut(${pick}, ${clock}, ${by} ms, ${kind})`,
      (model) => running(model).length > 0,
      async (model, real) => {
        const payment = pickFrom(running(model), pick);
        await moveTo(model, real, endOf(payment, clock) + by);
        const decision = model.decide(payment, kind, undefined, false);
        const result = await give(real, payment, kind, { id: newKey(model), asked: undefined });
        settle(model, payment, kind, decision, result);
      },
    );
  });

type Clock = 'capture' | 'vipps' | 'refund';

/** 0 = the clock does not run, or nothing is left to be done before its end. */
function endOf({ truth, lifeDays }: PaymentModel, clock: Clock): number {
  const { reservedAt, lastCaptureAt } = truth;
  if (clock === 'refund')
    return lastCaptureAt === null || refundableOf(truth) === 0 ? 0 : lastCaptureAt + 365 * day;
  if (reservedAt === null || restOf(truth) === 0) return 0;
  return reservedAt + (clock === 'vipps' ? 180 : lifeDays) * day;
}

/** The jobs of the desk. */

const job = (name: string, run: Run) => fc.constant(command(name, always, run));

export const pollAll: Run = async (model, real) => {
  const now = new Date(model.now).toISOString();
  const due = new Set(
    real
      .all<{ orderId: string }>(`SELECT order_id AS orderId FROM orders WHERE next_poll_at <= ?`, now)
      .map(({ orderId }) => orderId),
  );
  await pollPayments(real.desk, noProgress);
  for (const payment of model.payments) if (due.has(payment.orderId)) readPayment(payment);
  const aDayAgo = new Date(model.now - day).toISOString();
  deepStrictEqual(
    real.all(`SELECT order_id FROM orders WHERE remaining_ore > 0 AND polled_at < ?`, aDayAgo),
    [],
    'money is reserved, and Vipps was not asked about it for a day',
  );
};

const pollOne = fc.nat(3).map((pick) =>
  command(`poll(${pick})`, anyOrder, async (model, real) => {
    const payment = pickFrom(model.payments, pick);
    const order = await findOrder(real.desk.db, payment);
    deepStrictEqual(order !== undefined, payment.seen !== undefined, 'is the order known?');
    if (order === undefined) return;
    await pollPayment(real.desk, order);
    readPayment(payment);
  }),
);

export const readFeed: Run = async (model, real) => {
  await syncLedgers(real.desk, noProgress);
  model.readFeed();
  compareLedger(model, real);
};

export const confirmDays: Run = async (_model, real) => {
  await confirmLedgerDays(real.desk, noProgress);
};

export const makePayouts: Run = async (model, real) => {
  await derivePayouts(real.desk);
  comparePayouts(model, real);
};

export const readBank: Run = async (_model, real) => {
  await importBankInbox(real.desk, real.bankFolder, noProgress);
};

export const reconcileAll: Run = async (_model, real) => {
  await reconcile(real.desk, noProgress);
  compareMatches(real);
};

/** Every command that was ever recorded still stands as it was settled. */
export async function compareCommands(model: ShopModel, real: RealShop): Promise<void> {
  for (const { id, kind, ore: amountOre, status } of model.used) {
    const stored = await findCommand(real.desk.db, id);
    deepStrictEqual(
      { kind: stored?.kind, ore: stored?.amountOre, status: stored?.status },
      { kind, ore: amountOre, status },
    );
  }
  deepStrictEqual(real.all(`SELECT count(*) AS count FROM commands`), [{ count: model.used.length }]);
}

const weighted: readonly (readonly [number, fc.Arbitrary<Command>])[] = [
  [4, register],
  [1, open],
  [6, confirm],
  [1, refusedByIssuer],
  [1, decline],
  [1, directCapture],
  [20, act],
  [3, openPage],
  [1, repeat],
  [1, doubleClick],
  [2, twoPeople],
  [3, elsewhere],
  [1, dispute],
  [1, disputeWon],
  [1, correction],
  [1, topUp],
  [1, abort],
  [1, lose],
  [1, shorten],
  [1, lateDeposit],
  [1, strayLine],
  [7, timePasses],
  [2, clockRunsOut],
  [2, job('pollAll', pollAll)],
  [1, pollOne],
  [2, job('readFeed', readFeed)],
  [1, job('confirmDays', confirmDays)],
  [1, job('makePayouts', makePayouts)],
  [1, job('readBank', readBank)],
  [2, job('reconcile', reconcileAll)],
];

/** Common things are listed more often: fast-check draws from the list evenly. */
export const someCommands = weighted.flatMap(([weight, arbitrary]) =>
  Array.from({ length: weight }, () => arbitrary),
);
