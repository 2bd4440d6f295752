/** Orders as a plain model of the list has them: made at random, filtered and sorted in memory. */
import fc from 'fast-check';
import { ore } from '#core/money';
import { type OrderSort, orderListFlags, orderSorts, orderViews } from '#core/order-list';
import type { OrderState } from '#core/payment-state';
import type { OrderFilter } from '#db/queries/orders-list';

export const now = '2026-06-05T10:00:00.000Z';
export const soon = '2026-06-07T10:00:00.000Z';
export const units = ['123456', '123457', '234567'];

export type ModelOrder = {
  readonly msn: string;
  readonly orderId: string;
  readonly state: OrderState;
  readonly amount: number;
  readonly captured: number;
  readonly cancelled: number;
  readonly activityAt: string;
  readonly guaranteeUntil: string | null;
  readonly sent: number | null;
  readonly shipped: boolean;
  readonly registered: number | null;
  readonly failures: number;
  /** Does Vipps say that it has never heard of it? */
  readonly neverStarted: boolean;
  readonly command: boolean;
  readonly exception: 'open' | 'resolved' | null;
  readonly transaction: string | null;
};

export const minute = (n: number) => new Date(Date.parse(now) + n * 60_000).toISOString();
export const orderArb: fc.Arbitrary<ModelOrder> = fc
  .record({
    msn: fc.constantFrom(...units),
    orderId: fc.stringMatching(/^[aAbB][0-2]{0,2}$/),
    state: fc.constantFrom<OrderState>('reserved', 'captured', 'expired'),
    amount: fc.integer({ min: 0, max: 6 }),
    parts: fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })),
    activityAt: fc.integer({ min: -3, max: 3 }).map(minute),
    guaranteeUntil: fc.option(fc.constantFrom(minute(-1), now, minute(1), soon, minute(9999))),
    sent: fc.option(fc.integer({ min: 0, max: 6 })),
    shipped: fc.boolean(),
    registered: fc.option(fc.integer({ min: 0, max: 6 })),
    failures: fc.constantFrom(0, 2, 3),
    neverStarted: fc.boolean(),
    command: fc.boolean(),
    exception: fc.constantFrom(null, 'open' as const, 'resolved' as const),
    transaction: fc.constantFrom(null, 'a', 'T1'),
  })
  .map(({ parts: [first, second], ...order }) => {
    const captured = Math.min(first, order.amount);
    return { ...order, captured, cancelled: Math.min(second, order.amount - captured) };
  });

export const filterArb: fc.Arbitrary<OrderFilter> = fc
  .record({
    view: fc.constantFrom(...orderViews),
    msn: fc.option(fc.constantFrom(...units), { nil: undefined }),
    since: fc.option(fc.integer({ min: -3, max: 3 }).map(minute), { nil: undefined }),
    until: fc.option(fc.integer({ min: -3, max: 4 }).map(minute), { nil: undefined }),
    minOre: fc.option(fc.integer({ min: 0, max: 6 }).map(ore), { nil: undefined }),
    maxOre: fc.option(fc.integer({ min: 0, max: 6 }).map(ore), { nil: undefined }),
    flag: fc.option(fc.constantFrom(...orderListFlags), { nil: undefined }),
    text: fc.option(fc.constantFrom('a', 'A1', 'b', 'T1', '%', "'"), { nil: undefined }),
  })
  .map((filter) => ({ ...filter, now, soon }));

export const sortArb = fc.record({ by: fc.constantFrom(...orderSorts), dir: fc.constantFrom('asc', 'desc') });

export const remaining = (order: ModelOrder) => order.amount - order.captured - order.cancelled;

function matches(order: ModelOrder, filter: OrderFilter): boolean {
  const { view, msn, since, until, minOre, maxOre, flag, text } = filter;
  const ends = remaining(order) > 0 ? order.guaranteeUntil : null;
  const flags: Record<string, boolean> = {
    'guarantee-over': ends !== null && ends <= now,
    'guarantee-soon': ends !== null && ends > now && ends <= soon,
    'sent-unpaid':
      (order.sent !== null && order.sent > order.captured) ||
      (order.sent === null && order.shipped && remaining(order) > 0 && order.captured === 0),
    'command-open': order.command,
    unreadable: order.failures > 2 && !order.neverStarted,
    'amount-differs': order.registered !== null && order.amount > 0 && order.registered !== order.amount,
    exception: order.exception === 'open',
    'not-started': order.failures > 2 && order.neverStarted,
  };
  return (
    (view === 'all' || (view === 'uncaptured' ? remaining(order) > 0 : order.state === view)) &&
    (msn === undefined || order.msn === msn) &&
    (since === undefined || order.activityAt >= since) &&
    (until === undefined || order.activityAt < until) &&
    (minOre === undefined || order.amount >= minOre) &&
    (maxOre === undefined || order.amount <= maxOre) &&
    (flag === undefined || flags[flag] === true) &&
    (text === undefined ||
      order.orderId.toLowerCase().startsWith(text.toLowerCase()) ||
      order.transaction === text)
  );
}

/** The value of a row, null where it has none: those stand last. */
function sortedBy(order: ModelOrder, by: OrderSort['by']): string | number | null {
  switch (by) {
    case 'activity':
      return order.activityAt;
    case 'amount':
      return order.amount;
    case 'order':
      return order.orderId.toLowerCase();
    case 'remaining':
      return remaining(order) > 0 ? remaining(order) : null;
    case 'guarantee':
      return remaining(order) > 0 ? order.guaranteeUntil : null;
  }
}

export function modelOf(
  orders: readonly ModelOrder[],
  filter: OrderFilter,
  { by, dir }: OrderSort,
): ModelOrder[] {
  const sign = dir === 'asc' ? 1 : -1;
  const compare = <T extends string | number>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0);
  return orders
    .filter((order) => matches(order, filter))
    .sort((a, b) => {
      const [x, y] = [sortedBy(a, by), sortedBy(b, by)];
      if ((x === null) !== (y === null)) return x === null ? 1 : -1;
      const byName = compare(a.msn, b.msn) || compare(a.orderId, b.orderId);
      if (x === null || y === null)
        return onlyUncaptured(filter) ? sign * byName : -(compare(a.activityAt, b.activityAt) || byName);
      return sign * (compare(x, y) || byName);
    });
}

/** Of these the few without a guarantee stand by name; else what has no value stands by its last change, the newest first. */
function onlyUncaptured({ view, flag }: OrderFilter): boolean {
  return view === 'uncaptured' || flag === 'guarantee-over' || flag === 'guarantee-soon';
}
