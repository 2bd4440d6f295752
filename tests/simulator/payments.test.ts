import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestSimulator, type TestSimulator } from '#simulator/test-simulator';
import { errorOf, historyOf, type VippsCalls, vippsCalls } from './vipps-calls';

let simulator: TestSimulator;
let vipps: VippsCalls;

beforeEach(async () => {
  simulator = await startTestSimulator();
  vipps = vippsCalls(simulator);
  await vipps.logIn();
});
afterEach(() => simulator.close());

async function reserve(orderId: string, amount = 40_000): Promise<void> {
  await vipps.initiate(orderId, amount);
  await simulator.control.confirm('123456', orderId);
}

describe('access', () => {
  test('a token is given for the right keys only, with its times as text', async () => {
    const good = await vipps.logIn();
    expect(good.headers.get('content-type')).toBe('application/json;charset=UTF-8');
    expect(good.json).toMatchObject({ token_type: 'Bearer', expires_in: '3600', expires_on: '1780385400' });
    const bad = await vipps.send('POST', '/accesstoken/get', {
      headers: { client_id: simulator.credentials.clientId, client_secret: 'wrong' },
    });
    expect(bad.status).toBe(401);
  });

  test('a call without a token, with a foreign one or with an expired one is refused in both known forms', async () => {
    await vipps.initiate('A');
    for (const Authorization of ['', 'Bearer abc']) {
      const reply = await vipps.send('GET', '/ecomm/v2/payments/A/details', { headers: { Authorization } });
      expect(reply.status).toBe(401);
      expect(reply.json).toMatchObject({ statusCode: 401, responseInfo: { responseCode: 401 } });
    }
    await simulator.control.moveClock({ advance: 'hour' });
    expect((await vipps.details('A')).status).toBe(401);
    await vipps.logIn();
    expect((await vipps.details('A')).status).toBe(200);
  });

  test('a wrong subscription key is refused', async () => {
    const headers = { 'Ocp-Apim-Subscription-Key': 'wrong' };
    expect((await vipps.send('GET', '/ecomm/v2/payments/A/details', { headers })).status).toBe(401);
  });
});

describe('a request that is not as described is refused, field by field', () => {
  test.each([
    ['an amount below 100 øre', { transaction: { amount: 99 } }, 'transaction.amount'],
    ['an amount with decimals', { transaction: { amount: 100.5 } }, 'transaction.amount'],
    ['an amount as text', { transaction: { amount: '40000' } }, 'transaction.amount'],
    ['an order id with other letters', { transaction: { orderId: 'Ø-1' } }, 'transaction.orderId'],
    ['an order id that is too long', { transaction: { orderId: 'x'.repeat(51) } }, 'transaction.orderId'],
    [
      'a text that is too long',
      { transaction: { transactionText: 'x'.repeat(101) } },
      'transaction.transactionText',
    ],
    ['no text', { transaction: { transactionText: undefined } }, 'transaction.transactionText'],
    [
      'a callback without https',
      { merchantInfo: { callbackPrefix: 'http://example.com' } },
      'merchantInfo.callbackPrefix',
    ],
    ['no way back', { merchantInfo: { fallBack: undefined } }, 'merchantInfo.fallBack'],
    [
      'a sales unit that is no number',
      { merchantInfo: { merchantSerialNumber: 'abcdef' } },
      'merchantInfo.merchantSerialNumber',
    ],
    [
      'express without removal of consent',
      {
        merchantInfo: { paymentType: 'eComm Express Payment', shippingDetailsPrefix: 'https://example.com' },
      },
      'merchantInfo.consentRemovalPrefix',
    ],
  ])('%s', async (_rule, change: { transaction?: object; merchantInfo?: object }, field) => {
    const body = {
      customerInfo: {},
      merchantInfo: {
        merchantSerialNumber: '123456',
        callbackPrefix: 'https://example.com',
        fallBack: 'https://example.com',
        ...change.merchantInfo,
      },
      transaction: { amount: 40_000, orderId: 'A', transactionText: 'Sokker', ...change.transaction },
    };
    const reply = await vipps.send('POST', '/ecomm/v2/payments', { body });
    expect([reply.status, errorOf(reply)]).toEqual([400, `InvalidRequest ${field}`]);
    expect((await simulator.control.books()).orders).toEqual([]);
  });

  test('servers on this machine need no https', async () => {
    const local = { callbackPrefix: 'http://127.0.0.1:3000/vipps', fallBack: 'http://localhost:3000/takk' };
    expect((await vipps.initiate('A', 40_000, local)).status).toBe(200);
  });

  test('broken JSON, a wrong content type and headers that are too long', async () => {
    const broken = await vipps.send('POST', '/ecomm/v2/payments', { body: '{"a":' });
    expect([broken.status, errorOf(broken)]).toEqual([400, 'InvalidRequest body']);
    const text = await vipps.send('POST', '/ecomm/v2/payments', {
      body: '{}',
      headers: { 'Content-Type': 'text/plain' },
    });
    expect([text.status, errorOf(text)]).toEqual([415, 'InvalidRequest Content-Type']);
    const headers = { 'Vipps-System-Name': 'x'.repeat(31) };
    expect(errorOf(await vipps.send('GET', '/ecomm/v2/payments/A/details', { headers }))).toBe(
      'InvalidRequest Vipps-System-Name',
    );
  });

  test('a path that cannot be read and a body that is too large', async () => {
    const path = await vipps.send('GET', '/ecomm/v2/payments/%E0%A4%A/details');
    expect([path.status, errorOf(path)]).toEqual([400, 'InvalidRequest request']);
    const large = await vipps.send('POST', '/ecomm/v2/payments', {
      body: JSON.stringify('x'.repeat(1_100_000)),
    });
    expect([large.status, errorOf(large)]).toEqual([400, 'InvalidRequest request']);
  });

  test('a request id is required for capture and refund, and has 40 characters at most', async () => {
    await reserve('A');
    expect(errorOf(await vipps.capture('A', 100, { key: '' }))).toBe('InvalidRequest X-Request-Id');
    expect(errorOf(await vipps.refund('A', 100, { key: 'x'.repeat(41) }))).toBe(
      'InvalidRequest X-Request-Id',
    );
  });
});

