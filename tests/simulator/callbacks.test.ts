import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startTestSimulator, type TestSimulator } from '#simulator/test-simulator';
import { type FakeMerchant, startFakeMerchant } from './fake-merchant';
import { type VippsCalls, vippsCalls } from './vipps-calls';

let merchant: FakeMerchant;
let simulator: TestSimulator;
let vipps: VippsCalls;

beforeEach(async () => {
  merchant = await startFakeMerchant();
  simulator = await startTestSimulator();
  vipps = vippsCalls(simulator);
  await vipps.logIn();
});
afterEach(async () => {
  await simulator.close();
  await merchant.close();
});

function initiate(orderId: string, more: Record<string, unknown> = {}) {
  return vipps.initiate(orderId, 40_000, {
    callbackPrefix: `${merchant.url}/vipps/123456`,
    authToken: 'the token, as it is',
    ...more,
  });
}

const express = {
  paymentType: 'eComm Express Payment',
  consentRemovalPrefix: 'https://butikk.example.com/vipps',
  staticShippingDetails: [
    { isDefault: 'Y', shippingCost: 49.5, shippingMethod: 'Hjem', shippingMethodId: 'hjem' },
  ],
};

/** The rules of the merchant endpoints' API file, field by field, closed: nothing else may be sent. */
const transactionInfo = (reserved: string) =>
  z.strictObject({
    amount: z.int().min(100),
    status: z.enum([reserved, 'SALE', 'CANCELLED', 'REJECTED']),
    timeStamp: z.iso.datetime(),
    transactionId: z.string().regex(/^\d{10,}$/),
  });
const order = {
  merchantSerialNumber: z.string().regex(/^\d{5,6}$/),
  orderId: z.string().regex(/^[a-zA-Z0-9-]{1,50}$/),
};
const regularForm = z.strictObject({ ...order, transactionInfo: transactionInfo('RESERVED') });
const expressForm = z.strictObject({
  ...order,
  transactionInfo: transactionInfo('RESERVE'),
  shippingDetails: z.strictObject({
    address: z.strictObject({
      addressLine1: z.string().min(1),
      addressLine2: z.string().min(1).optional(),
      city: z.string().min(1),
      country: z.literal('NO'),
      zipCode: z.string().regex(/^\d{4}$/),
    }),
    shippingCost: z.number().min(0),
    shippingMethod: z.string().max(256),
    shippingMethodId: z.string().max(100),
  }),
  userDetails: z.strictObject({
    email: z.email(),
    firstName: z.string().min(1),
    lastName: z.string().min(1),
    mobileNumber: z.string().regex(/^\d{8}$/),
    userId: z
      .string()
      .max(50)
      .regex(/^[\d\w/=+]+$/),
  }),
});

async function told(orderId = 'A') {
  await simulator.control.flushCallbacks();
  return merchant.heard.filter((call) => call.path.endsWith(`/${orderId}`));
}

describe('what a callback says', () => {
  test('a reservation: the regular form, to the prefix, with the token raw', async () => {
    await initiate('A');
    await simulator.control.confirm('123456', 'A');
    const [call, ...more] = await told();
    expect(more).toEqual([]);
    expect(call).toMatchObject({
      method: 'POST',
      path: '/vipps/123456/v2/payments/A',
      authorization: 'the token, as it is',
      contentType: 'application/json;charset=UTF-8',
    });
    expect(regularForm.parse(call?.body)).toMatchObject({
      merchantSerialNumber: '123456',
      orderId: 'A',
      transactionInfo: { amount: 40_000, status: 'RESERVED', timeStamp: '2026-06-02T06:30:00.000Z' },
    });
  });

  test('the transaction id is that of the details', async () => {
    await initiate('A');
    await simulator.control.confirm('123456', 'A');
    const [call] = await told();
    const [reserve] = (await vipps.details('A')).json.transactionLogHistory ?? [];
    expect(regularForm.parse(call?.body).transactionInfo.transactionId).toBe(reserve?.transactionId);
  });

  test('an express reservation: RESERVE, who and where to, shipping in kroner, the amount with shipping', async () => {
    await initiate('A', express);
    await simulator.control.confirm('123456', 'A');
    const [call] = await told();
    const body = expressForm.parse(call?.body);
    expect(body).toMatchObject({
      transactionInfo: { amount: 44_950, status: 'RESERVE' },
      shippingDetails: { shippingCost: 49.5, shippingMethod: 'Hjem', shippingMethodId: 'hjem' },
    });
    expect((await vipps.details('A')).json.userDetails).toEqual(body.userDetails);
  });

  test.each([
    ['regular', {}, regularForm],
    ['express', express, expressForm],
  ])('direct capture says SALE: %s', async (_form, more, form) => {
    await simulator.control.setDirectCapture('123456', true);
    await initiate('A', more);
    await simulator.control.confirm('123456', 'A');
    const [call] = await told();
    expect(form.parse(call?.body).transactionInfo.status).toBe('SALE');
  });

  test.each([
    ['regular', {}],
    ['express: nobody was named, so the regular form', express],
  ])('a no says CANCELLED, silence REJECTED: %s', async (_form, more) => {
    await initiate('A', more);
    await initiate('B', more);
    await simulator.control.decline('123456', 'A');
    await simulator.control.moveClock({ advanceMs: 11 * 60_000 });
    expect((await told('A')).map((call) => regularForm.parse(call.body).transactionInfo.status)).toEqual([
      'CANCELLED',
    ]);
    const [rejected] = await told('B');
    expect(regularForm.parse(rejected?.body).transactionInfo).toMatchObject({
      status: 'REJECTED',
      timeStamp: '2026-06-02T06:35:00.000Z',
    });
  });

  test('no token, no header', async () => {
    await initiate('A', { authToken: undefined });
    await simulator.control.confirm('123456', 'A');
    expect((await told())[0]?.authorization).toBeUndefined();
  });

  test('the merchant is not told of its own commands, nor of a card that was refused', async () => {
    await initiate('A');
    await simulator.control.confirm('123456', 'A', { fail: 'expired-card' });
    expect(await told()).toEqual([]);
    await simulator.control.confirm('123456', 'A');
    await vipps.capture('A', 10_000);
    await vipps.refund('A', 5000);
    await vipps.cancel('A', true);
    await initiate('B');
    await vipps.cancel('B');
    expect([...(await told('A')), ...(await told('B'))]).toHaveLength(1);
  });
});
