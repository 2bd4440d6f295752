import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSettlementCsv } from '#files/settlement-csv';
import { chunked, collect, refusal } from './collect';
import {
  type SectionRowModel,
  type SummaryModel,
  sectionsHead,
  summaryLines,
  transactionLines,
} from './settlement-csv-models';

const rows: readonly SectionRowModel[] = [
  { transactionId: '7001', captureOre: 50_000, refundOre: 0, feeOre: 1000 },
  { transactionId: '7002', captureOre: 25_050, refundOre: 0, feeOre: 500 },
  { transactionId: '7003', captureOre: 0, refundOre: -10_000, feeOre: 0 },
];
const summary: SummaryModel = {
  unit: '117703',
  id: '2000810',
  date: '12.02.2024',
  net: '635.50',
  captureOre: 75_050,
  refundOre: -10_000,
  feeOre: 1500,
  count: 3,
};

const csv = (
  summaries: readonly SummaryModel[],
  transactions: readonly SectionRowModel[] = rows,
  newline = '\n',
) => [...sectionsHead(), ...summaryLines(summaries), ...transactionLines(transactions), ''].join(newline);
const read = async (text: string) => {
  const { events, error } = await collect(readSettlementCsv([text]));
  expect(error).toBeUndefined();
  const of = <Kind extends (typeof events)[number]['kind']>(kind: Kind) =>
    events.filter((event): event is Extract<typeof event, { kind: Kind }> => event.kind === kind);
  return { events, of };
};

describe('a settlement CSV in sections that ties', () => {
  it('gives its events with signs and sums as in XML, and no problem', async () => {
    const { events, of } = await read(csv([summary]));
    expect(of('problem')).toEqual([]);
    expect(of('report')).toEqual([{ kind: 'report', version: 'csv-sections', line: 1 }]);
    expect(of('sales-unit')).toEqual([
      {
        kind: 'sales-unit',
        saleUnitName: 'Blåbærbutikken',
        serialNumber: '117703',
        organizationName: 'Bjørns Blåbær AS',
        organizationNumber: '987654321',
        line: 6,
      },
    ]);
    expect(of('payments-info')).toMatchObject([{ account: '86011117947', currency: 'NOK', from: undefined }]);
    expect(of('transaction')[2]).toEqual({
      kind: 'transaction',
      settlementId: '2000810',
      serialNumber: '117703',
      transactionId: '7003',
      orderId: 'ordre-7003',
      // The beginning of the 8th in Oslo, which is one hour ahead of UTC in winter.
      time: '2024-02-07T23:00:00.000Z',
      captureOre: 0,
      refundOre: -10_000,
      grossOre: -10_000,
      netOre: -10_000,
      feeOre: 0,
      currency: 'NOK',
      line: 11,
    });
    expect(of('settlement-end')).toMatchObject([
      {
        id: '2000810',
        serialNumber: '117703',
        type: undefined,
        written: { transactions: 3, captureOre: 75_050, refundOre: -10_000, netOre: 63_550, feeOre: 1500 },
        summed: { transactions: 3, captureOre: 75_050, refundOre: -10_000, netOre: 63_550, feeOre: 1500 },
      },
    ]);
    expect(events.at(-1)).toEqual({ kind: 'end', settlements: 1, transactions: 3, unreadableRows: 0 });
  });

  it('reads the same wherever its bytes are cut, with either line end', async () => {
    const text = csv([summary], rows, '\r\n');
    const { events } = await read(text);
    expect(events).toEqual((await read(csv([summary]))).events);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 20 }), async (cuts) => {
        expect((await collect(readSettlementCsv(chunked(text, cuts)))).events).toEqual(events);
      }),
      { numRuns: 40 },
    );
  });

  it('tells the fees of its own section', async () => {
    const fee = 'FeeInfo,12.02.2024,Blåbærbutikken,117703,86011117947,-15.00,NOK';
    const { of } = await read(csv([summary]).replace('\nTransactionInfo', `\n${fee}\nTransactionInfo`));
    expect(of('fee')).toMatchObject([{ date: '2024-02-12', amountOre: 1500, account: '86011117947' }]);
  });
});

