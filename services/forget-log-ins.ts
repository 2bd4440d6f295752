/** Takes away what is kept of log-ins only for a while: addresses and browsers of people, tries, half-done log-ins. */
import { hourMs } from '#core/calendar';
import { forgetOldLogInSteps } from '#db/log-in-steps';
import { forgetOldTries } from '#db/log-in-tries';
import { forgetOldSessions } from '#db/sessions';
import type { OfflineDesk } from './desk';

/** Where people logged in from is shown to them so long; the log keeps that they did, and nothing of where. */
const sessionDays = 30;
const batchSize = 1000;

export async function forgetLogIns({ db }: Pick<OfflineDesk, 'db'>, nowMs: number): Promise<number> {
  const before = (ageMs: number) => new Date(nowMs - ageMs).toISOString();
  const parts = [
    () => forgetOldSessions(db, { seenBefore: before(sessionDays * 24 * hourMs), limit: batchSize }),
    () => forgetOldTries(db, { lastBefore: before(24 * hourMs), limit: batchSize }),
    () => forgetOldLogInSteps(db, { startedBefore: before(hourMs), limit: batchSize }),
  ];
  let forgotten = 0;
  for (const forget of parts) {
    let piece: number;
    do {
      piece = await forget();
      forgotten += piece;
    } while (piece === batchSize);
  }
  return forgotten;
}
