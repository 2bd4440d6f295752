import { z } from 'zod';
import { writeStatements } from '#simulator/bank/write-statements';
import {
  isRandomStepKind,
  type RandomStepKind,
  randomStepKinds,
  runRandomStep,
} from '#simulator/history/random-steps';
import { createSeededRandom, spreadSeed } from '#simulator/history/seeded-random';
import { advanceClock } from '#simulator/run-due';
import type { Planted } from '#simulator/store/planted-store';
import type { World } from '#simulator/world';

/**
 * Random business for property tests, by the same code that serves the API: orders, captures, refunds, disputes, what
 * goes wrong with deposits and ledgers, and time that passes. It goes on from whatever the simulator holds, and leaves
 * the clock where it stopped. The same seed on the same world gives the same, to the last id. A step that finds
 * nothing to act on tries others; when none of the kinds is possible it does nothing.
 */
export function runRandomBusiness(world: World, options: RandomOptions): RandomSummary {
  const { seed, steps, kinds } = randomSchema.parse(options);
  const random = createSeededRandom(spreadSeed(seed));
  const done: Partial<Record<RandomStepKind, number>> = {};
  const wasFrozen = world.clock.isFrozen();
  const { randomToken } = world;
  world.clock.freeze();
  world.randomToken = () => random.hex(48);
  try {
    world.atomically(() => {
      for (let step = 0; step < steps; step += 1) {
        advanceClock(world, world.clock.nowMs() + random.whole(1_000, 60_000));
        const kind = runRandomStep({ world, random }, kinds);
        if (kind !== undefined) done[kind] = (done[kind] ?? 0) + 1;
      }
    });
  } finally {
    world.randomToken = randomToken;
    if (!wasFrozen) world.clock.resume();
  }
  writeStatements(world);
  return { done, planted: world.planted.list(), now: world.clock.now() };
}

export const randomSchema = z.strictObject({
  seed: z.int().min(0),
  steps: z.int().min(1).max(5000),
  /** All kinds unless told. */
  kinds: z
    .array(z.string().refine(isRandomStepKind))
    .min(1)
    .default([...randomStepKinds]),
});
export type RandomOptions = z.input<typeof randomSchema>;

export interface RandomSummary {
  /** How often each kind of step was done. */
  readonly done: Readonly<Partial<Record<RandomStepKind, number>>>;
  /** All that was ever planted in this world. */
  readonly planted: readonly Planted[];
  readonly now: string;
}
