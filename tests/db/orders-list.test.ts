/** The list of orders against a plain model: whatever is filtered and however it is sorted, each row once, in order, and the sums of them. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ore } from '#core/money';
import { type OrderSort, usualOrderSort } from '#core/order-list';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { migrateOpen } from '#db/migrate';
import {
  listFilteredOrderNames,
  listOrders,
  type OrderFilter,
  type PageKey,
  sumOrders,
} from '#db/queries/orders-list';
import {
  filterArb,
  type ModelOrder,
  minute,
  modelOf,
  now,
  orderArb,
  remaining,
  soon,
  sortArb,
} from './order-model';
import { storeOrder, storeUnits } from './store-model-order';

let db: Db;
beforeEach(openEmpty);
afterEach(() => {
  vi.restoreAllMocks();
  closeDatabase(db);
});

function openEmpty(): void {
  db = openDatabase(':memory:');
  migrateOpen(db);
  storeUnits(db);
}

const store = (order: ModelOrder) => storeOrder(db, order);

const plain: ModelOrder = {
  ...{ msn: '123456', orderId: 'A-1', state: 'reserved', amount: 5, captured: 0, cancelled: 0 },
  ...{ activityAt: now, guaranteeUntil: minute(-1), sent: null, shipped: false, registered: null },
  ...{ failures: 0, neverStarted: false, command: false, exception: null, transaction: null },
};

const named = (rows: readonly { msn: string; orderId: string }[]) =>
  rows.map(({ msn, orderId }) => `${msn}/${orderId}`);

async function walk(filter: OrderFilter, sort: OrderSort, limit: number, look: object) {
  const forward: string[] = [];
  const starts: PageKey[] = [];
  for (let after: PageKey | undefined; ; ) {
    const page = await listOrders(db, filter, { limit, sort, after, ...look });
    forward.push(...named(page.rows));
    if (page.before !== null) starts.push(page.before);
    if (page.after === null) break;
    after = page.after;
  }
  const backward: string[] = [];
  for (let before = starts.at(-1) ?? null; before !== null; ) {
    const page = await listOrders(db, filter, { limit, sort, before, ...look });
    backward.unshift(...named(page.rows));
    before = page.before;
  }
  return { forward, backward, pages: starts.length + 1 };
}

describe('any filter in any order', () => {
  it('pages through each matching order once and in order, forward and back, and its sums are theirs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(orderArb, { maxLength: 40, selector: ({ msn, orderId }) => `${msn}/${orderId}` }),
        fc.array(fc.tuple(filterArb, sortArb), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom(0, 5, 1000), // sets are sorted, or walked
        fc.constantFrom(1, 4, 500), // how far is walked first
        async (orders, asked, limit, sortAtMost, firstLook) => {
          closeDatabase(db);
          openEmpty();
          for (const order of orders) store(order);
          for (const [filter, sort] of asked) {
            const model = modelOf(orders, filter, sort);
            const { forward, backward, pages } = await walk(filter, sort, limit, { sortAtMost, firstLook });
            expect(forward).toEqual(named(model));
            expect(backward).toEqual(named(model).slice(0, (pages - 1) * limit));
            const sum = (pick: (order: ModelOrder) => number) =>
              model.reduce((total, order) => total + pick(order), 0);
            expect(await sumOrders(db, filter)).toEqual({
              count: model.length,
              amountOre: sum((order) => order.amount),
              capturedOre: sum((order) => order.captured),
              refundedOre: 0,
              remainingOre: sum(remaining),
            });
            const usual = modelOf(orders, filter, usualOrderSort(filter.view));
            expect(named(await listFilteredOrderNames(db, filter, 1000))).toEqual(named(usual));
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('the plans of first pages', () => {
  /** What a list runs, each with its plan. */
  async function plansOf(filter: OrderFilter, sort: OrderSort): Promise<string[]> {
    for (const state of ['captured', 'reserved'] as const) store({ ...plain, state, orderId: state });
    const prepare = vi.spyOn(db.$client, 'prepare');
    await listOrders(db, filter, { limit: 50, sort });
    const queries = prepare.mock.calls.map(([query]) => query).filter((query) => query.includes('AS value'));
    prepare.mockRestore();
    expect(queries.length).toBeGreaterThan(0);
    return queries.map((query) =>
      db.$client
        .prepare(`EXPLAIN QUERY PLAN ${query}`)
        .all(...(query.match(/\?/g) ?? []).map(() => 'x'))
        .map((row) => (row as { detail: string }).detail)
        .join('; '),
    );
  }

  const byActivity = (dir: 'asc' | 'desc') => ({ by: 'activity', dir }) as const;
  it.each<[string, OrderFilter, OrderSort, string]>([
    ['all', { view: 'all' }, byActivity('desc'), 'orders_by_activity'],
    ['all, the oldest first', { view: 'all' }, byActivity('asc'), 'orders_by_activity'],
    ['a state', { view: 'captured' }, byActivity('desc'), 'orders_by_state'],
    ['a sales unit', { view: 'all', msn: '123456' }, byActivity('desc'), 'orders_by_unit'],
    [
      'a state of a sales unit',
      { view: 'captured', msn: '123456' },
      byActivity('desc'),
      'orders_by_unit_state',
    ],
    ['days', { view: 'all', since: minute(-9), until: now }, byActivity('desc'), 'orders_by_activity'],
    ['days of a state', { view: 'captured', since: minute(-9) }, byActivity('desc'), 'orders_by_state'],
    ['all by amount', { view: 'all' }, { by: 'amount', dir: 'desc' }, 'orders_by_amount'],
    [
      'amounts by amount',
      { view: 'all', minOre: ore(1), maxOre: ore(9) },
      { by: 'amount', dir: 'asc' },
      'orders_by_amount',
    ],
    ['all by what remains', { view: 'all' }, { by: 'remaining', dir: 'desc' }, 'orders_by_remaining'],
    ['all by the guarantee', { view: 'all' }, { by: 'guarantee', dir: 'asc' }, 'orders_uncaptured'],
    ['the uncaptured', { view: 'uncaptured' }, { by: 'guarantee', dir: 'asc' }, 'orders_uncaptured'],
    [
      'lost guarantees',
      { view: 'uncaptured', flag: 'guarantee-over', now, soon },
      { by: 'guarantee', dir: 'asc' },
      'orders_uncaptured',
    ],
    ['all by the order', { view: 'all' }, { by: 'order', dir: 'asc' }, 'orders_by_name'],
  ])('%s: by an index that has the order, nothing scanned or sorted', async (_what, filter, sort, index) => {
    const [first = '', ...more] = await plansOf(filter, sort);
    expect(first).toContain(`INDEX ${index}`);
    for (const plan of [first, ...more]) {
      expect(plan).not.toMatch(/\bSCAN (orders|o)\b(?! USING (COVERING )?INDEX)/);
      // Ids that are equal but for their case or sales unit, a handful at most, are put in order by hand.
      expect(plan.replace('USE TEMP B-TREE FOR LAST 2 TERMS OF ORDER BY', '')).not.toContain('TEMP B-TREE');
    }
  });
});

