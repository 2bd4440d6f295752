/** What is read around the parser is what the parser would have read: the same events, refusals and places, for whatever file. */
import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPlainTransaction } from '#files/plain-transaction';
import { readSettlementReport } from '#files/settlement-xml';
import { chunked, collect } from './collect';
import { aReport, reportXml, smallReport, type TransactionModel } from './settlement-report-xml';

async function expectSame(input: string | readonly Uint8Array[]) {
  const chunks = () => (typeof input === 'string' ? [input] : [...input]);
  const byParser = await collect(readSettlementReport(chunks(), { onlyParser: true }));
  const { events, error } = await collect(readSettlementReport(chunks()));
  expect(events).toEqual(byParser.events);
  expect(placeOf(error)).toEqual(placeOf(byParser.error));
  return byParser;
}

const placeOf = (error: Awaited<ReturnType<typeof collect>>['error']) =>
  error && [error.reason, error.line, error.column, error.message];

const transactions = (many: number): TransactionModel[] =>
  Array.from({ length: many }, (_, index) => ({
    id: String(7000 + index),
    orderId: index % 3 === 0 ? `Blåbær ${index}` : `ordre-nummer-${index}`,
    time: new Date(Date.parse('2018-01-22T11:52:54.097Z') + index * 1_234_567).toISOString(),
    captureOre: index % 5 === 0 ? 0 : 10_000 + index,
    refundOre: index % 5 === 0 ? -700 : 0,
    feeOre: index % 5 === 0 ? 0 : 299,
  }));
const report = smallReport({ transactions: transactions(12) });
const xml = reportXml(report);
const [first = ''] = /<TransactionInfo>.*?<\/TransactionInfo>/s.exec(xml) ?? [];

describe('a valid report', () => {
  it('is read the same with and without the parser, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        aReport,
        fc.constantFrom('\n', '\r\n', '', '\n\t  '),
        fc.array(fc.nat(), { maxLength: 12 }),
        async (model, newline, cuts) => {
          const text = reportXml(model, newline);
          const { error } = await expectSame(chunked(text, cuts));
          expect(error).toBeUndefined();
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is indeed read around the parser', () => {
    const rest = xml.slice(xml.indexOf(first) + first.length);
    expect(findPlainTransaction(rest, 0, 1)).toMatchObject({ transactionId: '7001', captureOre: 10_001 });
  });
});

