import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSettlementCsv } from '#files/settlement-csv';
import { collect, refusal } from './collect';
import { norwegianStyle, portalColumns, portalCsv, portalRow } from './settlement-csv-models';

const sale = portalRow();
const refund = portalRow({ transactionId: '7002', grossOre: -10_000, feeOre: 0 });
const settled = (rows: readonly (typeof sale)[]) =>
  rows.map((row) => ({ ...row, settledOre: rows.reduce((sum, one) => sum + one.grossOre - one.feeOre, 0) }));
const two = settled([sale, refund]);

const read = async (input: string | Uint8Array) => {
  const { events, error } = await collect(readSettlementCsv([input]));
  expect(error).toBeUndefined();
  const of = <Kind extends (typeof events)[number]['kind']>(kind: Kind) =>
    events.filter((event): event is Extract<typeof event, { kind: Kind }> => event.kind === kind);
  return { events, of };
};

describe('a row of the portal that cannot be read', () => {
  it.each([
    ['an amount', ';1000,00;', ';tusen;', 'unreadable-amount'],
    ['an amount that may be two things', ';1000,00;', ';1.000;', 'too-many-decimals'],
    ['a day', '08.02.2024;', '30.02.2024;', 'unreadable-date'],
    ['no settlement', ';2000810;', ';;', 'missing-element'],
    ['a sales unit', ';117703;', ';butikk;', 'unreadable-value'],
    ['a number that a spreadsheet has rounded', ';7001;', ';2,17811E+09;', 'unreadable-value'],
    ['a row that is cut', /Salg;2000810.*\r\n/, '\r\n', 'missing-element'],
    ['a separator in the middle', 'Vipps på Nett', 'Vipps; på Nett', 'wrong-field-count'],
  ])('%s is told, and the rest is read', async (_name, from, to, reason) => {
    const text = portalCsv([sale, refund]);
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    const { events, of } = await read(changed);
    expect(of('unreadable-row')).toMatchObject([{ reason, line: 2 }]);
    expect(of('transaction').map((row) => row.transactionId)).toEqual(['7002']);
    expect(events.at(-1)).toMatchObject({ transactions: 1, unreadableRows: 1 });
  });

  it('is counted where the settled sum then differs', async () => {
    const { of } = await read(portalCsv(two).replace(';-100,00;0,00', ';x;0,00'));
    expect(of('problem')[0]?.message).toContain('without 1 that cannot be read');
  });

  it('a separator in the message at the end harms nobody', async () => {
    const { of } = await read(portalCsv([sale]).replace('Takk for sist', 'Takk; for; sist'));
    expect(of('transaction')).toHaveLength(1);
    expect(of('unreadable-row')).toEqual([]);
  });

  it('an amount that a comma has split is joined again', async () => {
    const style = { ...norwegianStyle, separator: ',', decimal: '.' } as const;
    const { of } = await read(portalCsv([sale], style).replace('1000.00', '1000,00'));
    expect(of('transaction')).toMatchObject([{ captureOre: 100_000, feeOre: 2750 }]);
    expect(of('problem')).toMatchObject([{ problem: 'row-repaired', line: 2, transactionId: '7001' }]);
  });

  it('an amount split in one of the last columns is not mistaken for a message', async () => {
    const columns = [
      ...portalColumns.filter((name) => name !== 'Netto' && name !== 'Melding'),
      'Netto',
      'Melding',
    ] as const;
    const style = { ...norwegianStyle, separator: ',', decimal: '.', columns } as const;
    const { of } = await read(portalCsv([sale], style).replace('Øvergård,972.50', 'Øvergård,972,50'));
    expect(of('problem')).toMatchObject([{ problem: 'row-repaired' }]);
  });
});

describe('a damaged CSV', () => {
  const whole = Buffer.from(portalCsv(settled([sale, refund, { ...sale, transactionId: '7003' }])));

  it('is refused, or each of its rows is a transaction or unreadable, whichever bytes are changed', async () => {
    const change = fc.record({
      at: fc.nat({ max: whole.length - 1 }),
      byte: fc.integer({ min: 0, max: 255 }),
    });
    const headerLength = whole.indexOf('\n') + 1;
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = Buffer.from(whole);
        // A line end more or less is a row more or less.
        for (const { at, byte } of changes) {
          if (at >= headerLength && byte !== 0x0a && bytes[at] !== 0x0a) bytes[at] = byte;
        }
        const { events, error } = await collect(readSettlementCsv([bytes]));
        if (error) return;
        const rows = events.filter(
          (event) => event.kind === 'transaction' || event.kind === 'unreadable-row',
        );
        expect(rows).toHaveLength(3);
        const sum = events.reduce(
          (total, event) => total + (event.kind === 'transaction' ? event.netOre : 0),
          0,
        );
        const ends = events.reduce(
          (total, event) => total + (event.kind === 'settlement-end' ? event.summed.netOre : 0),
          0,
        );
        expect(ends).toBe(sum);
      }),
      { numRuns: 400 },
    );
  });
});

describe('a settlement CSV is refused', () => {
  const text = portalCsv(two);
  it.each([
    ['without a column that is needed', text.replace('Brutto', 'Sum'), 'missing-column'],
    ['with a column that stands twice', text.replace('Produkt', 'Brutto'), 'repeated-column'],
    ['with columns nobody knows', 'a;b;c\n1;2;3\n', 'unknown-columns'],
    ['empty', '', 'empty'],
    ['of blanks', ' \n\n', 'empty'],
    ['with a quote that stays open', text.replace('Takk for sist', '"Takk for sist'), 'unclosed-quote'],
    ['with a NUL', text.replace('Takk', 'Ta\0kk'), 'not-text'],
    ['with a row of ten megabytes', text.replace('Takk', 'x'.repeat(10_000_000)), 'too-long'],
  ])('%s', async (_name, changed, reason) => {
    for (const input of [changed, Buffer.from(changed)]) {
      expect(await refusal(readSettlementCsv([input]))).toMatchObject({ reason });
    }
  });

  it('with more settlements than sums can be kept of', async () => {
    async function* many() {
      yield portalCsv([]);
      for (let block = 0; block < 101; block += 1) {
        const rows = Array.from({ length: 1000 }, (_, index) =>
          portalRow({ settlementId: String(3_000_000 + block * 1000 + index) }),
        );
        yield portalCsv(rows).split('\r\n').slice(1).join('\r\n');
      }
    }
    expect(await refusal(readSettlementCsv(many()))).toEqual({
      reason: 'too-many-settlements',
      line: 100_002,
    });
  });
});
