/** Every job there is, in the order one day's data flows through them. */
import { confirmLedgerDaysJob } from './confirm-ledger-days';
import { derivePayoutsJob } from './derive-payouts';
import type { Job } from './job';
import { pollPaymentsJob } from './poll-payments';
import { readBankStatementsJob } from './read-bank-statements';
import { readFilesJob } from './read-files';
import { reconcileJob } from './reconcile';
import { settleCommandsJob } from './settle-commands';
import { syncLedgersJob } from './sync-ledgers';

export const jobs: readonly Job[] = [
  settleCommandsJob,
  pollPaymentsJob,
  syncLedgersJob,
  confirmLedgerDaysJob,
  derivePayoutsJob,
  readFilesJob,
  readBankStatementsJob,
  reconcileJob,
];

export function findJob(name: string): Job | undefined {
  return jobs.find((job) => job.name === name);
}
