/** What the steps of a history act on: a desk as its two processes, the world around it, and a memory of what people were told. */
import type { CommandStatus } from '#core/command-status';
import type { JobDesk } from '#jobs/job';
import type { CallbackDesk } from '#services/receive-callback';
import type { CommandRequest } from '#services/run-command';
import type { ControlClient } from '#simulator/control-client';
import type { SeededRandom } from '#simulator/history/seeded-random';

export type Playground = {
  readonly random: SeededRandom;
  readonly control: ControlClient;
  /** The process that people and Vipps speak to. */
  web(): JobDesk & CallbackDesk;
  /** The process that runs by the clock. */
  jobs(): JobDesk;
  readonly memory: Memory;
  /** A line of the story, printed when the history fails. */
  tell(line: string): void;
};

export type KnownOrder = { readonly msn: string; readonly orderId: string; readonly amountOre: number };

/** What people were told of a command that they gave: its state, that it was refused, or an error of the page. */
export type Told = CommandStatus | 'refused' | 'error';

export type Decision = { readonly request: CommandRequest & { readonly id: string }; readonly told: Told[] };

/** Each word that somebody was told, at once: whoever told it may be killed in the next moment. */
export function remember({ memory }: Playground, decision: Decision, word: Told): void {
  decision.told.push(word);
  memory.onTold?.(decision.request, word);
}

export type Memory = {
  readonly orders: KnownOrder[];
  readonly decisions: Map<string, Decision>;
  /** Names are made of this: a second life of the same world goes on counting. */
  nextOrder: number;
  readonly onTold?: (request: Decision['request'], word: Told) => void;
};

export function emptyMemory(): Memory {
  return { orders: [], decisions: new Map(), nextOrder: 1 };
}

/** The steps of one kind of actor, each with how often it is taken. */
export type Step = {
  readonly name: string;
  readonly weight: number;
  readonly run: (ground: Playground) => Promise<void>;
};

export function pickStep<Kind extends Pick<Step, 'weight'>>(
  random: SeededRandom,
  steps: readonly [Kind, ...Kind[]],
): Kind {
  let left = random.next() * steps.reduce((sum, { weight }) => sum + weight, 0);
  for (const step of steps) {
    left -= step.weight;
    if (left < 0) return step;
  }
  return steps[0];
}

export function pickOrder({ random, memory }: Playground): KnownOrder | undefined {
  const [first, ...rest] = memory.orders;
  return first && random.pick([first, ...rest]);
}
