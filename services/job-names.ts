/** The jobs there are, by name: for pages and requests. jobs/schedule holds what each does. */
export const jobNames = [
  'settle-commands',
  'poll-payments',
  'sync-ledgers',
  'derive-payouts',
  'read-bank-statements',
] as const;
export type JobName = (typeof jobNames)[number];

export function isJobName(text: unknown): text is JobName {
  return jobNames.some((name) => name === text);
}
