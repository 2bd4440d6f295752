/** What the list of orders can be narrowed to, ordered by, and show: the words that stand in its address. */
import { type OrderState, orderStates } from './payment-state';

/** A state; or `uncaptured`: reserved money that nobody has captured. */
export const orderViews = ['all', 'uncaptured', ...orderStates] as const;
export type OrderView = OrderState | 'all' | 'uncaptured';

export const orderListFlags = [
  'guarantee-over',
  'guarantee-soon',
  'sent-unpaid',
  'command-open',
  'unreadable',
  'not-started',
  'amount-differs',
  'exception',
] as const;
export type OrderListFlag = (typeof orderListFlags)[number];

export const orderSorts = ['activity', 'amount', 'remaining', 'guarantee', 'order'] as const;
export type OrderSortName = (typeof orderSorts)[number];

export const sortDirections = ['asc', 'desc'] as const;
export type SortDirection = (typeof sortDirections)[number];

export type OrderSort = { readonly by: OrderSortName; readonly dir: SortDirection };

/** How each begins when its column is chosen: the newest, the largest, what ends first, the first of the alphabet. */
export const usualOrderDirection: Readonly<Record<OrderSortName, SortDirection>> = {
  activity: 'desc',
  amount: 'desc',
  remaining: 'desc',
  guarantee: 'asc',
  order: 'asc',
};

/** The order of a view nobody has chosen another for. */
export function usualOrderSort(view: OrderView): OrderSort {
  return view === 'uncaptured' ? { by: 'guarantee', dir: 'asc' } : { by: 'activity', dir: 'desc' };
}

/** The columns beside the order's id, which always stands first. */
export const orderColumns = [
  'unit',
  'description',
  'state',
  'amount',
  'captured',
  'refunded',
  'remaining',
  'reservedAt',
  'guarantee',
  'deadline',
  'activity',
] as const;
export type OrderColumn = (typeof orderColumns)[number];

/**
 * Both clocks of a reservation and what is left to capture where that is the question, what went back where money did, else what was
 * bought, and the date of the last change.
 */
export function usualOrderColumns(view: OrderView): readonly OrderColumn[] {
  switch (view) {
    case 'uncaptured':
    case 'reserved':
      return ['unit', 'state', 'amount', 'remaining', 'guarantee', 'deadline'];
    case 'refunded':
    case 'partially_refunded':
      return ['description', 'unit', 'state', 'amount', 'captured', 'refunded', 'activity'];
    default:
      return ['description', 'unit', 'state', 'amount', 'captured', 'remaining', 'activity'];
  }
}
