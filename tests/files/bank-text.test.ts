import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSettlementNumber, listSettlementNumbers } from '#files/bank-text';

const exact = (settlementNumber: string, vippsNumber: string) => ({
  settlementNumber,
  vippsNumber,
  confidence: 'exact',
});
const likely = (settlementNumber: string, vippsNumber?: string) => ({
  settlementNumber,
  ...(vippsNumber === undefined ? {} : { vippsNumber }),
  confidence: 'likely',
});

describe('the settlement number in a bank text', () => {
  it.each([
    ['Utb. 2000810 Vippsnr 117703', exact('2000810', '117703')],
    ['Vipps utbet. 2000023 Vippsnr 57860', exact('2000023', '57860')],
    ['Vipps utbet. 2000023 Vippsnr 117703', exact('2000023', '117703')],
    ['UTB. 2000810 VIPPSNR 117703', exact('2000810', '117703')],
    ['  utb   2000810   vippsnr   117703 ', exact('2000810', '117703')],
    ['UTB.2000810 VIPPSNR.117703', exact('2000810', '117703')],
    ['UTB2000810VIPPSNR117703', exact('2000810', '117703')],
    ['VIPPS UTBET. 2000023 VIPPSNR 57860', exact('2000023', '57860')],
    ['VIPPS UTBET 2000023 VIPPSNR 57860 VALUTERT 10.04', exact('2000023', '57860')],
    ['*UTB. 2000810 VIPPSNR 117703* REF 99', exact('2000810', '117703')],
    ['Utb: 2000810, Vipps nr: 117703', exact('2000810', '117703')],
    ['Fra: VIPPS AS Betalt: 12.01.18 Utb. 2000810 Vippsnr 117703', exact('2000810', '117703')],
    ['Utb. 2000810\nVippsnr 117703', exact('2000810', '117703')],
    ['Utb. 2000810 Vippsnr 117703 Vipps AS NO0586011117947', exact('2000810', '117703')],
  ])('%j is exact', (text, expected) => {
    expect(findSettlementNumber(text)).toEqual(expected);
  });

  it.each([
    ['cut in the number of the sales unit', 'Utb. 2000810 Vippsnr 117', likely('2000810')],
    ['cut in the word', 'VIPPS AS OSLO UTB. 2000810 VIPPS', likely('2000810')],
    ['cut after the number', 'Utb. 2000810', likely('2000810')],
    ['torn number', 'Utb. 200 0810 Vippsnr 117703', likely('2000810', '117703')],
    ['torn number before another', 'Utb. 200 0810 Vippsnr 117703 4', likely('2000810', '117703')],
    ['torn words', 'U tb. 2000810 Vip psnr 117703', likely('2000810', '117703')],
    ['a letter for a digit', 'UTB. 2O008l0 VIPPSNR 117703', likely('2000810', '117703')],
    ['a digit for a letter', 'UTB. 2000810 V1PPSNR 117703', likely('2000810', '117703')],
    ['cut at 35 characters behind other words', 'NETTBANK FRA: VIPPS AS UTB. 2000810', likely('2000810')],
    ['cut in the word, with words after', 'UTB. 2000810 VIPPSN BETALT: 12.01.18', likely('2000810')],
    ['dashes between', 'UTB.-2000810-VIPPSNR-117703', likely('2000810')],
    ['a letter in the number of the sales unit', 'Utb. 2000810 Vippsnr 1177O3', likely('2000810')],
    ['a letter lost', 'Utb. 2000810 Vipsnr 117703', likely('2000810', '117703')],
    ['the other way round', 'Vippsnr 117703 Utb. 2000810', likely('2000810', '117703')],
    ['without the sales unit', 'Vipps utbetaling 2000810', likely('2000810')],
  ])('%s: %s is likely', (_how, text, expected) => {
    expect(findSettlementNumber(text)).toEqual(expected);
  });

  it.each([
    '',
    'Utb.',
    'Vippsnr 117703',
    'Lønn 2000810',
    'Utbytte 2000810 Equinor',
    'Utb. 2024001 Equinor ASA',
    'Utbetaling 2000810',
    'Faktura 2000810 KID 1234567890123',
    'Vipps kjøp 2000810',
    'Vipps: Ola Nordmann 2000810',
    'Utb. 200081',
    'Utb. 20008 Vippsnr 117703',
    'Utb. 12345678901 Vippsnr 117703',
    'Utb. 12.01.2018 Vippsnr 117703',
    'Overføring fra 8601.11.17947',
    'Gebyr Vippsnr 117703 faktura 2000810',
    'Butikk 2000810 VIPPSNR',
  ])('%j holds none', (text) => {
    expect(findSettlementNumber(text)).toBeUndefined();
  });

  it('several payouts in one line are listed and none is picked', () => {
    const text = 'Utb. 2000810 Vippsnr 117703 Utb. 2000811 Vippsnr 117703 Utb. 2000810 Vippsnr 117703';
    expect(listSettlementNumbers(text)).toEqual([exact('2000810', '117703'), exact('2000811', '117703')]);
    expect(findSettlementNumber(text)).toBeUndefined();
  });

  it('is never another number, however the text is cut', () => {
    const texts = ['Utb. 2000810 Vippsnr 117703', 'Vipps utbet. 2000810 Vippsnr 57860'];
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat({ max: 35 }), fc.boolean(), (text, length, upper) => {
        const cut = text.slice(0, length);
        const found = findSettlementNumber(upper ? cut.toUpperCase() : cut);
        expect([undefined, '2000810']).toContain(found?.settlementNumber);
      }),
    );
  });

  it('is found whatever a bank does to case, points and spaces', () => {
    const part = fc.constantFrom('', ' ', '  ', '.', '. ', ': ');
    fc.assert(
      fc.property(part, part, part, fc.boolean(), fc.nat({ max: 999_999 }), (a, b, c, upper, number) => {
        const settlement = String(2_000_000 + number);
        const text = `Utb${a}${settlement}${b}Vippsnr${c}117703`;
        expect(findSettlementNumber(upper ? text.toUpperCase() : text)).toEqual(exact(settlement, '117703'));
      }),
    );
  });

  it('is looked for quickly in hostile texts', () => {
    const started = performance.now();
    for (const part of [
      'utb',
      'utb ',
      'utb. ',
      'utb 2',
      'vipps ',
      'vipps utb ',
      '2 ',
      ' ',
      'utb ...',
      'vipps as ',
    ]) {
      findSettlementNumber(part.repeat(200_000));
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
