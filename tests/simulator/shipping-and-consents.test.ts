import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startTestSimulator, type TestSimulator } from '#simulator/test-simulator';
import { type FakeMerchant, type Heard, type Said, startFakeMerchant } from './fake-merchant';
import { type HandBrowser, handBrowser } from './hand-browser';
import { type VippsCalls, vippsCalls } from './vipps-calls';

const number = '91234567';
let merchant: FakeMerchant;
let simulator: TestSimulator;
let vipps: VippsCalls;
let phone: HandBrowser;

beforeEach(async () => {
  merchant = await startFakeMerchant();
  simulator = await startTestSimulator({ config: { shippingLimitMs: 200, callbackLimitMs: 200 } });
  vipps = vippsCalls(simulator);
  await vipps.logIn();
  phone = handBrowser(simulator.baseUrl);
  await phone.post('/app/log-in', { number, code: '1234', to: '/app' });
});
afterEach(async () => {
  await simulator.close();
  await merchant.close();
});

/** An express payment of this number; the path of its page in the app. */
async function initiate(orderId: string, explicit = true, prefix = merchant.url): Promise<string> {
  const reply = await vipps.send('POST', '/ecomm/v2/payments', {
    body: {
      customerInfo: { mobileNumber: number },
      merchantInfo: {
        merchantSerialNumber: '123456',
        callbackPrefix: `${merchant.url}/callbacks`,
        shippingDetailsPrefix: `${prefix}/shipping`,
        consentRemovalPrefix: `${prefix}/consents`,
        fallBack: 'http://127.0.0.1:4020/back',
        authToken: `token of ${orderId}`,
        paymentType: 'eComm Express Payment',
      },
      transaction: {
        amount: 40_000,
        orderId,
        transactionText: 'Ullsokker',
        useExplicitCheckoutFlow: explicit,
      },
    },
  });
  const token = new URL(String(reply.json.url)).searchParams.get('token') ?? '';
  return `/app/payments/${token}`;
}

const methods = [
  { isDefault: 'N', priority: 2, shippingCost: 149.5, shippingMethod: 'Hjem', shippingMethodId: 'hjem' },
  { isDefault: 'Y', priority: 1, shippingCost: 0, shippingMethod: 'Hent', shippingMethodId: 'hent' },
];

/** Answers as a shop should. */
function goodShop(call: Heard): Said {
  if (!call.path.endsWith('/shippingDetails')) return { status: 200 };
  const { addressId } = z.object({ addressId: z.int() }).parse(call.body);
  const orderId = call.path.split('/').at(-2);
  return { status: 200, body: { addressId, orderId, shippingDetails: methods } };
}

const asked = () => merchant.heard.filter((call) => call.path.endsWith('/shippingDetails'));

describe('shipping details', () => {
  test('are asked for with the address, as ShippingCostAndMethod, and shown with prices in order', async () => {
    merchant.answerWith(goodShop);
    const path = await initiate('A');
    const page = await phone.get(`${path}?step=delivery&address=101`);
    expect(page.heading).toBe('How shall it be delivered?');
    expect(page.text).toMatch(/Hent Free Hjem 149,50 kr/);
    const [call, ...more] = asked();
    expect(more).toEqual([]);
    expect(call).toMatchObject({
      method: 'POST',
      path: '/shipping/v2/payments/A/shippingDetails',
      authorization: 'token of A',
    });
    z.strictObject({
      addressId: z.literal(101),
      addressLine1: z.string().min(1),
      addressLine2: z.string().optional(),
      city: z.string().min(1),
      country: z.literal('NO'),
      postCode: z.string().regex(/^\d{4}$/),
      addressType: z.literal('W'),
    }).parse(call?.body);
  });

  test.each<[string, (call: Heard) => Said]>([
    ['an error', () => ({ status: 500 })],
    ['an answer after the limit', (call) => ({ ...goodShop(call), delayMs: 400 })],
    ['no JSON', () => ({ status: 200, body: '<p>' })],
    ['no methods', () => ({ status: 200, body: { addressId: 100, orderId: 'A', shippingDetails: [] } })],
    [
      'another order',
      () => ({ status: 200, body: { addressId: 100, orderId: 'B', shippingDetails: methods } }),
    ],
    [
      'another address',
      () => ({ status: 200, body: { addressId: 7, orderId: 'A', shippingDetails: methods } }),
    ],
    [
      'a negative price',
      () => ({
        status: 200,
        body: { addressId: 100, orderId: 'A', shippingDetails: [{ ...methods[0], shippingCost: -1 }] },
      }),
    ],
    [
      'two methods with one id',
      () => ({
        status: 200,
        body: { addressId: 100, orderId: 'A', shippingDetails: [methods[0], methods[0]] },
      }),
    ],
  ])('that cannot be used reserve nothing, and may be tried again: %s', async (_what, answer) => {
    merchant.answerWith(answer);
    const path = await initiate('A');
    const page = await phone.get(`${path}?step=delivery&address=100`);
    expect(page.heading).toBe('No delivery methods');
    expect(page.text).toContain('Nothing was reserved');
    await phone.post(`${path}/confirm`, { card: 'visa', address: '100', method: 'hent', consent: 'yes' });
    expect(await simulator.control.order('123456', 'A')).toMatchObject({ state: 'initiated' });
    merchant.answerWith(goodShop);
    expect((await phone.get(`${path}?step=delivery&address=100`)).heading).toBe('How shall it be delivered?');
  });

  test('what was shown is what is agreed, though the shop would answer otherwise now', async () => {
    merchant.answerWith(goodShop);
    const path = await initiate('A');
    await phone.get(`${path}?step=delivery&address=100`);
    merchant.answerWith(() => ({ status: 500 }));
    await phone.post(`${path}/confirm`, { card: 'visa', address: '100', method: 'hjem', consent: 'yes' });
    expect(await simulator.control.order('123456', 'A')).toMatchObject({
      state: 'reserved',
      reserved: 54_950,
    });
  });

  test('a server elsewhere is not asked; a test that plays the customer gets the own two methods', async () => {
    const path = await initiate('A', true, 'https://butikk.example.com');
    expect((await phone.get(`${path}?step=delivery&address=100`)).heading).toBe('No delivery methods');
    expect(await simulator.control.confirm('123456', 'A')).toMatchObject({ reserved: 47_900 });
  });

  test('a test that plays the customer asks the shop where there is one', async () => {
    merchant.answerWith(goodShop);
    await initiate('A');
    expect(await simulator.control.confirm('123456', 'A', { shippingMethodId: 'hjem' })).toMatchObject({
      reserved: 54_950,
    });
    expect(asked()).toHaveLength(1);
  });
});

