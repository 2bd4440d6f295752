/** Every job there is, in the order one day's data flows through them. */
import { backUpJob } from './back-up';
import { captureShipmentsJob } from './capture-shipments';
import { confirmLedgerDaysJob } from './confirm-ledger-days';
import { derivePayoutsJob } from './derive-payouts';
import { eraseCustomersJob } from './erase-customers';
import { handleCallbacksJob } from './handle-callbacks';
import type { Job } from './job';
import { pollPaymentsJob } from './poll-payments';
import { readBankStatementsJob } from './read-bank-statements';
import { readFilesJob } from './read-files';
import { reconcileJob } from './reconcile';
import { runBulkJob } from './run-bulk';
import { sendAlertsJob } from './send-alerts';
import { settleCommandsJob } from './settle-commands';
import { syncLedgersJob } from './sync-ledgers';

export const jobs: readonly Job[] = [
  settleCommandsJob,
  handleCallbacksJob,
  runBulkJob,
  captureShipmentsJob,
  pollPaymentsJob,
  syncLedgersJob,
  confirmLedgerDaysJob,
  derivePayoutsJob,
  readFilesJob,
  readBankStatementsJob,
  reconcileJob,
  eraseCustomersJob,
  backUpJob,
  sendAlertsJob,
];

export function findJob(name: string): Job | undefined {
  return jobs.find((job) => job.name === name);
}
