import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addMs, dayMs, hourMs } from '#core/calendar';
import { ore } from '#core/money';
import { findCommand, listCommands } from '#db/commands';
import { listShippedUncaptured } from '#db/exception-causes';
import { listExceptions } from '#db/queries/exceptions-list';
import { listShipments } from '#db/shipments';
import { cancelPayment } from '#services/cancel-payment';
import { capturePayment } from '#services/capture-payment';
import { captureShipments, deliveryText } from '#services/capture-shipments';
import { confirmOrder } from '#services/confirm-order';
import { findExceptions } from '#services/find-exceptions';
import { noProgress } from '#services/progress';
import { registerOrder } from '#services/register-order';
import { storeCommand } from '#services/run-command';
import { settleOpenCommands } from '#services/settle-open-commands';
import { type ShipRequest, shipOrder } from '#services/ship-order';
import { saveUnitSettings } from '#services/unit-settings';
import { openTestDesk, type TestDesk, testUnit } from '../test-desk';

let test: TestDesk;
beforeEach(async () => {
  test = await openTestDesk();
});
afterEach(() => test.close());

const ship = (orderId: string, more: Partial<ShipRequest> = {}) =>
  shipOrder(test.desk, {
    msn: testUnit,
    orderId,
    shipmentKey: 'parcel-1',
    carrier: 'Posten',
    trackingNumber: '70300000001',
    actor: 'kari',
    capture: true,
    ...more,
  });
const capture = () => captureShipments(test.desk, noProgress);
const shipmentsOf = (orderId: string) => listShipments(test.desk.db, { msn: testUnit, orderId });
const commandsOf = (orderId: string) => listCommands(test.desk.db, { msn: testUnit, orderId });

