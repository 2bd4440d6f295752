import { z } from 'zod';
import { addBankDays, dayMs, dayOf, hourMs, instantAt, isBankDay } from '#core/calendar';
import { ControlError } from '#simulator/control/control-answer';
import { advanceClock } from '#simulator/run-due';
import type { World } from '#simulator/world';

export function showClock(world: World): ClockView {
  const now = world.clock.now();
  const today = dayOf(now);
  return { now, today, isBankDay: isBankDay(today) };
}

/** Forward only. `next-bank-day` = noon of the next bank day: its deposits and statements are there. */
export function moveClock(world: World, move: ClockMove): ClockView {
  const toMs = targetOf(world, move);
  if (toMs < world.clock.nowMs()) throw new ControlError(409, 'backwards', 'the clock only moves forward');
  advanceClock(world, toMs);
  return showClock(world);
}

/** Every ledger day on the way is ended, so a slip of the pen should not ask for a million of them. */
const longestMs = 3660 * dayMs;

export const clockMoveSchema = z.union([
  z.strictObject({ advance: z.enum(['hour', 'day', 'next-bank-day']) }),
  z.strictObject({ advanceMs: z.int().min(0).max(longestMs) }),
  z.strictObject({ to: z.iso.datetime({ offset: true }) }),
]);
export type ClockMove = z.infer<typeof clockMoveSchema>;

export interface ClockView {
  /** ISO 8601 in UTC. */
  readonly now: string;
  /** The day in Oslo. */
  readonly today: string;
  readonly isBankDay: boolean;
}

function targetOf(world: World, move: ClockMove): number {
  const nowMs = world.clock.nowMs();
  if ('advanceMs' in move) return nowMs + move.advanceMs;
  if ('to' in move) {
    const toMs = Date.parse(move.to);
    if (toMs > nowMs + longestMs) throw new ControlError(400, 'invalid', 'to: more than ten years ahead');
    return toMs;
  }
  switch (move.advance) {
    case 'hour':
      return nowMs + hourMs;
    case 'day':
      return nowMs + dayMs;
    case 'next-bank-day':
      return Date.parse(instantAt(addBankDays(dayOf(nowMs), 1), '12:00'));
    default:
      throw new ControlError(400, 'invalid', 'advance');
  }
}
