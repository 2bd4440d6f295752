import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseAccount, norwegianIban } from '#files/bank-account';

describe('bank accounts', () => {
  it.each([
    ['NO9386011117947', '86011117947'],
    ['no93 8601 1117 947', '86011117947'],
    ['86011117947', '86011117947'],
    ['8601.11.17947', '86011117947'],
    ['8601 11 17947', '86011117947'],
    ['DE89 3704 0044 0532 0130 00', 'DE89370400440532013000'],
    ['SE45 5000 0000 0583 9825 7466', 'SE4550000000058398257466'],
    ['NO9486011117947', undefined],
    ['DE88370400440532013000', undefined],
    ['8601111794', undefined],
    ['', undefined],
    ['hello', undefined],
    ['1'.repeat(1000), undefined],
  ])('%j becomes %j', (text, expected) => {
    expect(normaliseAccount(text)).toBe(expected);
  });

  it('an account number and its IBAN meet', () => {
    const number = fc
      .integer({ min: 0, max: 99_999_999_999 })
      .map((value) => String(value).padStart(11, '0'));
    fc.assert(
      fc.property(number, (bban) => {
        expect(normaliseAccount(norwegianIban(bban))).toBe(bban);
      }),
    );
    expect(norwegianIban('86011117947')).toBe('NO9386011117947');
    expect(() => norwegianIban('123')).toThrow(RangeError);
  });
});
