import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Ore, ore } from '#core/money';
import { type CsvColumn, type CsvOptions, writeCsv } from '#files/csv-writer';

interface Row {
  readonly text: string | null;
  readonly amount: Ore | null;
  readonly count?: number;
}

const columns: CsvColumn<Row>[] = [
  { header: 'text', kind: 'text', value: (row) => row.text },
  { header: 'amount', kind: 'amount', value: (row) => row.amount },
  { header: 'count', kind: 'number', value: (row) => row.count },
];

async function written(rows: Iterable<Row> | AsyncIterable<Row>, options?: CsvOptions): Promise<string> {
  let text = '';
  for await (const piece of writeCsv(rows, columns, options)) text += piece;
  return text;
}

/** A reader of RFC 4180 of our own, to check the writer with. */
function parse(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^"\\r\\n${separator}]*))(${separator}|\\r\\n)`, 'gy');
  for (const match of text.matchAll(cell)) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] !== '\r\n') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

describe('CSV', () => {
  it('has a header, CRLF line ends and quotes where RFC 4180 wants them', async () => {
    const rows = [
      { text: 'Blåbær', amount: ore(-7321), count: 2 },
      { text: 'a,b "c"\r\nd', amount: null },
    ];
    expect(await written(rows)).toBe('text,amount,count\r\nBlåbær,-73.21,2\r\n"a,b ""c""\r\nd",,\r\n');
  });

  it('suits Norwegian Excel on request', async () => {
    const rows = [{ text: 'a;b', amount: ore(-123_450), count: 2.5 }];
    const text = await written(rows, { separator: ';', decimal: ',', bom: true });
    expect(text).toBe('\ufefftext;amount;count\r\n"a;b";-1234,50;2,5\r\n');
  });

  it('quotes amounts when comma is both separator and decimal mark', async () => {
    expect(await written([{ text: '', amount: ore(150) }], { decimal: ',' })).toContain(',"1,50",');
  });

  it('of no rows is the header', async () => {
    expect(await written([])).toBe('text,amount,count\r\n');
  });

  it.each([
    '=1+1',
    '+47 99999999',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '  =1',
    '＝1',
    '=cmd|"/c calc"!A1',
  ])('text %j is no formula', async (text) => {
    const csv = await written([{ text, amount: ore(-1) }]);
    expect(parse(csv, ',')[1]).toEqual([`'${text}`, '-0.01', '']);
  });

  it('text with the other separator stays in its cell in a spreadsheet of another country', async () => {
    expect(await written([{ text: 'a;=1+1', amount: null }])).toContain('"a;=1+1"');
  });

  it('refuses what is no number', async () => {
    await expect(written([{ text: '', amount: null, count: Number.NaN }])).rejects.toThrow(RangeError);
  });

  it('reads back as it was written, and no cell begins a formula', async () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '"', ',', ';', '\r', '\n', '\t', '=', '-', '+', '@', ' ', 'ø', "'"),
    });
    const rows = fc.array(fc.record({ text, amount: fc.integer().map((value) => ore(value)) }), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom<',' | ';'>(',', ';'), async (models, separator) => {
        const [, ...cells] = parse(await written(models, { separator }), separator);
        expect(cells).toHaveLength(models.length);
        for (const [index, model] of models.entries()) {
          const cell = cells[index]?.[0] ?? '';
          expect([model.text, `'${model.text}`]).toContain(cell);
          expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
          expect(Number(cells[index]?.[1])).toBeCloseTo(model.amount / 100, 2);
        }
      }),
    );
  });

  it('asks for rows only as fast as they are taken, and gives all of them', async () => {
    let made = 0;
    function* many() {
      while (made < 100_000) {
        made += 1;
        yield { text: 'x', amount: ore(made) };
      }
    }
    let lines = 0;
    for await (const piece of writeCsv(many(), columns)) {
      lines += piece.split('\r\n').length - 1;
      expect(made - lines).toBeLessThan(1000);
    }
    expect(lines).toBe(100_001);
  });

  it('passes on an error of the rows', async () => {
    async function* failing() {
      yield { text: 'a', amount: null };
      throw new Error('database gone');
    }
    await expect(written(failing())).rejects.toThrow('database gone');
  });
});
