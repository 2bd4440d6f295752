import { confirmLedgerDays } from '#services/confirm-ledger-days';
import type { Job } from './job';

/** Like the feeds: hourly, at a random minute, never between :00 and :10. */
export const confirmLedgerDaysJob: Job = {
  name: 'confirm-ledger-days',
  schedule: (random) => `${Math.floor(random() * 60)} ${11 + Math.floor(random() * 49)} * * * *`,
  demoSchedule: '7-59/10 * * * * *',
  async run(desk, progress) {
    return confirmLedgerDays(desk, progress);
  },
};
