/** Passwords that one person makes for another. */
import { randomInt } from 'node:crypto';
import { dayMs } from '#core/calendar';
import type { PersonRow } from '#db/people';

/** A password that is to be changed at the first log-in opens nothing after so many days. */
export const oneTimeDays = 7;

const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password to be handed over and changed at the first log-in: 16 letters of chance in groups, about 79 bits. */
export function oneTimePassword(): string {
  const chance = Array.from({ length: 16 }, () => letters[randomInt(letters.length)]).join('');
  return chance.replace(/(.{4})(?=.)/g, '$1-');
}

/** One that was handed over before this instant opens nothing any more. */
export function handedOverSince(nowMs: number): string {
  return new Date(nowMs - oneTimeDays * dayMs).toISOString();
}

/** Whether it was handed over and is too old. */
export function isTooOld(
  person: Pick<PersonRow, 'mustChangePassword' | 'passwordChangedAt'>,
  nowMs: number,
): boolean {
  return person.mustChangePassword === 'yes' && (person.passwordChangedAt ?? '') < handedOverSince(nowMs);
}
