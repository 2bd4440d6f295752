import { handleCallbacks } from '#services/handle-callbacks';
import type { Job } from './job';

/** Vipps called: the payment is read within seconds, and not at its next turn. */
export const handleCallbacksJob: Job = {
  name: 'handle-callbacks',
  schedule: () => '*/3 * * * * *',
  demoSchedule: '*/2 * * * * *',
  run: handleCallbacks,
};
