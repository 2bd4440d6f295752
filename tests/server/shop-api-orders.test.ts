import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listShipments } from '#db/shipments';
import { orderAnswer } from '#server/shop-api/schemas';
import { createApiToken } from '#services/api-tokens';
import { captureShipments } from '#services/capture-shipments';
import { saveUnitSettings } from '#services/unit-settings';
import { expectProblem, fieldsOf, openShopApi, type ShopApiOfTest } from './open-shop-api';

let shop: ShopApiOfTest;
beforeEach(async () => {
  shop = await openShopApi();
});
afterEach(() => shop.close());

const order = { msn: '123456', orderId: 'A-1', amount: 49_900, description: 'Two books' };
const path = '/orders/123456/A-1';

describe('registering an order', () => {
  it('is answered 201 with the order as documented, and with what the payment is initiated with', async () => {
    const told = { ...order, express: true, device: 'phone', customerKey: 'c-1', currency: 'NOK' };
    const { status, body, headers } = await shop.call('POST', '/orders', { body: told });
    expect(status).toBe(201);
    expect(orderAnswer.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      ...order,
      state: 'initiated',
      express: true,
      device: 'phone',
      reserved: 0,
      remaining: 0,
      reservedAt: null,
      customer: null,
      shipping: null,
      shipments: [],
      vipps: {
        callbackPrefix: 'https://desk.example/vipps/123456',
        shippingDetailsPrefix: 'https://desk.example/vipps/123456',
        consentRemovalPrefix: expect.stringMatching(/^https:\/\/desk\.example\/vipps\/123456\/[\w-]{20,}$/),
        authToken: expect.stringMatching(/^[\w-]{20,}$/),
      },
    });
    expect(headers.get('Cache-Control')).toBe('no-store');
    expect(headers.get('X-Request-Id')).toMatch(/^[\w-]{36}$/);
  });

  it('told again is answered 200 and changes nothing; fields left out are not compared', async () => {
    const first = await shop.call('POST', '/orders', { body: order });
    const again = await shop.call('POST', '/orders', { body: order });
    const shorter = await shop.call('POST', '/orders', {
      body: { msn: '123456', orderId: 'A-1', amount: 49_900 },
    });
    expect([first.status, again.status, shorter.status]).toEqual([201, 200, 200]);
    expect(again.body).toEqual(first.body);
    expect(shorter.body).toEqual(first.body);
  });

  it('with other content is a conflict that names the fields, and changes nothing', async () => {
    const first = await shop.call('POST', '/orders', { body: order });
    const other = await shop.call('POST', '/orders', {
      body: { ...order, amount: 50_000, description: 'Three books' },
    });
    expectProblem(other, 409, 'order-differs');
    expect(fieldsOf(other)).toEqual(['amount', 'description']);
    expect((await shop.call('GET', path)).body).toEqual(first.body);
  });

  it('twenty times at once is one order and one 201', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => shop.call('POST', '/orders', { body: order })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(19);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  it('of a sales unit that the desk does not know is 404', async () => {
    expectProblem(
      await shop.call('POST', '/orders', { body: { ...order, msn: '999999' } }),
      404,
      'unknown-sales-unit',
    );
  });

  it('keeps an instant as UTC, and takes one that is five minutes ahead but not more', async () => {
    const now = Date.parse(shop.desk.clock.now());
    const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
    const ahead = await shop.call('POST', '/orders', { body: { ...order, initiatedAt: at(5) } });
    expect([ahead.status, ahead.body.initiatedAt]).toEqual([201, at(5)]);
    const oslo = `${at(60).slice(0, 19)}+02:00`;
    const local = await shop.call('POST', '/orders', {
      body: { ...order, orderId: 'A-2', initiatedAt: oslo },
    });
    expect([local.status, local.body.initiatedAt]).toEqual([201, `${at(-60).slice(0, 19)}.000Z`]);
    const late = await shop.call('POST', '/orders', {
      body: { ...order, orderId: 'A-3', initiatedAt: at(5.1) },
    });
    expectProblem(late, 422, 'invalid');
    expect(fieldsOf(late)).toEqual(['initiatedAt']);
  });

  it.each([
    ['msn', { msn: '1234' }],
    ['msn', { msn: 123456 }],
    ['orderId', { orderId: '' }],
    ['orderId', { orderId: 'x'.repeat(51) }],
    ['orderId', { orderId: 'A/1' }],
    ['orderId', { orderId: 'Å-1' }],
    ['amount', { amount: 99 }],
    ['amount', { amount: 100.5 }],
    ['amount', { amount: '100' }],
    ['amount', { amount: -100 }],
    ['amount', { amount: 1e300 }],
    ['amount', { amount: 2 ** 53 }],
    ['amount', { amount: null }],
    ['currency', { currency: 'EUR' }],
    ['description', { description: 'x'.repeat(101) }],
    ['description', { description: 'two\nlines' }],
    ['description', { description: null }],
    ['express', { express: 'yes' }],
    ['device', { device: 'tablet' }],
    ['customerKey', { customerKey: 'kari@shop.example' }],
    ['customerKey', { customerKey: 'x'.repeat(65) }],
    ['initiatedAt', { initiatedAt: '2026-06-01T10:00:00' }],
    ['initiatedAt', { initiatedAt: '2014-12-31T23:59:59Z' }],
    ['initiatedAt', { initiatedAt: '2026-02-30T10:00:00Z' }],
    ['initiatedAt', { initiatedAt: 1_780_000_000 }],
    ['colour', { colour: 'red' }],
  ])('refuses a wrong %s: %j', async (field, wrong) => {
    const refused = await shop.call('POST', '/orders', { body: { ...order, ...wrong } });
    expectProblem(refused, 422, 'invalid');
    expect(fieldsOf(refused)).toEqual([field]);
    expectProblem(await shop.call('GET', path), 404, 'unknown-order');
  });

  it('refuses keys that reach for the prototype, and no object has them afterwards', async () => {
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      const body = `{"msn":"123456","orderId":"A-1","amount":100,"${key}":{"polluted":true}}`;
      const refused = await shop.call('POST', '/orders', { body });
      expectProblem(refused, 422, 'invalid');
      expect(fieldsOf(refused)).toEqual([key]);
    }
    expect('polluted' in {}).toBe(false);
  });
});