describe('each refusal has its code', () => {
  test('34: an order id is used once per sales unit', async () => {
    await vipps.initiate('A');
    expect(errorOf(await vipps.initiate('A'))).toBe('Merchant 34');
    const other = vippsCalls(simulator, '123457');
    await other.logIn();
    expect((await other.initiate('A')).status).toBe(200);
  });

  test('35: an unknown order', async () => {
    for (const reply of [await vipps.details('Q'), await vipps.capture('Q'), await vipps.cancel('Q')]) {
      expect([reply.status, errorOf(reply)]).toEqual([404, 'Merchant 35']);
    }
  });

  test('51: a captured order is not cancelled without releasing the rest, nor when nothing is left', async () => {
    await reserve('A');
    await vipps.capture('A', 10_000);
    expect(errorOf(await vipps.cancel('A'))).toBe('Payment 51');
    await vipps.capture('A');
    expect(errorOf(await vipps.cancel('A', true))).toBe('Payment 51');
  });

  test('61: more than the reserved amount is not captured', async () => {
    await reserve('A');
    expect(errorOf(await vipps.capture('A', 40_001))).toBe('Payment 61');
    await vipps.capture('A', 30_000);
    expect(errorOf(await vipps.capture('A', 10_001))).toBe('Payment 61');
  });

  test('62: what is not reserved is not captured, nor after 180 days', async () => {
    await vipps.initiate('A');
    expect(errorOf(await vipps.capture('A'))).toBe('Payment 62');
    await reserve('B');
    await simulator.control.moveClock({ advanceMs: 181 * 86_400_000 });
    await vipps.logIn();
    expect(errorOf(await vipps.capture('B'))).toBe('Payment 62');
    expect(errorOf(await vipps.cancel('B'))).toBe('Payment 52');
  });

  test('71: more than the captured amount is not refunded', async () => {
    await reserve('A');
    await vipps.capture('A', 10_000);
    expect(errorOf(await vipps.refund('A', 10_001))).toBe('Payment 71');
  });

  test('72: a reserved order is cancelled, not refunded', async () => {
    await reserve('A');
    expect(errorOf(await vipps.refund('A'))).toBe('Payment 72');
  });

  test('73: a cancelled order is neither captured nor refunded', async () => {
    await reserve('A');
    await vipps.cancel('A');
    expect(errorOf(await vipps.capture('A'))).toBe('Payment 73');
    expect(errorOf(await vipps.refund('A'))).toBe('Payment 73');
  });

  test('91: express payments are not approved without the app', async () => {
    await initiateExpress('A');
    expect(errorOf(await vipps.approve('A'))).toBe('Payment 91');
  });

  test('92: nothing is left to capture, refund, cancel or approve', async () => {
    await reserve('A');
    await vipps.capture('A');
    expect(errorOf(await vipps.capture('A'))).toBe('Payment 92');
    await vipps.refund('A');
    expect(errorOf(await vipps.refund('A'))).toBe('Payment 92');
    await reserve('B');
    expect(errorOf(await vipps.approve('B'))).toBe('Payment 92');
    await vipps.cancel('B');
    expect(errorOf(await vipps.cancel('B'))).toBe('Payment 92');
  });

  test('95: nothing is refunded more than 365 days after the capture', async () => {
    await reserve('A');
    await vipps.capture('A');
    await simulator.control.moveClock({ advanceMs: 366 * 86_400_000 });
    await vipps.logIn();
    expect(errorOf(await vipps.refund('A'))).toBe('Payment 95');
  });
});

