import { describe, expect, test } from 'vitest';
import { ore } from '#core/money';
import {
  actionAnswer,
  anySuccess,
  cancelRequest,
  captureRequest,
  changes,
  fakeVipps,
  initiateRequest,
  json,
  msn,
  orderId,
  reads,
  refundAnswer,
  refundRequest,
} from './fake-vipps';

describe('the headers of a call', () => {
  test.each([...changes, ...reads])(
    '%s carries token, key and the four system headers',
    async (_name, call) => {
      const vipps = fakeVipps();
      vipps.answer(anySuccess);
      await call(vipps.client);
      const headers = Object.fromEntries(vipps.calls[0]?.headers ?? []);
      expect(headers).toMatchObject({
        authorization: 'Bearer token-1',
        'ocp-apim-subscription-key': 'a-key',
        'vipps-system-name': 'oppgjor',
        'vipps-system-version': '0.1.0',
        'vipps-system-plugin-name': 'desk',
        'vipps-system-plugin-version': '1.2.3',
      });
      expect(headers).not.toHaveProperty('client_secret');
    },
  );

  test.each(changes)('%s names the sales unit and its content type', async (_name, call) => {
    const vipps = fakeVipps();
    vipps.answer(anySuccess);
    await call(vipps.client);
    expect(vipps.calls[0]?.headers.get('Merchant-Serial-Number')).toBe(msn);
    expect(vipps.calls[0]?.headers.get('Content-Type')).toBe('application/json;charset=UTF-8');
  });

  test.each(reads)('%s has neither a body nor a content type', async (_name, call) => {
    const vipps = fakeVipps();
    vipps.answer(anySuccess);
    await call(vipps.client);
    expect(vipps.calls[0]?.body).toBeUndefined();
    expect(vipps.calls[0]?.headers.has('Content-Type')).toBe(false);
  });

  test('only capture and refund carry a request id', async () => {
    const vipps = fakeVipps();
    vipps.answer(anySuccess);
    for (const [, call] of [...changes, ...reads]) await call(vipps.client);
    const keys = vipps.calls.map((call) => [call.path.split('/').at(-1), call.headers.get('X-Request-Id')]);
    expect(keys.filter(([, key]) => key !== null)).toEqual([
      ['capture', 'key-1'],
      ['refund', 'key-2'],
    ]);
  });

  test('the token is asked for with id, secret and key, and without a body', async () => {
    const vipps = fakeVipps();
    vipps.answer(anySuccess);
    await vipps.client.getPaymentDetails(msn, orderId);
    const asked = vipps.tokenCalls[0];
    expect(asked?.method).toBe('POST');
    expect(asked?.body).toBeUndefined();
    expect(Object.fromEntries(asked?.headers ?? [])).toMatchObject({
      client_id: 'an-id',
      client_secret: 'a-secret',
      'ocp-apim-subscription-key': 'a-key',
    });
    expect(asked?.headers.has('Content-Type')).toBe(false);
    expect(asked?.headers.has('Authorization')).toBe(false);
  });
});

