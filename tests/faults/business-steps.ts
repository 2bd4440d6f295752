/** What customers, people, Vipps and the clock do on any day, in no promised order. */
import { setTimeout as wait } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import { dayMs, hourMs } from '#core/calendar';
import { ore } from '#core/money';
import type { CommandKind } from '#core/payment-actions';
import type { BulkKind } from '#db/bulk-runs';
import { findOrder, type OrderRow } from '#db/orders';
import { runJob } from '#jobs/run-job';
import { jobs } from '#jobs/schedule';
import { initiatePayment } from '#services/initiate-payment';
import { merchantAddresses } from '#services/merchant-addresses';
import { type CaptureChoice, previewBulk } from '#services/preview-bulk';
import { type CommandRequest, runCommand } from '#services/run-command';
import { shipOrder } from '#services/ship-order';
import { startBulk } from '#services/start-bulk';
import { isVippsError } from '#vipps/errors';
import { type Decision, type Playground, pickOrder, remember, type Step } from './playground';

/** A sales unit with reservations, one that takes the money at once, and one of another ledger with fees apart. */
const units = ['123456', '123456', '123458', '234567'] as const;

const register: Step = {
  name: 'a customer buys',
  weight: 7,
  async run(ground) {
    const { random, memory } = ground;
    const order = {
      msn: random.pick(units),
      orderId: `F-${memory.nextOrder}`,
      amountOre: random.pick([100, 101, 199, 9_900, 49_900, 50_050, random.whole(100, 2_000_000)]),
    };
    memory.nextOrder += 1;
    memory.orders.push(order);
    await initiate(ground, order);
    if (random.chance(0.6))
      await tried(ground, `confirms ${order.orderId}`, () =>
        ground.control.confirm(order.msn, order.orderId),
      );
  },
};

const registerAgain: Step = {
  name: 'a shop initiates again what it got no answer for',
  weight: 1,
  async run(ground) {
    const order = pickOrder(ground);
    if (order !== undefined) await initiate(ground, order);
  },
};

async function initiate(ground: Playground, order: { msn: string; orderId: string; amountOre: number }) {
  const desk = ground.web();
  const { callbackPrefix, authToken } = merchantAddresses(desk.settings, order);
  ground.tell(`buys ${order.msn}/${order.orderId} for ${order.amountOre}`);
  try {
    await initiatePayment(desk, {
      ...order,
      amountOre: ore(order.amountOre),
      transactionText: 'Two books',
      fallBack: 'https://shop.example/done',
      ...{ callbackPrefix, authToken },
    });
  } catch (error) {
    if (!isVippsError(error)) throw error;
    ground.tell(`  no payment: ${error.kind}`);
  }
}

const customer: Step = {
  name: 'a customer answers in the app',
  weight: 8,
  async run(ground) {
    const { control, random } = ground;
    const waiting = await ordersThat(ground, (order) => order.state === 'initiated');
    const order = waiting.at(-1) ?? pickOrder(ground);
    if (order === undefined) return;
    const { msn, orderId } = order;
    const answers = [
      () => control.confirm(msn, orderId),
      () => control.confirm(msn, orderId),
      () => control.confirm(msn, orderId),
      () => control.confirm(msn, orderId),
      () => control.open(msn, orderId),
      () => control.decline(msn, orderId),
      () => control.confirm(msn, orderId, { fail: 'insufficient-funds' }),
    ] as const;
    await tried(ground, `answers ${msn}/${orderId}`, random.pick(answers));
  },
};

const issuer: Step = {
  name: 'an issuer, Vipps or the merchant moves money',
  weight: 1,
  async run(ground) {
    const { control, random } = ground;
    const order = pickOrder(ground);
    if (order === undefined) return;
    const { msn, orderId } = order;
    const ledgerId = msn === '234567' ? '302977' : '302321';
    const moves = [
      () => control.dispute(msn, orderId),
      () => control.returnDispute(msn, orderId),
      () => control.correct(ledgerId, random.whole(-5000, 5000) || 1, 'Correction'),
      () => control.topUp(ledgerId, random.whole(1, 5000)),
    ] as const;
    await tried(ground, `money moves around ${msn}/${orderId}`, random.pick(moves));
  },
};

