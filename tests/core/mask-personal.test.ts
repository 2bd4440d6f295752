import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskCustomer, maskEmail, maskNumber, maskWord } from '#core/mask-personal';

describe('personal details for who is not to know them', () => {
  it.each([
    [maskWord, 'Kari', 'K•••'],
    [maskWord, ' Øyvind André', 'Ø•••'],
    [maskWord, '', ''],
    [maskEmail, 'kari.nordmann@example.no', 'k•••@example.no'],
    [maskEmail, 'no address', '•••'],
    [maskEmail, '@example.no', '•••'],
    [maskNumber, '4712345678', '••• 78'],
    [maskNumber, '+47 123 45 678', '••• 78'],
    [maskNumber, '123', '•••'],
  ] as const)('%o of "%s" is "%s"', (mask, text, masked) => {
    expect(mask(text)).toBe(masked);
  });

  it('tell no more than one letter of a name, and no more than two digits of a number', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 2 }), (text) => {
        expect([...maskWord(text).replace('•••', '')].length).toBeLessThanOrEqual(1);
        expect(maskNumber(text).replace(/\D/g, '').length).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('are shortened each, but for the place a parcel went to; who it is for Vipps is left out', () => {
    const customer = {
      ...{ userId: 'u-1', firstName: 'Kari', lastName: 'Nordmann', email: 'kari@example.no' },
      ...{ mobileNumber: '4712345678', addressLine1: 'Storgata 1', addressLine2: null },
      ...{ postCode: '0155', city: 'Oslo', country: 'NO' },
    };
    expect(maskCustomer(customer)).toEqual({
      ...{ userId: null, firstName: 'K•••', lastName: 'N•••', email: 'k•••@example.no' },
      ...{ mobileNumber: '••• 78', addressLine1: 'S•••', addressLine2: null },
      ...{ postCode: '0155', city: 'Oslo', country: 'NO', isMasked: true },
    });
  });
});
