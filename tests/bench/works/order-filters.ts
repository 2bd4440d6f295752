/**
 * Every filter of the list of orders, alone and two at a time, each with values that let through no order, few, and nearly all; and every
 * order of it. Taken from core/order-list, so that a new word is measured and tested by itself.
 */
import { addMs, dayMs } from '#core/calendar';
import { ore } from '#core/money';
import { type OrderSort, orderListFlags, orderSorts, orderViews, sortDirections } from '#core/order-list';
import type { OrderFilter } from '#db/queries/orders-list';

export type NamedFilter = { readonly name: string; readonly filter: OrderFilter };

/** What the values are chosen for: the books' clock and first instant, one of several sales units, and an order with a transaction. */
export type FilterBooks = {
  readonly now: string;
  readonly soon: string;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly msn: string;
  /** What all ids begin with, and what some do. */
  readonly common: string;
  readonly some: string;
  readonly transaction: string;
  /** No amount is more, and few are. */
  readonly mostOre: number;
  readonly highOre: number;
};

type Choice = { readonly name: string; readonly part: Partial<OrderFilter> };

export function orderFilters(books: FilterBooks): NamedFilter[] {
  const groups = choicesOf(books);
  const found: NamedFilter[] = [filterOf(books, [])];
  for (const [at, group] of groups.entries()) {
    for (const one of group) {
      found.push(filterOf(books, [one]));
      for (const other of groups.slice(at + 1).flat()) found.push(filterOf(books, [one, other]));
    }
  }
  return found;
}

export const allOrderSorts: readonly OrderSort[] = orderSorts.flatMap((by) =>
  sortDirections.map((dir) => ({ by, dir })),
);

function filterOf({ now, soon }: FilterBooks, choices: readonly Choice[]): NamedFilter {
  const name = choices.length === 0 ? 'all' : choices.map((choice) => choice.name).join(' + ');
  return { name, filter: Object.assign({ view: 'all', now, soon }, ...choices.map(({ part }) => part)) };
}

function choicesOf(books: FilterBooks): readonly (readonly Choice[])[] {
  const { firstAt, lastAt, msn, common, some, transaction, mostOre, highOre } = books;
  return [
    orderViews.filter((view) => view !== 'all').map((view) => ({ name: view, part: { view } })),
    [{ name: 'a unit', part: { msn } }],
    [
      { name: 'the last day', part: { since: addMs(lastAt, -dayMs), until: addMs(lastAt, 1) } },
      { name: 'a day long ago', part: { since: firstAt, until: addMs(firstAt, dayMs) } },
      { name: 'days, all', part: { since: firstAt } },
      { name: 'days, none', part: { since: addMs(lastAt, 1) } },
    ],
    [
      { name: 'an amount', part: { minOre: ore(highOre - 100), maxOre: ore(highOre) } },
      { name: 'high amounts', part: { minOre: ore(highOre) } },
      { name: 'amounts, all', part: { minOre: ore(0), maxOre: ore(mostOre) } },
      { name: 'amounts, none', part: { minOre: ore(mostOre + 1) } },
    ],
    orderListFlags.map((flag) => ({ name: flag, part: { flag } })),
    [
      { name: 'ids, all', part: { text: common } },
      { name: 'ids, some', part: { text: some } },
      { name: 'ids, none', part: { text: 'no such order' } },
      { name: 'a transaction', part: { text: transaction } },
    ],
  ];
}
