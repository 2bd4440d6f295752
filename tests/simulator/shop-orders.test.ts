import { describe, expect, test } from 'vitest';
import { addDays, day } from '#core/calendar';
import type { ShopOrders } from '#simulator/control/order-list';
import { planOrders } from '#simulator/history/plan-orders';
import { createSeededRandom } from '#simulator/history/seeded-random';
import { startTestSimulator, type TestSimulator } from '#simulator/test-simulator';
import { vippsCalls } from './vipps-calls';

const endsAt = '2026-06-02T06:30:00Z';

async function withHistory(work: (orders: ShopOrders['orders'], simulator: TestSimulator) => Promise<void>) {
  const simulator = await startTestSimulator();
  try {
    await simulator.control.generateHistory({ seed: 1, days: 8, endsAt });
    await work((await simulator.control.orders(0, 5000)).orders, simulator);
  } finally {
    await simulator.close();
  }
}

describe('what a shop knows of its orders', () => {
  test('a customer has one key, that is no phone number, and nobody shares it', () =>
    withHistory(async (orders) => {
      const keys = orders.flatMap((order) => order.customerKey ?? []);
      expect(keys.length).toBeGreaterThan(250);
      for (const key of keys) expect(key).toMatch(/^[0-9a-f]{16}$/);
      const twice = keys.filter((key, index) => keys.indexOf(key) !== index);
      expect(twice).toHaveLength(1);
      const both = orders.filter((order) => order.customerKey === twice[0]).map((order) => order.orderId);
      expect(both).toEqual(['FF-2026-920044', 'FF-2026-920045']);
      expect(orders.filter((order) => order.customerKey === null)).toHaveLength(3); // of the last minutes
    }));

  test('a captured order was shipped just before its first capture, after its reservation', () =>
    withHistory(async (orders, simulator) => {
      const books = await simulator.control.books({ only: 'orders', limit: '5000' });
      const truth = new Map(books.orders.map((order) => [order.orderId, order]));
      const shipped = orders.filter((order) => order.shippedAt !== null);
      const captured = books.orders.filter((order) => order.captured > 0 && !order.direct);
      expect(shipped.map((order) => order.orderId).toSorted()).toEqual(
        [
          ...captured.filter((order) => !order.unknownToShop).map((order) => order.orderId),
          'LK-2026-920052',
        ].sort(),
      );
      for (const order of shipped) {
        const reservedAt = truth.get(order.orderId)?.reservedAt ?? '';
        expect(order.shippedAt && order.shippedAt >= reservedAt, order.orderId).toBe(true);
      }
    }));

  test('what was shipped and never captured says so', () =>
    withHistory(async (orders, simulator) => {
      const order = orders.find((candidate) => candidate.orderId === 'LK-2026-920052');
      expect(order?.shippedAt).toBe('2026-05-31T08:20:00.000Z');
      expect(await simulator.control.order('234567', 'LK-2026-920052')).toMatchObject({
        state: 'reserved',
        captured: 0,
      });
    }));

  test('a test can ship an order, once, and only a reserved one', async () => {
    const simulator = await startTestSimulator();
    const vipps = vippsCalls(simulator);
    await vipps.logIn();
    await vipps.initiate('A');
    await expect(simulator.control.ship('123456', 'A')).rejects.toThrow('409');
    await simulator.control.confirm('123456', 'A');
    await simulator.control.ship('123456', 'A');
    await expect(simulator.control.ship('123456', 'A')).rejects.toThrow('nothing-to-ship');
    await simulator.control.moveClock({ advance: 'hour' });
    await vipps.logIn();
    await vipps.capture('A');
    const { orders } = await simulator.control.orders();
    await simulator.close();
    expect(orders).toMatchObject([{ shippedAt: '2026-06-02T06:30:00.000Z', customerKey: null }]);
  });

  test('a sale, taken at once, tells nothing about the parcel', async () => {
    const simulator = await startTestSimulator();
    const vipps = vippsCalls(simulator);
    await vipps.logIn();
    await simulator.control.setDirectCapture('123456', true);
    await vipps.initiate('A');
    await simulator.control.confirm('123456', 'A');
    const { orders } = await simulator.control.orders();
    await simulator.close();
    expect(orders).toMatchObject([{ orderId: 'A', shippedAt: null }]);
  });
});

test.each([1, 2, 3, 4, 7, 42])('seed %i plans no two orders that look like one paid twice', (seed) => {
  const lastDay = day('2026-06-02');
  const plans = planOrders(createSeededRandom(seed), addDays(lastDay, -90), Date.parse(endsAt), lastDay);
  const times = new Map<string, number>();
  for (const plan of plans) {
    const key = `${plan.mobileNumber} ${plan.shop.msn} ${plan.amountOre}`;
    const earlier = times.get(key);
    expect(earlier === undefined || plan.atMs - earlier > 600_000, plan.orderId).toBe(true);
    times.set(key, plan.atMs);
  }
  expect(plans.length).toBeGreaterThan(3000);
});