describe('a damaged or hostile report', () => {
  const swaps = [
    ['<TransactionTime>', '<TransactionTime> '],
    ['+01:00</TransactionTime>', '+05:30</TransactionTime>'],
    ['+01:00</TransactionTime>', '</TransactionTime>'],
    ['+01:00</TransactionTime>', 'Z</TransactionTime>'],
    ['2018-01-22T', '2018-02-30T'],
    ['T13:', 'T25:'],
    ['.097', '.0971'],
    ['.00</TransactionRefundAmount>', '.000</TransactionRefundAmount>'],
    ['.00</TransactionRefundAmount>', ',00</TransactionRefundAmount>'],
    ['<TransactionFeeAmount>2.99', '<TransactionFeeAmount>+2.99'],
    ['<TransactionFeeAmount>2.99', '<TransactionFeeAmount>-2.99'],
    ['<TransactionFeeAmount>2.99', '<TransactionFeeAmount>12345678901234.99'],
    ['<TransactionFeeAmount>2.99', '<TransactionFeeAmount>'],
    ['<TransactionFeeAmount>2.99', '<TransactionFeeAmount>3'],
    ['<SettlementCurrencyCode>NOK', '<SettlementCurrencyCode>SEK'],
    ['<OrderID>', '<OrderID>&amp;'],
    ['<OrderID>', '<OrderID>&x;'],
    ['<OrderID>', '<OrderID>&#10;'],
    ['<OrderID>', '<OrderID>]]>'],
    ['<OrderID>', '<OrderID>\u0001'],
    ['<OrderID>', '<OrderID>\u00a0'],
    ['<OrderID>', '<OrderID>漢😀'],
    ['<OrderID>', '<OrderID><b/>'],
    ['<OrderID>', '<OrderID>\r'],
    ['<OrderID>', '<OrderID note="1">'],
    ['<OrderID>', `<OrderID>${'x'.repeat(201)}`],
    ['<OrderID>', `<OrderID>${'x'.repeat(10_001)}`],
    ['<OrderID>', `<OrderID>1</OrderID><OrderID>`],
    ['</OrderID>', ' </OrderID>'],
    ['</OrderID>', '</OrderId>'],
    ['<TransactionID>', '<TransactionId>'],
    ['<TransactionID>7', '<TransactionID></TransactionID><TransactionID>'],
    ['</TransactionInfo>', '</TransactionInfo >'],
    ['</TransactionInfo>', '<New/></TransactionInfo>'],
    ['</TransactionInfo>', `</TransactionInfo >${'<!--'}`],
    ['</TransactionInfo>', `</TransactionInfo><!-- ${first} -->`],
    ['</TransactionInfo>', `</TransactionInfo><![CDATA[${first}]]>`],
    ['</TransactionInfo>', `</TransactionInfo><?pi ${first} ?>`],
    ['</TransactionInfo>', `</TransactionInfo><Other>${first}</Other>`],
    ['</TransactionInfo>', '</TransactionInfo>text'],
    ['</TransactionInfo>', '</TransactionInfo>&#32;'],
    ['</TransactionInfo>', `</TransactionInfo>${' '.repeat(70_000)}`],
    ['</TransactionInfo>', `</TransactionInfo>${' '.repeat(65_000)}`],
    ['</TransactionInfo>', '</TransactionInfo></TransactionInfo>'],
    ['<TransactionInfo>', '<TransactionInfo xmlns="http://example.org">'],
    ['<TransactionInfo>', '<TransactionInfo x="1">'],
    ['<TransactionInfo>', '<!DOCTYPE x><TransactionInfo>'],
    ['<SettlementInfo>', '<SettlementInfo xmlns="http://example.org">'],
    ['xmlns=', 'xmlns:v="http://vipps.no/xmlschema/SettlementReport-3.0.xsd" xmlns='],
    ['<SettlementCurrencyCode>NOK</SettlementCurrencyCode>', ''],
  ] as const;

  it('is read the same, with one thing wrong in any of its transactions', async () => {
    for (const [right, wrong] of swaps) {
      const parts = xml.split(right);
      for (const place of [1, 2, Math.floor(parts.length / 2), parts.length - 1]) {
        if (place < 1 || place >= parts.length) continue;
        const text = `${parts.slice(0, place).join(right)}${wrong}${parts.slice(place).join(right)}`;
        await expectSame(text);
      }
    }
  });

  it('is read the same, with bytes changed, doubled or missing anywhere, and wherever it is cut', async () => {
    const bytes = Buffer.from(xml);
    const piece = fc.constantFrom(
      '<',
      '>',
      '&',
      ' ',
      '\n',
      '\r',
      '0',
      '-',
      '.',
      '"',
      '/',
      '\u0000',
      '🙂',
      '<!--',
      '-->',
    );
    const edit = fc.record({
      at: fc.nat(bytes.length),
      drop: fc.nat(40),
      add: fc.oneof(fc.constant(''), piece),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(edit, { minLength: 1, maxLength: 3 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        async (edits, cuts) => {
          let damaged = bytes;
          for (const { at, drop, add } of edits)
            damaged = Buffer.concat([damaged.subarray(0, at), Buffer.from(add), damaged.subarray(at + drop)]);
          await expectSame(chunked(damaged, cuts));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('tells the same sums, repeated transactions and places in a large settlement', async () => {
    const many = transactions(700);
    const text = reportXml(smallReport({ transactions: [...many, ...many.slice(0, 3)] }), '');
    const wrong = text.replace('<SettledAmount>', '<SettledAmount>1').replace('</SettlementReport>', '<x');
    const { events } = await expectSame(wrong);
    expect(events.filter((event) => event.kind === 'notice')).toHaveLength(3);
    const { events: few } = await collect(readSettlementReport([text], { duplicateLimit: 5 }));
    expect(few).toEqual(
      (await collect(readSettlementReport([text], { duplicateLimit: 5, onlyParser: true }))).events,
    );
  });
});