describe('a settlement CSV in sections that contradicts itself', () => {
  it('with an amount split by a decimal comma has it joined again, and says so', async () => {
    const { of } = await read(csv([{ ...summary, net: '635,50' }]));
    expect(of('problem')).toMatchObject([
      {
        problem: 'row-repaired',
        line: 6,
        settlementId: '2000810',
        message: expect.stringContaining('635,50'),
      },
    ]);
    expect(of('settlement-end')[0]?.written.netOre).toBe(63_550);
  });

  it('in a transaction too, on its own line', async () => {
    const { of } = await read(csv([summary]).replace('250.50,NOK', '250,50,NOK'));
    expect(of('transaction')).toHaveLength(3);
    expect(of('problem')).toMatchObject([{ problem: 'row-repaired', line: 10, transactionId: '7002' }]);
  });

  it('gives every transaction to the one summary, whatever number, sales unit and date it carries', async () => {
    const strange = rows.map((row) => ({
      ...row,
      settlementId: '2000333',
      unit: '595976',
      settlementDate: '10.02.2024',
    }));
    const { of } = await read(csv([summary], strange));
    expect(of('transaction').map((row) => [row.settlementId, row.serialNumber])).toEqual(
      Array.from({ length: 3 }, () => ['2000810', '117703']),
    );
    expect(of('problem').map(({ problem, line, message }) => [problem, line, message])).toEqual([
      [
        'settlement-id-differs',
        9,
        '3 rows from line 9 on: settlement 2000333, but the summary on line 6 has 2000810. Taken as settlement 2000810.',
      ],
      [
        'sales-unit-differs',
        9,
        '3 rows from line 9 on: sales unit 595976, but the summary on line 6 has 117703. Taken as 117703.',
      ],
      [
        'settlement-date-differs',
        9,
        '3 rows from line 9 on: settlement date 2024-02-10, but the summary on line 6 has 2024-02-12. Taken as 2024-02-12.',
      ],
    ]);
  });

  it('with a net that ignores the refunds, in a row and in the summary, says what it would be', async () => {
    const ignoring = rows.map((row) => (row.refundOre === 0 ? row : { ...row, netOre: 0 }));
    const { of } = await read(csv([{ ...summary, net: '735.50' }], ignoring));
    expect(of('transaction')[2]?.netOre).toBe(-10_000);
    expect(of('problem')).toMatchObject([
      { problem: 'net-ignores-refunds', transactionId: '7003', line: 11, expectedOre: -10_000, actualOre: 0 },
      { problem: 'net-ignores-refunds', line: 6, expectedOre: 63_550, actualOre: 73_550 },
    ]);
  });

  it.each([
    [
      'a wrong net of a row',
      '7001,2000810,ordre-7001,12.02.2024,500.00,NOK,-10.00,0.00,490.00',
      '490.01',
      'net-differs',
    ],
    ['a wrong total of captures', '750.50', '750.51', 'sum-differs'],
    ['a wrong count', '635.50,3', '635.50,4', 'count-differs'],
  ])('%s: %s → %s is %s', async (_name, part, changed, problem) => {
    const to = part.startsWith('7001') ? part.replace('490.00', changed) : changed;
    const { of } = await read(csv([summary]).replace(part, to));
    expect(of('problem').map((event) => event.problem)).toEqual([problem]);
  });

  it('with different strange numbers tells each once, and a bounded count of them', async () => {
    const strange = Array.from({ length: 50 }, (_, index) => ({
      transactionId: String(8000 + index),
      captureOre: 100,
      refundOre: 0,
      feeOre: 0,
      settlementId: String(3_000_000 + index),
    }));
    const { of } = await read(
      csv([{ ...summary, captureOre: 5000, refundOre: 0, feeOre: 0, net: '50.00', count: 50 }], strange),
    );
    const problems = of('problem');
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)?.message).toBe('30 more rows contradict the settlement in other ways.');
  });
});

