/** What can fail to tie: a closed list. Each has words and advice of its own in the desk (i18n, `exception.KIND`). */
export const exceptionKinds = [
  'captured-not-in-ledger',
  'ledger-unknown-here',
  'amounts-differ',
  'fee-differs',
  'refund-without-capture',
  'payout-sum-differs',
  'payout-not-in-bank',
  'bank-line-without-payout',
  'day-does-not-tie',
  'duplicate-reservation',
  'shipped-not-captured',
  'paid-but-no-order',
] as const;
export type ExceptionKind = (typeof exceptionKinds)[number];
