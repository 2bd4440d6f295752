/** Random business, played by the simulator and written down: what Vipps, the shops and the bank say of it, and the truth. */
import { type Day, dayMs, dayOf } from '#core/calendar';
import { type LedgerTopic, ledgerTopics } from '#core/ledger-entry-types';
import type { OrderRegistration } from '#services/register-order';
import type { LedgerTerms } from '#simulator/config';
import type { Books } from '#simulator/control/books';
import { randomTerms, type SmallWorldTerms, smallWorld } from '#simulator/small-world';
import { startTestSimulator, type TestSimulator } from '#simulator/test-simulator';
import { createVippsClient, type LedgerItem, type PaymentLogEntry, type VippsClient } from '#vipps/client';
import { isVippsError } from '#vipps/errors';
import {
  type BankLineDraft,
  type LedgerTermsDraft,
  openScriptedDesk,
  type ScriptedDesk,
} from './scripted-desk';

export type RecordedWorld = {
  readonly terms: Required<SmallWorldTerms>;
  /** The kinds of steps that were taken. */
  readonly done: readonly string[];
  readonly now: string;
  readonly firstDay: Day;
  readonly ledgers: readonly LedgerTermsDraft[];
  readonly feeds: readonly { ledgerId: string; topic: LedgerTopic; items: readonly LedgerItem[] }[];
  readonly orders: readonly OrderRegistration[];
  /** By `msn/orderId`, oldest first. */
  readonly payments: ReadonlyMap<string, readonly PaymentLogEntry[]>;
  readonly bank: readonly BankLineDraft[];
  readonly books: Books;
};

/**
 * After the business some quiet days with one movement on each ledger, and some more, so that what is missing is known to be
 * missing: every payout of the business is due by then, statements tell of it, and the ledgers tell of later days.
 */
export async function recordWorld(seed: number, steps: number, quietDays = 15): Promise<RecordedWorld> {
  const terms = randomTerms(seed);
  const world = smallWorld(terms);
  const simulator = await startTestSimulator({ config: { ...world, reportLagMs: 0 } });
  try {
    const { control } = simulator;
    const firstDay = dayOf((await control.clock()).now);
    const { done } = await control.random({ seed, steps });
    if (quietDays > 0) {
      await control.moveClock({ advanceMs: 2 * dayMs });
      for (const { ledgerId } of world.ledgers) await control.topUp(ledgerId, 100);
      await control.moveClock({ advanceMs: quietDays * dayMs });
    }
    const { now } = await control.clock();
    const vipps = clientOf(simulator);
    const orders = await shopOrders(simulator);
    const books = await control.books({ limit: '5000' });
    return {
      terms,
      done: Object.keys(done),
      now,
      firstDay,
      ledgers: world.ledgers.map((ledger) => termsOf(ledger, world.salesUnits)),
      feeds: await readFeeds(vipps, world.ledgers),
      orders,
      payments: await readPayments(vipps, orders),
      bank: await readBank(simulator),
      books,
    };
  } finally {
    await simulator.close();
  }
}

/** A desk with its sales units, ledgers and their terms, and nothing else yet. */
export async function openRecorded(world: RecordedWorld): Promise<ScriptedDesk> {
  const scripted = await openScriptedDesk(world.now, world.ledgers);
  scripted.vipps.lagMs = 0; // as in the world that was recorded
  return scripted;
}

/** Hands a desk all there is of a feed; how much of it can be read is `vipps.readable`. */
export function loadFeeds({ vipps }: ScriptedDesk, world: RecordedWorld): void {
  for (const { ledgerId, topic, items } of world.feeds)
    vipps.feed(ledgerId, topic).push(...items.map((item) => ({ ...item, visibleAt: item.time })));
}

/** All at once, in the order of the books. */
export async function deskOf(world: RecordedWorld): Promise<ScriptedDesk> {
  const scripted = await openRecorded(world);
  loadFeeds(scripted, world);
  for (const [name, history] of world.payments) scripted.vipps.payments.set(name, history);
  for (const order of world.orders) await scripted.register(order);
  await scripted.bank(world.bank, { from: world.firstDay, through: dayOf(world.now) });
  await scripted.run();
  return scripted;
}

function termsOf(ledger: LedgerTerms, units: readonly { msn: string; ledgerId: string }[]): LedgerTermsDraft {
  return {
    id: ledger.ledgerId,
    account: ledger.bankAccount,
    units: units.filter(({ ledgerId }) => ledgerId === ledger.ledgerId).map(({ msn }) => msn),
    bankDays: 2,
    cutoffHour: ledger.cutoffHour,
    feeBasisPoints: ledger.feeBasisPoints,
    feeFixedOre: ledger.feeFixedOre,
  };
}

function clientOf(simulator: TestSimulator): VippsClient {
  return createVippsClient({
    baseUrl: simulator.baseUrl,
    ...simulator.credentials,
    system: { name: 'oppgjor', version: 'test', pluginName: 'oppgjor-desk', pluginVersion: 'test' },
    sleep: async () => {},
  });
}

async function readFeeds(vipps: VippsClient, ledgers: readonly LedgerTerms[]) {
  const feeds: RecordedWorld['feeds'][number][] = [];
  for (const { ledgerId } of ledgers) {
    for (const topic of ledgerTopics) {
      const items: LedgerItem[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await vipps.readFeed({ ledgerId, topic, cursor });
        items.push(...page.items);
        if (page.atEnd) break;
        cursor = page.cursor;
      }
      feeds.push({ ledgerId, topic, items });
    }
  }
  return feeds;
}

async function shopOrders({ control }: TestSimulator): Promise<OrderRegistration[]> {
  const { orders } = await control.orders(0, 5000);
  return orders.map(({ msn, orderId, amount, initiatedAt, customerKey, shippedAt }) => ({
    msn,
    orderId,
    amountOre: amount,
    initiatedAt,
    customerKey: customerKey ?? undefined,
    shippedAt: shippedAt ?? undefined,
  }));
}

async function readPayments(vipps: VippsClient, orders: readonly OrderRegistration[]) {
  const payments = new Map<string, readonly PaymentLogEntry[]>();
  for (const { msn, orderId } of orders) {
    const details = await vipps.getPaymentDetails(msn, orderId).catch((error: unknown) => {
      if (isVippsError(error) && error.kind !== 'network') return undefined;
      throw error;
    });
    if (details !== undefined) payments.set(`${msn}/${orderId}`, details.history.toReversed());
  }
  return payments;
}

async function readBank({ control }: TestSimulator): Promise<BankLineDraft[]> {
  const { lines } = await control.bank(0);
  return lines.map(({ account, day, amount, text, seq }) => ({
    account,
    day: dayOf(`${day}T12:00:00Z`),
    ore: amount,
    text,
    reference: String(seq),
  }));
}
