import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BankCsvMapping, bankCsvMappingSchema } from '#files/bank-csv-mapping';
import { parseBankAmount, parseBankDay } from '#files/bank-csv-row';

const mapping: BankCsvMapping = {
  account: { fixed: '86011117947' },
  bookedOn: 'Dato',
  amount: 'Beløp',
  text: ['Tekst'],
  decimal: ',',
  dateFormat: 'dd.mm.yyyy',
  headerRow: 1,
};

describe('the mapping', () => {
  it.each([
    ['without an account', { account: undefined }],
    ['with a date form nobody knows', { dateFormat: 'mm/dd/yyyy' }],
    ['without a text', { text: [] }],
    ['with a currency nobody knows', { currency: { fixed: 'USD' } }],
    ['with something else in it', { more: 1 }],
  ])('%s is refused', (_name, change) => {
    expect(bankCsvMappingSchema.safeParse(mapping).success).toBe(true);
    expect(bankCsvMappingSchema.safeParse({ ...mapping, ...change }).success).toBe(false);
  });
});

describe('amounts and days of banks', () => {
  it.each([
    ['1 234,50', ',', 123_450],
    ['1.234,50', ',', 123_450],
    ['1.234', ',', 123_400],
    ['−15,3', ',', -1530],
    ['15,30-', ',', -1530],
    ['kr 20', ',', 2000],
    ['10,2000', ',', 1020],
    ["1'234.50", '.', 123_450],
    ['1,234.50', '.', 123_450],
    ['1.23,4', ',', undefined],
    ['12.50', ',', undefined],
    ['1e3', '.', undefined],
    ['', ',', undefined],
  ] as const)('%j with %j is %s', (text, decimal, expected) => {
    expect(parseBankAmount(text, decimal)).toBe(expected);
  });

  it('any amount is read back in every way of writing it', () => {
    const amount = fc.integer({ min: -99_999_999, max: 99_999_999 });
    fc.assert(
      fc.property(
        amount,
        fc.constantFrom(',', '.'),
        fc.constantFrom('', ' ', '\u00a0', 'other'),
        (ore, decimal, mark) => {
          const group = mark === 'other' ? (decimal === ',' ? '.' : ',') : mark;
          const digits = String(Math.abs(ore)).padStart(3, '0');
          const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, group);
          const text = `${ore < 0 ? '-' : ''}${whole}${decimal}${digits.slice(-2)}`;
          expect(parseBankAmount(text, decimal === ',' ? ',' : '.')).toBe(ore + 0);
        },
      ),
    );
  });

  it.each([
    ['12.02.2024', 'dd.mm.yyyy', '2024-02-12'],
    ['2.2.2024', 'dd.mm.yyyy', '2024-02-02'],
    ['12.02.2024 13:45', 'dd.mm.yyyy', '2024-02-12'],
    ['12/02/2024', 'dd/mm/yyyy', '2024-02-12'],
    ['2024/02/12', 'yyyy-mm-dd', '2024-02-12'],
    ['2024-02-12T13:45:00', 'yyyy-mm-dd', '2024-02-12'],
    ['20240212', 'yyyymmdd', '2024-02-12'],
    ['20240231', 'yyyymmdd', undefined],
    ['12.02.24', 'dd.mm.yyyy', undefined],
  ] as const)('%s as %s is %s', (text, format, expected) => {
    expect(parseBankDay(text, format)).toBe(expected);
  });
});
