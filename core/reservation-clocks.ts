/**
 * The two clocks on a reservation. The guarantee: how long the card issuer stands for the money (7 days for Visa,
 * which is assumed unless known better). The deadline: how long Vipps accepts a capture.
 */

import { assertNever } from './assert-never';
import { addMs, type Country, dayMs } from './calendar';

export const assumedGuaranteeDays = 7;

export function guaranteeUntil(reservedAt: string): string {
  return addMs(reservedAt, assumedGuaranteeDays * dayMs);
}

/** 180 days in Norway, 14 in Denmark, Finland and (by caution) Sweden. */
export function captureDeadline(reservedAt: string, country: Country = 'NO'): string {
  return addMs(reservedAt, captureDays(country) * dayMs);
}

/** A refund is possible for 365 days after the capture. */
export function refundDeadline(capturedAt: string): string {
  return addMs(capturedAt, 365 * dayMs);
}

function captureDays(country: Country): number {
  switch (country) {
    case 'NO':
      return 180;
    case 'DK':
    case 'FI':
    case 'SE':
      return 14;
    default:
      return assertNever(country);
  }
}

export type ClockReading = 'running' | 'soon' | 'over';
export const soonMs = 2 * dayMs;

/** `soon`: less than two days left. Bounds: at the instant itself the time is over. */
export function readClock(until: string, now: string): ClockReading {
  const left = Date.parse(until) - Date.parse(now);
  if (left <= 0) return 'over';
  return left < soonMs ? 'soon' : 'running';
}
