/** Lists of payouts, exceptions and bank lines against a plain model: each row once, in order, forward and back, and the sums of them. */
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { type Day, day } from '#core/calendar';
import { bankSorts, exceptionSorts, payoutSorts } from '#core/list-words';
import { payoutStateOf, payoutStates } from '#core/payout-state';
import type { Db } from '#db/client';
import { bankLineTotals, listBankLines } from '#db/queries/bank-lines-list';
import { exceptionTotals, listExceptions } from '#db/queries/exceptions-list';
import type { ListKey, ListPage } from '#db/queries/keyset';
import { listPayouts, payoutTotals } from '#db/queries/payouts-list';
import { bankLine, closeBooks, exception, openBooks, payout } from './books';

let db: Db | undefined;
function open(): Db {
  if (db !== undefined) closeBooks();
  db = openBooks();
  return db;
}
afterEach(() => {
  if (db !== undefined) closeBooks();
  db = undefined;
});

const june = (n: number): Day => day(`2026-06-0${n}`);
const dayArb = fc.integer({ min: 1, max: 5 }).map(june);
const dirArb = fc.constantFrom('asc' as const, 'desc' as const);
const maybe = <Value>(arb: fc.Arbitrary<Value>) => fc.option(arb, { nil: undefined });
const rangeArb = fc.record({
  from: maybe(dayArb),
  to: maybe(dayArb),
  minOre: maybe(fc.integer({ min: -3, max: 3 })),
  maxOre: maybe(fc.integer({ min: -3, max: 3 })),
});
type Range = { from?: string; to?: string; minOre?: number; maxOre?: number };
const within = ({ from, to, minOre, maxOre }: Range, on: string, amount: number) =>
  (from === undefined || on >= from) &&
  (to === undefined || on <= to) &&
  (minOre === undefined || amount >= minOre) &&
  (maxOre === undefined || amount <= maxOre);

type Place = { limit: number; after?: ListKey; before?: ListKey };

async function expectPaged<Row>(
  read: (place: Place) => Promise<ListPage<Row>>,
  idOf: (row: Row) => string,
  expected: readonly string[],
  limit: number,
): Promise<void> {
  const forward: string[] = [];
  let last: ListKey | null = null;
  let pages = 0;
  for (let after: ListKey | undefined; ; pages += 1) {
    const page = await read({ limit, after });
    forward.push(...page.rows.map(idOf));
    last = page.before;
    if (page.after === null) break;
    after = page.after;
  }
  expect(forward).toEqual(expected);
  const backward: string[] = [];
  for (let before = last; before !== null; ) {
    const page = await read({ limit, before });
    backward.unshift(...page.rows.map(idOf));
    before = page.before;
  }
  expect(backward).toEqual(expected.slice(0, pages * limit));
}

const compare = <T extends string | number>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0);
const sumOf = (amounts: readonly number[]) =>
  amounts.length === 0
    ? []
    : [{ currency: 'NOK', count: amounts.length, amountOre: amounts.reduce((all, one) => all + one, 0) }];

