import { derivePayouts } from '#services/derive-payouts';
import type { Job } from './job';

export const derivePayoutsJob: Job = {
  name: 'derive-payouts',
  schedule: () => '30 */5 * * * *',
  demoSchedule: '5-59/10 * * * * *',
  async run(desk) {
    return derivePayouts(desk);
  },
};
