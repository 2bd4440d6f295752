/** Erases personal details whose time is over, piece by piece. */
import { eraseExpired } from '#db/customers';
import type { OfflineDesk } from './desk';
import type { Progress } from './progress';

const batchSize = 500;

export async function eraseCustomers(
  desk: OfflineDesk,
  progress: Progress,
): Promise<{ readonly erased: number }> {
  let erased = 0;
  for (;;) {
    const now = await eraseExpired(desk.db, desk.clock.now(), batchSize);
    erased += now;
    await progress.report(erased, null);
    if (now < batchSize || progress.stopping()) return { erased };
  }
}
