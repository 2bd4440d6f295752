/** What a page can follow while it is open. */

/**
 * approvals: what waits for a second person. orders: states, amounts, shipments, what Vipps told. commands: captures, refunds, cancels. ledger: entries and days. clock: the
 * demo's clock jumped, which changes every page.
 */
export const liveTopics = [
  'orders',
  'commands',
  'ledger',
  'payouts',
  'bank',
  'exceptions',
  'imports',
  'jobs',
  'bulk',
  'approvals',
  'clock',
] as const;
export type LiveTopic = (typeof liveTopics)[number];

export function isLiveTopic(value: unknown): value is LiveTopic {
  return liveTopics.some((topic) => topic === value);
}
