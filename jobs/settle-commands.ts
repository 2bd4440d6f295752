import { settleOpenCommands } from '#services/settle-open-commands';
import type { Job } from './job';

export const settleCommandsJob: Job = {
  name: 'settle-commands',
  schedule: () => '*/15 * * * * *',
  demoSchedule: '*/5 * * * * *',
  async run(desk, progress) {
    return settleOpenCommands(desk, progress);
  },
};
