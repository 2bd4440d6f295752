/** The first page of the list of orders, by every filter, two filters at a time, and every order: what the loader reads, without the page. */
import { addMs } from '#core/calendar';
import { soonMs } from '#core/reservation-clocks';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { readOrdersPage } from '#db/queries/orders-page';
import { openForUnits } from '#db/visible-units';
import { benchNow, benchUnits } from '../books';
import { middleOf } from '../median';
import { allOrderSorts, type FilterBooks, orderFilters } from './order-filters';

const pageSize = 50;
const runs = 5;

export type FirstPagesOptions = {
  /** As somebody sees them who is limited to these sales units. */
  readonly units?: readonly string[];
  /** The second page instead of the first. */
  readonly further?: boolean;
};

/** The name of each filter and order, and how many milliseconds its page takes, the middle of five runs. */
export async function ordersFirstPages(
  file: string,
  { units, further = false }: FirstPagesOptions = {},
): Promise<Map<string, number>> {
  const whole = openDatabase(file, { readonly: true });
  const db = units === undefined ? whole : openForUnits(whole, units);
  try {
    const result = new Map<string, number>();
    const books = filterBooksOf(whole);
    for (const { name, filter } of orderFilters(books)) {
      for (const sort of allOrderSorts) {
        const read = (place: Place) =>
          readOrdersPage(db, filter, { limit: pageSize, sort, ...place }, books.soon);
        const first = await read({});
        if (further && first.after === null) continue;
        const place = further && first.after !== null ? { after: first.after } : {};
        const times: number[] = [];
        for (let run = 0; run < runs; run += 1) {
          const start = performance.now();
          await read(place);
          times.push(performance.now() - start);
          if (times.length === 1 && (times[0] ?? 0) > 200) break; // far above anything that is allowed: once is enough
        }
        result.set(`${name}, by ${sort.by} ${sort.dir}`, middleOf(times));
      }
    }
    return result;
  } finally {
    if (db !== whole) closeDatabase(db);
    closeDatabase(whole);
  }
}

type Place = { readonly after?: NonNullable<Awaited<ReturnType<typeof readOrdersPage>>['after']> };

/** The values to filter by in books of tests/bench/books. */
export function filterBooksOf(db: Db): FilterBooks {
  const span = db.$client
    .prepare<[], { first: string; last: string }>(
      `SELECT (SELECT activity_at FROM orders ORDER BY activity_at, msn, order_id LIMIT 1) AS first,
        (SELECT activity_at FROM orders ORDER BY activity_at DESC, msn DESC, order_id DESC LIMIT 1) AS last`,
    )
    .get();
  const transaction = db.$client
    .prepare<[], string>(`SELECT transaction_id FROM payment_events WHERE sequence = 100`)
    .pluck()
    .get();
  if (span === undefined || transaction === undefined) throw new Error('there are no orders in the file');
  return {
    now: benchNow,
    soon: addMs(benchNow, soonMs),
    firstAt: span.first,
    lastAt: span.last,
    msn: benchUnits[1],
    common: 'order-0',
    some: 'order-0000012',
    transaction,
    mostOre: 200_000,
    highOre: 199_900,
  };
}