/** The simulator refuses what the order's state does not allow; that is no fault of anybody's. */
async function tried(ground: Playground, what: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
    ground.tell(what);
  } catch (error) {
    if (!(error instanceof Error) || !/: (404|409) /.test(error.message)) throw error;
    ground.tell(`${what}: not possible`);
  }
}

const command: Step = {
  name: 'a person gives a command',
  weight: 16,
  async run(ground) {
    const request = await somethingToDo(ground);
    if (request !== undefined) await give(ground, request);
  },
};

const doubleClick: Step = {
  name: 'a person clicks twice',
  weight: 3,
  async run(ground) {
    const request = await somethingToDo(ground);
    if (request !== undefined) await allOf([give(ground, request), give(ground, request)]);
  },
};

const twoPeople: Step = {
  name: 'two people decide at once',
  weight: 3,
  async run(ground) {
    const [first, second] = [await somethingToDo(ground), await somethingToDo(ground)];
    await allOf([first, second].map((request) => request && give(ground, request)));
  },
};

const pressAgain: Step = {
  name: 'a person presses again',
  weight: 4,
  async run(ground) {
    const unanswered = [...ground.memory.decisions.values()].filter(
      ({ told }) => told.at(-1) === 'error' || told.at(-1) === 'unknown',
    );
    const [first, ...rest] = unanswered;
    if (first !== undefined) await give(ground, ground.random.pick([first, ...rest]).request);
  },
};

async function somethingToDo(ground: Playground): Promise<Decision['request'] | undefined> {
  const { random } = ground;
  const kind: CommandKind = random.pick([
    'capture',
    'capture',
    'capture',
    'capture',
    'refund',
    'refund',
    'cancel',
  ]);
  const fitting = await ordersThat(ground, (order) => fits(kind, order, random.chance(0.2)));
  const [first, ...rest] = fitting;
  if (first === undefined) return undefined;
  const order = random.pick([first, ...rest]);
  const most = kind === 'capture' ? order.remainingOre : order.capturedOre - order.refundedOre;
  const amount = random.pick([undefined, undefined, Math.max(100, Math.floor(most / 3)), most + 1]);
  return {
    ...{ id: uuidv7(), msn: order.msn, orderId: order.orderId, kind, actor: 'kari' },
    amountOre: kind === 'cancel' || amount === undefined ? undefined : ore(amount),
    transactionText: 'Parcel 70300000',
    seen: random.chance(0.5) ? order : undefined,
  };
}

function fits(kind: CommandKind, order: OrderRow, early: boolean): boolean {
  if (kind === 'capture') return order.remainingOre > 0;
  if (kind === 'refund') return order.capturedOre > order.refundedOre;
  return order.remainingOre > 0 || (early && order.state === 'initiated');
}

/** What the page told the person is remembered, whatever becomes of the process afterwards. */
async function give(ground: Playground, request: CommandRequest & { readonly id: string }): Promise<void> {
  const decision = ground.memory.decisions.get(request.id) ?? { request, told: [] };
  ground.memory.decisions.set(request.id, decision);
  const name = `${request.kind} ${request.msn}/${request.orderId} ${request.amountOre ?? 'all'} (${request.id.slice(-6)})`;
  try {
    const result = await runCommand(ground.web(), request);
    remember(ground, decision, result.kind === 'refused' ? 'refused' : result.command.status);
    ground.tell(`${name}: ${result.kind === 'refused' ? result.refusal : result.command.status}`);
  } catch (error) {
    remember(ground, decision, 'error');
    ground.tell(`${name}: an error of the page`);
    throw error;
  }
}

const bulk: Step = {
  name: 'a person decides about many orders',
  weight: 3,
  async run(ground) {
    const { random } = ground;
    const desk = ground.web();
    const kind = random.pick<BulkKind>(['capture', 'capture', 'cancel', 'ship']);
    const waiting = await ordersThat(ground, ({ remainingOre }) => remainingOre > 0);
    const names = waiting.filter(() => random.chance(0.6)).slice(0, 6);
    if (names.length === 0) return;
    const preview = await previewBulk(
      desk,
      kind,
      names,
      random.pick<CaptureChoice>(['yes', 'no', 'setting']),
    );
    const orders = preview.items.map(({ reason, captures, ...item }) => ({
      ...item,
      ...{ skipped: reason, capture: captures },
    }));
    const started = await startBulk(desk, { id: uuidv7(), kind, actor: 'kari', orders });
    ground.tell(`${kind} of ${names.length} orders: ${started.kind}`);
  },
};