describe('the address and body of a call', () => {
  test('a capture of an amount', async () => {
    const vipps = fakeVipps();
    vipps.answer(() => json(200, actionAnswer));
    await vipps.client.capture(captureRequest);
    expect(vipps.calls[0]).toMatchObject({
      method: 'POST',
      path: '/ecomm/v2/payments/order-1/capture',
      json: {
        merchantInfo: { merchantSerialNumber: msn },
        transaction: { amount: 12_000, transactionText: 'Parcel 70' },
      },
    });
  });

  test('a capture or refund of all that remains has no amount at all', async () => {
    const vipps = fakeVipps();
    vipps.answer(anySuccess);
    await vipps.client.capture({ ...captureRequest, amountOre: undefined });
    await vipps.client.refund({ ...refundRequest, amountOre: undefined });
    for (const call of vipps.calls) expect(call.body).not.toContain('amount');
    expect(vipps.calls).toHaveLength(2);
  });

  test('a refund, whose answer says transaction instead of transactionInfo', async () => {
    const vipps = fakeVipps();
    vipps.answer(() => json(200, refundAnswer));
    const result = await vipps.client.refund(refundRequest);
    expect(vipps.calls[0]).toMatchObject({ method: 'POST', path: '/ecomm/v2/payments/order-1/refund' });
    expect(result).toMatchObject({
      orderId,
      amountOre: 5_000,
      status: 'Refund',
      transactionId: '5550009991',
    });
  });

  test('a cancellation is a PUT, and releases the rest only when asked to', async () => {
    const vipps = fakeVipps();
    vipps.answer(() => json(200, actionAnswer));
    await vipps.client.cancel(cancelRequest);
    await vipps.client.cancel({ ...cancelRequest, releaseRemaining: true });
    const merchantInfo = { merchantSerialNumber: msn };
    const transaction = { transactionText: 'Sold out' };
    expect(vipps.calls.map((call) => call.method)).toEqual(['PUT', 'PUT']);
    expect(vipps.calls[0]?.json).toEqual({ merchantInfo, transaction });
    expect(vipps.calls[1]?.json).toEqual({ merchantInfo, transaction, shouldReleaseRemainingFunds: true });
  });

  test('a force approval needs no readable answer', async () => {
    const vipps = fakeVipps();
    vipps.answer(() => new Response(null, { status: 200 }));
    await vipps.client.forceApprove({ msn, orderId, phoneNumber: '91234567' });
    expect(vipps.calls[0]).toMatchObject({
      method: 'POST',
      path: '/ecomm/v2/integration-test/payments/order-1/approve',
      json: { customerPhoneNumber: '91234567' },
    });
  });

  test('a regular initiation', async () => {
    const vipps = fakeVipps();
    vipps.answer(() => json(200, { orderId, url: 'vipps://?token=abc' }));
    const initiation = await vipps.client.initiatePayment(initiateRequest);
    expect(initiation).toEqual({ orderId, url: 'vipps://?token=abc' });
    expect(vipps.calls[0]?.json).toEqual({
      customerInfo: {},
      merchantInfo: {
        merchantSerialNumber: msn,
        callbackPrefix: 'https://shop.test/callbacks',
        fallBack: 'https://shop.test/orders/order-1',
      },
      transaction: { orderId, amount: 49_900, transactionText: 'Socks' },
    });
  });

  test('an express initiation sends shipping costs in kroner and defaults as Y and N', async () => {
    const vipps = fakeVipps();
    vipps.answer(anySuccess);
    const method = { shippingMethod: 'Post', isDefault: true, priority: 1 };
    await vipps.client.initiatePayment({
      ...initiateRequest,
      customerInfo: { mobileNumber: '91234567' },
      merchantInfo: {
        ...initiateRequest.merchantInfo,
        paymentType: 'eComm Express Payment',
        consentRemovalPrefix: 'https://shop.test/consents',
        staticShippingDetails: [
          { ...method, shippingMethodId: 'post', shippingCostOre: ore(4_990) },
          { ...method, shippingMethodId: 'shop', shippingCostOre: ore(0), isDefault: false },
        ],
      },
      transaction: { ...initiateRequest.transaction, useExplicitCheckoutFlow: true },
    });
    expect(vipps.calls[0]?.json).toMatchObject({
      customerInfo: { mobileNumber: '91234567' },
      merchantInfo: {
        paymentType: 'eComm Express Payment',
        staticShippingDetails: [
          {
            isDefault: 'Y',
            priority: 1,
            shippingCost: 49.9,
            shippingMethod: 'Post',
            shippingMethodId: 'post',
          },
          { isDefault: 'N', shippingCost: 0, shippingMethodId: 'shop' },
        ],
      },
      transaction: { useExplicitCheckoutFlow: true },
    });
  });
});
