import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Db } from '#db/client';
import { listOrderFlags } from '#db/queries/order-flags';
import { closeBooks, exception, openBooks } from './books';

let db: Db;
beforeEach(() => {
  db = openBooks();
});
afterEach(closeBooks);

const named = (...orderIds: string[]) => orderIds.map((orderId) => ({ msn: '123456', orderId }));

it('flags open exceptions about shipping and reserving, of the orders asked for and of no others', async () => {
  exception('a', 100, '2026-06-01', { kind: 'shipped-not-captured' });
  exception('b', 100, '2026-06-01', { kind: 'duplicate-reservation' });
  exception('c', 100, '2026-06-01', { kind: 'amounts-differ' });
  exception('d', 100, '2026-06-01', { kind: 'shipped-not-captured', status: 'resolved' });
  exception('e', 100, '2026-06-01', { kind: 'shipped-not-captured' });
  expect(await listOrderFlags(db, named('ORDER-a', 'ORDER-b', 'ORDER-c', 'ORDER-d', 'ORDER-f'))).toEqual([
    { id: 'a', kind: 'shipped-not-captured', msn: '123456', orderId: 'ORDER-a' },
    { id: 'b', kind: 'duplicate-reservation', msn: '123456', orderId: 'ORDER-b' },
  ]);
  expect(await listOrderFlags(db, [{ msn: '123457', orderId: 'ORDER-a' }])).toEqual([]);
  expect(await listOrderFlags(db, [])).toEqual([]);
});

it('are found through the index of orders', () => {
  const plan = db.$client
    .prepare(`EXPLAIN QUERY PLAN SELECT x.id FROM exceptions x
      WHERE x.order_id IS NOT NULL AND (x.msn, x.order_id) IN (VALUES ('1', 'a'), ('1', 'b')) AND x.status = 'open'`)
    .all();
  expect(JSON.stringify(plan)).toContain('exceptions_by_order');
});
