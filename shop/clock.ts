/** The shop's clock: real time, or in the demo that of the simulator, which a person can move forward. */
import { z } from 'zod';

/** `refreshEveryMs`: how old an answer may be before the clock at `url` is asked again. */
export function createShopClock(url?: string, refreshEveryMs = 400): ShopClock {
  if (url === undefined) return { now: () => new Date().toISOString(), refresh: async () => true };
  let offsetMs: number | undefined;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<boolean> | undefined;
  const ask = async () => {
    const answer = await askTime(url);
    if (answer !== undefined) offsetMs = Date.parse(answer) - Date.now();
    // an unknown time is asked for again at once
    askedAtMs = offsetMs === undefined ? Number.NEGATIVE_INFINITY : Date.now();
    return offsetMs !== undefined;
  };
  return {
    now: () => new Date(Date.now() + (offsetMs ?? 0)).toISOString(),
    async refresh() {
      if (Date.now() - askedAtMs < refreshEveryMs) return true;
      // whoever comes while the clock is being asked waits for the same answer
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
  };
}

export interface ShopClock {
  /** UTC, ISO 8601 with milliseconds. */
  now(): string;
  /**
   * Asks again where the time is somebody else's; cheap to call often. Resolves with whether the time is known: not while that
   * clock has never answered. Never rejects.
   */
  refresh(): Promise<boolean>;
}

const clockAnswer = z.object({ now: z.iso.datetime({ offset: true }) });

/** Undefined while nobody answers: the last known distance is kept. */
async function askTime(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(new URL('/simulator/clock', url), { signal: AbortSignal.timeout(2000) });
    return clockAnswer.parse(await response.json()).now;
  } catch {
    return undefined;
  }
}
