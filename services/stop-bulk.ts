import { stopBulkRun } from '#db/bulk-runs';
import type { OfflineDesk } from './desk';

/**
 * Stops a run: what has not been acted on is left alone. Commands that are stored go on. Returns how many orders were left; undefined
 * when it was over already.
 */
export async function stopBulk(desk: OfflineDesk, id: string, actor: string): Promise<number | undefined> {
  return stopBulkRun(desk.db, { id, actor, now: desk.clock.now() });
}
