import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ore } from '#core/money';
import type { PaymentDetails } from '#vipps/client';
import { kronerFromOre, oreFromKroner } from '#vipps/kroner-wire';
import { instantFromWire } from '#vipps/wire-instant';
import { detailsAnswer, failureOf, fakeVipps, json, msn, orderId, text } from './fake-vipps';

async function detailsOf(answer: unknown): Promise<PaymentDetails> {
  const vipps = fakeVipps({ retry: { maxAttempts: 1 } });
  vipps.answer(() => json(200, answer));
  return vipps.client.getPaymentDetails(msn, orderId);
}

const entry = { operation: 'CAPTURE', amount: 100, operationSuccess: true, transactionText: 'x' };
const withEntries = (...entries: object[]) => ({
  orderId,
  transactionLogHistory: entries.map((each) => ({ ...entry, timeStamp: '2026-03-01T09:00:00Z', ...each })),
});

describe('the history', () => {
  test('stays newest first, in our words', async () => {
    const details = await detailsOf(detailsAnswer);
    expect(details.history).toEqual([
      {
        operation: 'RESERVE',
        amountOre: 49_900,
        success: true,
        requestId: undefined,
        timeStamp: '2026-03-01T09:00:01.500Z',
        transactionId: '5550009991',
        text: 'Socks',
      },
      {
        operation: 'INITIATE',
        amountOre: 49_900,
        success: true,
        requestId: undefined,
        timeStamp: '2026-03-01T09:00:00.000Z',
        transactionId: undefined,
        text: 'Socks',
      },
    ]);
    expect(details.summary).toBeUndefined();
  });

  test('keeps failed attempts, the key of a command, and operations never heard of', async () => {
    const { history } = await detailsOf(
      withEntries(
        { operationSuccess: false, requestId: 'key-1' },
        { operation: 'RESERVED' },
        { operation: 'CANCELLED' },
        { operation: 'SOMETHING_NEW' },
      ),
    );
    expect(history.map((each) => each.operation)).toEqual([
      'CAPTURE',
      'RESERVED',
      'CANCELLED',
      'SOMETHING_NEW',
    ]);
    expect(history[0]).toMatchObject({ success: false, requestId: 'key-1' });
  });

  test('may be missing altogether', async () => {
    expect((await detailsOf({})).history).toEqual([]);
    expect(
      (await detailsOf({ orderId, transactionLogHistory: null, transactionSummary: null })).summary,
    ).toBe(undefined);
  });

  test('lends a missing time from the older neighbour, or else the newer one', async () => {
    const { history } = await detailsOf(
      withEntries(
        { timeStamp: undefined },
        { timeStamp: '2026-03-01T09:00:02Z' },
        { timeStamp: '2026-03-01T09:00:01Z' },
        { timeStamp: null },
      ),
    );
    expect(history.map((each) => each.timeStamp.slice(17, 19))).toEqual(['02', '02', '01', '01']);
  });

  test.each([
    ['no time at all', { timeStamp: undefined }],
    ['a time that is none', { timeStamp: 'yesterday' }],
    ['an amount with decimals', { amount: 100.5 }],
    ['an amount beyond the safe range', { amount: 2 ** 53 }],
    ['an amount as text', { amount: '100' }],
    ['success as text', { operationSuccess: 'false' }],
    ['no operation', { operation: '' }],
  ])('with %s is malformed', async (_name, change) => {
    const error = await failureOf(detailsOf(withEntries(change)));
    expect(error).toMatchObject({ kind: 'malformed', effect: 'none', retryable: false });
  });

  test('of another order is never taken', async () => {
    const error = await failureOf(detailsOf({ ...detailsAnswer, orderId: 'order-2' }));
    expect(error.kind).toBe('malformed');
  });
});

test('the summary becomes øre', async () => {
  const { summary } = await detailsOf({
    ...detailsAnswer,
    transactionSummary: {
      capturedAmount: 100,
      refundedAmount: 20,
      remainingAmountToCapture: 300,
      remainingAmountToRefund: 80,
      bankIdentificationNumber: 492566,
    },
  });
  expect(summary).toEqual({
    capturedOre: 100,
    refundedOre: 20,
    remainingToCaptureOre: 300,
    remainingToRefundOre: 80,
  });
});

