/** What payouts, exceptions and bank lines can be sorted by and show: the words that stand in their addresses. */
import type { SortDirection } from './order-list';

export const payoutSorts = ['day', 'amount', 'expected', 'arrived'] as const;
export type PayoutSort = (typeof payoutSorts)[number];
export const payoutDirections: Readonly<Record<PayoutSort, SortDirection>> = {
  day: 'desc',
  amount: 'desc',
  expected: 'desc',
  arrived: 'desc',
};
export const payoutColumns = [
  'covers',
  'amount',
  'state',
  'expected',
  'arrived',
  'arrivedAmount',
  'units',
  'account',
] as const;
export type PayoutColumn = (typeof payoutColumns)[number];
export const usualPayoutColumns: readonly PayoutColumn[] = [
  'covers',
  'amount',
  'state',
  'expected',
  'arrived',
  'units',
];

/** The age of an exception: `desc` has the oldest on top. */
export const exceptionSorts = ['age', 'amount'] as const;
export type ExceptionSort = (typeof exceptionSorts)[number];
export const exceptionDirections: Readonly<Record<ExceptionSort, SortDirection>> = {
  age: 'desc',
  amount: 'desc',
};

export const bankSorts = ['booked', 'amount'] as const;
export type BankSort = (typeof bankSorts)[number];
export const bankDirections: Readonly<Record<BankSort, SortDirection>> = { booked: 'desc', amount: 'desc' };
