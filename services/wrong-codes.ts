/** Whether somebody seems to know a password who does not have the second factor. */
import { addMs, dayMs } from '#core/calendar';
import { wrongCodesSince } from '#db/queries/wrong-codes';
import type { OfflineDesk } from './desk';

/** A person mistypes a code or two. */
export const manyWrongCodes = 5;
const days = 7;

/** Of the last days, since the password was changed; null when they are few. */
export async function tooManyWrongCodes(
  { db, clock }: Pick<OfflineDesk, 'db' | 'clock'>,
  username: string,
): Promise<{ readonly count: number; readonly lastAt: string } | null> {
  const { count, lastAt } = await wrongCodesSince(db, username, 'nothing', firstAt(clock.now()));
  return count < manyWrongCodes || lastAt === null ? null : { count, lastAt };
}

/** How many of those were given since the account was last logged in to. */
export async function wrongCodesSinceLogIn(
  { db, clock }: Pick<OfflineDesk, 'db' | 'clock'>,
  username: string,
): Promise<number> {
  return (await wrongCodesSince(db, username, 'logged in', firstAt(clock.now()))).count;
}

function firstAt(now: string): string {
  return addMs(now, -days * dayMs);
}
