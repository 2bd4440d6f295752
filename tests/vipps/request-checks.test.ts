import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Ore } from '#core/money';
import { createVippsClient, type MerchantInfo, type VippsOptions } from '#vipps/client';
import {
  anySuccess,
  cancelRequest,
  captureRequest,
  failureOf,
  fakeVipps,
  initiateRequest,
  msn,
  orderId,
  refundRequest,
} from './fake-vipps';

/** An amount the type system would refuse, as a bug elsewhere might hand over. */
const badOre = (value: number) => value as Ore;

async function expectRefused(call: (client: ReturnType<typeof fakeVipps>['client']) => Promise<unknown>) {
  const vipps = fakeVipps();
  vipps.answer(anySuccess);
  const error = await failureOf(call(vipps.client));
  expect(error).toMatchObject({ kind: 'invalid-request', effect: 'none', retryable: false });
  expect([...vipps.calls, ...vipps.tokenCalls]).toEqual([]);
  return error;
}

describe('a capture or refund that would not validate is refused before anything is sent', () => {
  test.each([
    ['an order id with a slash', { orderId: '../order' }],
    ['an order id of 51', { orderId: 'x'.repeat(51) }],
    ['no order id', { orderId: '' }],
    ['a sales unit of four digits', { msn: '1234' }],
    ['a sales unit of seven digits', { msn: '1234567' }],
    ['no request id', { requestId: '' }],
    ['a request id of 41', { requestId: 'x'.repeat(41) }],
    ['a request id with a space at its end', { requestId: 'key ' }],
    ['a request id with a line break', { requestId: 'key\nother' }],
    ['no text', { text: '' }],
    ['a blank text', { text: '   ' }],
    ['a text of 101', { text: 'x'.repeat(101) }],
    ['99 øre', { amountOre: badOre(99) }],
    ['zero, which Vipps would take as everything', { amountOre: badOre(0) }],
    ['a negative amount', { amountOre: badOre(-12_000) }],
    ['a fraction of an øre', { amountOre: badOre(100.5) }],
    ['no number', { amountOre: badOre(Number.NaN) }],
    ['an amount beyond the safe range', { amountOre: badOre(2 ** 53) }],
  ])('%s', async (_name, change) => {
    await expectRefused((client) => client.capture({ ...captureRequest, ...change }));
    await expectRefused((client) => client.refund({ ...refundRequest, ...change }));
  });

  test('the limits themselves are allowed', async () => {
    const vipps = fakeVipps();
    const longOrderId = 'A-z0'.repeat(12).padEnd(50, '9');
    vipps.answer(() => Response.json({ orderId: longOrderId }));
    await vipps.client.capture({
      msn: '12345',
      orderId: longOrderId,
      amountOre: badOre(100),
      text: 'x'.repeat(100),
      requestId: 'x'.repeat(40),
    });
    expect(vipps.calls).toHaveLength(1);
  });

  test('the error carries the key, and no value', async () => {
    const error = await expectRefused((client) =>
      client.forceApprove({ msn, orderId, phoneNumber: '+4791234567' }),
    );
    expect(error.message).toContain('phoneNumber');
    expect(JSON.stringify([error, error.message])).not.toContain('91234567');
    const other = await expectRefused((client) => client.capture({ ...captureRequest, text: '' }));
    expect(other.idempotencyKey).toBe('key-1');
  });
});

test('cancel and details check order id, sales unit and text', async () => {
  await expectRefused((client) => client.cancel({ ...cancelRequest, text: '' }));
  await expectRefused((client) => client.cancel({ ...cancelRequest, msn: 'abc' }));
  await expectRefused((client) => client.getPaymentDetails(msn, 'a/b'));
  await expectRefused((client) => client.getPaymentDetails('', orderId));
});

test('any order id that passes stands unchanged in the address', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 60 }), async (candidate) => {
      const vipps = fakeVipps();
      vipps.answer(() => Response.json({ orderId: candidate }));
      const outcome = await vipps.client.getPaymentDetails(msn, candidate).catch((error) => error.kind);
      const allowed = /^[a-zA-Z0-9-]{1,50}$/.test(candidate);
      expect(outcome === 'invalid-request').toBe(!allowed);
      if (allowed) expect(vipps.calls[0]?.path).toBe(`/ecomm/v2/payments/${candidate}/details`);
    }),
  );
});

