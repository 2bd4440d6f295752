/** What is tried with inputs, and what a flaw is. */
import type { Random } from './random';

export type Target<Input> = {
  readonly name: string;
  make(random: Random): Input;
  /** How the input ended, for counting. Throws where a rule was broken. */
  run(input: Input): Promise<string>;
  /** As it is kept in a file, and read again. */
  write(input: Input): Uint8Array;
  read(bytes: Uint8Array): Input;
  close(): Promise<void>;
};

/** A rule that an input broke; other errors that come out of a target are flaws, too. */
export class Flaw extends Error {
  override readonly name = 'Flaw';
}

/** Generous: it finds what hangs, not what is slow. */
export const longestMs = 20_000;

export async function inTime<Value>(what: string, work: () => Promise<Value>): Promise<Value> {
  const began = performance.now();
  const value = await work();
  const took = performance.now() - began;
  if (took > longestMs) throw new Flaw(`${what} took ${Math.round(took)} ms`);
  return value;
}
