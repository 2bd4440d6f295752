import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SettlementEvent } from '#files/settlement-events';
import { readSettlementReport } from '#files/settlement-xml';
import { chunked, collect, refusal } from './collect';
import { aReport, type ReportModel, reportXml, smallReport, sumsOf } from './settlement-report-xml';

const read = (text: string | Uint8Array) => collect(readSettlementReport([text]));
const xml = reportXml(smallReport());
const old = reportXml(smallReport({}, '2.0'));
const lineOf = (text: string, part: string) => text.slice(0, text.indexOf(part)).split('\n').length;

function modelOf(events: readonly SettlementEvent[]): ReportModel {
  const units: { name: string; serialNumber: string; settlements: unknown[]; fees: number[] }[] = [];
  let transactions: unknown[] = [];
  let start: { id: string; date: string; type: string } | undefined;
  let version = '';
  for (const event of events) {
    const unit = units.at(-1);
    if (event.kind === 'report') version = event.version;
    if (event.kind === 'sales-unit') {
      units.push({ name: event.saleUnitName, serialNumber: event.serialNumber, settlements: [], fees: [] });
    }
    if (event.kind === 'settlement-start') {
      transactions = [];
      start = { id: event.id, date: event.date, type: event.type ?? 'unknown' };
    }
    if (event.kind === 'transaction') {
      const { transactionId: id, orderId, time, captureOre, refundOre, feeOre } = event;
      transactions.push({ id, orderId, time, captureOre, refundOre, feeOre });
    }
    if (event.kind === 'settlement-end') unit?.settlements.push({ ...start, transactions });
    if (event.kind === 'fee') unit?.fees.push(event.amountOre);
  }
  return JSON.parse(JSON.stringify({ version, units }));
}

/** Version 2.0 does not say whether a settlement is gross or net. */
function withoutTypes(model: ReportModel): unknown {
  if (model.version === '3.0') return model;
  const units = model.units.map((unit) => ({
    ...unit,
    settlements: unit.settlements.map((settlement) => ({ ...settlement, type: 'unknown' })),
  }));
  return { ...model, units };
}

describe('a valid report', () => {
  it('is read back as it was written, with no problem, in both versions', async () => {
    await fc.assert(
      fc.asyncProperty(aReport, fc.constantFrom('\n', '\r\n', ''), async (model, newline) => {
        const { events, error } = await read(reportXml(model, newline));
        expect(error).toBeUndefined();
        expect(events.filter((event) => event.kind === 'problem' || event.kind === 'notice')).toEqual([]);
        expect(modelOf(events)).toEqual(withoutTypes(model));
        const ends = events.filter((event) => event.kind === 'settlement-end');
        const settlements = model.units.flatMap((unit) => unit.settlements);
        expect(ends.map((end) => end.summed)).toEqual(settlements.map((one) => sumsOf(one.transactions)));
        const transactions = settlements.flatMap((one) => one.transactions).length;
        expect(events.at(-1)).toEqual({
          kind: 'end',
          settlements: settlements.length,
          transactions,
          unreadableRows: 0,
        });
        const typeOf = (one: { type: string }) => (model.version === '3.0' ? one.type : undefined);
        expect(ends.map((end) => end.type)).toEqual(settlements.map(typeOf));
      }),
      { numRuns: 150 },
    );
  });

  it('gives the events of a report with its units, lines and written totals', async () => {
    const { events } = await read(xml);
    expect(events).toEqual([
      { kind: 'report', version: '3.0', line: 2 },
      {
        kind: 'sales-unit',
        saleUnitName: 'Blåbærbutikken',
        serialNumber: '100297',
        organizationName: 'Bjørns Blåbær AS',
        organizationNumber: '987654321',
        line: 3,
      },
      {
        kind: 'payments-info',
        from: '2018-02-15',
        to: '2018-03-14',
        currency: 'NOK',
        account: '86011117947',
        reportReference: undefined,
        line: 8,
      },
      {
        kind: 'settlement-start',
        id: '2000001',
        serialNumber: '100297',
        date: '2018-02-20',
        type: 'Gross',
        currency: 'NOK',
        line: 13,
      },
      {
        kind: 'transaction',
        settlementId: '2000001',
        serialNumber: '100297',
        time: '2018-01-22T11:52:54.097Z',
        captureOre: 7321,
        refundOre: 0,
        grossOre: 7321,
        netOre: 6988,
        feeOre: 333,
        currency: 'NOK',
        transactionId: '5001',
        orderId: 'Blåbær-24',
        line: 18,
      },
      expect.objectContaining({ kind: 'transaction', refundOre: -1000, captureOre: 0, line: 29 }),
      {
        kind: 'settlement-end',
        id: '2000001',
        serialNumber: '100297',
        type: 'Gross',
        line: 13,
        written: {
          transactions: 2,
          captureOre: 7321,
          refundOre: -1000,
          grossOre: 6321,
          netOre: 5988,
          feeOre: 333,
          settledOre: 6321,
        },
        summed: {
          transactions: 2,
          captureOre: 7321,
          refundOre: -1000,
          grossOre: 6321,
          netOre: 5988,
          feeOre: 333,
        },
      },
      { kind: 'end', settlements: 1, transactions: 2, unreadableRows: 0 },
    ]);
  });

  it('of version 2.0 leaves the type, the captured, the refunded and the settled total unsaid', async () => {
    const { events } = await read(old);
    expect(events).toContainEqual(expect.objectContaining({ kind: 'settlement-start', type: undefined }));
    const end = events.find((event) => event.kind === 'settlement-end');
    expect(end?.written).toEqual({
      transactions: 2,
      captureOre: undefined,
      refundOre: undefined,
      grossOre: 6321,
      netOre: 5988,
      feeOre: 333,
      settledOre: undefined,
    });
  });

  it('may use a prefix for its namespace, comments, CDATA and attributes', async () => {
    const dressed = xml
      .replace('xmlns=', 'xmlns:v="http://vipps.no/xmlschema/SettlementReport-3.0.xsd" xmlns=')
      .replace('<OrderID>25</OrderID>', '<!-- x --><v:OrderID note="1">2<![CDATA[5]]></v:OrderID>');
    expect((await read(dressed)).events).toEqual((await read(xml)).events);
  });
});

