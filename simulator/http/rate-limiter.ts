/**
 * Counts calls per key within the last minute of real time (the service's limits protect its machines, so
 * simulated time does not matter). Kept in memory: a restart forgives.
 */
export function createRateLimiter(realNowMs: () => number): RateLimiter {
  const calls = new Map<string, number[]>();
  return {
    check(key, limit) {
      const now = realNowMs();
      const recent = (calls.get(key) ?? []).filter((time) => time > now - windowMs);
      if (calls.size > 10_000) forgetOld(calls, now - windowMs);
      const oldest = recent[0];
      if (oldest !== undefined && recent.length >= limit) {
        calls.set(key, recent);
        return Math.max(1, Math.ceil((oldest + windowMs - now) / 1000));
      }
      recent.push(now);
      calls.set(key, recent);
      return undefined;
    },
  };
}

export interface RateLimiter {
  /** Undefined = go on; a number = refused, try again after so many seconds. */
  check(key: string, limit: number): number | undefined;
}

const windowMs = 60_000;

function forgetOld(calls: Map<string, number[]>, before: number): void {
  for (const [key, times] of calls) {
    if ((times.at(-1) ?? 0) <= before) calls.delete(key);
  }
}