describe('the same request id', () => {
  test('with the same body gives the first result again and does nothing', async () => {
    await reserve('A');
    const first = await vipps.capture('A', 10_000, { key: 'k' });
    await vipps.capture('A', 5000, { key: 'other' });
    const again = await vipps.capture('A', 10_000, { key: 'k' });
    expect(again.text).toBe(first.text);
    expect((await simulator.control.order('123456', 'A')).captured).toBe(15_000);
  });

  test('with another body is error 93', async () => {
    await reserve('A');
    await vipps.capture('A', 10_000, { key: 'k' });
    expect(errorOf(await vipps.capture('A', 10_001, { key: 'k' }))).toBe('Payment 93');
    expect(errorOf(await vipps.capture('A', 10_000, { key: 'k', text: 'other' }))).toBe('Payment 93');
  });

  test('counts per order, sales unit and endpoint', async () => {
    await reserve('A');
    await reserve('B');
    expect((await vipps.capture('A', 10_000, { key: 'k' })).status).toBe(200);
    expect((await vipps.capture('B', 10_000, { key: 'k' })).status).toBe(200);
    expect((await vipps.refund('A', 10_000, { key: 'k' })).status).toBe(200);
  });

  test('gives a refusal again too, even when the command would be possible now', async () => {
    await vipps.initiate('A');
    expect(errorOf(await vipps.capture('A', 10_000, { key: 'k' }))).toBe('Payment 62');
    await simulator.control.confirm('123456', 'A');
    expect(errorOf(await vipps.capture('A', 10_000, { key: 'k' }))).toBe('Payment 62');
    expect((await vipps.capture('A', 10_000, { key: 'new' })).status).toBe(200);
  });
});

describe('amounts', () => {
  test.each([undefined, null, 0])('%s captures and refunds all that remains', async (amount) => {
    await reserve('A');
    await vipps.capture('A', 10_000);
    await vipps.capture('A', amount);
    expect((await simulator.control.order('123456', 'A')).captured).toBe(40_000);
    await vipps.refund('A', 15_000);
    await vipps.refund('A', amount);
    expect((await simulator.control.order('123456', 'A')).refunded).toBe(40_000);
  });

  test('a rest below 100 øre is captured, but its amount is not told in the answer', async () => {
    await reserve('A');
    await vipps.capture('A', 39_950);
    const rest = await vipps.capture('A');
    expect(rest.status).toBe(200);
    expect(rest.json).not.toHaveProperty('transactionInfo');
    expect(rest.json.transactionSummary).toMatchObject({ capturedAmount: 40_000 });
  });

  test('a capture and a cancel tell transactionInfo, a refund tells transaction', async () => {
    await reserve('A');
    const capture = await vipps.capture('A', 10_000);
    expect(capture.json.transactionInfo).toMatchObject({ amount: 10_000, status: 'Captured' });
    const cancel = await vipps.cancel('A', true);
    expect(cancel.json.transactionInfo).toMatchObject({ amount: 30_000, status: 'Cancelled' });
    const refund = await vipps.refund('A', 4000);
    expect(refund.json.transaction).toMatchObject({ amount: 4000, status: 'Refund' });
    expect(refund.json).not.toHaveProperty('transactionInfo');
  });

  test('nothing can be captured once the rest is released', async () => {
    await reserve('A');
    await vipps.capture('A', 10_000);
    await vipps.cancel('A', true);
    expect(errorOf(await vipps.capture('A', 100))).toBe('Payment 61');
    expect(await simulator.control.order('123456', 'A')).toMatchObject({
      captured: 10_000,
      cancelled: 30_000,
    });
  });
});