describe('the input', () => {
  it('gives the same events wherever the bytes are cut', async () => {
    const cuts = fc.array(fc.nat(), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(aReport, cuts, fc.constantFrom('\n', '\r\n'), async (model, places, newline) => {
        const text = reportXml(model, newline);
        const inOne = await read(text);
        expect(await collect(readSettlementReport(chunked(text, places)))).toEqual(inOne);
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same events when every byte comes alone', async () => {
    const text = reportXml(smallReport(), '\r\n');
    const bytes = [...Buffer.from(text)].map((byte) => Uint8Array.of(byte));
    expect(await collect(readSettlementReport(bytes))).toEqual(await read(text));
  });

  it('gives the same refusal wherever the bytes are cut', async () => {
    const broken = [
      xml.replace('<SettledAmount>63.21', '<SettledAmount>63,21'),
      xml.replace('</OrderID>', '</OrderId>'),
      xml.replace('<OrderID>25', '<OrderID>&x;'),
      `${xml}<again/>`,
      xml.replace('<OrderID>25', `<OrderID>${'x'.repeat(10_001)}`),
      xml.replace('<OrderID>25', `<OrderID>\n${'x'.repeat(66_000)}`),
      xml.replace('<OrderID>25', `<!-- ${'x'.repeat(66_000)} --><OrderID>25`),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...broken),
        fc.array(fc.nat(), { maxLength: 20 }),
        async (text, places) => {
          expect(await collect(readSettlementReport(chunked(text, places)))).toEqual(await read(text));
        },
      ),
    );
  });

  it('is refused as incomplete when it ends early, at whatever byte', async () => {
    for (const whole of [Buffer.from(xml), Buffer.from(old)]) {
      for (let length = 0; length < whole.length; length += 1) {
        const { events, error } = await read(whole.subarray(0, length));
        expect([error?.reason, length]).toEqual([length === 0 ? 'empty' : 'truncated', length]);
        expect(events.some((event) => event.kind === 'end')).toBe(false);
      }
    }
  });

  it('is told with the line on which it ends', async () => {
    const cut = xml.slice(0, xml.indexOf('<OrderID>25'));
    expect((await read(cut)).error).toMatchObject({
      reason: 'truncated',
      line: cut.split('\n').length,
      message: expect.stringContaining('<TransactionInfo>, which began on line 29'),
    });
  });

  it('passes on errors of reading that are not errors of the file', async () => {
    async function* failing() {
      yield xml.slice(0, 500);
      throw new Error('disk gone');
    }
    await expect(collect(readSettlementReport(failing()))).rejects.toThrow('disk gone');
  });

  it('is closed when the reader stops early', async () => {
    let closed = false;
    async function* endless() {
      try {
        yield xml.slice(0, xml.indexOf('<OrderID>25'));
        while (true) yield ' ';
      } finally {
        closed = true;
      }
    }
    for await (const event of readSettlementReport(endless())) if (event.kind === 'transaction') break;
    expect(closed).toBe(true);
  });
});

describe('what does not add up is told and the file is taken', () => {
  const problemsOf = async (text: string) => {
    const { events, error } = await read(text);
    expect(error).toBeUndefined();
    expect(events.at(-1)?.kind).toBe('end');
    return events.flatMap((event) => (event.kind === 'problem' ? [event] : []));
  };

  it.each([
    [
      '<TransactionGrossAmount>73.21',
      '<TransactionGrossAmount>73.22',
      ['gross-differs', 'net-differs', 'sum-differs'],
    ],
    ['<TransactionNetAmount>69.88', '<TransactionNetAmount>69.87', ['net-differs', 'sum-differs']],
    ['<NumOfTransactions>2', '<NumOfTransactions>3', ['count-differs']],
    ['<CaptureSettlementAmount>73.21', '<CaptureSettlementAmount>73.20', ['sum-differs']],
    ['<RefundSettlementAmount>-10.00', '<RefundSettlementAmount>0.00', ['sum-differs']],
    ['<FeeSettlementAmount>3.33', '<FeeSettlementAmount>3.34', ['sum-differs']],
    ['<SettledAmount>63.21', '<SettledAmount>59.88', ['settled-differs']],
    ['<SettlementType>Gross', '<SettlementType>Net', ['settled-differs']],
    ['<NumOfSettlements>1', '<NumOfSettlements>2', ['settlement-count-differs']],
    [
      '<TransactionFeeAmount>3.33',
      '<TransactionFeeAmount>-3.33',
      ['wrong-sign', 'net-differs', 'sum-differs'],
    ],
  ])('%s → %s', async (right, wrong, kinds) => {
    expect((await problemsOf(xml.replace(right, wrong))).map((problem) => problem.problem)).toEqual(kinds);
  });

  it('with the line, the amounts and the settlement', async () => {
    const wrong = '<SettledAmount>59.88';
    const text = xml.replace('<SettledAmount>63.21', wrong);
    expect(await problemsOf(text)).toEqual([
      {
        kind: 'problem',
        problem: 'settled-differs',
        line: lineOf(text, wrong),
        settlementId: '2000001',
        expectedOre: 6321,
        actualOre: 5988,
        message: 'Settlement 2000001: settled should be the gross total 63.21, but the file says 59.88.',
      },
    ]);
  });

  it('a refund with a plus sign', async () => {
    const text = xml.replace('<TransactionRefundAmount>-10.00', '<TransactionRefundAmount>10.00');
    const problems = await problemsOf(text);
    expect(problems.map((problem) => problem.problem)).toEqual([
      'wrong-sign',
      'gross-differs',
      'sum-differs',
    ]);
    expect(problems[0]).toMatchObject({ transactionId: '5002', line: 29, actualOre: 1000 });
  });

  it('the control sums of version 2.0, where a refund may stand with either sign', async () => {
    const refund = '<TotalSettledRefundAmount>10.00';
    expect(await problemsOf(old)).toEqual([]);
    expect(await problemsOf(old.replace(refund, '<TotalSettledRefundAmount>-10.00'))).toEqual([]);
    const wrong = await problemsOf(
      old.replace('<TotalSettledNetAmount>59.88', '<TotalSettledNetAmount>59.80'),
    );
    expect(wrong).toMatchObject([{ problem: 'report-sum-differs', expectedOre: 5988, actualOre: 5980 }]);
  });

  it('a total net that was written without the refunds', async () => {
    const text = xml.replace('<NetSettlementAmount>59.88', '<NetSettlementAmount>69.88');
    expect(await problemsOf(text)).toMatchObject([
      { problem: 'net-ignores-refunds', expectedOre: 5988, actualOre: 6988 },
    ]);
  });

  it('a settlement that stands twice', async () => {
    const settlement = /<SettlementInfo>.*<\/SettlementInfo>/s.exec(xml)?.[0] ?? '';
    const text = xml
      .replace(settlement, settlement + settlement)
      .replace('<NumOfSettlements>1', '<NumOfSettlements>2');
    expect((await problemsOf(text)).map((problem) => problem.problem)).toEqual(['settlement-repeated']);
  });
});

describe('two sales units', () => {
  const [unit] = smallReport().units;
  const units = unit ? [unit, { ...unit, serialNumber: '100298' }] : [];

  it('may each have a settlement of the same number', async () => {
    const { events } = await read(reportXml({ version: '3.0', units }));
    expect(events.filter((event) => event.kind === 'problem')).toEqual([]);
    const rows = events.flatMap((event) => (event.kind === 'transaction' ? [event.serialNumber] : []));
    expect(rows).toEqual(['100297', '100297', '100298', '100298']);
  });
});

describe('what is worth telling but changes nothing', () => {
  it('two equal transactions both stay, the second with a notice', async () => {
    const [one] = smallReport().units[0]?.settlements[0]?.transactions ?? [];
    const { events } = await read(reportXml(smallReport({ transactions: one ? [one, one] : [] })));
    expect(events.filter((event) => event.kind === 'transaction')).toHaveLength(2);
    expect(events.filter((event) => event.kind === 'problem')).toEqual([]);
    expect(events).toContainEqual(
      expect.objectContaining({ notice: 'duplicate-transaction', settlementId: '2000001' }),
    );
  });

  it('unknown elements are passed over and counted', async () => {
    const extra = '<NewThing><Name>x</Name><OrderID>y</OrderID></NewThing>';
    const text = xml.replaceAll('<OrderID>', `${extra}<OrderID>`);
    const { events } = await read(text);
    const notices = events.filter((event) => event.kind === 'notice');
    expect(notices).toMatchObject([{ notice: 'unknown-element', count: 2, line: lineOf(text, extra) }]);
    expect(events.filter((event) => event.kind !== 'notice')).toEqual((await read(xml)).events);
  });

  it('fields of a record may stand in another order, totals before the transactions', async () => {
    const totals = /<NumOfTransactions>.*<\/SettledAmount>/s.exec(xml)?.[0] ?? '';
    const text = xml
      .replace(totals, '')
      .replace('<TransactionInfo>', `${totals}<TransactionInfo>`)
      .replace('<OrderID>25</OrderID>', '')
      .replace('<TransactionTime>2018-01-22T13:00', '<OrderID>25</OrderID><TransactionTime>2018-01-22T13:00');
    const withoutLines = (events: SettlementEvent[]) => events.map((event) => ({ ...event, line: 0 }));
    expect(withoutLines((await read(text)).events)).toEqual(withoutLines((await read(xml)).events));
  });

  it('looks for repeated ids in bounded memory and says when it stopped', async () => {
    const [one] = smallReport().units[0]?.settlements[0]?.transactions ?? [];
    const transactions = one ? ['1', '2', '3', '4', '1'].map((id) => ({ ...one, id })) : [];
    const text = reportXml(smallReport({ transactions }));
    const { events } = await collect(readSettlementReport([text], { duplicateLimit: 2 }));
    expect(events.flatMap((event) => (event.kind === 'notice' ? [event.notice] : []))).toEqual([
      'duplicates-unchecked',
      'duplicate-transaction',
    ]);
  });
});

describe('a transaction that cannot be read is told, and reading goes on', () => {
  const cases: [name: string, reason: string, from: string, to: string][] = [
    ['a required field is missing', 'missing-element', '<OrderID>25</OrderID>', ''],
    ['its number is empty', 'missing-element', '<TransactionID>5002', '<TransactionID>'],
    ['a decimal comma', 'unreadable-amount', '<TransactionFeeAmount>0.00', '<TransactionFeeAmount>0,00'],
    ['an exponent', 'unreadable-amount', '<TransactionFeeAmount>0.00', '<TransactionFeeAmount>7e3'],
    ['no number', 'unreadable-amount', '<TransactionFeeAmount>0.00', '<TransactionFeeAmount>NaN'],
    ['three decimals', 'too-many-decimals', '<TransactionFeeAmount>0.00', '<TransactionFeeAmount>0.005'],
    ['a time that does not exist', 'unreadable-date', 'T13:00:00', 'T25:00:00'],
    ['no time', 'unreadable-date', '2018-01-22T13:00:00.000', 'yesterday'],
    [
      'another currency',
      'currency-differs',
      'NOK</SettlementCurrencyCode>\n<TransactionID>5002',
      'SEK</SettlementCurrencyCode>\n<TransactionID>5002',
    ],
    [
      'a currency nobody knows',
      'unknown-currency',
      'NOK</SettlementCurrencyCode>\n<TransactionID>5002',
      'XXX</SettlementCurrencyCode>\n<TransactionID>5002',
    ],
  ];

  for (const [version, whole] of [
    ['3.0', xml],
    ['2.0', old],
  ] as const) {
    it.each(cases)(`${version}, %s: %s`, async (name, reason, from, to) => {
      const text = whole.replace(from, to);
      expect(text).not.toBe(whole);
      const { events, error } = await read(text);
      expect(error).toBeUndefined();
      const [row, ...others] = events.filter((event) => event.kind === 'unreadable-row');
      expect(others).toEqual([]);
      expect(row).toMatchObject({ reason, settlementId: '2000001' });
      expect(row?.message).toMatch(/^[^\n]{20,200}\.$/);
      expect(row?.transactionId).toBe(name === 'its number is empty' ? undefined : '5002');
      expect(events.at(-1)).toEqual({ kind: 'end', settlements: 1, transactions: 1, unreadableRows: 1 });
      // The other one is read, and the totals say what they lack.
      expect(events).toContainEqual(expect.objectContaining({ kind: 'transaction', transactionId: '5001' }));
      const problems = events.flatMap((event) => (event.kind === 'problem' ? [event.problem] : []));
      expect(problems).toContain('count-differs');
      expect(problems).toContain('sum-differs');
    });
  }

  it('with the line of the field, also with Windows line ends', async () => {
    const wrong = xml.replace('<TransactionNetAmount>-10.00', '<TransactionNetAmount>-10,00');
    const line = lineOf(wrong, '-10,00');
    for (const text of [wrong, wrong.replaceAll('\n', '\r\n')]) {
      const { events } = await read(text);
      expect(events).toContainEqual(
        expect.objectContaining({ kind: 'unreadable-row', reason: 'unreadable-amount', line }),
      );
    }
  });

  it('and the count says how many besides those that were read', async () => {
    const { events } = await read(xml.replace('T13:00:00', 'T25:00:00'));
    expect(events).toContainEqual(
      expect.objectContaining({
        problem: 'count-differs',
        message:
          'Settlement 2000001 says 2 transactions, but 1 stand in the file, besides 1 that cannot be read.',
      }),
    );
  });
});

describe('a file is refused with the line and the reason', () => {
  const cases: [name: string, reason: string, from: string, to: string][] = [
    ['the serial number is missing', 'missing-element', '<SerialNumber>100297</SerialNumber>', ''],
    ['a total is missing', 'missing-element', '<SettledAmount>63.21</SettledAmount>', ''],
    ['the count of settlements is missing', 'missing-element', '<NumOfSettlements>1</NumOfSettlements>', ''],
    ['the settlement number is missing', 'missing-element', '<SettlementID>2000001</SettlementID>', ''],
    ['a field stands twice', 'repeated-element', '<OrderID>25', '<OrderID>26</OrderID><OrderID>25'],
    ['a decimal comma', 'unreadable-amount', '<SettledAmount>63.21', '<SettledAmount>73,21'],
    ['an exponent', 'unreadable-amount', '<SettledAmount>63.21', '<SettledAmount>7e3'],
    ['no number', 'unreadable-amount', '<SettledAmount>63.21', '<SettledAmount>NaN'],
    ['three decimals', 'too-many-decimals', '<SettledAmount>63.21', '<SettledAmount>73.215'],
    ['a day that does not exist', 'unreadable-date', '2018-02-20', '2018-02-30'],
    ['a count that is none', 'unreadable-value', '<NumOfTransactions>2', '<NumOfTransactions>two'],
    ['a type nobody knows', 'unreadable-value', '>Gross<', '>Brutto<'],
    [
      'another currency in a settlement',
      'currency-differs',
      'NOK</SettlementCurrencyCode>\n<SettlementType>',
      'SEK</SettlementCurrencyCode>\n<SettlementType>',
    ],
    ['a currency nobody knows', 'unknown-currency', 'NOK', 'XXX'],
    [
      'a transaction outside a settlement',
      'misplaced-element',
      '<NumOfSettlements>',
      '<TransactionInfo/><NumOfSettlements>',
    ],
    [
      'a transaction hidden in an unknown element',
      'misplaced-element',
      '<TransactionInfo>',
      '<Extra><TransactionInfo/></Extra><TransactionInfo>',
    ],
    ['text between elements', 'mixed-content', '<TransactionInfo>', 'x<TransactionInfo>'],
    ['an element inside a text', 'mixed-content', '<OrderID>25', '<OrderID>2<b/>5'],
    ['tags that do not close', 'not-xml', '</OrderID>', '</OrderId>'],
    ['an entity', 'entity', '<OrderID>25', '<OrderID>&xxe;'],
    ['a control character', 'not-xml', '<OrderID>25', '<OrderID>\u0001'],
    ['a long text', 'too-long', '<OrderID>25', `<OrderID>${'x'.repeat(10_001)}`],
    ['an endless text', 'too-long', '<OrderID>25', `<OrderID>${'x'.repeat(200_000)}`],
    ['a long name', 'too-long', '<OrderID>25', `<O${'x'.repeat(200)}/><OrderID>25`],
    ['deep elements', 'too-deep', '<OrderID>25', `${'<x>'.repeat(60)}${'</x>'.repeat(60)}<OrderID>25`],
  ];

  it.each(cases)('%s: %s', async (_name, reason, from, to) => {
    const text = xml.replace(from, to);
    expect(text).not.toBe(xml);
    const { events, error } = await read(text);
    expect(error?.reason).toBe(reason);
    expect(error?.message).toMatch(/^[^\n]{20,200}\.$/);
    expect(events.some((event) => event.kind === 'end')).toBe(false);
  });

  it('names the line of the field, also with Windows line ends', async () => {
    const wrong = xml.replace('<SettledAmount>63.21', '<SettledAmount>63,21');
    const line = lineOf(wrong, '63,21');
    expect(await refusal(readSettlementReport([wrong]))).toEqual({ reason: 'unreadable-amount', line });
    const windows = wrong.replaceAll('\n', '\r\n');
    expect(await refusal(readSettlementReport([windows]))).toEqual({ reason: 'unreadable-amount', line });
  });

  it.each([
    ['an empty file', '', 'empty'],
    ['blanks', ' \n\n ', 'empty'],
    ['a CSV file', 'Salgsdato;Salgssted\n20.02.2018;Oslo\n', 'not-xml'],
    ['a page of HTML', '<html><body>Log in</body></html>', 'foreign-root'],
    [
      'a bank statement',
      '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"/>',
      'foreign-root',
    ],
    ['a report without a schema', '<SettlementReport/>', 'foreign-version'],
    [
      'a report of a later schema',
      '<SettlementReport xmlns="http://vipps.no/xmlschema/SettlementReport-4.0.xsd"/>',
      'foreign-version',
    ],
    [
      'a report without content',
      '<SettlementReport xmlns="http://vipps.no/xmlschema/SettlementReport-3.0.xsd"/>',
      'missing-element',
    ],
    ['two documents in one', `${xml}${xml.slice(xml.indexOf('<Sett'))}`, 'not-xml'],
    ['text after the end', `${xml}\nThe end`, 'not-xml'],
  ])('%s', async (_name, text, reason) => {
    expect(await refusal(readSettlementReport([text]))).toMatchObject({ reason });
    expect(await refusal(readSettlementReport([Buffer.from(text)]))).toMatchObject({ reason });
  });

  it('entity bombs and external entities', async () => {
    const bomb = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>';
    const external = '<!DOCTYPE a SYSTEM "file:///etc/passwd">';
    for (const doctype of [bomb, external]) {
      const text = xml.replace('<SettlementReport', `${doctype}<SettlementReport`);
      expect(await refusal(readSettlementReport([text]))).toEqual({ reason: 'doctype', line: 2 });
    }
  });

  it('totals beyond what a number holds exactly', async () => {
    const huge = smallReport().units[0]?.settlements[0]?.transactions[0];
    const one = huge && { ...huge, captureOre: 900_000_000_000_000, feeOre: 0 };
    const text = reportXml(smallReport({ transactions: one ? new Array(20).fill(one) : [] }));
    expect(await refusal(readSettlementReport([text]))).toMatchObject({ reason: 'amount-too-large' });
  });
});
