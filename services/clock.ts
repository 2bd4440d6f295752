/** The clock of the books. Real time in production; in the demo it follows the simulator's clock, which can be advanced. */
import { z } from 'zod';

export type Clock = {
  /** UTC, ISO 8601 with milliseconds. */
  now(): string;
  /** Asks the time again where it is somebody else's; cheap to call often. `now`: even if it was asked a moment ago. */
  refresh(when?: 'now'): Promise<void>;
};

/** Shops and files tell times by clocks of their own: so much ahead or behind is no fault of theirs. */
export const clocksDifferMs = 5 * 60_000;

export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  refresh: async () => {},
};

/** A clock that stands still until it is set: for tests. */
export function fixedClock(start: string): Clock & { set(now: string): void } {
  let current = new Date(start).toISOString();
  return {
    now: () => current,
    refresh: async () => {},
    set(now) {
      current = new Date(now).toISOString();
    },
  };
}

const simulatorClockAnswer = z.object({ now: z.iso.datetime({ offset: true }) });
const refreshEveryMs = 400;

/** Follows the clock of the simulator at `url`. While it cannot be reached the last known distance is kept. */
export function simulatorClock(url: string, fetchTime: typeof fetch = fetch): Clock {
  let offsetMs = 0;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  return {
    now: () => new Date(Date.now() + offsetMs).toISOString(),
    async refresh(when) {
      if (when !== 'now' && Date.now() - askedAtMs < refreshEveryMs) return;
      const response = await fetchTime(new URL('/simulator/clock', url), {
        signal: AbortSignal.timeout(2000),
      }).catch(
        () => undefined, // not reachable: the last known distance is kept, and asked again at the next call
      );
      if (!response?.ok) return;
      const answer = simulatorClockAnswer.parse(await response.json());
      askedAtMs = Date.now();
      offsetMs = Date.parse(answer.now) - askedAtMs;
    },
  };
}
