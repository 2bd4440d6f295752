/** Counts calls by key in windows of real time. Kept in the memory of the process: a restart forgives. */

export type RateLimit = {
  /** Counts one call. Undefined = go on; a number = refused, try again after so many seconds. */
  take(key: string): number | undefined;
};

export type RateLimitOptions = {
  /** Calls in a window. */
  readonly limit: number;
  readonly windowMs?: number;
  /** Keys that are remembered at once: beyond that the one that began first is forgotten, so that memory stays bounded. */
  readonly maxKeys?: number;
  /** Real time in milliseconds, from any beginning. */
  readonly realNowMs?: () => number;
};

type Window = { readonly endsAtMs: number; calls: number };

export function createRateLimit({
  limit,
  windowMs = 60_000,
  maxKeys = 10_000,
  realNowMs = () => performance.now(),
}: RateLimitOptions): RateLimit {
  const windows = new Map<string, Window>(); // in the order in which they began, and so end
  return {
    take(key) {
      const now = realNowMs();
      for (const [old, { endsAtMs }] of windows) {
        if (endsAtMs > now && windows.size <= maxKeys) break;
        windows.delete(old);
      }
      const window = windows.get(key) ?? { endsAtMs: now + windowMs, calls: 0 };
      if (window.calls >= limit) return Math.max(1, Math.ceil((window.endsAtMs - now) / 1000));
      window.calls += 1;
      windows.set(key, window);
      return undefined;
    },
  };
}