describe('sets that are too large to be sorted or added up', () => {
  it('are walked along the order asked for, and their sums are not told', async () => {
    const count = 20_050;
    const insertOrder = db.$client.prepare(
      `INSERT INTO orders (msn, order_id, source, state, amount_ore, reserved_ore, captured_ore, registered_at, activity_at)
       VALUES ('123456', ?, 'registered', 'captured', ?, ?, ?, ?, ?)`,
    );
    db.$client.transaction(() => {
      for (let n = 0; n < count; n += 1) {
        const amount = n % 1000;
        insertOrder.run(`O-${n}`, amount, amount, amount, now, minute(n % 60));
      }
    })();
    const filter: OrderFilter = { view: 'captured', minOre: ore(0) };
    expect(await sumOrders(db, filter)).toBeNull();
    expect(await sumOrders(db, { view: 'captured' })).toMatchObject({ count });
    const { rows } = await listOrders(db, filter, { limit: 30, sort: { by: 'amount', dir: 'desc' } });
    const whole = Array.from({ length: count }, (_, n) => ({ orderId: `O-${n}`, amount: n % 1000 })).sort(
      (a, b) => b.amount - a.amount || (a.orderId < b.orderId ? 1 : -1),
    );
    expect(rows.map(({ orderId }) => orderId)).toEqual(whole.slice(0, 30).map(({ orderId }) => orderId));
    expect(await sumOrders(db, { ...filter, minOre: ore(999) })).toMatchObject({ count: 20 });
  });
});
