/** Every filter of core/order-list, alone and two at a time, in every order: what is shown is right, and is found without reading all orders. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { OrderSort } from '#core/order-list';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { migrateOpen } from '#db/migrate';
import { listOrders, type OrderFilter, shortLook } from '#db/queries/orders-list';
import { readOrdersPage } from '#db/queries/orders-page';
import { allOrderSorts, orderFilters } from '../bench/works/order-filters';
import { type ModelOrder, minute, modelOf, now, orderArb, soon, units } from './order-model';
import { storeOrder, storeUnits } from './store-model-order';

const count = 2_000;
const filters = orderFilters({
  ...{ now, soon, firstAt: minute(-3), lastAt: minute(3), msn: units[1] ?? '' },
  ...{ common: 'a', some: 'a12', transaction: 'T1', mostOre: 6, highOre: 6 },
});

let db: Db;
let orders: readonly ModelOrder[];
beforeAll(() => {
  db = openDatabase(':memory:');
  migrateOpen(db);
  storeUnits(db);
  orders = fc.sample(orderArb, { numRuns: count, seed: 2026 }).map((order, index) => ({
    ...order,
    orderId: `${order.orderId}-${index}`,
    transaction: index % 100 === 0 ? order.transaction : null,
    command: index % 50 === 0 && order.command,
  }));
  db.$client.transaction(() => {
    for (const order of orders) storeOrder(db, order);
  })();
});
afterAll(() => closeDatabase(db));

const named = (rows: readonly { msn: string; orderId: string }[]) =>
  rows.map(({ msn, orderId }) => `${msn}/${orderId}`);

describe('of two thousand orders', () => {
  it('the first page and the second are those that a plain model has, by every filter and order', async () => {
    for (const { name, filter } of filters) {
      for (const sort of allOrderSorts) {
        const what = `${name}, by ${sort.by} ${sort.dir}`;
        const model = named(modelOf(orders, filter, sort));
        const first = await listOrders(db, filter, { ...shortLook, limit: 20, sort });
        expect(named(first.rows), what).toEqual(model.slice(0, 20));
        expect(first.stopped, what).toBe(false);
        expect(first.after === null, what).toBe(model.length <= 20);
        if (first.after === null) continue;
        const second = await listOrders(db, filter, { ...shortLook, limit: 20, sort, after: first.after });
        expect(named(second.rows), what).toEqual(model.slice(20, 40));
      }
    }
  }, 120_000);

  it('a page that stops looking early is gone on from, and leaves nothing out', async () => {
    for (const { name, filter } of filters.filter((_, index) => index % 7 === 0)) {
      for (const sort of allOrderSorts) {
        const model = named(modelOf(orders, filter, sort));
        const found: string[] = [];
        const look = { lookAtMost: 300, sortAtMost: 0, firstLook: 50 };
        let last: { before: unknown; rows: readonly unknown[] } | undefined;
        for (let after: Parameters<typeof listOrders>[2]['after'], pages = 0; pages < 100; pages += 1) {
          const page = await listOrders(db, filter, { ...look, limit: 200, sort, after });
          found.push(...named(page.rows));
          last = page;
          if (page.after === null) break;
          after = page.after;
        }
        expect(found, `${name}, by ${sort.by} ${sort.dir}`).toEqual(model);
        expect(last).toBeDefined();
      }
    }
  }, 120_000);

  it('nothing is read whole, and nothing is put in order that was not found small', async () => {
    const pages = await queriesOf((filter, sort) => readOrdersPage(db, filter, { limit: 20, sort }, soon));
    expect(pages.size).toBeGreaterThan(100);
    for (const query of pages) {
      if (query.includes('FROM open_order_days')) continue; // a row for each day
      const plan = planOf(query);
      expect(plan, query).not.toMatch(/\bSCAN (o|e|l|orders|payment_events|ledger_entries)\b(?! USING)/);
      // Along an index, of which LIMIT or the key of its end takes a piece; the other indexes are short.
      if (/\bSCAN (o|orders) USING (COVERING )?INDEX orders_by_(activity|name|amount|unit|state)/.test(plan))
        expect(query).toMatch(/LIMIT/);
    }
    // Where no set may be sorted, all is walked along an index.
    const look = { limit: 20, ...shortLook, sortAtMost: -1 };
    for (const query of await queriesOf((filter, sort) => listOrders(db, filter, { ...look, sort })))
      if (query.includes('AS value')) expect(planOf(query), query).not.toContain('TEMP B-TREE');
  }, 120_000);

  it('each index of orders is one that a query of the desk asks for', () => {
    const indexes = db.$client
      .prepare<[], string>(`SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'orders'`)
      .pluck()
      .all()
      .filter((name) => !name.startsWith('sqlite_'));
    const asked: Readonly<Record<string, string>> = {
      orders_by_activity: 'SELECT 1 FROM orders ORDER BY activity_at DESC, msn DESC, order_id DESC LIMIT 1',
      orders_by_state: `SELECT 1 FROM orders WHERE state = 'captured' ORDER BY activity_at, msn, order_id LIMIT 1`,
      orders_by_unit: `SELECT 1 FROM orders WHERE msn = '1' ORDER BY activity_at, order_id LIMIT 1`,
      orders_by_unit_state: `SELECT 1 FROM orders WHERE msn = '1' AND state = 'captured' ORDER BY activity_at, order_id LIMIT 1`,
      orders_by_name: `SELECT 1 FROM orders ORDER BY order_id COLLATE NOCASE, msn, order_id LIMIT 1`,
      orders_by_amount: 'SELECT 1 FROM orders ORDER BY amount_ore, msn, order_id LIMIT 1',
      orders_by_remaining:
        'SELECT 1 FROM orders WHERE remaining_ore > 0 ORDER BY remaining_ore, msn, order_id LIMIT 1',
      orders_uncaptured: `SELECT 1 FROM orders WHERE remaining_ore > 0 AND guarantee_until > '' ORDER BY guarantee_until, msn, order_id LIMIT 1`,
      orders_with_exception: 'SELECT 1 FROM orders WHERE open_exceptions > 0 ORDER BY activity_at LIMIT 1',
      orders_by_customer: `SELECT 1 FROM orders WHERE customer_key = 'c' AND reserved_at IS NOT NULL AND msn = '1' AND amount_ore = 1`,
      orders_shipped_uncaptured:
        'SELECT 1 FROM orders INDEXED BY orders_shipped_uncaptured WHERE shipped_at IS NOT NULL AND remaining_ore > 0',
      orders_sent_unpaid: 'SELECT 1 FROM orders WHERE sent_ore > captured_ore ORDER BY shipped_at LIMIT 1',
      orders_amount_differs: `SELECT 1 FROM orders WHERE registered_ore is not null and reserved_ore > 0
        and reserved_ore <> registered_ore + coalesce(shipping_cost_ore, 0) ORDER BY msn, order_id LIMIT 1`,
      orders_unregistered: `SELECT 1 FROM orders WHERE source <> 'registered' and captured_ore > 0 ORDER BY msn, order_id LIMIT 1`,
      orders_to_poll: 'SELECT 1 FROM orders WHERE next_poll_at IS NOT NULL ORDER BY next_poll_at LIMIT 1',
      orders_unreadable: 'SELECT 1 FROM orders WHERE poll_failures > 2 ORDER BY activity_at LIMIT 1',
    };
    expect(Object.keys(asked).sort()).toEqual(indexes.sort());
    for (const [index, query] of Object.entries(asked)) expect(planOf(query)).toContain(index);
  });
});

function planOf(query: string): string {
  return db.$client
    .prepare(`EXPLAIN QUERY PLAN ${query}`)
    .all(...(query.match(/\?/g) ?? []).map(() => 'x'))
    .map((row) => (row as { detail: string }).detail)
    .join('; ');
}

async function queriesOf(
  read: (filter: OrderFilter, sort: OrderSort) => Promise<unknown>,
): Promise<Set<string>> {
  const prepare = vi.spyOn(db.$client, 'prepare');
  for (const { filter } of filters) for (const sort of allOrderSorts) await read(filter, sort);
  const queries = new Set(prepare.mock.calls.map(([query]) => query));
  prepare.mockRestore();
  return queries;
}
