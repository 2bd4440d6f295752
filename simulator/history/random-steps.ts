import { randomMoneySteps } from '#simulator/history/random-money-steps';
import { randomOrderSteps } from '#simulator/history/random-order-steps';
import type { RandomRun, RandomStep } from '#simulator/history/random-run';

/** Does one step of the kinds given, picked by their weights. Returns its kind; undefined = none was possible. */
export function runRandomStep(run: RandomRun, kinds: readonly RandomStepKind[]): RandomStepKind | undefined {
  let left = kinds;
  while (left.length > 0) {
    const kind = pickKind(run, left);
    if (kind === undefined || steps[kind].run(run)) return kind;
    left = left.filter((other) => other !== kind);
  }
  return undefined;
}

const steps = { ...randomOrderSteps, ...randomMoneySteps };

export type RandomStepKind = keyof typeof steps;

export function isRandomStepKind(text: string): text is RandomStepKind {
  return Object.hasOwn(steps, text);
}

export const randomStepKinds: readonly RandomStepKind[] = Object.keys(steps).filter(isRandomStepKind);

function pickKind(run: RandomRun, kinds: readonly RandomStepKind[]): RandomStepKind | undefined {
  const weightOf = (kind: RandomStepKind) => (steps[kind] satisfies RandomStep).weight;
  let left = run.random.next() * kinds.reduce((sum, kind) => sum + weightOf(kind), 0);
  return kinds.find((kind) => {
    left -= weightOf(kind);
    return left < 0;
  });
}
