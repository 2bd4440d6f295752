/** Work on many orders at once: what may become of each of them, and the words for why nothing did. */

/** More is decided in several runs: a person can look through so many. */
export const mostBulkOrders = 1000;

/**
 * What became of an order. waiting: not acted on yet. working: its command is under way. done: it took effect. unknown: nobody can
 * say yet. failed: Vipps refused, or goods were sent and their capture was not. refused: the desk did nothing. skipped: seen before
 * the decision to be impossible. left: the run was stopped before.
 */
export const bulkOutcomes = [
  'waiting',
  'working',
  'done',
  'unknown',
  'failed',
  'refused',
  'skipped',
  'left',
] as const;
export type BulkOutcome = (typeof bulkOutcomes)[number];

/** What a person has to look at, the most urgent first. */
export const troubledOutcomes = ['failed', 'unknown', 'refused'] as const satisfies readonly BulkOutcome[];

/** Not all is known yet: the figures will change by themselves. */
export function isMoving(counts: Readonly<Partial<Record<BulkOutcome, number>>>): boolean {
  return (counts.waiting ?? 0) + (counts.working ?? 0) + (counts.unknown ?? 0) > 0;
}

/** Why an order is skipped or refused: the refusals of a command and of a shipment, each said once. */
export const bulkReasons = [
  'unknown-order',
  'not-reserved',
  'nothing-to-capture',
  'nothing-to-refund',
  'nothing-to-cancel',
  'above-remaining',
  'below-smallest',
  'past-deadline',
  'past-refund-window',
  'no-keys-for-sales-unit',
  'another-is-open',
  'changed-meanwhile',
  'key-used-otherwise',
  'text-missing',
  'text-too-long',
  'payment-unread',
  'restored',
  'all-sent',
  'differs',
  'before-order',
  'in-the-future',
  'too-many',
  'not-allowed',
] as const;
export type BulkReason = (typeof bulkReasons)[number];

/** A word from the database as one that pages know; anything else is none. */
export function bulkReasonOf(word: string | null): BulkReason | null {
  return bulkReasons.find((reason) => reason === word) ?? null;
}
