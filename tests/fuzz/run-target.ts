/** Runs a target over inputs made from a seed, and makes an input that breaks a rule smaller. */
import { Buffer } from 'node:buffer';
import type { Target } from './fuzz-target';
import { Random } from './random';

export type RunReport = {
  readonly outcomes: Map<string, number>;
  readonly flaws: { readonly index: number; readonly error: unknown; readonly input: Uint8Array }[];
};

export type RunOptions = {
  readonly seed: string;
  readonly runs: number;
  readonly from?: number;
  readonly until?: () => boolean;
  readonly mostFlaws?: number;
  /** Told before each input: a watchdog sees which one hangs. */
  readonly onInput?: (index: number) => void;
};

export async function runTarget<Input>(target: Target<Input>, options: RunOptions): Promise<RunReport> {
  const report: RunReport = { outcomes: new Map(), flaws: [] };
  const seen = new Set<string>();
  const { from = 0, runs, until = () => false, mostFlaws = 20 } = options;
  for (let index = from; index < from + runs && !until(); index += 1) {
    const input = inputOf(target, options.seed, index);
    options.onInput?.(index);
    const { outcome, error } = await tried(target, input);
    report.outcomes.set(outcome, (report.outcomes.get(outcome) ?? 0) + 1);
    if (error === undefined || seen.has(kindOf(error))) continue;
    // One for each kind: the same flaw a thousand times says nothing new.
    seen.add(kindOf(error));
    report.flaws.push({
      index,
      error,
      input: await smaller(target, input, error, () => options.onInput?.(index)),
    });
    if (report.flaws.length >= mostFlaws) break;
  }
  return report;
}

export function inputOf<Input>(target: Target<Input>, seed: string, index: number): Input {
  return target.make(new Random(`${target.name} ${seed} ${index}`));
}

async function tried<Input>(
  target: Target<Input>,
  input: Input,
): Promise<{ outcome: string; error?: unknown }> {
  let unhandled: unknown;
  const note = (reason: unknown) => {
    unhandled ??= reason ?? new Error('rejected with nothing');
  };
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
  try {
    const outcome = await target.run(input);
    await new Promise((resolve) => setImmediate(resolve));
    return unhandled === undefined ? { outcome } : { outcome: 'FLAW', error: unhandled };
  } catch (error) {
    return { outcome: 'FLAW', error };
  } finally {
    process.off('unhandledRejection', note);
    process.off('uncaughtException', note);
  }
}

/** What stands first in the message and the stack, without numbers and names of the input. */
export function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const place = /\n\s+at .*?(\w[\w.-]*\.tsx?):\d+/.exec(error.stack ?? '')?.[1] ?? '';
  return `${error.name} ${error.message.replace(/[\d"'].*/s, '').slice(0, 80)} ${place}`;
}

const mostTries = 400;

/** Takes pieces away as long as the same rule is broken. */
async function smaller<Input>(
  target: Target<Input>,
  input: Input,
  error: unknown,
  onTry: () => void,
): Promise<Uint8Array> {
  let best = Buffer.from(target.write(input));
  let tries = 0;
  const breaks = async (bytes: Buffer) => {
    tries += 1;
    onTry();
    try {
      const found = await tried(target, target.read(bytes));
      return found.error !== undefined && kindOf(found.error) === kindOf(error);
    } catch {
      return false; // what is left is no input of this target any more
    }
  };
  for (let size = Math.ceil(best.length / 2); size >= 1 && tries < mostTries; size = Math.floor(size / 2)) {
    for (let at = 0; at < best.length && tries < mostTries; ) {
      const candidate = Buffer.concat([best.subarray(0, at), best.subarray(at + size)]);
      if (candidate.length > 0 && (await breaks(candidate))) best = candidate;
      else at += size;
    }
  }
  return best;
}