describe('an express order', () => {
  const express = {
    ...detailsAnswer,
    sub: '5b1f0c2e-0a4d-4f7e-8c3b-6d2a9e71f005',
    shippingDetails: {
      address: { addressLine1: 'Street 4', city: 'Oslo', country: 'Norway', postCode: '0154' },
      shippingCost: 49.9,
      shippingMethod: 'Post',
      shippingMethodId: 'post',
      pickupPoint: 'Kiosk',
    },
    userDetails: {
      email: 'ada@example.com',
      firstName: 'Ada',
      lastName: 'Lovelace',
      mobileNumber: '91234567',
      userId: 'q7Zk2b9Xw4LmT1rs==',
    },
  };

  test('has a customer, an address and a cost in øre', async () => {
    const details = await detailsOf(express);
    expect(details.user).toEqual({ ...express.userDetails, expired: false });
    expect(details.sub).toBe(express.sub);
    expect(details.shipping).toEqual({
      method: 'Post',
      methodId: 'post',
      shippingCostOre: 4_990,
      address: { addressLine1: 'Street 4', city: 'Oslo', country: 'Norway', postCode: '0154' },
    });
  });

  test('may say zipCode where others say postCode', async () => {
    const address = { city: 'Oslo', zipCode: '0154' };
    const details = await detailsOf({ ...express, shippingDetails: { ...express.shippingDetails, address } });
    expect(details.shipping?.address?.postCode).toBe('0154');
  });

  test('loses its personal details after a week', async () => {
    const gone = '[Expired]';
    const details = await detailsOf({
      ...express,
      shippingDetails: { ...express.shippingDetails, address: { addressLine1: gone, city: gone } },
      userDetails: { email: gone, firstName: gone, lastName: gone, mobileNumber: gone, userId: 'u1' },
    });
    expect(details.user).toEqual({ userId: 'u1', expired: true });
    expect(Object.values(details.shipping?.address ?? {}).filter(Boolean)).toEqual([]);
  });

  test('keeps unknown fields in raw, and nobody there', async () => {
    const details = await detailsOf({ ...express, newField: { a: [1] } });
    expect(details.raw).toMatchObject({
      newField: { a: [1] },
      shippingDetails: { pickupPoint: 'Kiosk', shippingCost: 49.9 },
      transactionLogHistory: [{ operation: 'RESERVE' }, {}],
    });
    expect(JSON.stringify(details.raw)).not.toMatch(/Ada|ada@|91234567|Street|q7Zk2|5b1f0c2e/);
  });

  test('whose shipping cost is no whole number of øre is read all the same', async () => {
    const shippingDetails = { ...express.shippingDetails, shippingCost: 49.905 };
    const details = await detailsOf({ ...express, shippingDetails });
    expect(details.shipping?.shippingCostOre).toBeUndefined();
    expect(details.raw).toMatchObject({ shippingDetails: { shippingCost: 49.905 } });
  });
});

describe('kroner on the wire', () => {
  test.each<[number | string, number | undefined]>([
    [49.9, 4_990],
    ['49.90', 4_990],
    [0.1 + 0.2, 30],
    [1.1 + 2.2, 330],
    [19.99, 1_999],
    [8.2 * 3, 2_460],
    [4.35, 435],
    [1.005, undefined],
    [49.905, undefined],
    [0, 0],
    [499, 49_900],
    [1e21, undefined],
    [Number.NaN, undefined],
    ['49,90', undefined],
    ['', undefined],
  ])('%s kr is %s øre', (kroner, expected) => {
    expect(oreFromKroner(kroner)).toBe(expected);
  });

  test('come back as the øre that were sent', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000_000), (amount) => {
        const wire: unknown = JSON.parse(JSON.stringify(kronerFromOre(ore(amount))));
        expect(oreFromKroner(Number(wire))).toBe(amount);
      }),
    );
  });

  test('in the answer are read from the text that was sent', async () => {
    const vipps = fakeVipps();
    vipps.answer(() => text(200, `{"orderId":"${orderId}","shippingDetails":{"shippingCost":49.90}}`));
    expect((await vipps.client.getPaymentDetails(msn, orderId)).shipping?.shippingCostOre).toBe(4_990);
  });
});

describe('instants', () => {
  test.each([
    ['2026-03-01T09:00:00.123456Z', '2026-03-01T09:00:00.123Z'],
    ['2026-03-01T10:00:00+01:00', '2026-03-01T09:00:00.000Z'],
    ['2026-03-01T10:00:00.5+0100', '2026-03-01T09:00:00.500Z'],
    ['2026-03-01T09:00:00', '2026-03-01T09:00:00.000Z'],
    ['2026-03-01T09:00Z', '2026-03-01T09:00:00.000Z'],
  ])('%s is %s', (wire, expected) => {
    expect(instantFromWire(wire)).toBe(expected);
  });

  test('without a zone are UTC, whatever the zone of the machine', () => {
    const zone = process.env.TZ;
    process.env.TZ = 'America/New_York';
    try {
      expect(new Date('2026-03-01T09:00:00').toISOString()).toBe('2026-03-01T14:00:00.000Z'); // the zone is in force
      expect(instantFromWire('2026-03-01T09:00:00')).toBe('2026-03-01T09:00:00.000Z');
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  test.each(['', '2026-03-01', '2026-13-01T00:00:00Z', '1772355600', 'Sun, 01 Mar 2026 10:00:30 GMT'])(
    '"%s" is none',
    (wire) => {
      expect(() => instantFromWire(wire)).toThrow(RangeError);
    },
  );
});
