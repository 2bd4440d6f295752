import { runBulk } from '#services/run-bulk';
import type { Job } from './job';

/** Asked for with each decision about many orders; by the clock it makes up for what a crash or another command held back. */
export const runBulkJob: Job = {
  name: 'run-bulk',
  schedule: () => '*/10 * * * * *',
  demoSchedule: '*/5 * * * * *',
  isLong: true,
  run: runBulk,
};
