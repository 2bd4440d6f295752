import { type Ore, ore } from '#core/money';
import type { LedgerTerms, SalesUnit } from '#simulator/config';
import type { SeededRandom } from '#simulator/history/seeded-random';
import type { MoneyRequest } from '#simulator/payments/capture-payment';
import type { Payment } from '#simulator/store/payment-store';
import type { World } from '#simulator/world';

/** What a random step has at hand. */
export interface RandomRun {
  readonly world: World;
  readonly random: SeededRandom;
}

export interface RandomStep {
  /** How often it is tried, against the others. */
  readonly weight: number;
  /** False = there was nothing to act on, and nothing has changed. */
  readonly run: (run: RandomRun) => boolean;
}

export function pickFrom<T>(run: RandomRun, list: readonly T[]): T | undefined {
  return list[run.random.whole(0, list.length - 1)];
}

/** One of the latest payments that are fit for it. */
export function pickPayment(run: RandomRun, isFit: (payment: Payment) => boolean): Payment | undefined {
  return pickFrom(run, run.world.payments.listLatest(latestPayments).filter(isFit));
}

/** Not those that always take the money at once: here that is a matter of chance for each payment. */
export function pickUnit(run: RandomRun): SalesUnit | undefined {
  return pickFrom(
    run,
    run.world.config.salesUnits.filter((unit) => !unit.directCapture),
  );
}

export function pickLedger(run: RandomRun): LedgerTerms | undefined {
  return pickFrom(run, run.world.config.ledgers);
}

/** Under a request id of its own; undefined = all that remains. */
export function moneyRequest(run: RandomRun, text: string, amountOre?: Ore): MoneyRequest {
  return { amountOre, text, requestId: `random-${run.world.settings.next('random-request', 1)}` };
}

/** A part of what remains, of 1 kr at least on both sides; undefined = it is too little to divide. */
export function partOf(run: RandomRun, remaining: Ore): Ore | undefined {
  return remaining < 200 ? undefined : ore(run.random.whole(100, remaining - 100));
}

/** From 1 kr to the most, in or out. */
export function signedAmount(run: RandomRun, mostOre: number): Ore {
  const amount = run.random.whole(100, mostOre);
  return ore(run.random.chance(0.5) ? amount : -amount);
}

const latestPayments = 200;
