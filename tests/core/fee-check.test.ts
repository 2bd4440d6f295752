import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreedFee, feeDifference } from '#core/fee-check';
import { addOre, negateOre, ore, zeroOre } from '#core/money';

const rate = (basisPoints: number, fixedOre = 0) => ({ basisPoints, fixedOre: ore(fixedOre) });
const capture = (capturedOre: number, feesOre: number, fees = 1) => ({
  capturedOre: ore(capturedOre),
  feesOre: ore(feesOre),
  fees,
});

describe('the agreed fee', () => {
  it.each([
    [10_000, rate(299), -299],
    [279_900, rate(299), -8_369],
    [100_000, rate(175, 100), -1_850],
    [50, rate(100), -1], // half an øre goes away from zero
    [49, rate(100), 0],
    [10_000, rate(0), 0],
    [10_000, rate(0, 100), -100],
  ])('of %i øre at %j is %i', (captured, agreed, fee) => {
    expect(agreedFee(ore(captured), agreed)).toBe(fee);
  });
});

describe('the difference of a fee', () => {
  it.each([
    ['as agreed', capture(10_000, -299), 0],
    ['one øre more, which rounding explains', capture(10_000, -300), 0],
    ['one øre less', capture(10_000, -298), 0],
    ['two øre more', capture(10_000, -301), -2],
    ['two øre less', capture(10_000, -297), 2],
    ['two øre more in two fees, each rounded by itself', capture(10_000, -301, 2), 0],
    ['three øre more in two fees', capture(10_000, -302, 2), -3],
    ['nothing at all', capture(10_000, 0), 299],
    ['the wrong way round', capture(10_000, 299), 598],
  ])('%s', (_name, charged, difference) => {
    expect(feeDifference(charged, rate(299))).toBe(difference);
  });

  it('is just what was charged besides the agreed fee, when that is more than rounding', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 100_000_000 }),
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: -5000, max: 5000 }),
        (captured, basisPoints, fixedOre, extra) => {
          const agreed = rate(basisPoints, fixedOre);
          const charged = addOre(agreedFee(ore(captured), agreed), ore(extra));
          const found = feeDifference({ capturedOre: ore(captured), feesOre: charged, fees: 1 }, agreed);
          expect(found).toBe(Math.abs(extra) <= 1 ? 0 : extra);
          expect(agreedFee(ore(captured), agreed) <= 0).toBe(true);
          expect(
            feeDifference({ capturedOre: ore(captured), feesOre: negateOre(zeroOre), fees: 0 }, rate(0)),
          ).toBe(0);
        },
      ),
    );
  });
});
