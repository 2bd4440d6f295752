import { reconcile } from '#services/reconcile';
import type { Job } from './job';

export const reconcileJob: Job = {
  name: 'reconcile',
  schedule: () => '15 */5 * * * *',
  demoSchedule: '9-59/10 * * * * *',
  async run(desk, progress) {
    return reconcile(desk, progress);
  },
};
