import { importBankInbox } from '#services/import-bank-inbox';
import type { Job } from './job';

export const readBankStatementsJob: Job = {
  name: 'read-bank-statements',
  schedule: () => '45 */10 * * * *',
  demoSchedule: '8-59/10 * * * * *',
  async run(desk, progress) {
    const folder = desk.settings.BANK_INBOX_DIR;
    if (folder === undefined) return 'no folder for bank statements is set (BANK_INBOX_DIR)';
    const { files, added, arrived } = await importBankInbox(desk, folder, progress);
    return `${files} new files, ${added} bank lines, ${arrived} payouts found in the bank`;
  },
};
