import { importBankInbox } from '#services/import-bank-inbox';
import type { Job } from './job';

export const readBankStatementsJob: Job = {
  name: 'read-bank-statements',
  schedule: () => '45 */10 * * * *',
  demoSchedule: '8-59/10 * * * * *',
  async run(desk, progress) {
    const folder = desk.settings.BANK_INBOX_DIR;
    if (folder === undefined) return { files: 0, added: 0, arrived: 0 }; // the bank is not connected
    return importBankInbox(desk, folder, progress);
  },
};
