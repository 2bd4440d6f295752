import { describe, expect, it } from 'vitest';
import { fileFormatReasons } from '#files/file-format-error';
import { settlementNoticeKinds, settlementProblemKinds } from '#files/settlement-events';
import en from '../../app/i18n/en';
import nb from '../../app/i18n/nb';

/** Of bank statements and of tables of orders, whose kinds are no lists. */
const others = [
  'balance-differs',
  'not-booked',
  'no-balance',
  'text-cut',
  'not-split',
  'not-shipped',
  'row-differs',
  'order-differs',
  'shipment-differs',
  'not-reserved',
  'before-order',
  'in-the-future',
  'unknown-sales-unit',
  'contradicts-the-books',
];

describe('what is wrong with a file', () => {
  it.each([...fileFormatReasons, ...settlementProblemKinds, ...settlementNoticeKinds, ...others])(
    'is said in both languages: %s',
    (kind) => {
      for (const texts of [en, nb])
        expect((texts.importProblem as Record<string, string>)[kind]).toMatch(/\.$/);
    },
  );
});