describe('an initiation', () => {
  const express: Partial<MerchantInfo> = {
    paymentType: 'eComm Express Payment',
    consentRemovalPrefix: 'https://shop.test/c',
  };
  const method = {
    isDefault: false,
    shippingCostOre: badOre(100),
    shippingMethod: 'Post',
    shippingMethodId: 'post',
  };
  const longUrl = `https://shop.test/${'x'.repeat(238)}`;

  test.each<[string, Partial<MerchantInfo>]>([
    ['an address of 256', { fallBack: longUrl }],
    ['a callback that is no web address', { callbackPrefix: 'shop.test/callbacks' }],
    ['no fallback', { fallBack: '' }],
    ['an auth token of 256', { authToken: 'x'.repeat(256) }],
    ['express without a consent address', { ...express, consentRemovalPrefix: undefined }],
    ['express without any shipping', express],
    ['no shipping methods in the list', { ...express, staticShippingDetails: [] }],
    ['a negative cost', { staticShippingDetails: [{ ...method, shippingCostOre: badOre(-1) }] }],
    ['a cost in kroner', { staticShippingDetails: [{ ...method, shippingCostOre: badOre(49.9) }] }],
    ['a method without a name', { staticShippingDetails: [{ ...method, shippingMethod: '' }] }],
    ['a method name of 257', { staticShippingDetails: [{ ...method, shippingMethod: 'x'.repeat(257) }] }],
    ['a method id of 101', { staticShippingDetails: [{ ...method, shippingMethodId: 'x'.repeat(101) }] }],
    ['two methods with one id', { staticShippingDetails: [method, method] }],
    [
      'two defaults',
      {
        staticShippingDetails: [
          { ...method, isDefault: true },
          { ...method, isDefault: true, shippingMethodId: 'b' },
        ],
      },
    ],
  ])('is refused with %s', async (_name, change) => {
    await expectRefused((client) =>
      client.initiatePayment({
        ...initiateRequest,
        merchantInfo: { ...initiateRequest.merchantInfo, ...change },
      }),
    );
  });

  test('is refused with a phone number that is not eight digits', async () => {
    await expectRefused((client) =>
      client.initiatePayment({ ...initiateRequest, customerInfo: { mobileNumber: '4791234567' } }),
    );
  });

  test('may have addresses of 255, an app scheme to fall back to, and an app as caller', async () => {
    const vipps = fakeVipps();
    vipps.answer(anySuccess);
    const { merchantInfo } = initiateRequest;
    const send = (change: Partial<MerchantInfo>) =>
      vipps.client.initiatePayment({ ...initiateRequest, merchantInfo: { ...merchantInfo, ...change } });
    await send({ fallBack: longUrl.slice(0, 255) });
    await send({ fallBack: 'myapp://done' });
    await send({ isApp: true, callbackPrefix: 'myapp-callback' });
    await send({ ...express, shippingDetailsPrefix: 'https://shop.test/s' });
    expect(vipps.calls).toHaveLength(4);
  });
});

test.each(['', '.', '..', 'a/b', '700123?x=1'])('a ledger id like "%s" is refused', async (ledgerId) => {
  await expectRefused((client) => client.readFeed({ ledgerId, topic: 'funds' }));
  await expectRefused((client) => client.getLedgerDay({ ledgerId, topic: 'funds', date: '2026-03-01' }));
});

test.each(['2026-02-30', '2026-3-1', '', '2026-03-01T00:00:00Z'])('"%s" is no ledger day', async (date) => {
  await expectRefused((client) => client.getLedgerDay({ ledgerId: '700123', topic: 'funds', date }));
});

describe('a client that cannot work is refused at once, naming the option and not its value', () => {
  const options: VippsOptions = {
    baseUrl: 'https://vipps.test',
    clientId: 'an-id',
    clientSecret: 'a-secret',
    subscriptionKey: 'a-key',
    system: { name: 'oppgjor', version: '1', pluginName: 'desk', pluginVersion: '1' },
  };

  test.each<[string, Partial<VippsOptions>]>([
    ['baseUrl', { baseUrl: 'vipps.test' }],
    ['clientSecret', { clientSecret: '' }],
    ['clientSecret', { clientSecret: 'hush hush\n' }],
    ['subscriptionKey', { subscriptionKey: '' }],
    ['system.name', { system: { ...options.system, name: 'x'.repeat(31) } }],
    ['system.version', { system: { ...options.system, version: '' } }],
    ['system.pluginName', { system: { ...options.system, pluginName: 'oppgjør' } }],
    ['system.pluginVersion', { system: { ...options.system, pluginVersion: 'x'.repeat(31) } }],
    ['readTimeoutMs', { readTimeoutMs: 0 }],
    ['connectTimeoutMs', { connectTimeoutMs: Number.NaN }],
  ])('%s', (name, change) => {
    const attempt = () => createVippsClient({ ...options, ...change });
    expect(attempt).toThrow(RangeError);
    expect(attempt).toThrow(name);
    expect(attempt).not.toThrow(/hush/);
  });

  test('thirty characters fit, and a base address may end with a slash', async () => {
    const vipps = fakeVipps({
      baseUrl: 'https://vipps.test/',
      system: { ...options.system, name: 'x'.repeat(30) },
    });
    vipps.answer(anySuccess);
    await vipps.client.getPaymentDetails(msn, orderId);
    expect(vipps.calls[0]?.path).toBe('/ecomm/v2/payments/order-1/details');
    expect(vipps.calls[0]?.headers.get('Vipps-System-Name')).toHaveLength(30);
  });
});