it('payouts: any state, day and amount, by any sort; those without an arrival stand last', async () => {
  const payoutArb = fc.record({
    on: dayArb,
    amount: fc.integer({ min: -2, max: 3 }),
    arrived: maybe(dayArb),
    expected: fc.constantFrom(1, 3, 5),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(payoutArb, { maxLength: 12 }),
      rangeArb,
      maybe(fc.constantFrom(...payoutStates)),
      fc.record({ sort: fc.constantFrom(...payoutSorts), dir: dirArb }),
      fc.integer({ min: 1, max: 5 }),
      async (rows, range, is, order, limit) => {
        const books = open();
        const model = rows.map((row, index) => ({
          ...row,
          id: `N-${index}`,
          latest: june(row.expected + 1),
        }));
        for (const { id, amount, on, arrived, expected, latest } of model)
          payout(id, amount, on, { arrivedOn: arrived, predicted: [june(expected), latest] });
        const today = june(4);
        const filter = { ...range, ...(is === undefined ? {} : { state: { is, today } }) };
        const sign = order.dir === 'asc' ? 1 : -1;
        const worth = (row: (typeof model)[number]) =>
          ({ day: row.on, amount: row.amount, expected: june(row.expected), arrived: row.arrived ?? null })[
            order.sort
          ];
        const expected = model
          .filter((row) => within(range, row.on, row.amount))
          .filter(
            (row) =>
              is === undefined ||
              is ===
                payoutStateOf(
                  {
                    expected: { earliest: june(row.expected), latest: row.latest },
                    abortedAt: null,
                    arrivedOn: row.arrived ?? null,
                    bankKnownThrough: null,
                  },
                  today,
                ),
          )
          .sort((a, b) => {
            const [x, y] = [worth(a), worth(b)];
            if ((x === null) !== (y === null)) return x === null ? 1 : -1;
            return sign * ((x === null || y === null ? 0 : compare(x, y)) || compare(a.id, b.id));
          });
        await expectPaged(
          (place) => listPayouts(books, { ...order, ...place }, filter),
          (row) => row.settlementNumber,
          expected.map(({ id }) => id),
          limit,
        );
        expect(await payoutTotals(books, filter)).toEqual(sumOf(expected.map(({ amount }) => amount)));
      },
    ),
    { numRuns: 25 },
  );
});

it('exceptions: any day and size, by age or size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ on: dayArb, amount: fc.integer({ min: -3, max: 3 }) }), { maxLength: 12 }),
      rangeArb,
      fc.record({ sort: fc.constantFrom(...exceptionSorts), dir: dirArb }),
      fc.integer({ min: 1, max: 5 }),
      async (rows, range, order, limit) => {
        const books = open();
        const model = rows.map((row, index) => ({ ...row, id: `X-${index}` }));
        for (const { id, amount, on } of model) exception(id, amount, on);
        const filter = { status: 'open' as const, ...range };
        // The oldest arose first.
        const sign = (order.dir === 'asc') === (order.sort === 'amount') ? 1 : -1;
        const expected = model
          .filter((row) => within(range, row.on, Math.abs(row.amount)))
          .sort(
            (a, b) =>
              sign *
              ((order.sort === 'age'
                ? compare<string>(a.on, b.on)
                : compare(Math.abs(a.amount), Math.abs(b.amount))) || compare(a.id, b.id)),
          );
        await expectPaged(
          (place) => listExceptions(books, filter, { ...order, ...place }),
          (row) => row.id,
          expected.map(({ id }) => id),
          limit,
        );
        expect(await exceptionTotals(books, filter)).toEqual(sumOf(expected.map(({ amount }) => amount)));
      },
    ),
    { numRuns: 25 },
  );
});

it('bank lines: any day, amount and text, by day or amount', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ on: dayArb, amount: fc.integer({ min: -3, max: 3 }) }), { maxLength: 12 }),
      rangeArb,
      maybe(fc.constantFrom('b-1', 'UTBETALING', '%', "'")),
      fc.record({ sort: fc.constantFrom(...bankSorts), dir: dirArb }),
      fc.integer({ min: 1, max: 5 }),
      async (rows, range, text, order, limit) => {
        const books = open();
        const model = rows.map((row, index) => ({ ...row, id: `B-${index}` }));
        for (const { id, amount, on } of model) bankLine(id, amount, on);
        const filter = { ...range, text };
        const sign = order.dir === 'asc' ? 1 : -1;
        const expected = model
          .filter((row) => within(range, row.on, row.amount))
          .filter(
            ({ id }) => text === undefined || `utbetaling ${id}`.toLowerCase().includes(text.toLowerCase()),
          )
          .sort(
            (a, b) =>
              sign *
              ((order.sort === 'booked' ? compare<string>(a.on, b.on) : compare(a.amount, b.amount)) ||
                compare(a.id, b.id)),
          );
        await expectPaged(
          (place) => listBankLines(books, 'unmatched', { ...order, ...place }, filter),
          (row) => row.id,
          expected.map(({ id }) => id),
          limit,
        );
        expect(await bankLineTotals(books, 'unmatched', filter)).toEqual(
          sumOf(expected.map(({ amount }) => amount)),
        );
      },
    ),
    { numRuns: 25 },
  );
});
