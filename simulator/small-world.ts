import { type Ore, ore, zeroOre } from '#core/money';
import {
  defaultConfig,
  type FeeMode,
  type LedgerTerms,
  type PayoutSchedule,
  type SimulatorConfig,
} from '#simulator/config';
import { createSeededRandom, spreadSeed } from '#simulator/history/seeded-random';

/**
 * Two sales units (123456 and 234567) on terms of one's choice: the terms of each ledger, or one ledger for both. For
 * `startTestSimulator({ config: smallWorld({ … }) })`.
 */
export function smallWorld(terms: SmallWorldTerms = {}): Pick<SimulatorConfig, 'salesUnits' | 'ledgers'> {
  const { isJoint = false, ...chosen } = terms;
  const units = defaultConfig.salesUnits.filter(({ msn }) => msn === '123456' || msn === '234567');
  const ledgers = defaultConfig.ledgers.map((ledger): LedgerTerms => ({ ...ledger, ...chosen }));
  const joint = ledgers[0];
  if (!joint) throw new Error('the default configuration has a ledger');
  return isJoint
    ? { salesUnits: units.map((unit) => ({ ...unit, ledgerId: joint.ledgerId })), ledgers: [joint] }
    : { salesUnits: units, ledgers };
}

export interface SmallWorldTerms {
  readonly feeMode?: FeeMode;
  readonly feeBasisPoints?: number;
  readonly feeFixedOre?: Ore;
  readonly payoutSchedule?: PayoutSchedule;
  /** Local hour at which a ledger day begins. */
  readonly cutoffHour?: 0 | 4;
  /** A reserve that is never paid out. */
  readonly heldBackOre?: Ore;
  /** Both sales units settle on ledger 302321. */
  readonly isJoint?: boolean;
}

/** Some terms or other, the same for the same seed. */
export function randomTerms(seed: number): Required<SmallWorldTerms> {
  const random = createSeededRandom(spreadSeed(seed));
  return {
    feeMode: random.pick(['net', 'gross']),
    feeBasisPoints: random.pick([0, 175, 299]),
    feeFixedOre: random.pick([zeroOre, ore(100)]),
    payoutSchedule: random.pick(['daily', 'daily', 'weekly', 'monthly']),
    cutoffHour: random.pick([0, 4]),
    heldBackOre: random.pick([zeroOre, ore(50_000)]),
    isJoint: random.chance(0.5),
  };
}
