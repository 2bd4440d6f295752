import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buyNow, fillCart, payCart, startTestShop, type TestShop } from './test-shop';

let test: TestShop;
beforeEach(async () => {
  test = await startTestShop();
});
afterEach(() => test.close());

const orderIdForm = /^ff-260602-[0-9A-HJKMNP-TV-Z]{6}$/;

describe('paying for the cart', () => {
  it('registers the order with the desk, initiates with the words of the desk, and leads to Vipps', async () => {
    const visitor = test.visitor();
    await fillCart(visitor, { thermos: 2, map: 1 });
    const page = await payCart(visitor, '+47 912 34 567');
    const order = test.onlyOrder();
    expect(page.status).toBe(303);
    expect(page.location).toBe(order.vippsUrl);
    expect(page.location?.startsWith(test.simulator.baseUrl)).toBe(true);
    expect(order).toMatchObject({ state: 'waiting', msn: '123456', amountOre: 2 * 34_950 + 22_900 });
    expect(order.orderId).toMatch(orderIdForm);

    const [registration, ...more] = test.desk.calls;
    expect(more).toEqual([]);
    expect(registration).toMatchObject({
      method: 'POST',
      path: '/api/v1/orders',
      token: 'Bearer a-token-of-the-desk',
    });
    expect(registration?.body).toEqual({
      msn: '123456',
      orderId: order.orderId,
      amount: 92_800,
      currency: 'NOK',
      description: '2 × Kvikk thermos, Inner fjord hiking map',
      express: false,
      device: 'desktop',
      initiatedAt: expect.stringMatching(/^2026-06-02T06:30:0\d\.\d{3}Z$/),
      customerKey: expect.stringMatching(/^[\w-]{43}$/),
    });

    expect(test.sent).toEqual([
      {
        merchantInfo: {
          merchantSerialNumber: '123456',
          callbackPrefix: `${test.desk.url}/vipps/123456`,
          fallBack: `${test.url}/orders/${order.orderId}?key=${order.pageKey}`,
          authToken: 'token-of-this-order',
          paymentType: 'eComm Regular Payment',
        },
        customerInfo: { mobileNumber: '91234567' },
        transaction: {
          orderId: order.orderId,
          amount: 92_800,
          transactionText: '2 × Kvikk thermos, Inner fjord hiking map',
        },
      },
    ]);
  });

  it('gives one customer one pseudonym, others another, and tells nobody the number', async () => {
    for (const phone of ['91234567', '0047 91 23 45 67', '99999999']) {
      const visitor = test.visitor();
      await fillCart(visitor, { map: 1 });
      expect((await payCart(visitor, phone)).status).toBe(303);
    }
    const keys = test.desk.calls.map(({ body }) => (body as { customerKey: string }).customerKey);
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[0]);
    expect(JSON.stringify(test.desk.calls)).not.toMatch(/91234567|99999999/);
  });

  it.each(['1234567', '123456789', 'abcdefgh', '+46 91234567', '<b>'])(
    'asks again for a number that cannot be one (%s), and orders nothing',
    async (phone) => {
      const visitor = test.visitor();
      await fillCart(visitor, { map: 1 });
      const page = await payCart(visitor, phone);
      expect(page.status).toBe(422);
      expect(page.text).toContain('must have eight digits');
      expect(page.text).not.toContain('<b>');
      expect(test.shop.store.orders.listLatest(1)).toEqual([]);
    },
  );

  it('makes one order of a double click, and both clicks lead to the same address', async () => {
    const visitor = test.visitor();
    await fillCart(visitor, { map: 1 });
    const [first, second] = await Promise.all([payCart(visitor), payCart(visitor)]);
    const third = await payCart(visitor);
    expect(test.onlyOrder().vippsUrl).toBe(first.location);
    expect([second.location, third.location]).toEqual([first.location, first.location]);
    expect(test.sent).toHaveLength(1);
    expect(test.desk.calls).toHaveLength(1);
  });

  it('does not lead to a link that has died: the form sent again leads to the order', async () => {
    const visitor = test.visitor();
    await fillCart(visitor, { map: 1 });
    await payCart(visitor);
    await test.simulator.control.moveClock({ advanceMs: 5 * 60_000 });
    await test.shop.runBackground();
    const page = await payCart(visitor);
    const order = test.onlyOrder();
    expect(page.location).toBe(`/orders/${order.orderId}?key=${order.pageKey}`);
  });

  it('does not pay for another cart than the page showed', async () => {
    const visitor = test.visitor();
    await fillCart(visitor, { map: 1 });
    const shown = { formKey: visitor.hidden('formKey'), cart: visitor.hidden('cart'), phone: '' };
    await visitor.post('/cart/items', { slug: 'tent', quantity: '1' });
    const page = await visitor.post('/cart/pay', shown);
    expect(page.status).toBe(409);
    expect(page.text).toContain('The cart has changed');
    expect(test.sent).toEqual([]);
  });

  it('takes no form without its key, and none that comes from another site', async () => {
    const visitor = test.visitor({ Origin: 'https://elsewhere.example' });
    const product = await buyNow(visitor, 'tent');
    expect(product.status).toBe(403);
    const other = test.visitor();
    expect((await other.post('/products/tent/buy', { formKey: 'short' })).status).toBe(400);
    expect((await other.post('/products/tent/buy', {})).status).toBe(400);
    expect(test.shop.store.orders.listLatest(1)).toEqual([]);
  });
});

