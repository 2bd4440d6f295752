import { randomInt } from 'node:crypto';

const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password to be handed over and changed at the first log-in: 16 letters of chance in groups, about 79 bits. */
export function oneTimePassword(): string {
  const chance = Array.from({ length: 16 }, () => letters[randomInt(letters.length)]).join('');
  return chance.replace(/(.{4})(?=.)/g, '$1-');
}
