import { z } from 'zod';
import { addDays, dayOf, instantAt, ledgerDayOf } from '#core/calendar';
import { zeroOre } from '#core/money';
import { writeStatements } from '#simulator/bank/write-statements';
import { ControlError } from '#simulator/control/control-answer';
import { bankNoise } from '#simulator/history/bank-noise';
import { orderSteps } from '#simulator/history/order-steps';
import { planOrders } from '#simulator/history/plan-orders';
import { createSeededRandom } from '#simulator/history/seeded-random';
import { demoShops } from '#simulator/history/shops';
import { specialSteps } from '#simulator/history/special-steps';
import type { Step } from '#simulator/history/step';
import { advanceClock, runDue } from '#simulator/run-due';
import { closingInstant } from '#simulator/settlement/book-entries';
import type { Planted } from '#simulator/store/planted-store';
import { findSalesUnit, type World } from '#simulator/world';

/**
 * Fills an empty simulator with months of believable business, by the same code that serves the API, and
 * leaves its clock at the end. The same seed and times give the same history, to the last id.
 */
export function generateHistory(world: World, options: HistoryOptions): HistorySummary {
  const { seed, days, endsAt } = historySchema.parse(options);
  if (!isEmpty(world))
    throw new ControlError(409, 'not-empty', 'a history is only made in an empty simulator');
  if (demoShops.some((shop) => !findSalesUnit(world, shop.msn))) {
    throw new ControlError(
      409,
      'other-shops',
      'the history needs the sales units of the default configuration',
    );
  }
  const endsAtMs = Date.parse(endsAt);
  const lastDay = dayOf(endsAtMs);
  const firstDay = addDays(lastDay, -days);
  const random = createSeededRandom(seed);
  const orders = planOrders(random, firstDay, endsAtMs, lastDay);
  const noise = world.config.ledgers.flatMap((ledger) => bankNoise(random, ledger, firstDay, lastDay));
  const steps = [...orders.flatMap(orderSteps), ...noise, ...specialSteps(firstDay, endsAtMs)]
    .filter((step) => step.atMs < endsAtMs && step.atMs >= Date.parse(instantAt(firstDay)))
    .sort((a, b) => a.atMs - b.atMs);

  const wasFrozen = world.clock.isFrozen();
  const randomToken = world.randomToken;
  world.clock.freeze();
  world.randomToken = () => random.hex(48);
  try {
    world.clock.jumpTo(Date.parse(instantAt(firstDay)));
    beginLedgers(world);
    for (const chunk of chunksOf(steps, 500)) world.atomically(() => runSteps(world, chunk));
    advanceClock(world, endsAtMs);
  } finally {
    world.randomToken = randomToken;
    if (!wasFrozen) world.clock.resume();
  }
  writeStatements(world);
  return {
    orders: world.payments.count(),
    payouts: world.payouts.list().length,
    planted: world.planted.list(),
    now: world.clock.now(),
  };
}

export const historySchema = z.strictObject({
  seed: z.int().min(0).default(1),
  days: z.int().min(1).max(400).default(90),
  endsAt: z.iso.datetime({ offset: true }),
});
export type HistoryOptions = z.input<typeof historySchema>;

export interface HistorySummary {
  readonly orders: number;
  readonly payouts: number;
  readonly planted: readonly Planted[];
  readonly now: string;
}

function isEmpty(world: World): boolean {
  return (
    world.payments.count() === 0 &&
    world.payouts.list().length === 0 &&
    world.bank.listAfter(0, 1).length === 0 &&
    world.config.ledgers.every(
      ({ ledgerId }) => world.ledgers.listAfter(ledgerId, 'funds', 0, 1).length === 0,
    )
  );
}

function beginLedgers(world: World): void {
  for (const terms of world.config.ledgers) {
    const openDay = ledgerDayOf(world.clock.nowMs(), terms.cutoffHour);
    const state = world.ledgers.findState(terms.ledgerId);
    const zero = { fundsOre: zeroOre, feesOre: zeroOre };
    world.ledgers.saveState({
      ...zero,
      ...state,
      ledgerId: terms.ledgerId,
      openDay,
      closesAt: closingInstant(terms, openDay),
    });
  }
  world.nextDueMs = undefined;
}

function runSteps(world: World, steps: readonly Step[]): void {
  for (const step of steps) {
    runDue(world, step.atMs);
    world.clock.advanceTo(step.atMs);
    step.run(world, new Date(step.atMs).toISOString());
  }
}

function chunksOf<T>(list: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < list.length; start += size) chunks.push(list.slice(start, start + size));
  return chunks;
}
