/**
 * The types of ledger entries. Vipps adds types without notice: an unknown one is kept, counted by what its amount
 * does to the balance, and shown as unclassified.
 */
export const ledgerTopics = ['funds', 'fees'] as const;
export type LedgerTopic = (typeof ledgerTopics)[number];

export const entryGroups = [
  'captures',
  'refunds',
  'fees',
  'disputes',
  'corrections',
  'payouts',
  'unclassified',
] as const;
export type EntryGroup = (typeof entryGroups)[number];

const groupByType: Readonly<Record<string, EntryGroup>> = {
  capture: 'captures',
  refund: 'refunds',
  'capture-fee': 'fees',
  'fees-retained': 'fees',
  'fees-invoiced': 'fees',
  'retained-disputed-capture': 'disputes',
  'returned-disputed-capture': 'disputes',
  correction: 'corrections',
  'top-up': 'corrections',
  'credit-note': 'corrections',
  'scheduled-for-payout': 'payouts',
  'payout-scheduled': 'payouts',
  'payout-aborted': 'payouts',
};

export const knownEntryTypes: readonly string[] = Object.keys(groupByType);

export function entryGroupOf(entryType: string): EntryGroup {
  return Object.hasOwn(groupByType, entryType) ? (groupByType[entryType] ?? 'unclassified') : 'unclassified';
}

export const abortedPayoutEntryType = 'payout-aborted';
