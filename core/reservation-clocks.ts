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

/** Less than this before a clock runs out it is told as soon. */
export const soonMs = 2 * dayMs;
