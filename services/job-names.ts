/** The jobs there are, by name: for pages and requests. jobs/schedule holds what each does. */
export const jobNames = [
  'settle-commands',
  'handle-callbacks',
  'run-bulk',
  'capture-shipments',
  'poll-payments',
  'sync-ledgers',
  'confirm-ledger-days',
  'derive-payouts',
  'read-files',
  'read-bank-statements',
  'reconcile',
  'erase-customers',
  'back-up',
  'send-alerts',
] as const;
export type JobName = (typeof jobNames)[number];

export function isJobName(text: unknown): text is JobName {
  return jobNames.some((name) => name === text);
}