describe('several summaries', () => {
  const second = {
    ...summary,
    id: '2000811',
    captureOre: 100,
    refundOre: 0,
    feeOre: 0,
    net: '1.00',
    count: 1,
  };
  const small = { transactionId: '7004', captureOre: 100, refundOre: 0, feeOre: 0 };

  it('take the transactions by their number, interleaved', async () => {
    const mixed = [{ ...small, settlementId: '2000811' }, ...rows];
    const { of } = await read(csv([summary, second], mixed));
    expect(of('problem')).toEqual([]);
    expect(of('transaction').map((row) => row.settlementId)).toEqual([
      '2000811',
      '2000810',
      '2000810',
      '2000810',
    ]);
    expect(of('settlement-end').map((end) => end.summed.transactions)).toEqual([3, 1]);
  });

  it('leave a transaction with a number that none of them has to a settlement of its own, and say so', async () => {
    const { of } = await read(
      csv(
        [summary, { ...second, count: 0, captureOre: 0, net: '0.00' }],
        [...rows, { ...small, settlementId: '2000999' }],
      ),
    );
    expect(of('settlement-end').map((end) => end.id)).toEqual(['2000810', '2000811', '2000999']);
    expect(of('problem')).toMatchObject([
      { problem: 'settlement-id-differs', settlementId: '2000999', line: 13 },
    ]);
  });

  it('in blocks one after the other each have the transactions that follow', async () => {
    const block = [...summaryLines([second]), ...transactionLines([{ ...small, settlementId: '2000999' }])];
    const { of } = await read(`${csv([summary])}${block.join('\n')}\n`);
    expect(of('settlement-end').map((end) => [end.id, end.summed.transactions])).toEqual([
      ['2000810', 3],
      ['2000811', 1],
    ]);
    expect(of('problem')).toMatchObject([{ problem: 'settlement-id-differs', settlementId: '2000811' }]);
  });

  it('of the same settlement are told', async () => {
    const { of } = await read(`${csv([summary])}${csv([summary])}`);
    expect(of('problem').map((event) => event.problem)).toEqual(['settlement-repeated']);
    expect(of('notice').map((event) => event.notice)).toEqual(Array(3).fill('duplicate-transaction'));
  });
});

describe('a row in sections that cannot be read', () => {
  it.each([
    ['an amount that is none', '250.50,NOK', 'much,NOK', 'unreadable-amount'],
    [
      'a day that does not exist',
      '08.02.2024,Blåbærbutikken,117703,7002',
      '31.02.2024,Blåbærbutikken,117703,7002',
      'unreadable-date',
    ],
    ['no transaction number', ',7002,', ',,', 'missing-element'],
    ['another currency', '250.50,NOK', '250.50,EUR', 'currency-differs'],
    ['two fields too many', '250.50,NOK', '250.50,x,y,NOK', 'wrong-field-count'],
    ['one field too many that is no amount', '250.50,NOK', '250.50,NOK,NOK', 'wrong-field-count'],
  ])('%s is told with its line, and the rest is read', async (_name, from, to, reason) => {
    const { of } = await read(csv([summary]).replace(from, to));
    expect(of('unreadable-row')).toMatchObject([{ reason, line: 10, settlementId: '2000810' }]);
    expect(of('transaction').map((row) => row.transactionId)).toEqual(['7001', '7003']);
    expect(of('problem').map((event) => event.problem)).toContain('count-differs');
  });

  it('among the summaries leaves the transactions to their own numbers', async () => {
    const { of } = await read(csv([summary]).replace('750.50,NOK', 'much,NOK'));
    expect(of('unreadable-row')).toMatchObject([
      { line: 6, reason: 'unreadable-amount', settlementId: '2000810' },
    ]);
    expect(of('transaction')).toHaveLength(3);
    expect(of('problem')).toMatchObject([
      { problem: 'settlement-id-differs', message: expect.stringContaining('no summary') },
    ]);
  });

  it('outside any section is told', async () => {
    const { of } = await read(`${csv([summary])}Something,else\n`);
    expect(of('unreadable-row')).toMatchObject([{ reason: 'unknown-row', line: 12 }]);
  });
});

describe('a CSV in sections is refused', () => {
  it.each([
    ['without a column that is needed', /TransactionId,/, '', 'missing-column'],
    ['with a column that stands twice', 'OrderID', 'TransactionId', 'repeated-column'],
    ['with rows before their headers', /TransactionInfo,SalesDate.*\n/, '', 'unknown-columns'],
  ])('%s', async (_name, from, to, reason) => {
    expect(await refusal(readSettlementCsv([csv([summary]).replace(from, to)]))).toMatchObject({ reason });
  });
});