describe('express', () => {
  it('is initiated without shipping in the amount, with the methods of the shop in kroner', async () => {
    const visitor = test.visitor({ 'User-Agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Mobile/15E148' });
    const page = await buyNow(visitor, 'rain-jacket');
    const order = test.onlyOrder();
    expect(page.location).toBe(order.vippsUrl);
    expect(test.desk.calls[0]?.body).toMatchObject({ express: true, device: 'phone', amount: 189_900 });
    const { merchantInfo, transaction } = test.sent[0] ?? {};
    expect(merchantInfo).toMatchObject({
      paymentType: 'eComm Express Payment',
      consentRemovalPrefix: `${test.desk.url}/vipps/123456/capability`,
      staticShippingDetails: [
        { isDefault: 'Y', shippingCost: 49, shippingMethod: 'Posten pakke i postkassen' },
        { isDefault: 'N', shippingCost: 129, shippingMethod: 'Hjemlevering på kveldstid' },
        { isDefault: 'N', shippingCost: 1, shippingMethod: 'Hent i butikken' },
      ],
    });
    expect(merchantInfo).not.toHaveProperty('shippingDetailsPrefix');
    expect(transaction).toMatchObject({ amount: 189_900, useExplicitCheckoutFlow: true });
  });

  it('follows the choices of the visitor: the old flow, methods fetched from the desk', async () => {
    const visitor = test.visitor();
    await visitor.post('/about', { flow: 'old', delivery: 'fetched' });
    await buyNow(visitor, 'tent');
    const { merchantInfo, transaction } = test.sent[0] ?? {};
    expect(merchantInfo).toMatchObject({ shippingDetailsPrefix: `${test.desk.url}/vipps/123456` });
    expect(merchantInfo).not.toHaveProperty('staticShippingDetails');
    expect(transaction).toMatchObject({ useExplicitCheckoutFlow: false });
  });

  it('is not for gift cards: they are a regular payment of their own sales unit', async () => {
    const visitor = test.visitor();
    await buyNow(visitor, 'gift-card');
    expect(test.onlyOrder()).toMatchObject({ msn: '123458', isExpress: false, amountOre: 50_000 });
    expect(test.sent[0]?.merchantInfo).toMatchObject({
      merchantSerialNumber: '123458',
      paymentType: 'eComm Regular Payment',
    });
    expect(test.sent[0]?.transaction).not.toHaveProperty('useExplicitCheckoutFlow');
  });
});

describe('when Vipps does not do as asked', () => {
  it('says that nothing was paid when Vipps refuses, and begins anew with another order', async () => {
    await test.simulator.control.addFault({ kind: 'server-error', operation: 'token', times: 10 });
    const visitor = test.visitor();
    await fillCart(visitor, { map: 1 });
    const refused = await payCart(visitor);
    expect(refused.status).toBe(502);
    expect(refused.text).toContain('Nothing was paid');
    const failed = test.onlyOrder();
    expect(failed.state).toBe('failed');
    await test.simulator.control.clearFaults();
    await visitor.get('/cart');
    expect((await payCart(visitor)).status).toBe(303);
    expect(test.sent.map(({ transaction }) => transaction.orderId)).not.toContain(failed.orderId);
  });

  it('never uses an order id again of which Vipps may know', async () => {
    await test.simulator.control.addFault({ kind: 'server-error-after-effect', operation: 'initiate' });
    const visitor = test.visitor();
    await fillCart(visitor, { map: 1 });
    const form = { formKey: visitor.hidden('formKey'), cart: visitor.hidden('cart') };
    expect((await visitor.post('/cart/pay', form)).status).toBe(502);
    const unknown = test.onlyOrder();
    expect(unknown.state).toBe('unknown');

    expect((await visitor.post('/cart/pay', form)).status).toBe(502);
    expect(test.sent).toHaveLength(1);
    await visitor.get('/cart');
    expect((await payCart(visitor)).status).toBe(303);
    const ids = test.sent.map(({ transaction }) => transaction.orderId);
    expect(new Set(ids).size).toBe(2);

    await test.simulator.control.moveClock({ advance: 'hour' });
    await test.shop.runBackground();
    expect(test.shop.store.orders.find(unknown.orderId)?.state).toBe('expired');
  });

  it('gives up an order that never reached Vipps, when Vipps has not known it for a quarter of an hour', async () => {
    await test.simulator.control.addFault({
      kind: 'timeout-before-effect',
      operation: 'initiate',
      delayMs: 50,
    });
    const visitor = test.visitor();
    await buyNow(visitor, 'tent');
    const { orderId, state } = test.onlyOrder();
    expect(state).toBe('unknown');
    await test.shop.runBackground();
    expect(test.shop.store.orders.find(orderId)?.state).toBe('unknown');
    await test.simulator.control.moveClock({ advance: 'hour' });
    for (let round = 0; round < 30; round += 1) await test.shop.runBackground();
    expect(test.shop.store.orders.find(orderId)?.state).toBe('failed');
  });
});
