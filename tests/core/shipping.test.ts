import { describe, expect, it } from 'vitest';
import { ore, zeroOre } from '#core/money';
import { captureOnShipping, isAllSent, isShippable } from '#core/shipping';

const order = {
  state: 'reserved',
  reservedOre: ore(50_000),
  capturedOre: zeroOre,
  refundedOre: zeroOre,
  cancelledOre: zeroOre,
  deadlineAt: '2026-12-01T00:00:00.000Z',
  lastCapturedAt: null,
} as const;
const now = '2026-06-02T06:30:00.000Z';
const parcel = (amount: number | null) => ({ amountOre: amount === null ? null : ore(amount) });

describe('goods can be sent', () => {
  it.each([
    ['for what is reserved', order, true],
    [
      'for what is captured already',
      { ...order, state: 'captured', capturedOre: ore(50_000) } as const,
      true,
    ],
    [
      'not for what was never reserved',
      { ...order, state: 'initiated', reservedOre: zeroOre } as const,
      false,
    ],
    [
      'not for what was given back',
      { ...order, state: 'cancelled', cancelledOre: ore(50_000) } as const,
      false,
    ],
  ])('%s', (_what, given, may) => {
    expect(isShippable(given)).toBe(may);
  });

  it.each([
    ['nothing was sent', [], order, false],
    ['a part was sent', [parcel(20_000)], order, false],
    ['two parts make the whole', [parcel(20_000), parcel(30_000)], order, true],
    ['the rest was sent without an amount', [parcel(20_000), parcel(null)], order, true],
    ['the rest was released', [parcel(20_000)], { ...order, cancelledOre: ore(30_000) }, true],
  ])('until all is sent: %s', (_what, parcels, given, all) => {
    expect(isAllSent(given, parcels)).toBe(all);
  });
});

describe('sending takes the money', () => {
  it('up to what remains, with keys and in time', () => {
    expect(captureOnShipping(order, true, now)).toEqual({ kind: 'possible', maxOre: 50_000 });
  });

  it.each([
    ['without keys', order, false, now, 'no-keys-for-sales-unit'],
    ['after the deadline', order, true, '2026-12-02T00:00:00.000Z', 'past-deadline'],
    ['when all is captured', { ...order, capturedOre: ore(50_000) }, true, now, 'nothing-to-capture'],
  ] as const)('not %s', (_what, given, keys, at, why) => {
    expect(captureOnShipping(given, keys, at)).toEqual({ kind: 'not-possible', why });
  });
});