describe('a person', () => {
  async function share(orderId: string, prefix = merchant.url): Promise<Record<string, unknown>> {
    merchant.answerWith(goodShop);
    await initiate(orderId, true, prefix);
    await simulator.control.confirm('123456', orderId);
    return z.record(z.string(), z.unknown()).parse((await vipps.details(orderId)).json.userDetails);
  }

  test('is the same one in every order with the same number', async () => {
    const first = await share('A');
    expect(first).toMatchObject({ mobileNumber: number });
    expect(await share('B')).toEqual(first);
  });

  test('takes back every consent: one DELETE to each prefix, with the token of the latest order there', async () => {
    const { userId } = await share('A');
    await share('B');
    await share('C', `${merchant.url}/other`);
    merchant.heard.length = 0;
    const results = await simulator.control.removeConsents(String(userId));
    expect(results).toMatchObject([
      { orderId: 'C', isRemoved: true, httpStatus: 200 },
      { orderId: 'B', isRemoved: true, httpStatus: 200 },
    ]);
    const path = `/consents/v2/consents/${encodeURIComponent(String(userId))}`;
    const calls = merchant.heard.filter((call) => call.method === 'DELETE');
    expect(calls.map((call) => [call.path, call.authorization]).toSorted()).toEqual([
      [path, 'token of B'],
      [`/other${path}`, 'token of C'],
    ]);
  });

  test('is told when a shop did not hear it, and may press again', async () => {
    await share('A');
    merchant.answerWith(() => ({ status: 503 }));
    const page = await phone.get('/app/consents');
    expect(page.text).toContain('Remove the consent for Fjord & Fjell Sport');
    const prefix = `${merchant.url}/consents`;
    expect((await phone.post('/app/consents/remove', { prefix })).text).toContain(
      'The shop could not be told (503)',
    );
    merchant.answerWith(() => ({ status: 200 }));
    const done = await phone.post('/app/consents/remove', { prefix });
    expect(done.text).toContain('The shop has been told to erase your details.');
    await phone.post('/app/consents/remove', { prefix });
    expect(merchant.heard.filter((call) => call.method === 'DELETE')).toHaveLength(2);
  });

  test('consents anew with the next order', async () => {
    const { userId } = await share('A');
    await simulator.control.removeConsents(String(userId));
    await simulator.control.moveClock({ advance: 'hour' });
    await vipps.logIn();
    await share('B');
    const page = await phone.get('/app/consents');
    expect(page.text).toContain('Order B');
    expect(page.text).toContain('Remove the consent');
  });

  test('who shared nothing has no consents', async () => {
    await expect(simulator.control.removeConsents('nobody==')).rejects.toThrow('unknown-user');
    expect((await phone.get('/app/consents')).text).toContain('You have not shared your details');
  });
});
