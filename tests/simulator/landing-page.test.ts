import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestSimulator, type TestSimulator } from '#simulator/test-simulator';
import { type HandBrowser, handBrowser } from './hand-browser';
import { type VippsCalls, vippsCalls } from './vipps-calls';

const path = '/dwo-api-application/v1/deeplink/vippsgateway';
const fallBack = 'http://127.0.0.1:4020/back?order=A';
let simulator: TestSimulator;
let vipps: VippsCalls;
let browser: HandBrowser;

beforeEach(async () => {
  simulator = await startTestSimulator();
  vipps = vippsCalls(simulator);
  await vipps.logIn();
  browser = handBrowser(simulator.baseUrl);
});
afterEach(() => simulator.close());

async function initiate(more: { mobileNumber?: string; fallBack?: string; text?: string } = {}) {
  const reply = await vipps.send('POST', '/ecomm/v2/payments', {
    body: {
      customerInfo: { mobileNumber: more.mobileNumber },
      merchantInfo: {
        merchantSerialNumber: '123456',
        callbackPrefix: 'https://butikk.example.com',
        fallBack: more.fallBack ?? fallBack,
      },
      transaction: { amount: 123_450, orderId: 'A', transactionText: more.text ?? 'Ullsokker' },
    },
  });
  const url = new URL(String(reply.json.url));
  return { link: url.pathname + url.search, token: url.searchParams.get('token') ?? '' };
}

const stateOf = async (token: string) =>
  (await fetch(`${simulator.baseUrl}${path}/state?token=${token}`)).json();
const order = () => simulator.control.order('123456', 'A');