describe('a shipment', () => {
  it('that captures takes the money once, with the tracking number as proof of delivery', async () => {
    await test.reserved('P-1');
    const result = await ship('P-1');
    expect(result).toMatchObject({ kind: 'shipped', shipment: { capture: 'waiting' } });
    expect(await capture()).toEqual({ captured: 1, refused: 0, waiting: 0 });
    expect(await capture()).toEqual({ captured: 0, refused: 0, waiting: 0 });
    const [shipment] = await shipmentsOf('P-1');
    expect(await findCommand(test.desk.db, shipment?.id ?? '')).toMatchObject({
      kind: 'capture',
      status: 'succeeded',
      transactionText: 'Sendt med Posten, sporing 70300000001',
      actor: 'kari',
    });
    expect(await test.truth('P-1')).toMatchObject({ captured: 49_900 });
  });

  it('told again is the same one; told otherwise it is refused', async () => {
    await test.reserved('P-2');
    await ship('P-2');
    expect(await ship('P-2')).toMatchObject({ kind: 'repeated' });
    expect(await ship('P-2', { trackingNumber: '999' })).toEqual({ kind: 'refused', refusal: 'differs' });
    expect(await ship('P-2', { amountOre: ore(100) })).toEqual({ kind: 'refused', refusal: 'differs' });
    await Promise.all(Array.from({ length: 10 }, () => ship('P-2')));
    await capture();
    expect(await shipmentsOf('P-2')).toHaveLength(1);
    expect(await commandsOf('P-2')).toHaveLength(1);
  });

  it('in two parcels captures each part; the rest stays reserved', async () => {
    await test.reserved('P-3');
    await ship('P-3', { shipmentKey: 'a', amountOre: ore(20_000) });
    await ship('P-3', { shipmentKey: 'b', amountOre: ore(9_900) });
    await capture();
    expect(await test.read('P-3')).toMatchObject({ capturedOre: 29_900, remainingOre: 20_000 });
    expect(await ship('P-3', { shipmentKey: 'c', amountOre: ore(20_001) })).toEqual({
      kind: 'refused',
      refusal: 'above-remaining',
    });
  });

  it('in many parcels at once never sends more than was reserved', async () => {
    await test.reserved('P-4', 10_000);
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, at) => ship('P-4', { shipmentKey: `p${at}`, amountOre: ore(3000) })),
    );
    expect(results.filter((result) => result.kind === 'shipped')).toHaveLength(3);
    await capture();
    expect(await test.truth('P-4')).toMatchObject({ captured: 9000 });
  });

  it.each([
    ['of an order nobody knows', 'nowhere', {}, 'unknown-order'],
    ['of an amount below 1 kr', 'P-5', { amountOre: ore(99) }, 'below-smallest'],
    ['before the order was made', 'P-5', { shippedAt: '2020-01-01T00:00:00.000Z' }, 'before-order'],
    ['in the future', 'P-5', { shippedAt: '2030-01-01T00:00:00.000Z' }, 'in-the-future'],
  ])('%s is refused', async (_what, orderId, more, refusal) => {
    await test.reserved('P-5');
    expect(await ship(orderId, more)).toEqual({ kind: 'refused', refusal });
    expect(await shipmentsOf('P-5')).toEqual([]);
  });

  it('of an order that is not reserved, was declined or released is refused', async () => {
    await test.initiated('P-6');
    expect(await ship('P-6')).toEqual({ kind: 'refused', refusal: 'not-reserved' });
    await test.control.decline(testUnit, 'P-6');
    expect(await ship('P-6')).toEqual({ kind: 'refused', refusal: 'not-reserved' });
    expect(await capture()).toEqual({ captured: 0, refused: 0, waiting: 0 });
  });

  it('is accepted when the shop is faster than the desk: the payment is read first', async () => {
    await test.initiated('P-7');
    await test.control.confirm(testUnit, 'P-7');
    expect(await ship('P-7')).toMatchObject({ kind: 'shipped' });
  });

  it('is not refused for good when Vipps cannot be asked about the payment', async () => {
    await test.initiated('P-20');
    await test.control.confirm(testUnit, 'P-20');
    await test.control.addFault({ kind: 'server-error', operation: 'details', times: 1000 });
    expect(await ship('P-20')).toEqual({ kind: 'refused', refusal: 'payment-unread' });
    await test.control.clearFaults();
    expect(await ship('P-20')).toMatchObject({ kind: 'shipped' });
  });

  it('of all that remains is the last one, also when thirty are told at once', async () => {
    await test.reserved('P-21');
    const results = await Promise.all(
      Array.from({ length: 30 }, (_, at) => ship('P-21', { shipmentKey: `all-${at}` })),
    );
    expect(results.filter(({ kind }) => kind === 'shipped')).toHaveLength(1);
    expect(
      results.filter((result) => result.kind === 'refused' && result.refusal === 'all-sent'),
    ).toHaveLength(29);
  });

  it('holds no more than what was not given back', async () => {
    await test.reserved('P-22');
    const request = { msn: testUnit, orderId: 'P-22', transactionText: 'By hand', actor: 'per' };
    await capturePayment(test.desk, { ...request, amountOre: ore(30_000) });
    await cancelPayment(test.desk, request);
    expect(await ship('P-22', { amountOre: ore(30_001) })).toEqual({
      kind: 'refused',
      refusal: 'above-remaining',
    });
    expect(await ship('P-22', { amountOre: ore(30_000) })).toMatchObject({ kind: 'shipped' });
    expect(await ship('P-22', { shipmentKey: 'more' })).toEqual({ kind: 'refused', refusal: 'all-sent' });
  });

  it('follows the setting of its sales unit when nothing else is said', async () => {
    await test.reserved('P-8');
    await test.reserved('P-9');
    expect(await ship('P-8', { capture: undefined })).toMatchObject({ shipment: { capture: 'not-asked' } });
    const fields = { captureOnShipping: 'yes' };
    await saveUnitSettings(test.desk, { msn: testUnit, fields, actor: 'kari' });
    expect(await ship('P-9', { capture: undefined })).toMatchObject({ shipment: { capture: 'waiting' } });
    expect(await test.read('P-8')).toMatchObject({ shippedAt: test.desk.clock.now() });
  });

  it('waits for another command of its order, and is then captured', async () => {
    await test.reserved('P-10');
    await ship('P-10', { amountOre: ore(20_000) });
    const open = await storeCommand(test.desk, {
      msn: testUnit,
      orderId: 'P-10',
      kind: 'capture',
      amountOre: ore(5000),
      transactionText: 'By hand',
      actor: 'per',
    });
    expect(open.kind).toBe('recorded');
    expect(await capture()).toEqual({ captured: 0, refused: 0, waiting: 1 });
    await test.advance({ advanceMs: 5 * 60_000 });
    test.desk.db.$client.prepare('UPDATE commands SET lease_until = NULL').run();
    await settleOpenCommands(test.desk, noProgress);
    expect(await capture()).toEqual({ captured: 1, refused: 0, waiting: 0 });
    expect(await test.truth('P-10')).toMatchObject({ captured: 25_000 });
  });

  it('whose capture the desk refuses says why, and sends nothing', async () => {
    await test.reserved('P-11', 20_000);
    await ship('P-11', { amountOre: ore(15_000) });
    const request = { msn: testUnit, orderId: 'P-11', transactionText: 'By hand', actor: 'per' };
    await capturePayment(test.desk, { ...request, amountOre: ore(10_000) });
    expect(await capture()).toEqual({ captured: 0, refused: 1, waiting: 0 });
    expect(await shipmentsOf('P-11')).toMatchObject([
      { capture: 'refused', captureRefusal: 'above-remaining' },
    ]);
    expect(await test.truth('P-11')).toMatchObject({ captured: 10_000 });
  });

  it('whose capture was sent before a crash is not captured again after it', async () => {
    await test.reserved('P-12');
    await ship('P-12', { amountOre: ore(20_000) });
    await capture();
    // As if the process had died after the command and before the shipment said so.
    test.desk.db.$client.exec(
      `DROP TRIGGER shipments_stand; UPDATE shipments SET capture = 'waiting', next_attempt_at = shipped_at`,
    );
    expect(await capture()).toEqual({ captured: 1, refused: 0, waiting: 0 });
    expect(await commandsOf('P-12')).toHaveLength(1);
    expect(await test.truth('P-12')).toMatchObject({ captured: 20_000 });
  });

  it('whose answer is lost leaves one command that is settled like any other', async () => {
    await test.reserved('P-13');
    await test.control.addFault({ kind: 'reset-after-effect', operation: 'capture', times: 1 });
    await ship('P-13');
    await capture();
    await test.advance({ advanceMs: hourMs });
    await settleOpenCommands(test.desk, noProgress);
    expect(await commandsOf('P-13')).toMatchObject([{ status: 'succeeded' }]);
    expect(await test.truth('P-13')).toMatchObject({ captured: 49_900 });
  });

  it('of goods that are paid already asks for nothing', async () => {
    await test.reserved('P-14');
    await capturePayment(test.desk, { msn: testUnit, orderId: 'P-14', transactionText: 'x', actor: 'per' });
    expect(await ship('P-14')).toMatchObject({ kind: 'shipped', shipment: { capture: 'not-asked' } });
  });

  it('cannot be changed or deleted afterwards', async () => {
    await test.reserved('P-15');
    await ship('P-15');
    const run = (text: string) => () => test.desk.db.$client.exec(text);
    expect(run('DELETE FROM shipments')).toThrow(/never deleted/);
    expect(run('UPDATE shipments SET amount_ore = 5')).toThrow(/never changes/);
  });
});