describe('details', () => {
  test('tell the whole history, newest first, with the request ids', async () => {
    await reserve('A');
    await vipps.capture('A', 99_999, { key: 'too-much' });
    await vipps.capture('A', 10_000, { key: 'c1' });
    await vipps.refund('A', 4000, { key: 'r1' });
    await vipps.cancel('A', true);
    const details = await vipps.details('A');
    expect(historyOf(details)).toEqual([
      'VOID 30000',
      'REFUND 4000',
      'CAPTURE 10000',
      'CAPTURE! 99999',
      'RESERVE 40000',
      'INITIATE 40000',
    ]);
    const history = details.json.transactionLogHistory ?? [];
    expect(history.map((entry) => entry.requestId)).toEqual([
      undefined,
      'r1',
      'c1',
      'too-much',
      undefined,
      undefined,
    ]);
    const ids = history.map((entry) => entry.transactionId);
    expect(new Set(ids).size).toBe(5);
    expect(ids[4]).toBe(ids[5]);
    for (const id of ids) expect(id).toMatch(/^\d{10,}$/);
    expect(details.json.transactionSummary).toMatchObject({
      capturedAmount: 10_000,
      refundedAmount: 4000,
      remainingAmountToCapture: 0,
      remainingAmountToRefund: 6000,
    });
  });

  test('have no summary until the customer has reacted', async () => {
    await vipps.initiate('A');
    expect((await vipps.details('A')).json).not.toHaveProperty('transactionSummary');
    await simulator.control.decline('123456', 'A');
    expect((await vipps.details('A')).json.transactionSummary).toMatchObject({ remainingAmountToCapture: 0 });
  });

  test('keep a failed attempt that changed nothing, and the one that followed', async () => {
    await vipps.initiate('A');
    await simulator.control.confirm('123456', 'A', { fail: 'insufficient-funds' });
    expect((await simulator.control.order('123456', 'A')).state).toBe('initiated');
    await simulator.control.confirm('123456', 'A');
    expect(historyOf(await vipps.details('A'))).toEqual([
      'RESERVE 40000',
      'RESERVE! 40000',
      'INITIATE 40000',
    ]);
  });

  test('say CANCEL before the reservation and VOID after it', async () => {
    await vipps.initiate('A');
    await vipps.cancel('A');
    expect(historyOf(await vipps.details('A'))).toEqual(['CANCEL 40000', 'INITIATE 40000']);
    await reserve('B');
    await vipps.cancel('B');
    expect(historyOf(await vipps.details('B'))[0]).toBe('VOID 40000');
  });

  test('of direct capture say SALE, and everything is captured at once', async () => {
    await simulator.control.setDirectCapture('123456', true);
    await reserve('A');
    expect(historyOf(await vipps.details('A'))).toEqual(['SALE 40000', 'INITIATE 40000']);
    expect(errorOf(await vipps.capture('A'))).toBe('Payment 92');
    expect((await vipps.refund('A', 5000)).status).toBe(200);
  });

  test('of express tell person and shipping; shipping is in kroner and part of what is reserved', async () => {
    await initiateExpress('A');
    await simulator.control.confirm('123456', 'A', { shippingMethodId: 'hjem' });
    const details = await vipps.details('A');
    expect(details.json.shippingDetails).toMatchObject({ shippingCost: 49.5, shippingMethodId: 'hjem' });
    expect(historyOf(details)[0]).toBe('RESERVE 44950');
    expect(details.json.userDetails).toMatchObject({ mobileNumber: expect.stringMatching(/^\d{8}$/) });
  });

  test('of express forget the person seven days after the reservation, and not before', async () => {
    await initiateExpress('A');
    await simulator.control.confirm('123456', 'A');
    await simulator.control.moveClock({ advanceMs: 7 * 86_400_000 - 1 });
    await vipps.logIn();
    expect((await vipps.details('A')).text).not.toContain('[Expired]');
    await simulator.control.moveClock({ advanceMs: 1 });
    const { userDetails, shippingDetails } = (await vipps.details('A')).json;
    expect(userDetails).toMatchObject({
      firstName: '[Expired]',
      email: '[Expired]',
      mobileNumber: '00000000',
    });
    expect(shippingDetails).toMatchObject({ address: { addressLine1: '[Expired]', country: 'Norway' } });
  });
});

