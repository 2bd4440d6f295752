/** A consent given in express must be removable: no express payment leads to an address that the desk would not know. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buyNow, startTestShop, type TestShop, type Visitor } from './test-shop';

let test: TestShop;
let visitor: Visitor;
beforeEach(async () => {
  test = await startTestShop();
  visitor = test.visitor();
});
afterEach(() => test.close());

const silences = [
  ['is down', () => test.desk.stop()],
  ['hangs', () => test.desk.answer(() => 'hang')],
  ['fails', () => test.desk.answer(() => ({ status: 500, body: {} }))],
  ['does not take the token', () => test.desk.answer(() => ({ status: 401, body: {} }))],
  ['answers without addresses', () => test.desk.answer(() => ({ status: 200, body: {} }))],
] as const;

it.each(silences)('is initiated with the addresses the desk said last when it %s', async (_name, silence) => {
  await buyNow(visitor, 'map');
  await silence();
  await visitor.post('/about', { delivery: 'fetched' });
  expect((await buyNow(visitor, 'tent')).status).toBe(303);
  const info = test.sent[1]?.merchantInfo;
  expect(info).toMatchObject({
    callbackPrefix: `${test.desk.url}/vipps/123456`,
    consentRemovalPrefix: `${test.desk.url}/vipps/123456/capability`,
  });
  // the token is the order's own, and the desk answers about shipping with that alone
  expect(info).not.toHaveProperty('authToken');
  expect(info).not.toHaveProperty('shippingDetailsPrefix');
  expect(info?.staticShippingDetails).toHaveLength(3);
});

it.each(silences)('is not started when the desk never told the addresses and %s', async (_name, silence) => {
  await silence();
  const page = await buyNow(visitor, 'tent');
  expect(page.status).toBe(503);
  expect(page.text).toContain('Express is closed just now');
  expect(page.text).toContain('Nothing was paid');
  expect(page.text).toContain('href="/cart"');
  expect(test.sent).toEqual([]);
  expect(test.onlyOrder()).toMatchObject({ state: 'failed', vippsUrl: null });
});

it('says so in Norwegian too, and once more when the form is sent again, with one order', async () => {
  await test.desk.stop();
  const norwegian = test.visitor({ 'Accept-Language': 'nb' });
  await norwegian.get('/products/tent');
  const form = { formKey: norwegian.hidden('formKey') };
  for (let times = 0; times < 2; times += 1) {
    const page = await norwegian.post('/products/tent/buy', form);
    expect(page.status).toBe(503);
    expect(page.text).toContain('Ingenting er betalt');
  }
  expect(test.onlyOrder().state).toBe('failed');
  expect(test.sent).toEqual([]);
});

it('leads to the cart, which can be paid while the desk is down', async () => {
  await test.desk.stop();
  await buyNow(visitor, 'tent');
  const { location } = await visitor.post('/cart/items', {
    slug: visitor.hidden('slug'),
    quantity: visitor.hidden('quantity'),
  });
  expect(location).toBe('/cart?added=tent');
  await visitor.get('/cart');
  const form = { formKey: visitor.hidden('formKey'), cart: visitor.hidden('cart') };
  expect((await visitor.post('/cart/pay', form)).status).toBe(303);
  expect(test.sent).toMatchObject([{ merchantInfo: { paymentType: 'eComm Regular Payment' } }]);
});

it('does not take the addresses of another sales unit', async () => {
  await buyNow(visitor, 'gift-card');
  await test.desk.stop();
  expect((await buyNow(visitor, 'tent')).status).toBe(503);
});

it('is possible again when the outbox has reached the desk, though the desk is silent once more', async () => {
  await test.desk.stop();
  await buyNow(visitor, 'tent');
  await test.desk.restart();
  await expect
    .poll(
      async () => {
        await test.shop.runBackground();
        return test.shop.store.addresses.find('123456');
      },
      { timeout: 8000, interval: 250 },
    )
    .toBeDefined();
  test.desk.answer(() => 'hang');
  expect((await buyNow(visitor, 'tent')).status).toBe(303);
  expect(test.sent).toMatchObject([
    { merchantInfo: { consentRemovalPrefix: `${test.desk.url}/vipps/123456/capability` } },
  ]);
}, 15_000);
