import { sendAlerts } from '#services/send-alerts';
import type { Job } from './job';

/** Tells people who do not look. Without a channel it only keeps in step with what there would be to tell. */
export const sendAlertsJob: Job = {
  name: 'send-alerts',
  schedule: () => '30 * * * * *',
  demoSchedule: '30 * * * * *',
  isLong: true,
  run: (desk, progress) => sendAlerts(desk, progress),
};
