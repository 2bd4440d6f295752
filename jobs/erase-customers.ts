import { eraseCustomers } from '#services/erase-customers';
import { forgetLogIns } from '#services/forget-log-ins';
import { expireApprovals } from '#services/four-eyes';
import type { Job } from './job';

/** What is kept for a while only: details of customers, where people logged in from, requests that nobody decided on. Gone within the hour. */
export const eraseCustomersJob: Job = {
  name: 'erase-customers',
  schedule: (random) => `0 ${Math.floor(random() * 60)} * * * *`,
  demoSchedule: '*/30 * * * * *',
  async run(desk, progress) {
    const { erased } = await eraseCustomers(desk, progress);
    return {
      erased,
      forgotten: await forgetLogIns(desk, Date.now()),
      expired: await expireApprovals(desk),
    };
  },
};
