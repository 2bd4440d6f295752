/**
 * The simulator's own clock: simulated time runs as fast as real time, from wherever it was last put, and can
 * be moved forward. It stands still while the process is off, because only simulated time is stored.
 */
export function createClock(startMs: number, realNowMs: () => number, isFrozen = false): SimulatorClock {
  let baseMs = startMs;
  let realBaseMs = realNowMs();
  let frozen = isFrozen;

  function nowMs(): number {
    if (frozen) return baseMs;
    return baseMs + Math.max(0, Math.trunc(realNowMs() - realBaseMs));
  }

  function jumpTo(ms: number): void {
    baseMs = Math.trunc(ms);
    realBaseMs = realNowMs();
  }

  return {
    nowMs,
    now: () => new Date(nowMs()).toISOString(),
    advanceTo(ms) {
      if (ms > nowMs()) jumpTo(ms);
    },
    jumpTo,
    isFrozen: () => frozen,
    freeze() {
      baseMs = nowMs();
      frozen = true;
    },
    resume() {
      realBaseMs = realNowMs();
      frozen = false;
    },
  };
}

export interface SimulatorClock {
  nowMs(): number;
  /** ISO 8601 in UTC. */
  now(): string;
  /** Forward only: an earlier time changes nothing. */
  advanceTo(ms: number): void;
  /** Any time, also earlier: only for a simulator without data. */
  jumpTo(ms: number): void;
  isFrozen(): boolean;
  freeze(): void;
  resume(): void;
}