describe('a payment that nobody decides', () => {
  test('times out after five minutes when it was not opened, after ten when it was', async () => {
    await vipps.initiate('A');
    await vipps.initiate('B');
    await simulator.control.open('123456', 'B');
    await simulator.control.moveClock({ advanceMs: 5 * 60_000 });
    expect(historyOf(await vipps.details('A'))).toEqual(['CANCEL 40000', 'INITIATE 40000']);
    expect((await simulator.control.order('123456', 'B')).state).toBe('initiated');
    await simulator.control.moveClock({ advanceMs: 5 * 60_000 });
    expect((await simulator.control.order('123456', 'B')).state).toBe('expired');
    await expect(simulator.control.confirm('123456', 'B')).rejects.toThrow('not-initiated');
  });

  test('is opened by a try with a card that the issuer refuses', async () => {
    await vipps.initiate('C');
    await simulator.control.confirm('123456', 'C', { fail: 'insufficient-funds' });
    await simulator.control.moveClock({ advanceMs: 9 * 60_000 });
    expect((await simulator.control.order('123456', 'C')).state).toBe('initiated');
    await simulator.control.moveClock({ advanceMs: 60_000 });
    expect((await simulator.control.order('123456', 'C')).state).toBe('expired');
  });

  test('is opened by following its link', async () => {
    const { url } = (await vipps.initiate('A')).json;
    expect((await fetch(String(url))).status).toBe(200);
    await simulator.control.moveClock({ advanceMs: 6 * 60_000 });
    expect((await simulator.control.order('123456', 'A')).state).toBe('initiated');
    await simulator.control.moveClock({ advanceMs: 6 * 60_000 });
    expect((await fetch(String(url))).status).toBe(410);
  });
});

test('limits are counted per order id and minute of real time', async () => {
  let realMs = 1000;
  const limited = await startTestSimulator({
    config: { rateLimits: { initiate: 2, capture: 5, cancel: 5, refund: 5, details: 3 } },
    realNowMs: () => realMs,
  });
  try {
    const calls = vippsCalls(limited);
    await calls.logIn();
    await calls.initiate('A');
    await calls.initiate('A');
    expect((await calls.initiate('A')).status).toBe(429);
    expect((await calls.initiate('B')).status).toBe(200);
    for (let n = 0; n < 3; n += 1) expect((await calls.details('A')).status).toBe(200);
    realMs += 20_000;
    const refused = await calls.details('A');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '40']);
    expect(refused.json).toMatchObject({ statusCode: 429, responseInfo: { responseCode: 429 } });
    await limited.control.moveClock({ advanceMs: 60_000 });
    expect((await calls.details('A')).status).toBe(429);
    realMs += 40_001;
    expect((await calls.details('A')).status).toBe(200);
  } finally {
    await limited.close();
  }
});

function initiateExpress(orderId: string) {
  return vipps.initiate(orderId, 40_000, {
    paymentType: 'eComm Express Payment',
    consentRemovalPrefix: 'https://butikk.example.com/vipps',
    staticShippingDetails: [
      { isDefault: 'Y', shippingCost: 0, shippingMethod: 'Hent', shippingMethodId: 'hent' },
      { isDefault: 'N', shippingCost: 49.5, shippingMethod: 'Hjem', shippingMethodId: 'hjem' },
    ],
  });
}
