/** Erases personal details whose time is over, piece by piece. */
import { eraseExpired, forgetErased } from '#db/customers';
import { customerKeyOf } from './customer-details';
import type { OfflineDesk } from './desk';
import type { Progress } from './progress';

const batchSize = 500;

export async function eraseCustomers(
  desk: OfflineDesk,
  progress: Progress,
): Promise<{ readonly erased: number }> {
  let erased = 0;
  for (;;) {
    const piece = await eraseExpired(desk.db, { now: desk.clock.now(), limit: batchSize, customerKeyOf });
    erased += piece;
    await progress.report(erased, null);
    if (piece < batchSize || progress.stopping()) break;
  }
  if (erased > 0) await forgetErased(desk.db);
  return { erased };
}
