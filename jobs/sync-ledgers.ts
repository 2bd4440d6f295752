import { syncLedgers } from '#services/sync-ledgers';
import type { Job } from './job';

/** Vipps asks: hourly, at a random minute, never between :00 and :10. */
export const syncLedgersJob: Job = {
  name: 'sync-ledgers',
  schedule: (random) => `${Math.floor(random() * 60)} ${11 + Math.floor(random() * 49)} * * * *`,
  demoSchedule: '*/10 * * * * *',
  async run(desk, progress) {
    return syncLedgers(desk, progress);
  },
};