const ship: Step = {
  name: 'a shop ships',
  weight: 3,
  async run(ground) {
    const order = pickOrder(ground);
    if (order === undefined) return;
    const { msn, orderId } = order;
    const shipped = await shipOrder(ground.web(), {
      ...{ msn, orderId, actor: 'api shop', capture: ground.random.chance(0.7) },
      shipmentKey: `parcel ${ground.random.whole(1, 2)}`,
    });
    ground.tell(`ships ${msn}/${orderId}: ${shipped.kind === 'refused' ? shipped.refusal : shipped.kind}`);
  },
};

/** What stands in a payment's history of what was done past the desk. */
export const portalText = 'By the portal';

const behindTheDesk: Step = {
  name: 'somebody acts at Vipps past the desk',
  weight: 1,
  async run(ground) {
    const order = pickOrder(ground);
    if (order === undefined) return;
    const { msn, orderId } = order;
    const text = portalText;
    try {
      const { vipps } = ground.web();
      if (ground.random.chance(0.5)) await vipps.cancel({ msn, orderId, text });
      else await vipps.capture({ msn, orderId, text, requestId: `portal-${uuidv7()}` });
      ground.tell(`past the desk: ${msn}/${orderId}`);
    } catch (error) {
      if (!isVippsError(error)) throw error;
    }
  },
};

const job: Step = {
  name: 'a job runs',
  weight: 18,
  async run(ground) {
    const [first, ...rest] = jobs.filter(({ isOff }) => !isOff?.(ground.jobs().settings));
    if (first === undefined) throw new Error('there are no jobs');
    const chosen = ground.random.pick([first, ...rest]);
    const outcome = await runJob(ground.jobs(), chosen, { requestedBy: 'schedule' });
    ground.tell(`${chosen.name}: ${outcome.kind}${outcome.kind === 'failed' ? ` (${outcome.error})` : ''}`);
  },
};

const time: Step = {
  name: 'time passes',
  weight: 7,
  async run({ control, random, tell }) {
    const advanceMs = random.pick([
      ...([10_000, 60_000, 720_000, hourMs, hourMs, 5 * hourMs, dayMs] as const),
      random.chance(0.05) ? 20 * dayMs : dayMs,
    ]);
    const { now } = await control.moveClock({ advanceMs });
    tell(`it is ${now}`);
  },
};

const callbacks: Step = {
  name: 'Vipps calls what is due',
  weight: 5,
  async run({ control }) {
    await control.flushCallbacks();
  },
};

export const businessSteps: readonly [Step, ...Step[]] = [
  register,
  registerAgain,
  customer,
  issuer,
  command,
  doubleClick,
  twoPeople,
  pressAgain,
  bulk,
  ship,
  behindTheDesk,
  job,
  time,
  callbacks,
];

/** A bank day passes, and each job runs once in its order. */
export const wholeDay: Step = {
  name: 'a bank day passes',
  weight: 3,
  async run({ control, jobs: desk, tell }) {
    const { now } = await control.moveClock({ advance: 'next-bank-day' });
    tell(`it is ${now}`);
    for (const each of jobs.filter(({ isOff }) => !isOff?.(desk().settings)))
      await runJob(desk(), each, { requestedBy: 'schedule' });
  },
};

/** Something to work with before the first fault strikes. */
export const openingSteps: readonly Step[] = [register, customer, register, customer, register, register];

async function ordersThat(ground: Playground, does: (order: OrderRow) => boolean): Promise<OrderRow[]> {
  const found: OrderRow[] = [];
  for (const name of ground.memory.orders) {
    const order = await findOrder(ground.web().db, name);
    if (order !== undefined && does(order)) found.push(order);
  }
  return found;
}

/** Waits for all, also when one fails; then rejects as the first that failed. */
export async function allOf(works: readonly (Promise<unknown> | undefined)[]): Promise<void> {
  const ended = await Promise.allSettled(works);
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  await wait(0);
}
