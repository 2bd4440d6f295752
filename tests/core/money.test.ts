import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addOre, formatDecimal, ore, parseDecimalOre, parseKroner, shareOre, sumOre } from '#core/money';
import { formatKroner } from '../../app/format';

describe('money', () => {
  it('is a whole number of øre, never a fraction', () => {
    expect(() => ore(1.5)).toThrow(RangeError);
    expect(() => ore(Number.NaN)).toThrow(RangeError);
    expect(() => ore(2 ** 53)).toThrow(RangeError);
    expect(() => addOre(ore(Number.MAX_SAFE_INTEGER), ore(1))).toThrow(RangeError);
    expect(Object.is(sumOre([]), 0)).toBe(true);
  });

  it('survives being written as a decimal and read again', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (amount) => {
        expect(parseDecimalOre(formatDecimal(ore(amount)))).toBe(amount);
      }),
    );
  });

  it('survives being written for people and read again', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e11, max: 1e11 }), (amount) => {
        expect(parseKroner(formatKroner(amount))).toBe(amount);
      }),
    );
  });

  it.each([
    ['499', 49900],
    ['1 234,50', 123450],
    ['1.234,50', 123450],
    ['1,234.50', 123450],
    ['12.345.678,90', 1234567890],
    ['−15,3', -1530],
    ['kr 20,-', 2000],
    ['0,5', 50],
    ['1.5', 150],
  ])('reads %s kroner as %d øre', (text, amount) => {
    expect(parseKroner(text)).toBe(amount);
  });

  it.each([
    '',
    'abc',
    '1.234',
    '1,234',
    '1,2,3',
    '12,345',
    '1e3',
    '--1',
    '1.234.5678',
    '5 kr 3',
    '0x10',
    '1.23,4.5',
    '1.000.000.000.000.000.000,00',
  ])('does not guess what "%s" means', (text) => {
    expect(parseKroner(text)).toBeUndefined();
  });

  it.each(['', '1,5', '1.234', '1e2', '.5', '5.', 'NaN', '١'])(
    'refuses "%s" as a machine-written decimal',
    (text) => {
      expect(parseDecimalOre(text)).toBeUndefined();
    },
  );

  it('takes shares rounded half away from zero, for both signs alike', () => {
    expect(shareOre(ore(10000), 275)).toBe(275);
    expect(shareOre(ore(100), 50)).toBe(1);
    expect(shareOre(ore(-100), 50)).toBe(-1);
    expect(shareOre(ore(99), 50)).toBe(0);
  });
});
