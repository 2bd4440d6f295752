import { pollPayments } from '#services/poll-payments';
import type { Job } from './job';

export const pollPaymentsJob: Job = {
  name: 'poll-payments',
  schedule: () => '*/10 * * * * *',
  demoSchedule: '*/3 * * * * *',
  async run(desk, progress) {
    const { polled, changed, failed } = await pollPayments(desk, progress);
    return `${polled} payments read, ${changed} changed, ${failed} could not be read`;
  },
};
