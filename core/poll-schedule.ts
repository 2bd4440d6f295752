/**
 * When an order's payment details are read next: undecided ones often, reserved ones daily, finished ones rarely.
 * Vipps advises from 5 s after initiation and at most 120 reads a minute for one order.
 */
import { addMs, dayMs, hourMs } from './calendar';
import type { Ore } from './money';
import type { OrderState } from './payment-state';

export type PollSubject = {
  readonly state: OrderState;
  readonly remainingOre: Ore;
  /** When the order last changed, or was registered. */
  readonly lastChangeAt: string;
  readonly failures: number;
};

const secondMs = 1000;
const minuteMs = 60 * secondMs;

/** The instant of the next poll, or null when the order needs none any more. */
export function nextPollAt(subject: PollSubject, now: string): string | null {
  if (subject.failures > 0) return addMs(now, retryDelayMs(subject.failures));
  const ageMs = Date.parse(now) - Date.parse(subject.lastChangeAt);
  const delayMs = pollDelayMs(subject, ageMs);
  return delayMs === null ? null : addMs(now, delayMs);
}

function pollDelayMs({ state, remainingOre }: PollSubject, ageMs: number): number | null {
  if (state === 'initiated' || state === 'mentioned') return undecidedDelayMs(ageMs);
  if (remainingOre > 0) return ageMs < dayMs ? hourMs : dayMs;
  if (state === 'captured' || state === 'partially_refunded' || state === 'partially_captured') {
    if (ageMs < 7 * dayMs) return dayMs;
    if (ageMs < 60 * dayMs) return 7 * dayMs;
    return ageMs < 366 * dayMs ? 30 * dayMs : null; // a refund is possible for 365 days
  }
  return ageMs < dayMs ? dayMs : null; // decided for good; one last look a day later
}

function undecidedDelayMs(ageMs: number): number | null {
  if (ageMs < 15 * minuteMs) return 10 * secondMs;
  if (ageMs < hourMs) return 5 * minuteMs;
  if (ageMs < dayMs) return hourMs;
  return ageMs < 30 * dayMs ? dayMs : null;
}

function retryDelayMs(failures: number): number {
  return Math.min(10 * secondMs * 2 ** Math.min(failures - 1, 12), 6 * hourMs);
}
