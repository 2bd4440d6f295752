import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestSimulator, type TestSimulator } from '#simulator/test-simulator';
import { type HandBrowser, handBrowser } from './hand-browser';
import { historyOf, type VippsCalls, vippsCalls } from './vipps-calls';

const number = '91234567';
let simulator: TestSimulator;
let vipps: VippsCalls;
let phone: HandBrowser;

beforeEach(() => start());
afterEach(() => simulator.close());

async function start(config = {}) {
  simulator = await startTestSimulator({ config });
  vipps = vippsCalls(simulator);
  await vipps.logIn();
  phone = handBrowser(simulator.baseUrl);
}

const logIn = (browser = phone, to = '/app') => browser.post('/app/log-in', { number, code: '1234', to });

const express = {
  paymentType: 'eComm Express Payment',
  consentRemovalPrefix: 'https://butikk.example.com/vipps',
  staticShippingDetails: [
    { isDefault: 'Y', priority: 2, shippingCost: 79, shippingMethod: 'Posten', shippingMethodId: 'posten' },
    { isDefault: 'N', priority: 1, shippingCost: 0, shippingMethod: 'Hent', shippingMethodId: 'hent' },
  ],
};

/** Initiates and sends it to the phone. The path of its page in the app. */
async function send(orderId: string, merchantInfo = {}, transaction = {}): Promise<string> {
  const reply = await vipps.send('POST', '/ecomm/v2/payments', {
    body: {
      customerInfo: {},
      merchantInfo: {
        merchantSerialNumber: '123456',
        callbackPrefix: 'https://butikk.example.com',
        fallBack: 'http://127.0.0.1:4020/back',
        ...merchantInfo,
      },
      transaction: { amount: 40_000, orderId, transactionText: 'Ullsokker', ...transaction },
    },
  });
  const { pathname, searchParams } = new URL(String(reply.json.url));
  const token = searchParams.get('token') ?? '';
  await handBrowser(simulator.baseUrl).post(`${pathname}/next`, { token, number });
  return `/app/payments/${token}`;
}

const order = (orderId = 'A') => simulator.control.order('123456', orderId);

describe('the phone', () => {
  test('asks whose it is, shows the notification on a locked screen, and logs in with four digits', async () => {
    const path = await send('A');
    expect((await phone.get('/app')).heading).toBe('Whose phone is this?');
    expect((await phone.get('/app?number=123')).text).toContain('A mobile number has eight digits.');
    const locked = await phone.get(`/app?number=${number}`);
    expect(locked.heading).toBe('Phone 912 34 567');
    expect(locked.text).toContain('Fjord & Fjell Sport Confirm your payment of 400,00 kr');
    expect((await phone.get(path)).heading).toBe('Log in');
    for (const code of ['', '123', '12345', 'abcd']) {
      const refused = await phone.post('/app/log-in', { number, code, to: path });
      expect(refused.text).toContain('The code has four digits.');
    }
    expect((await logIn(phone, path)).heading).toBe('Payment to Fjord & Fjell Sport');
    expect((await phone.get('/app')).heading).toBe('Payments');
    expect((await phone.post('/app/lock', {})).heading).toBe('Phone 912 34 567');
  });

  test('of somebody else does not open the payment', async () => {
    const path = await send('A');
    await phone.post('/app/log-in', { number: '40000001', code: '1234', to: '/app' });
    expect((await phone.get(path)).heading).toBe('Log in');
    await phone.post(`${path}/confirm`, { card: 'visa' });
    expect(await order()).toMatchObject({ state: 'initiated' });
  });

  test('leads only to pages of its own after the log-in', async () => {
    for (const to of ['https://example.com', '//example.com', '/appendix', '/app/../simulator/health']) {
      expect((await logIn(phone, to)).heading).toBe('Payments');
    }
  });

  test('a payment that does not exist is 404', async () => {
    await logIn();
    expect(await phone.get('/app/payments/0123')).toMatchObject({ status: 404, heading: 'Unknown link' });
    expect((await phone.post('/app/payments/0123/confirm', { card: 'visa' })).status).toBe(404);
  });
});

