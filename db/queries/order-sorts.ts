/** The orders of the list: what each sorts by, and the index that has it. */
import { type SQL, sql } from 'drizzle-orm';
import type { OrderSort, OrderSortName, SortDirection } from '#core/order-list';
import type { OrderFilter } from './order-filter';

/** What an index has its rows in the order of; `unguarded`: by name, those that have no guarantee to end. */
export type ServedBy = OrderSortName | 'unguarded';

/** A stretch of a sorted list. Orders without a value stand in a stretch of their own, last whichever way it is sorted. */
export type OrderSegment = {
  readonly by: ServedBy;
  /** What it is sorted by, before the order's name; null = by the name alone. */
  readonly value: SQL | null;
  /** The value as it stands in a page's key. */
  readonly shown: SQL;
  readonly index: string;
  /** What the index holds by itself, written as in the index. */
  readonly implied: readonly SQL[];
  /** What is to be looked at. */
  readonly tests: readonly SQL[];
  /** The one way it is sorted, whichever way the list is. */
  readonly dir?: SortDirection;
  /** Does the value of a page's key stand in this stretch? */
  holds(value: string): boolean;
  /** The value of a page's key as the column has it. */
  read(value: string): string | number;
};

const isWhole = (value: string) => /^\d{1,15}$/.test(value);
const isOpen = sql.raw('o.remaining_ore > 0');

function column(by: OrderSortName, value: SQL, index: string): OrderSegment {
  return {
    ...{ by, value, shown: value, index, implied: [], tests: [] },
    holds: () => true,
    read: (key) => key,
  };
}

function amount(by: OrderSortName, value: SQL, index: string): OrderSegment {
  return { ...column(by, value, index), holds: isWhole, read: Number };
}

export function segmentsOf({ by }: OrderSort, filter: OrderFilter): readonly OrderSegment[] {
  switch (by) {
    case 'activity':
      return [column(by, sql`o.activity_at`, activityIndex(filter))];
    case 'amount':
      return [amount(by, sql`o.amount_ore`, 'orders_by_amount')];
    case 'order':
      return [column(by, sql`o.order_id COLLATE NOCASE`, 'orders_by_name')];
    case 'remaining': {
      const some = { ...amount(by, sql`o.remaining_ore`, 'orders_by_remaining'), implied: [isOpen] };
      return onlyUncaptured(filter) ? [some] : [some, theRest(filter, sql`o.remaining_ore <= 0`)];
    }
    case 'guarantee':
      return guaranteeSegments(filter);
  }
}

/** A guarantee counts while something can be captured. */
function guaranteeSegments(filter: OrderFilter): readonly OrderSegment[] {
  const ending: OrderSegment = {
    ...column('guarantee', sql`o.guarantee_until`, 'orders_uncaptured'),
    implied: [isOpen, sql`o.guarantee_until IS NOT NULL`],
    holds: (value) => value !== '' && !value.startsWith(restMark),
  };
  if (!onlyUncaptured(filter))
    return [ending, theRest(filter, sql`(o.remaining_ore <= 0 OR o.guarantee_until IS NULL)`)];
  const unguarded: OrderSegment = {
    ...{ by: 'unguarded', value: null, shown: sql`NULL`, index: 'orders_uncaptured' },
    ...{ implied: [isOpen, sql`o.guarantee_until IS NULL`], tests: [] },
    holds: (value) => value === '',
    read: (key) => key,
  };
  return [ending, unguarded];
}

/** Before the value of what has none of its own: no amount and no instant begins with it. */
const restMark = '~';

/** Without a value, those that changed last stand first. */
function theRest(filter: OrderFilter, test: SQL): OrderSegment {
  return {
    ...column('activity', sql`o.activity_at`, activityIndex(filter)),
    shown: sql`${sql.raw(`'${restMark}'`)} || o.activity_at`,
    tests: [test],
    dir: 'desc',
    holds: (value) => value.startsWith(restMark),
    read: (key) => key.slice(restMark.length),
  };
}

function onlyUncaptured({ view, flag }: OrderFilter): boolean {
  return view === 'uncaptured' || flag === 'guarantee-over' || flag === 'guarantee-soon';
}

/** The index by last change that has the sales unit and the state of a filter in one piece. */
export function activityIndex({ view, msn }: OrderFilter): string {
  const ofState = view !== 'all' && view !== 'uncaptured';
  if (msn !== undefined) return ofState ? 'orders_by_unit_state' : 'orders_by_unit';
  return ofState ? 'orders_by_state' : 'orders_by_activity';
}
