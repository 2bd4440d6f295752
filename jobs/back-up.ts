import { hourMs } from '#core/calendar';
import { backUpNightly } from '#services/back-up-nightly';
import type { Job } from './job';

/** Real time, whatever the clock of the books says: it names the files. */
export const backUpJob: Job = {
  name: 'back-up',
  schedule: (random) => `0 ${Math.floor(random() * 60)} 2 * * *`,
  demoSchedule: '0 30 2 * * *',
  isLong: true,
  madeUpAfterMs: 25 * hourMs,
  isOff: ({ BACKUP_DIR }) => BACKUP_DIR === undefined,
  async run({ settings: { BACKUP_DIR, DATABASE_PATH } }, progress) {
    if (BACKUP_DIR === undefined) throw new Error('no backup was made: BACKUP_DIR is not set');
    const now = new Date().toISOString();
    return backUpNightly({ database: DATABASE_PATH, folder: BACKUP_DIR, now }, progress);
  },
};
