import { eraseCustomers } from '#services/erase-customers';
import type { Job } from './job';

/** Details are gone within the hour after their time is over. */
export const eraseCustomersJob: Job = {
  name: 'erase-customers',
  schedule: (random) => `0 ${Math.floor(random() * 60)} * * * *`,
  demoSchedule: '*/30 * * * * *',
  run: eraseCustomers,
};