it('whatever parcels are told, what is captured is their sum and never above the reservation', async () => {
  let serial = 0;
  const parcel = fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd'),
    amount: fc.integer({ min: 100, max: 30_000 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(parcel, { maxLength: 6 }), async (parcels) => {
      serial += 1;
      const orderId = `R-${serial}`;
      await test.reserved(orderId, 40_000);
      for (const { key, amount } of parcels)
        await ship(orderId, { shipmentKey: key, amountOre: ore(amount) });
      await capture();
      const stored = await shipmentsOf(orderId);
      const sum = stored.reduce((total, shipment) => total + (shipment.amountOre ?? 0), 0);
      expect(sum).toBeLessThanOrEqual(40_000);
      expect(await test.truth(orderId)).toMatchObject({ captured: sum });
      expect((await test.read(orderId)).sentOre ?? 0).toBe(sum); // what is kept agrees with what it is made of
    }),
    { numRuns: 15 },
  );
});

it('the text of a delivery is within what Vipps takes', () => {
  const word = fc.option(fc.string({ minLength: 1, maxLength: 200 }), { nil: null });
  fc.assert(
    fc.property(word, word, word, (carrier, trackingNumber, description) => {
      const text = deliveryText({ carrier, trackingNumber, orderId: 'A-1' }, description);
      expect(text.length).toBeGreaterThan(0);
      expect(text.length).toBeLessThanOrEqual(100);
    }),
  );
});

describe('goods that were sent and not captured', () => {
  const flagged = async () =>
    (await listShippedUncaptured(test.desk.db, addMs(test.desk.clock.now(), 1000))).map(
      ({ orderId, amountOre }) => [orderId, amountOre],
    );

  it('are found with what is missing, whole or in part, and not once they are captured', async () => {
    for (const orderId of ['F-1', 'F-2', 'F-3', 'F-4']) await test.reserved(orderId, 40_000);
    await ship('F-1', { capture: false });
    await ship('F-2', { shipmentKey: 'a', amountOre: ore(10_000) });
    await ship('F-2', { shipmentKey: 'b', amountOre: ore(5000), capture: false });
    await ship('F-3', { amountOre: ore(10_000) });
    await ship('F-4');
    await capture();
    expect(await flagged()).toEqual([
      ['F-1', 40_000],
      ['F-2', 5000],
    ]);
  });

  it('are found, too, when nothing can be captured any more', async () => {
    await test.reserved('F-6', 40_000);
    await ship('F-6');
    await test.desk.vipps.cancel({ msn: testUnit, orderId: 'F-6', text: 'At the portal' });
    await capture();
    expect(await test.read('F-6')).toMatchObject({ state: 'cancelled', remainingOre: 0 });
    expect(await flagged()).toEqual([['F-6', 40_000]]);
  });

  it('are not found before their grace is over', async () => {
    await test.reserved('F-5');
    await ship('F-5', { capture: false });
    expect(await listShippedUncaptured(test.desk.db, test.desk.clock.now())).toEqual([]);
  });
});

