import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { vippsCalls } from '../simulator/vipps-calls';
import {
  buyNow,
  fillCart,
  payCart,
  returnPath,
  startTestShop,
  type TestShop,
  type Visitor,
} from './test-shop';

let test: TestShop;
let visitor: Visitor;
beforeEach(async () => {
  test = await startTestShop();
  visitor = test.visitor();
});
afterEach(() => test.close());

const noOrder = { merchantInfo: {}, transaction: {} };
const back = () => visitor.get(returnPath(test.sent[0] ?? noOrder));
const confirmations = () => test.desk.callsOf('PUT', '/confirmation');
const stateSaid = async () => {
  const [path = '', key = ''] = returnPath(test.sent[0] ?? noOrder).split('?');
  return JSON.parse((await visitor.get(`${path}/state?${key}`)).text) as unknown;
};

/** The last lines of the receipt: words and NOK. */
const totals = (text: string) =>
  [...text.matchAll(/<th scope="row">([^<]+)<\/th><td class="sum">NOK\u00a0([^<]+)<\/td>/g)].map(
    ([, words, amount]) => [words, amount],
  );

describe('the page a customer comes back to', () => {
  it('confirms nothing because it was reached, whatever its address says', async () => {
    await buyNow(visitor, 'tent');
    for (const more of ['', '&state=paid', '&status=RESERVED', '&key=x'])
      await visitor.get(returnPath(test.sent[0] ?? noOrder) + more);
    const page = await back();
    expect(page.text).toContain('Waiting for Vipps');
    expect(page.text).toContain('Back to Vipps');
    expect(page.text).toContain('http-equiv="refresh"');
    await test.shop.runBackground();
    expect(test.onlyOrder()).toMatchObject({ state: 'waiting', confirmedAt: null });
    expect(confirmations()).toEqual([]);
  });

  it('thanks when the amount is reserved, tells the desk once, and empties the cart', async () => {
    await fillCart(visitor, { thermos: 2 });
    await payCart(visitor);
    const { orderId } = test.onlyOrder();
    await test.simulator.control.confirm('123456', orderId);
    expect(visitor.cookies.get('cart')).toBe('thermos.2');
    const page = await back();
    expect(page.status).toBe(200);
    expect(page.text).toContain('Thank you for your order');
    expect(page.text).toContain('2 × Kvikk thermos');
    expect(page.text).toContain('NOK\u00a0699.00');
    expect(page.text).toContain('Cart (0)');
    expect(visitor.cookies.has('cart')).toBe(false);
    await Promise.all([back(), back()]);
    for (let round = 0; round < 3; round += 1) await test.shop.runBackground();
    expect(confirmations().map(({ body }) => body)).toEqual([
      { confirmedAt: expect.stringMatching(/^2026-06-02T06:30:0\d\.\d{3}Z$/), how: 'return' },
    ]);
  });

  it('leaves a cart alone that has been filled anew', async () => {
    await fillCart(visitor, { thermos: 2 });
    await payCart(visitor);
    await test.simulator.control.confirm('123456', test.onlyOrder().orderId);
    await visitor.post('/cart/items', { slug: 'map', quantity: '1' });
    await back();
    expect(visitor.cookies.get('cart')).toBe('thermos.2~map.1');
  });

  it('shows for express what was paid with shipping, and where it goes, without keeping the address', async () => {
    await buyNow(visitor, 'head-lamp');
    const { orderId } = test.onlyOrder();
    await test.simulator.control.confirm('123456', orderId, { shippingMethodId: 'hjem-kveld' });
    const page = await back();
    expect(page.text).toContain('Shipping: Hjemlevering på kveldstid');
    expect(page.text).toContain('NOK\u00a0628.00');
    expect(page.text).toMatch(/Will be sent to<\/h2>\s*<address>[^<]+<br>/);
    const order = test.onlyOrder();
    expect(order).toMatchObject({ paidOre: 62_800, shippingOre: 12_900, state: 'paid' });
    const name = /<address>([^<]+)<br>/.exec(page.text)?.[1] ?? 'no name';
    expect(JSON.stringify(order)).not.toContain(name);
  });

  it('knows a sale (direct capture) as paid', async () => {
    await buyNow(visitor, 'gift-card');
    await test.simulator.control.confirm('123458', test.onlyOrder().orderId);
    const { text } = await back();
    expect(text).toContain('Thank you for your order');
    expect(totals(text)).toEqual([['Paid', '500.00']]);
    expect(test.onlyOrder()).toMatchObject({ state: 'paid', paidOre: 50_000 });
  });

  it('calls money paid only when it was taken, parcel by parcel, and goods sent only then', async () => {
    await buyNow(visitor, 'head-lamp');
    const { orderId } = test.onlyOrder();
    await test.simulator.control.confirm('123456', orderId, { shippingMethodId: 'hjem-kveld' });
    const vipps = vippsCalls(test.simulator);
    await vipps.logIn();
    const reserved = await back();
    expect(totals(reserved.text)).toEqual([['Reserved in Vipps; you pay when we ship', '628.00']]);

    await vipps.capture(orderId, 20_000);
    const partly = await back();
    expect(totals(partly.text)).toEqual([
      ['Paid', '200.00'],
      ['Reserved in Vipps; you pay when we ship', '428.00'],
    ]);
    expect(partly.text).toContain('Will be sent to</h2>');

    await vipps.capture(orderId, 42_800);
    const taken = await back();
    expect(totals(taken.text)).toEqual([['Paid', '628.00']]);
    expect(taken.text).toContain('Sent to</h2>');

    await vipps.refund(orderId, 10_000);
    expect(totals((await back()).text)).toEqual([
      ['Paid', '628.00'],
      ['Paid back', '100.00'],
    ]);
    const norwegian = await visitor.get(`${returnPath(test.sent[0] ?? noOrder)}&lang=nb`);
    expect(norwegian.text).toContain('Betalt tilbake');
  });

  it('claims neither reserved nor paid while Vipps does not tell', async () => {
    await buyNow(visitor, 'tent');
    await test.simulator.control.confirm('123456', test.onlyOrder().orderId);
    await back();
    await test.simulator.control.addFault({ kind: 'server-error', operation: 'details', times: 10 });
    const { text } = await back();
    expect(text).toContain('Vipps does not answer right now');
    expect(totals(text)).toEqual([['Total', '5,048.00']]);
  });

  it('says that nothing was taken when the customer declined', async () => {
    await fillCart(visitor, { map: 1 });
    await payCart(visitor);
    await test.simulator.control.decline('123456', test.onlyOrder().orderId);
    expect(await stateSaid()).toEqual({ state: 'declined' });
    const page = await back();
    expect(page.text).toContain('The payment was cancelled');
    expect(page.text).toContain('Nothing was taken');
    expect(page.text).toContain('href="/cart"');
    expect(visitor.cookies.get('cart')).toBe('map.1');
    await test.shop.runBackground();
    expect(confirmations()).toEqual([]);
  });

  it('tells a time-out and a refused card apart', async () => {
    await buyNow(visitor, 'tent');
    const { orderId } = test.onlyOrder();
    await test.simulator.control.confirm('123456', orderId, { fail: 'insufficient-funds' });
    expect(await stateSaid()).toEqual({ state: 'waiting' });
    await test.simulator.control.moveClock({ advance: 'hour' });
    expect((await back()).text).toContain('The payment was refused');

    await buyNow(visitor, 'map');
    const second = test.sent[1]?.transaction.orderId;
    await test.simulator.control.moveClock({ advance: 'hour' });
    await test.shop.runBackground();
    expect(test.shop.store.orders.find(String(second))?.state).toBe('expired');
    expect(confirmations()).toEqual([]);
  });

  it('is confirmed by the shop itself when nobody comes back', async () => {
    await buyNow(visitor, 'tent');
    await test.simulator.control.confirm('123456', test.onlyOrder().orderId);
    await test.shop.runBackground();
    expect(test.onlyOrder()).toMatchObject({ state: 'paid', confirmedHow: 'poll' });
    expect(confirmations()).toMatchObject([{ body: { how: 'poll' } }]);
    await back();
    await test.shop.runBackground();
    expect(confirmations()).toHaveLength(1);
  });

  it('shows what was last known while Vipps is silent, and says so', async () => {
    await buyNow(visitor, 'tent');
    await test.simulator.control.addFault({ kind: 'server-error', operation: 'details', times: 10 });
    const page = await back();
    expect(page.status).toBe(200);
    expect(page.text).toContain('Vipps does not answer right now');
    expect(test.onlyOrder().state).toBe('waiting');
  });

  it.each(['', '?key=', '?key=AAAAAAAAAAAAAAAAAAAAAAAA', '?key=a&key=b', '?lang=nb'])(
    'is not shown to whoever has no key or another one (%s)',
    async (query) => {
      await buyNow(visitor, 'tent');
      const { orderId } = test.onlyOrder();
      expect((await visitor.get(`/orders/${orderId}${query}`)).status).toBe(404);
      expect((await visitor.get(`/orders/${orderId}/state${query}`)).status).toBe(404);
      expect((await visitor.get(`/orders/ff-260602-000000${query}`)).status).toBe(404);
    },
  );
});
