import { pollPayments } from '#services/poll-payments';
import type { Job } from './job';

export const pollPaymentsJob: Job = {
  name: 'poll-payments',
  schedule: () => '*/10 * * * * *',
  demoSchedule: '*/3 * * * * *',
  async run(desk, progress) {
    return pollPayments(desk, progress);
  },
};