it('an amount at Vipps that is not the registered one is an exception, delivery counted in', async () => {
  for (const [orderId, amountOre] of [
    ['D-1', 50_000],
    ['D-2', 49_900],
  ] as const) {
    await registerOrder(test.desk, { msn: testUnit, orderId, amountOre });
    await test.reserved(orderId, 49_900);
  }
  test.desk.db.$client.exec(
    `UPDATE orders SET registered_ore = 45000, shipping_cost_ore = 4900 WHERE order_id = 'D-2'`,
  );
  await findExceptions(test.desk);
  const { rows } = await listExceptions(test.desk.db, { status: 'all' }, { sort: 'age', limit: 10 });
  expect(rows).toMatchObject([
    {
      kind: 'amounts-differ',
      orderId: 'D-1',
      amountOre: -100,
    },
  ]);
  const detail = test.desk.db.$client.prepare('SELECT detail FROM exceptions').pluck().get();
  expect(JSON.parse(String(detail))).toEqual({
    expectedOre: 50_000,
    actualOre: 49_900,
    between: 'shop-vipps',
  });
});

describe('a registration', () => {
  const told = {
    msn: testUnit,
    orderId: 'N-1',
    amountOre: 10_000,
    description: 'Two books',
    device: 'phone' as const,
  };

  it('is known when it comes again, also after the payment has grown by its shipping', async () => {
    expect(await registerOrder(test.desk, told)).toMatchObject({ kind: 'registered' });
    expect(await registerOrder(test.desk, told)).toMatchObject({ kind: 'known' });
    test.desk.db.$client.exec(`UPDATE orders SET amount_ore = 14900`);
    expect(await registerOrder(test.desk, told)).toMatchObject({ kind: 'known' });
    expect(await registerOrder(test.desk, { msn: testUnit, orderId: 'N-1' })).toMatchObject({
      kind: 'known',
    });
  });

  it('may tell later what it left out, once', async () => {
    await registerOrder(test.desk, { msn: testUnit, orderId: 'N-1', amountOre: 10_000 });
    expect(await registerOrder(test.desk, { ...told, customerKey: 'c-1' })).toMatchObject({
      kind: 'known',
      order: { description: 'Two books', customerKey: 'c-1', device: 'phone' },
    });
    expect(await registerOrder(test.desk, { ...told, customerKey: 'c-2' })).toMatchObject({
      kind: 'differs',
      fields: ['customerKey'],
    });
  });

  it('that says otherwise is refused with the fields', async () => {
    await registerOrder(test.desk, told);
    expect(await registerOrder(test.desk, { ...told, amountOre: 10_001, device: 'desktop' })).toMatchObject({
      kind: 'differs',
      fields: ['amount', 'device'],
      order: { registeredOre: 10_000 },
    });
  });

  it('of a sales unit that the desk has not is refused', async () => {
    expect(await registerOrder(test.desk, { ...told, msn: '999999' })).toEqual({
      kind: 'unknown-sales-unit',
    });
  });

  it('twenty times at once makes one order', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => registerOrder(test.desk, told)));
    expect(results.filter((result) => result.kind === 'registered')).toHaveLength(1);
  });

  it('is first read five seconds after the payment was initiated', async () => {
    const now = test.desk.clock.now();
    await registerOrder(test.desk, told);
    await registerOrder(test.desk, { ...told, orderId: 'N-2', initiatedAt: addMs(now, -dayMs) });
    expect(await test.read('N-1')).toMatchObject({ nextPollAt: addMs(now, 5000) });
    expect(await test.read('N-2')).toMatchObject({ nextPollAt: now });
  });
});

it('the first confirmation of an order stands', async () => {
  await test.initiated('K-1');
  const name = { msn: testUnit, orderId: 'K-1' };
  const first = await confirmOrder(test.desk, {
    ...name,
    how: 'poll',
    confirmedAt: '2026-06-02T06:31:00.000Z',
  });
  expect(first).toMatchObject({ order: { confirmedBy: 'poll', confirmedAt: '2026-06-02T06:31:00.000Z' } });
  expect(await confirmOrder(test.desk, { ...name, how: 'return' })).toMatchObject({
    order: { confirmedBy: 'poll' },
  });
  expect(await confirmOrder(test.desk, { ...name, orderId: 'none', how: 'return' })).toEqual({
    kind: 'unknown-order',
  });
  const long = { ...name, how: 'poll', confirmedAt: '2016-06-02T06:31:00.000Z' } as const;
  expect(await confirmOrder(test.desk, long)).toEqual({ kind: 'before-order' });
});