describe('reading an order', () => {
  it('tells its state and amounts as the payment goes on', async () => {
    await shop.books.reserved('A-1');
    const { status, body } = await shop.call('GET', path);
    expect(status).toBe(200);
    expect(orderAnswer.parse(body)).toEqual(body);
    expect(body).toMatchObject({ state: 'reserved', reserved: 49_900, remaining: 49_900, captured: 0 });
  });

  it('that is not known, of an unknown sales unit, or with an id that cannot be, is 404', async () => {
    for (const unknown of [path, '/orders/999999/A-1', `/orders/123456/${'x'.repeat(500)}`, '/orders/a/%20'])
      expectProblem(await shop.call('GET', unknown), 404, 'unknown-order');
  });

  it('works without a body by HEAD', async () => {
    await shop.call('POST', '/orders', { body: order });
    const { status, body } = await shop.call('HEAD', path);
    expect([status, body]).toEqual([200, {}]);
  });
});

describe('confirming an order', () => {
  it('keeps the first confirmation', async () => {
    await shop.call('POST', '/orders', { body: order });
    const confirmedAt = shop.desk.clock.now();
    const first = await shop.call('PUT', `${path}/confirmation`, { body: { how: 'poll' } });
    expect(first).toMatchObject({ status: 200, body: { confirmedAt } });
    const earlier = new Date(Date.parse(confirmedAt) - 60_000).toISOString();
    const again = await shop.call('PUT', `${path}/confirmation`, {
      body: { how: 'return', confirmedAt: earlier },
    });
    expect(again).toMatchObject({ status: 200, body: { confirmedAt } });
  });

  it('needs an order and a known way', async () => {
    expectProblem(
      await shop.call('PUT', `${path}/confirmation`, { body: { how: 'poll' } }),
      404,
      'unknown-order',
    );
    await shop.call('POST', '/orders', { body: order });
    const wrong = await shop.call('PUT', `${path}/confirmation`, { body: { how: 'guess' } });
    expectProblem(wrong, 422, 'invalid');
    expect((await shop.call('GET', path)).body.confirmedAt).toBeNull();
  });
});

