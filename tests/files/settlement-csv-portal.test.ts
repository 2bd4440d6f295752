import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSettlementCsv } from '#files/settlement-csv';
import { chunked, collect } from './collect';
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

describe("the portal's CSV", () => {
  it('gives its settlement with each row, and its kind at the end', async () => {
    const { events, of } = await read(portalCsv(two));
    expect(events.map((event) => event.kind)).toEqual([
      'report',
      'sales-unit',
      'payments-info',
      'settlement-start',
      'transaction',
      'transaction',
      'settlement-end',
      'end',
    ]);
    expect(of('settlement-start')).toMatchObject([{ id: '2000810', date: '2024-02-12', type: undefined }]);
    expect(of('transaction')[1]).toEqual({
      kind: 'transaction',
      settlementId: '2000810',
      serialNumber: '117703',
      transactionId: '7002',
      orderId: 'ordre-7002',
      time: '2024-02-07T23:00:00.000Z',
      captureOre: 0,
      refundOre: -10_000,
      grossOre: -10_000,
      netOre: -10_000,
      feeOre: 0,
      currency: 'NOK',
      line: 3,
    });
    expect(of('settlement-end')).toMatchObject([
      {
        type: 'Net',
        written: { settledOre: 87_250, netOre: undefined },
        summed: { netOre: 87_250, feeOre: 2750 },
      },
    ]);
  });

  it('never gives the names and messages of people', async () => {
    const text = portalCsv([...two, portalRow({ soldOn: 'Åse', message: 'hemmelig' })]);
    const { events } = await read(text);
    expect(JSON.stringify(events)).not.toMatch(/Åse|Øvergård|Takk|hemmelig/);
    expect(events.some((event) => event.kind === 'unreadable-row')).toBe(true);
  });

  it('reads the same with any separator, decimal sign, order of columns, line end, encoding and cut', async () => {
    const plain = (await read(portalCsv(two))).events;
    const style = fc.record({
      separator: fc.constantFrom(';' as const, ',' as const, '\t' as const),
      decimal: fc.constantFrom(',' as const, '.' as const),
      newline: fc.constantFrom('\n', '\r\n'),
      columns: fc.shuffledSubarray([...portalColumns], { minLength: portalColumns.length }),
    });
    const encoding = fc.constantFrom<'utf8' | 'latin1' | 'utf16le'>('utf8', 'latin1', 'utf16le');
    const cuts = fc.array(fc.nat(), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(style, encoding, fc.boolean(), cuts, async (chosen, name, mark, places) => {
        const hasMark = name === 'utf16le' || (mark && name === 'utf8');
        const bytes = Buffer.from((hasMark ? '\ufeff' : '') + portalCsv(two, chosen), name);
        expect((await collect(readSettlementCsv(chunked(bytes, places)))).events).toEqual(plain);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['08.02.2024', '2024-02-07T23:00:00.000Z'],
    ['2024-02-08', '2024-02-07T23:00:00.000Z'],
    ['08.07.2024', '2024-07-07T22:00:00.000Z'],
    ['08.02.2024 14:30', '2024-02-08T13:30:00.000Z'],
    ['2024-02-08T14:30:15', '2024-02-08T13:30:15.000Z'],
    ['2024-02-08T14:30:15Z', '2024-02-08T14:30:15.000Z'],
    ['2024-02-08 14:30:15.5+01:00', '2024-02-08T13:30:15.500Z'],
  ])('reads the time %s as Oslo time', async (soldOn, time) => {
    const { of } = await read(portalCsv([portalRow({ soldOn })]));
    expect(of('transaction')).toMatchObject([{ time }]);
  });

  it.each(['1 000,00', '1\u00a0000,00', '1.000,00', '1000.00', '1,000.00', '1000', 'kr 1000,-'])(
    'reads the amount %j',
    async (amount) => {
      const { of } = await read(portalCsv([sale]).replace('1000,00', amount));
      expect(of('transaction')).toMatchObject([{ captureOre: 100_000 }]);
    },
  );

  it('takes a refund without its minus by its type', async () => {
    const text = portalCsv([{ ...refund, grossOre: 10_000, type: 'Refundering', settledOre: -10_000 }]);
    const { of } = await read(text);
    expect(of('transaction')).toMatchObject([{ captureOre: 0, refundOre: -10_000, netOre: -10_000 }]);
    expect(of('problem')).toEqual([]);
  });

  it('takes a fee with a minus as a fee', async () => {
    const { of } = await read(portalCsv([sale]).replace(';27,50;', ';-27,50;'));
    expect(of('transaction')).toMatchObject([{ feeOre: 2750, netOre: 97_250 }]);
    expect(of('problem')).toEqual([]);
  });

  it('keeps what a spreadsheet would run as text', async () => {
    const { of } = await read(portalCsv([portalRow({ transactionId: '=1+1' })]));
    expect(of('transaction')).toMatchObject([{ transactionId: '=1+1', orderId: 'ordre-=1+1' }]);
  });

  it('lets columns that are not needed be missing, and tells those nobody knows', async () => {
    const columns = portalColumns.filter(
      (name) => !/Produkt|Salgssted|Fornavn|Oppgjørssum|Oppgjørskonto/.test(name),
    );
    const text = portalCsv([sale], { ...norwegianStyle, columns }).replace('Etternavn', 'Nytt felt');
    const { of } = await read(text);
    expect(of('settlement-end')).toMatchObject([{ type: undefined, written: { settledOre: undefined } }]);
    expect(of('notice')).toMatchObject([
      { notice: 'unknown-column', message: expect.stringContaining('Nytt felt') },
    ]);
  });
});

describe('settlements of several sales units', () => {
  const other = { unit: '117704', transactionId: '7101', grossOre: 5000, feeOre: 100 };

  it('may be interleaved and carry the same number', async () => {
    const rows = [sale, portalRow({ ...other, settledOre: 4900 }), { ...refund, settledOre: 87_250 }];
    const { of } = await read(
      portalCsv(rows.map((row) => (row.unit === '117703' ? { ...row, settledOre: 87_250 } : row))),
    );
    expect(of('problem')).toEqual([]);
    expect(of('settlement-start').map((start) => [start.serialNumber, start.id])).toEqual([
      ['117703', '2000810'],
      ['117704', '2000810'],
    ]);
    expect(
      of('settlement-end').map((end) => [end.serialNumber, end.summed.transactions, end.summed.netOre]),
    ).toEqual([
      ['117703', 2, 87_250],
      ['117704', 1, 4900],
    ]);
  });

  it('are each told with their sales unit just before they begin', async () => {
    const rows = [
      sale,
      portalRow({ ...other, settledOre: 4900 }),
      portalRow({ settlementId: '2000811', transactionId: '7009' }),
    ];
    const { events } = await read(portalCsv(rows));
    let unit = '';
    for (const event of events) {
      if (event.kind === 'sales-unit') unit = event.serialNumber;
      if (event.kind === 'settlement-start') expect(unit).toBe(event.serialNumber);
    }
  });
});

describe('gross or net', () => {
  it.each([
    ['the net sum', 87_250, 2750, 'Net', []],
    ['the gross sum', 90_000, 2750, 'Gross', []],
    ['both', 90_000, 0, 'Net', []],
    ['neither', 90_001, 2750, 'Net', ['settled-differs']],
  ] as const)('is told by what was settled: %s', async (_name, settledOre, feeOre, type, problems) => {
    const rows = [
      { ...sale, feeOre, settledOre },
      { ...refund, settledOre },
    ];
    const { of } = await read(portalCsv(rows));
    expect(of('settlement-end')).toMatchObject([{ type, written: { settledOre } }]);
    expect(of('problem').map((event) => event.problem)).toEqual(problems);
  });

  it('that cannot be told says the figures', async () => {
    const { of } = await read(portalCsv([{ ...sale, settledOre: 90_000 }]));
    expect(of('problem')).toMatchObject([
      {
        problem: 'settled-differs',
        expectedOre: 97_250,
        actualOre: 90_000,
        message:
          'Settlement 2000810: settled is 900.00, but the rows give net 972.50 or gross 1000.00. To the net it lacks 72.50.',
      },
    ]);
  });
});

describe('what does not add up in the portal', () => {
  const kinds = async (text: string) => (await read(text)).of('problem').map((event) => event.problem);

  it('a net that is not gross − fee', async () => {
    expect(await kinds(portalCsv([sale]).replace('972,50;Salg', '972,51;Salg'))).toEqual(['net-differs']);
  });

  it('a sale below zero, taken as a refund', async () => {
    const rows = [{ ...refund, type: 'Salg', settledOre: -10_000 }];
    expect(await kinds(portalCsv(rows))).toEqual(['wrong-sign']);
  });

  it('rows of one settlement with another date, account or settled sum', async () => {
    const text = portalCsv(two.map((row) => ({ ...row, settledOre: 87_250 })));
    const lines = text.split('\r\n');
    const change = (from: string, to: string) =>
      [lines[0], lines[1], lines[2]?.replace(from, to), ''].join('\r\n');
    expect(await kinds(change('12.02.2024', '13.02.2024'))).toEqual(['settlement-date-differs']);
    expect(await kinds(change('86011117947', '15039794613'))).toEqual(['account-differs']);
    expect(await kinds(change('872,50', '872,51'))).toEqual(['settled-differs']);
  });

  it('a type nobody knows is taken by its sign, and told once', async () => {
    const { of } = await read(portalCsv(two.map((row) => ({ ...row, type: 'Korreksjon' }))));
    expect(of('transaction').map((row) => [row.captureOre, row.refundOre])).toEqual([
      [100_000, 0],
      [0, -10_000],
    ]);
    expect(of('notice')).toMatchObject([{ notice: 'unknown-transaction-type', count: 2, line: 2 }]);
  });

  it('two equal rows both stay, the second with a notice', async () => {
    const { of } = await read(portalCsv(settled([sale, sale])));
    expect(of('transaction')).toHaveLength(2);
    expect(of('notice').map((event) => event.notice)).toEqual(['duplicate-transaction']);
  });
});