describe('a regular payment', () => {
  test('is confirmed once, however often it is clicked, and the receipt says that it is reserved', async () => {
    const path = await send('A');
    await logIn();
    const seen = await Promise.all(
      [1, 2, 3].map(() => phone.post(`${path}/confirm`, { card: 'mastercard' })),
    );
    for (const page of seen) expect(page.heading).toBe('Receipt');
    expect(seen[0]?.text).toContain('400,00 kr The amount is reserved.');
    expect(seen[0]?.text).toContain('Card Mastercard');
    expect(seen[0]?.html).not.toContain('127.0.0.1:4020');
    expect(historyOf(await vipps.details('A'))).toEqual(['RESERVE 40000', 'INITIATE 40000']);
    const home = await phone.get('/app');
    expect(home.text).toMatch(/Nothing is waiting for you\. Receipts Fjord & Fjell Sport/);
  });

  test('with direct capture is paid at once, and the receipt says so', async () => {
    await simulator.control.setDirectCapture('123456', true);
    const path = await send('A');
    await logIn();
    expect((await phone.post(`${path}/confirm`, { card: 'visa' })).text).toContain('The amount is paid.');
  });

  test.each([
    ['no-money', 'There is not enough money on this card.'],
    ['expired', 'This card has expired.'],
    ['', 'Choose a card.'],
    ['gold', 'Choose a card.'],
  ])('with the card "%s" is refused, and another card goes', async (card, words) => {
    const path = await send('A');
    await logIn();
    const refused = await phone.post(`${path}/confirm`, { card });
    expect([refused.heading, refused.text.includes(words)]).toEqual(['Payment to Fjord & Fjell Sport', true]);
    expect(await order()).toMatchObject({ state: 'initiated', reserved: 0 });
    expect((await phone.post(`${path}/confirm`, { card: 'visa' })).heading).toBe('Receipt');
    expect(await order()).toMatchObject({ state: 'reserved', reserved: 40_000 });
  });

  test('is declined, and a confirmation after that changes nothing', async () => {
    const path = await send('A');
    await logIn();
    expect((await phone.post(`${path}/decline`, {})).heading).toBe('You declined the payment');
    expect((await phone.post(`${path}/confirm`, { card: 'visa' })).heading).toBe('You declined the payment');
    expect(historyOf(await vipps.details('A'))).toEqual(['CANCEL 40000', 'INITIATE 40000']);
  });

  test('that was taken and paid back says so on its receipt', async () => {
    const path = await send('A');
    await logIn();
    await phone.post(`${path}/confirm`, { card: 'visa' });
    await vipps.capture('A', 30_000);
    expect((await phone.get(path)).text).toContain('The shop has taken 300,00 kr.');
    await vipps.refund('A', 10_000);
    expect((await phone.get(path)).text).toContain('The shop has paid back 100,00 kr.');
  });

  test('that times out while it is looked at says so', async () => {
    const path = await send('A');
    await logIn();
    expect((await phone.get(path)).heading).toBe('Payment to Fjord & Fjell Sport');
    await simulator.control.moveClock({ advanceMs: 10 * 60_000 });
    expect(await (await fetch(`${simulator.baseUrl}${path}/state`)).json()).toEqual({ state: 'expired' });
    expect((await phone.post(`${path}/confirm`, { card: 'visa' })).heading).toBe('The payment has timed out');
    expect(await order()).toMatchObject({ state: 'expired', reserved: 0 });
  });

  test('that the shop took back meanwhile says so', async () => {
    const path = await send('A');
    await logIn();
    await vipps.cancel('A');
    expect((await phone.get(path)).heading).toBe('The shop has cancelled the payment');
  });

  test('may be left alone: closing changes nothing', async () => {
    await send('A');
    await logIn();
    expect((await phone.get('/app')).text).toContain(
      'To be confirmed Fjord & Fjell Sport Confirm your payment of 400,00 kr Ullsokker',
    );
    expect(await order()).toMatchObject({ state: 'initiated' });
  });
});