describe('telling a shipment', () => {
  const parcel = { shipmentId: 'parcel-1', carrier: 'Posten', trackingNumber: '7073', amount: 20_000 };

  it('is new once, repeated after that, and a conflict with other content', async () => {
    await shop.books.reserved('A-1');
    const answers = [];
    for (const body of [parcel, parcel, { shipmentId: 'parcel-1' }])
      answers.push(await shop.call('POST', `${path}/shipments`, { body }));
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200]);
    expect(orderAnswer.parse(answers[0]?.body)).toEqual(answers[0]?.body);
    expect(answers[0]?.body.shipments).toEqual([
      { ...parcel, shippedAt: shop.desk.clock.now(), capture: expect.any(String), problem: null },
    ]);
    expectProblem(
      await shop.call('POST', `${path}/shipments`, { body: { ...parcel, amount: 10_000 } }),
      409,
      'shipment-differs',
    );
    expect(await listShipments(shop.desk.db, { msn: '123456', orderId: 'A-1' })).toHaveLength(1);
  });

  it('is captured where the sales unit is set so, and its answer follows the capture', async () => {
    await saveUnitSettings(shop.desk, {
      msn: '123456',
      fields: { captureOnShipping: 'yes' },
      actor: 'kari',
    });
    await shop.books.reserved('A-1');
    const told = await shop.call('POST', `${path}/shipments`, { body: parcel });
    expect(captures(told.body)).toEqual([['waiting', null]]);
    await captureShipments(shop.books.desk, { report: async () => {}, stopping: () => false });
    const after = await shop.call('GET', path);
    expect(captures(after.body)).toEqual([['succeeded', null]]);
    expect(after.body).toMatchObject({ state: 'partially_captured', captured: 20_000, remaining: 29_900 });
  });

  it('is 503 with a time to come again while Vipps cannot be asked, and taken afterwards', async () => {
    await shop.books.initiated('A-9');
    await shop.books.control.confirm('123456', 'A-9');
    await shop.books.control.addFault({ kind: 'server-error', operation: 'details', times: 1000 });
    const path = '/orders/123456/A-9/shipments';
    const refused = await shop.call('POST', path, { body: parcel });
    expectProblem(refused, 503, 'payment-unread');
    expect(refused.headers.get('Retry-After')).toBe('30');
    await shop.books.control.clearFaults();
    expect((await shop.call('POST', path, { body: parcel })).status).toBe(201);
    expect((await shop.call('POST', path, { body: { shipmentId: 'rest' } })).status).toBe(201);
    expectProblem(await shop.call('POST', path, { body: { shipmentId: 'more' } }), 409, 'all-sent');
  });

  it('ten times at once is one shipment', async () => {
    await shop.books.reserved('A-1');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => shop.call('POST', `${path}/shipments`, { body: parcel })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(9).fill(200), 201]);
  });

  it('needs a reservation, and no more than was reserved', async () => {
    expectProblem(await shop.call('POST', `${path}/shipments`, { body: parcel }), 404, 'unknown-order');
    await shop.books.initiated('A-1');
    expectProblem(await shop.call('POST', `${path}/shipments`, { body: parcel }), 409, 'not-reserved');
    await shop.books.reserved('A-2');
    const above = await shop.call('POST', '/orders/123456/A-2/shipments', {
      body: { ...parcel, amount: 49_901 },
    });
    expectProblem(above, 422, 'invalid');
    expect(fieldsOf(above)).toEqual(['amount']);
  });

  it.each([
    ['shipmentId', { shipmentId: 'a b' }],
    ['shipmentId', { shipmentId: undefined }],
    ['trackingNumber', { trackingNumber: 'x'.repeat(61) }],
    ['trackingNumber', { trackingNumber: '  ' }],
    ['carrier', { carrier: 7 }],
    ['amount', { amount: 0 }],
    ['amount', { amount: 0.5 }],
    ['shippedAt', { shippedAt: '2020-01-01T00:00:00Z' }],
    ['shippedAt', { shippedAt: '2126-01-01T00:00:00Z' }],
    ['capture', { capture: true }],
  ])('refuses a wrong %s: %j', async (field, wrong) => {
    await shop.books.reserved('A-1');
    const refused = await shop.call('POST', `${path}/shipments`, { body: { ...parcel, ...wrong } });
    expectProblem(refused, 422, 'invalid');
    expect(fieldsOf(refused)).toEqual([field]);
    expect(await listShipments(shop.desk.db, { msn: '123456', orderId: 'A-1' })).toEqual([]);
  });
});

describe('a token for some sales units', () => {
  it('speaks for those and for no other, whatever is asked', async () => {
    await shop.books.reserved('A-1');
    const { token } = await createApiToken(shop.desk, { name: 'Coffee', msns: ['234567'], actor: 'kari' });
    for (const [method, at, body] of [
      ['POST', '/orders', order],
      ['POST', '/orders', { ...order, msn: '999999' }],
      ['GET', path, undefined],
      ['GET', '/orders/123456/unknown', undefined],
      ['PUT', `${path}/confirmation`, { how: 'poll' }],
      ['POST', `${path}/shipments`, { shipmentId: 'p' }],
    ] as const)
      expectProblem(await shop.call(method, at, { token, body }), 403, 'other-sales-unit');
    const own = await shop.call('POST', '/orders', { token, body: { ...order, msn: '234567' } });
    expect(own.status).toBe(201);
  });
});

function captures(body: unknown) {
  return orderAnswer.parse(body).shipments.map(({ capture, problem }) => [capture, problem]);
}
