/** The list of orders as its address asks for it. */
import { addMs } from '#core/calendar';
import type { ListProblem } from '#core/list-problems';
import {
  type OrderColumn,
  type OrderSort,
  orderColumns,
  orderListFlags,
  orderViews,
  usualOrderColumns,
  usualOrderDirection,
  usualOrderSort,
} from '#core/order-list';
import { soonMs } from '#core/reservation-clocks';
import type { OrderFilter } from '#db/queries/orders-list';
import { instantsOf, listReader } from './read-list.server';

/** `given` are the fields that were read, as they stand in the address. */
export type OrderListRequest = OrderFilter & {
  readonly problems: readonly ListProblem[];
  readonly given: Readonly<Record<string, string>>;
};

/** Never throws: what cannot be read is left out and told in `problems`. */
export function readOrderFilter(query: URLSearchParams, now: string): OrderListRequest {
  const read = listReader(query);
  const view = read.word('view', orderViews) ?? 'all';
  const msn = read.unit('msn');
  const [from, to] = [read.day('from'), read.day('to')];
  const [minOre, maxOre] = [read.kroner('min'), read.kroner('max')];
  const flag = read.word('flag', orderListFlags);
  const text = read.text('q');
  const understood: Record<string, unknown> = { msn, from, to, min: minOre, max: maxOre, flag, q: text };
  const given: Record<string, string> = view === 'all' ? {} : { view };
  for (const [name, value] of Object.entries(understood))
    if (value !== undefined) given[name] = (query.get(name) ?? '').trim();
  return {
    view,
    ...(msn === undefined ? {} : { msn }),
    ...instantsOf(from, to),
    ...(minOre === undefined ? {} : { minOre }),
    ...(maxOre === undefined ? {} : { maxOre }),
    ...(flag === undefined ? {} : { flag }),
    now,
    soon: addMs(now, soonMs),
    ...(text === undefined ? {} : { text }),
    given,
    problems: read.problems,
  };
}

export type OrderLook = {
  readonly sort: OrderSort;
  readonly columns: readonly OrderColumn[];
  readonly problems: readonly ListProblem[];
};

/** How the list is sorted, and which columns it shows. */
export function readOrderLook(query: URLSearchParams, view: OrderFilter['view']): OrderLook {
  const read = listReader(query);
  const sort = read.sort(usualOrderSort(view), usualOrderDirection);
  return { sort, columns: read.columns(orderColumns) ?? usualOrderColumns(view), problems: read.problems };
}
