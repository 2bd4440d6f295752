/** The shop's clock: real time, or in the demo that of the simulator, which a person can move forward. */
import { z } from 'zod';

/** `refreshEveryMs`: how old an answer may be before the clock at `url` is asked again. */
export function createShopClock(url?: string, refreshEveryMs = 400): ShopClock {
  if (url === undefined) return { now: () => new Date().toISOString(), refresh: async () => {} };
  let offsetMs = 0;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  return {
    now: () => new Date(Date.now() + offsetMs).toISOString(),
    async refresh() {
      if (Date.now() - askedAtMs < refreshEveryMs) return;
      askedAtMs = Date.now();
      const answer = await askTime(url);
      if (answer !== undefined) offsetMs = Date.parse(answer) - Date.now();
    },
  };
}

export interface ShopClock {
  /** UTC, ISO 8601 with milliseconds. */
  now(): string;
  /** Asks again where the time is somebody else's; cheap to call often. Never rejects. */
  refresh(): Promise<void>;
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
