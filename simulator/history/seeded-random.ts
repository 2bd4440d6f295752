/** Numbers that look random and are the same for the same seed (mulberry32). */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    whole,
    chance: (probability) => next() < probability,
    pick: (list) => list[whole(0, list.length - 1)] ?? list[0],
    hex: (length) => Array.from({ length }, () => whole(0, 15).toString(16)).join(''),
  };
}

/** Spreads seeds that lie side by side, whose first numbers would be alike. */
export function spreadSeed(seed: number): number {
  const mixed = Math.imul(seed ^ (seed >>> 16), 0x45d9f3b) + 0x27d4eb2f;
  return Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b) >>> 0;
}

export interface SeededRandom {
  /** 0 ≤ x < 1 */
  next(): number;
  /** Both ends included. */
  whole(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly [T, ...T[]]): T;
  hex(length: number): string;
}