describe('an express payment in the explicit flow', () => {
  const explicit = { useExplicitCheckoutFlow: true };

  test('goes step by step: address, delivery, consent; and tells the shop what was chosen', async () => {
    const path = await send('A', express, explicit);
    await logIn();
    const first = await phone.get(path);
    expect([first.heading, first.text.includes('Step 1 of 3')]).toEqual(['Where shall it be sent?', true]);
    const second = await phone.get(`${path}?step=delivery&address=101`);
    expect([second.heading, second.text.includes('Step 2 of 3')]).toEqual([
      'How shall it be delivered?',
      true,
    ]);
    expect(second.text).toContain('Hent Free Posten 79,00 kr');
    const third = await phone.get(`${path}?step=confirm&address=101&method=posten`);
    expect([third.heading, third.text.includes('Step 3 of 3')]).toEqual(['Check and confirm', true]);
    expect(third.text).toContain('Total 479,00 kr');
    const choice = { card: 'visa', address: '101', method: 'posten', consent: 'yes' };
    const receipt = await phone.post(`${path}/confirm`, choice);
    expect(receipt.text).toContain('479,00 kr The amount is reserved.');
    expect(receipt.text).toContain('Delivery Posten, 79,00 kr');
    const { shippingDetails } = (await vipps.details('A')).json;
    expect(shippingDetails).toMatchObject({
      address: { addressLine2: expect.stringContaining('etasje') },
      shippingMethodId: 'posten',
    });
  });

  test('shares and reserves nothing without the consent, and a refused card keeps the choices', async () => {
    const path = await send('A', express, explicit);
    await logIn();
    const choice = { card: 'visa', address: '101', method: 'hent' };
    const page = await phone.post(`${path}/confirm`, choice);
    expect([page.heading, page.text.includes('needs your consent')]).toEqual(['Check and confirm', true]);
    const refused = await phone.post(`${path}/confirm`, { ...choice, card: 'expired', consent: 'yes' });
    expect([refused.heading, refused.text.includes('Total 400,00 kr')]).toEqual(['Check and confirm', true]);
    expect(await order()).toMatchObject({ state: 'initiated' });
  });

  test('asks for the consent before the card, and says at the tick that it is missing, with the card kept', async () => {
    const path = await send('A', express, explicit);
    await logIn();
    const choice = { address: '101', method: 'hent' };
    const first = await phone.get(`${path}?step=confirm&address=101&method=hent`);
    expect(first.html.indexOf('name="consent"')).toBeGreaterThan(0);
    expect(first.html.indexOf('name="consent"')).toBeLessThan(first.html.indexOf('name="card"'));
    expect(first.html).not.toMatch(/class="problem"|autofocus|name="consent" value="yes" checked/);

    const { html } = await phone.post(`${path}/confirm`, { ...choice, card: 'mastercard' });
    expect(html).toMatch(/name="consent"[^>]* aria-describedby="consent-problem" autofocus>/);
    expect(html).toMatch(/<\/label>\s*<p id="consent-problem" class="problem" role="alert">/);
    expect(html.match(/name="card"[^>]* checked/g)).toEqual(['name="card" value="mastercard" checked']);

    const refused = await phone.post(`${path}/confirm`, { ...choice, card: 'expired', consent: 'yes' });
    expect(refused.html).toMatch(/<fieldset aria-describedby="card-problem">/);
    expect(refused.html).toContain('name="card" value="expired" checked autofocus');
    expect(refused.html).toContain('name="consent" value="yes" checked>');
  });

  test.each([
    { address: '999', method: 'hent' },
    { address: '100', method: 'luftpost' },
    { address: '', method: '' },
  ])('does not take what is not there: %o', async (choice) => {
    const path = await send('A', express, explicit);
    await logIn();
    const page = await phone.post(`${path}/confirm`, { card: 'visa', consent: 'yes', ...choice });
    expect(page.heading).toBe('Where shall it be sent?');
    expect(await order()).toMatchObject({ state: 'initiated' });
  });
});

describe('an express payment in the old flow', () => {
  test('is one screen with home and the default method picked; both can be changed', async () => {
    const path = await send('A', express);
    await logIn();
    const page = await phone.get(path);
    expect(page.heading).toBe('Express checkout: Fjord & Fjell Sport');
    expect(page.text).not.toContain('Step');
    expect(page.text).toContain('Total 479,00 kr');
    expect(page.text).toContain('gets your name, address, e-mail and phone number');
    const changed = await phone.get(`${path}?address=101&method=hent`);
    expect(changed.text).toContain('Total 400,00 kr');
    expect(changed.text).toContain('Send to home instead');
    await phone.post(`${path}/confirm`, { card: 'visa', address: '100', method: 'posten' });
    expect(await order()).toMatchObject({ reserved: 47_900 });
  });

  test('is the explicit one where the service always is', async () => {
    await simulator.close();
    await start({ alwaysExplicitFlow: true });
    const path = await send('A', express);
    await logIn();
    expect((await phone.get(path)).heading).toBe('Where shall it be sent?');
  });
});
