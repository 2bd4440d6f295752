/** The orders of the list: what each sorts by, and the index that has it. */
import { type SQL, sql } from 'drizzle-orm';
import type { OrderSort } from '#core/order-list';
import type { OrderFilter } from './order-filter';

/** A stretch of a sorted list. Orders without a value stand in a stretch of their own, last whichever way it is sorted. */
export type OrderSegment = {
  /** What it is sorted by, before the order's name; null = by the name alone. */
  readonly value: SQL | null;
  readonly index: string;
  readonly tests: readonly SQL[];
  /** Does the value of a page's key stand in this stretch? */
  holds(value: string): boolean;
  /** The value of a page's key as the column has it. */
  read(value: string): string | number;
};

const isWhole = (value: string) => /^\d{1,15}$/.test(value);
const text = (value: SQL, index: string): OrderSegment => ({
  value,
  index,
  tests: [],
  holds: () => true,
  read: (key) => key,
});
const amount = (value: SQL, index: string): OrderSegment => ({
  value,
  index,
  tests: [],
  holds: isWhole,
  read: Number,
});
/** By the name alone: the index of the primary key. */
const nameless = (tests: readonly SQL[], index = 'sqlite_autoindex_orders_1'): OrderSegment => ({
  value: null,
  index,
  tests,
  holds: (value) => value === '',
  read: (key) => key,
});

export function segmentsOf({ by }: OrderSort, filter: OrderFilter): readonly OrderSegment[] {
  switch (by) {
    case 'activity':
      return [text(sql`o.activity_at`, activityIndex(filter))];
    case 'amount':
      return [amount(sql`o.amount_ore`, 'orders_by_amount')];
    case 'order':
      return [text(sql`o.order_id COLLATE NOCASE`, 'orders_by_name')];
    case 'remaining': {
      const some = {
        ...amount(sql`o.remaining_ore`, 'orders_by_remaining'),
        tests: [sql`o.remaining_ore > 0`],
      };
      return onlyUncaptured(filter) ? [some] : [some, nameless([sql`o.remaining_ore <= 0`])];
    }
    case 'guarantee':
      return guaranteeSegments(filter);
  }
}

/** A guarantee counts while something can be captured. */
function guaranteeSegments(filter: OrderFilter): readonly OrderSegment[] {
  const ending: OrderSegment = {
    ...text(sql`o.guarantee_until`, 'orders_uncaptured'),
    tests: [sql`o.remaining_ore > 0`, sql`o.guarantee_until IS NOT NULL`],
    holds: (value) => value !== '',
  };
  const without = onlyUncaptured(filter)
    ? nameless([sql`o.remaining_ore > 0`, sql`o.guarantee_until IS NULL`], 'orders_uncaptured')
    : nameless([sql`(o.remaining_ore <= 0 OR o.guarantee_until IS NULL)`]);
  return [ending, without];
}

function onlyUncaptured({ view, flag }: OrderFilter): boolean {
  return view === 'uncaptured' || flag === 'guarantee-over' || flag === 'guarantee-soon';
}

function activityIndex({ view, msn }: OrderFilter): string {
  const ofState = view !== 'all' && view !== 'uncaptured';
  if (msn !== undefined) return ofState ? 'orders_by_unit_state' : 'orders_by_unit';
  return ofState ? 'orders_by_state' : 'orders_by_activity';
}