describe('the landing page', () => {
  test('shows shop, amount, text, the number that the shop sent, and the five minutes', async () => {
    const { link, token } = await initiate({ mobileNumber: '+47 912 34 567' });
    await simulator.control.moveClock({ advanceMs: 53_000 });
    const page = await browser.get(link);
    expect(page.status).toBe(200);
    expect(page.heading).toBe('Pay Fjord & Fjell Sport');
    expect(page.text).toContain('1 234,50 kr Ullsokker Time left: 4:07');
    expect(page.html).toContain('value="91234567"');
    expect(await stateOf(token)).toEqual({ stage: 'number', remainingSeconds: 247 });
  });

  test('speaks Norwegian unless the browser or the person wants English, and remembers', async () => {
    const { link } = await initiate();
    const norwegian = handBrowser(simulator.baseUrl, { language: 'de,nb;q=0.5' });
    expect((await norwegian.get(link)).heading).toBe('Betal til Fjord & Fjell Sport');
    expect((await norwegian.get(`${link}&lang=en`)).heading).toBe('Pay Fjord & Fjell Sport');
    expect((await norwegian.get(link)).heading).toBe('Pay Fjord & Fjell Sport');
  });

  test('escapes what the shop says', async () => {
    const { link } = await initiate({ text: '<script>alert("1")</script>' });
    const page = await browser.get(link);
    expect(page.html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
    expect(page.html).not.toContain('<script>alert');
  });

  test.each(['', '1234567', '123456789', 'abcdefgh', '+46 912 34 567'])(
    'does not go on with the number "%s", and keeps what was typed',
    async (number) => {
      const { link, token } = await initiate({ mobileNumber: '91234567' });
      await browser.get(link);
      const page = await browser.post(`${path}/next`, { token, number });
      expect(page.text).toContain('A mobile number has eight digits.');
      expect(page.html).toContain(`value="${number}"`);
      expect((await stateOf(token)).stage).toBe('number');
    },
  );

  test('"Next" sends the payment to the phone, which may be another than the shop knew', async () => {
    const { link, token } = await initiate({ mobileNumber: '91234567' });
    await browser.get(link);
    const page = await browser.post(`${path}/next`, { token, number: '400 00 001' });
    expect(page.text).toContain('Confirm in your app');
    expect(page.html).toContain('href="/app?number=40000001"');
    const phone = handBrowser(simulator.baseUrl);
    expect((await phone.get('/app?number=91234567')).text).toContain('No notifications.');
    expect((await phone.get('/app?number=40000001')).text).toContain('Confirm your payment of 1 234,50 kr');
    expect(await stateOf(token)).toEqual({ stage: 'waiting', remainingSeconds: 600 });
  });

  test('"Cancel" declines and leads to the shop, at any step and twice', async () => {
    const { token } = await initiate();
    await browser.post(`${path}/next`, { token, number: '91234567' });
    for (let click = 0; click < 2; click += 1) {
      const left = await browser.post(`${path}/cancel`, { token });
      expect(left.url).toBe(fallBack);
    }
    expect(await order()).toMatchObject({ state: 'declined' });
  });

  test('a cancel after the confirmation changes nothing', async () => {
    const { token } = await initiate();
    await simulator.control.confirm('123456', 'A');
    expect((await browser.post(`${path}/cancel`, { token })).url).toBe(fallBack);
    expect(await order()).toMatchObject({ state: 'reserved' });
  });

  test('knows when the payment is decided, and opened again leads to the shop', async () => {
    const { link, token } = await initiate();
    await simulator.control.confirm('123456', 'A');
    expect((await stateOf(token)).stage).toBe('decided');
    expect((await browser.get(link)).url).toBe(fallBack);
  });

  test('is over after five minutes without a number, with a way back to the shop', async () => {
    const { link, token } = await initiate();
    await browser.get(link);
    await simulator.control.moveClock({ advanceMs: 5 * 60_000 });
    const page = await browser.get(link);
    expect([page.status, page.heading]).toEqual([410, 'The link has expired']);
    expect(page.html).toContain(`href="${fallBack.replace('&', '&amp;')}"`);
    await browser.post(`${path}/next`, { token, number: '91234567' });
    expect((await stateOf(token)).stage).toBe('over');
  });

  test('with the number given, the app has until the tenth minute', async () => {
    const { link, token } = await initiate();
    await browser.get(link);
    await browser.post(`${path}/next`, { token, number: '91234567' });
    await simulator.control.moveClock({ advanceMs: 9 * 60_000 });
    expect(await stateOf(token)).toEqual({ stage: 'waiting', remainingSeconds: 60 });
    await simulator.control.moveClock({ advanceMs: 60_000 });
    expect((await browser.get(link)).status).toBe(410);
  });

  test('an unknown link is 404', async () => {
    expect(await browser.get(`${path}?token=nothing`)).toMatchObject({
      status: 404,
      heading: 'Unknown link',
    });
    expect((await browser.post(`${path}/next`, { token: 'nothing', number: '91234567' })).status).toBe(404);
  });

  test('does not lead to where a browser would run something', async () => {
    const { link } = await initiate({ fallBack: 'javascript:alert(1)' });
    await simulator.control.decline('123456', 'A');
    const page = await browser.get(link);
    expect(page.status).toBe(410);
    expect(page.html).not.toContain('javascript:');
  });
});

describe('from a phone', () => {
  const userAgent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148';

  test('the page goes to the app by itself, and the receipt leads back to the shop', async () => {
    const { link, token } = await initiate();
    const phone = handBrowser(simulator.baseUrl, { userAgent });
    const whose = await phone.get(link);
    expect(whose.heading).toBe('Whose phone is this?');
    expect(whose.text).toMatch(/Payment to Fjord & Fjell Sport 1 234,50 kr .* Any eight digits will do/);
    const to = `/app/payments/${token}`;
    const wrong = await phone.get(`/app?number=12&to=${encodeURIComponent(to)}`);
    expect(wrong.text).toMatch(/Payment to Fjord & Fjell Sport .* A mobile number has eight digits/);
    expect((await phone.get(`/app?number=91234567&to=${encodeURIComponent(to)}`)).heading).toBe('Log in');
    expect((await phone.post('/app/log-in', { number: '91234567', code: '0000', to })).heading).toBe(
      'Payment to Fjord & Fjell Sport',
    );
    const receipt = await phone.post(`${to}/confirm`, { card: 'visa' });
    expect(receipt.heading).toBe('Receipt');
    expect(receipt.html).toContain(`href="${fallBack}"`);
    expect((await phone.get(link)).url).toBe(fallBack);
  });

  test("the question whose phone it is tells nothing of a payment that is somebody's, decided or unknown", async () => {
    const known = await initiate({ mobileNumber: '91234567' });
    for (const to of [`/app/payments/${known.token}`, '/app/payments/0123', '/app', '//x', '/app/consents']) {
      const page = await handBrowser(simulator.baseUrl).get(`/app?to=${encodeURIComponent(to)}`);
      expect([page.heading, page.text.includes('Payment to')]).toEqual(['Whose phone is this?', false]);
    }
  });

  test('a number that the shop knows needs only the log-in', async () => {
    const { link } = await initiate({ mobileNumber: '91234567' });
    const phone = handBrowser(simulator.baseUrl, { userAgent });
    expect((await phone.get(link)).heading).toBe('Log in');
  });
});
