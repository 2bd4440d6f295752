import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { day } from '#core/calendar';
import type { ReportFormat } from '#core/report-kinds';
import type { Db } from '#db/client';
import { orderLinePages, pageOfOrders } from '#db/queries/export-orders';
import { exportPageSize } from '#db/queries/export-page';
import { limitToUnits } from '#db/visible-units';
import { writeCsv } from '#files/csv-writer';
import { orderColumns } from '#services/export-columns';
import { csvOptions } from '#services/export-report';
import { findReport } from '#services/export-reports';
import { rowsByPage } from '#services/export-rows';
import { openBooks } from './export-books';

let desk = openBooks();
afterEach(() => {
  desk.close();
  desk = openBooks();
});

type Order = {
  readonly orderId: string;
  readonly msn?: string;
  readonly description?: string | null;
  readonly at?: string;
  readonly amounts?: readonly [reserved: number, captured: number, refunded: number];
};

function store(db: Db, orders: Iterable<Order>): void {
  const insert = db.$client.prepare(
    `INSERT OR IGNORE INTO orders (msn, order_id, source, description, state, amount_ore, reserved_ore, captured_ore,
       refunded_ore, registered_at, reserved_at, activity_at, guarantee_until, deadline_at)
     VALUES (?, ?, 'registered', ?, 'captured', ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  db.$client.transaction(() => {
    for (const order of orders) {
      const { orderId, msn = '123456', description = null, at = someInstant, amounts = [0, 0, 0] } = order;
      const [reserved, captured, refunded] = amounts;
      const reservedAt = reserved > 0 ? at : null;
      insert.run(
        ...[msn, orderId, description, reserved, reserved, captured, refunded],
        ...[at, reservedAt, at, reservedAt, reservedAt],
      );
    }
  })();
}

const someInstant = '2026-05-04T10:00:00.000Z';
const always = { from: day('2000-01-01'), to: day('2199-12-31') };
const formats: readonly ReportFormat[] = ['plain', 'excel'];

/** As the rows give it, one by one. */
async function byRows(db: Db, format: ReportFormat, msn?: string): Promise<string> {
  const range = { from: '1999-12-31T23:00:00.000Z', before: '2199-12-31T23:00:00.000Z' };
  const rows = rowsByPage((after: Parameters<typeof pageOfOrders>[2]) =>
    pageOfOrders(db, { range, msn }, after),
  );
  let text = '';
  for await (const piece of writeCsv(rows, orderColumns, csvOptions[format])) text += piece;
  return text;
}

async function byLines(db: Db, format: ReportFormat, msn?: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of findReport('orders').csv(db, { period: always, msn }, csvOptions[format])) {
    pieces.push(Buffer.from(piece));
  }
  return Buffer.concat(pieces).toString();
}

/** Pages of which the database could write no line. */
function pagesLeftToRows(db: Db): number {
  const range = { from: '2000', before: '2200' };
  const cells = orderColumns.map(({ stored }) => stored);
  const read = orderLinePages(db, { range }, { cells, separator: ',', decimal: '.' });
  let left = 0;
  let page = read?.();
  while (page !== undefined) {
    if (page.lines === null) left += 1;
    page = page.after === undefined ? undefined : read?.(page.after);
  }
  return read === undefined ? Number.POSITIVE_INFINITY : left;
}

async function expectSame(db: Db): Promise<void> {
  for (const format of formats) expect(await byLines(db, format)).toBe(await byRows(db, format));
}

const hostile = [
  '',
  ' ',
  'a,b',
  'a;b',
  'a\tb',
  'line\nbreak',
  'line\r\nbreak',
  '"',
  'say "hello"',
  '"=1+1"',
  "'quoted'",
  '=1+1',
  '+47 99 99 99 99',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '   =1',
  '\u00a0=1',
  '\u3000＝1',
  '\ufeff-1',
  '＋1',
  '－1',
  '＠x',
  'x=1',
  '%s %d %%',
  "cmd|' /C calc'!A0",
  'Ærlig øl på Ålesund',
  'Éclair',
  'ñ',
  'Āb',
  '[x]',
  '{x}',
  '~',
  ':',
  '\u{1f381} gave, til deg',
  '\u{1f381}',
  '日本語',
  '\u007f',
  '\u0080',
  '\ud800',
  'x'.repeat(300),
];

describe('lines that the database writes', () => {
  it.each(hostile)('are those of the rows for the text %j', async (text) => {
    store(desk.db, [
      { orderId: 'A', description: text },
      { orderId: (text || 'B').slice(0, 40), description: 'plain' },
    ]);
    desk.db.$client.prepare(`UPDATE sales_units SET name = ? WHERE msn = '123456'`).run(text);
    await expectSame(desk.db);
    expect(pagesLeftToRows(desk.db)).toBe(0);
  });

  it('leave texts with a NUL to the rows, wherever one stands', async () => {
    store(desk.db, [
      { orderId: 'A', description: 'a\0,"b' },
      { orderId: 'B\0"', description: null },
      { orderId: 'C', description: 'plain' },
    ]);
    expect(pagesLeftToRows(desk.db)).toBe(1);
    await expectSame(desk.db);
  });

  it('leave sales units with a NUL in their name to the rows', async () => {
    store(desk.db, [{ orderId: 'A' }]);
    desk.db.$client.prepare('UPDATE sales_units SET name = ?').run('Fjord\0;');
    expect(pagesLeftToRows(desk.db)).toBe(1);
    await expectSame(desk.db);
  });

  it('show the time in Oslo around both changes of summer time and the ends of years', async () => {
    const edges = [
      ...['2025-03-30T01:00', '2025-10-26T01:00', '2026-03-29T01:00', '2026-10-25T01:00', '2031-03-30T01:00'],
      ...['2025-03-29T23:00', '2025-10-25T22:00', '2026-03-28T23:00', '2026-10-24T22:00', '2026-10-25T23:00'],
      ...['2024-12-31T23:00', '2026-01-01T00:00', '2026-12-31T22:00', '2026-12-31T23:00', '2027-01-01T00:00'],
      ...['2024-02-29T23:00', '2026-06-30T22:00', '2026-07-01T00:00', '2026-02-28T23:00'],
    ];
    store(
      desk.db,
      edges.flatMap((edge) =>
        [-3_600_000, -1, 0, 1, 999, 3_599_999, 3_600_000].map((ms) => {
          const at = new Date(Date.parse(`${edge}:00.000Z`) + ms).toISOString();
          return { orderId: at, at };
        }),
      ),
    );
    expect(pagesLeftToRows(desk.db)).toBe(0);
    await expectSame(desk.db);
  });

  it('are left to the rows for books of very many years', async () => {
    const years = ['2001', '2150', '2199'];
    store(
      desk.db,
      years.map((year) => ({ orderId: year, at: `${year}-07-01T22:30:00.000Z` })),
    );
    expect(pagesLeftToRows(desk.db)).toBe(Number.POSITIVE_INFINITY);
    await expectSame(desk.db);
  });

  it('have whole øre as kroner, also the largest', async () => {
    const sizes = [0, 1, 9, 10, 99, 100, 101, 999, 1000, 49900, 123_456_789, Number.MAX_SAFE_INTEGER];
    store(
      desk.db,
      sizes.map((size, index) => ({
        orderId: `A-${index}`,
        amounts: [size, size, Math.trunc(size / 3)] as const,
      })),
    );
    await expectSame(desk.db);
    expect(pagesLeftToRows(desk.db)).toBe(0);
  });

  it('come page after page in the order of the rows, with many orders at one instant', async () => {
    const at = (i: number) => new Date(Date.UTC(2026, 4, 1, 0, Math.floor(i / 300))).toISOString();
    store(
      desk.db,
      Array.from({ length: 6500 }, (_, i) => ({
        orderId: `A-${(i * 7919) % 6500}`,
        msn: i % 3 === 0 ? '123457' : '123456',
        at: at(i),
        description: i === 4100 ? 'a\0b' : `no ${i}`, // its page is written row by row
      })),
    );
    expect(pagesLeftToRows(desk.db)).toBe(1);
    await expectSame(desk.db);
    for (const format of formats) {
      expect(await byLines(desk.db, format, '123457')).toBe(await byRows(desk.db, format, '123457'));
    }
  });

  it('end with a full page when nothing stands behind it', async () => {
    store(
      desk.db,
      Array.from({ length: 2 * exportPageSize }, (_, i) => ({ orderId: `A-${i}` })),
    );
    await expectSame(desk.db);
  });

  it('hold only what a person limited to some sales units may see', async () => {
    store(desk.db, [
      { orderId: 'seen', at: '2026-05-04T10:00:00.000Z' },
      { orderId: 'hidden', msn: '123457', at: '2019-05-04T10:00:00.000Z' },
    ]);
    limitToUnits(desk.db, ['123456']);
    const text = await byLines(desk.db, 'plain');
    expect(text).toContain(',seen,');
    expect(text).not.toContain('hidden');
    await expectSame(desk.db);
  });

  it('are those of the rows for whatever stands in the books', async () => {
    const letters = fc.constantFrom(
      ...[
        'a',
        'Z',
        '7',
        'ø',
        'É',
        '日',
        '\u{1f381}',
        ' ',
        '\u00a0',
        '\u2028',
        '"',
        "'",
        ',',
        ';',
        '\t',
        '\r',
        '\n',
      ],
      ...['=', '+', '-', '@', '＝', '＋', '－', '＠', '%', '*', '[', ']', '?', '\\', '|', '\0'],
    );
    const text = fc.string({ unit: letters, maxLength: 8 });
    const instant = fc
      .date({ min: new Date('2019-01-01'), max: new Date('2031-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString());
    const order = fc.record({
      orderId: fc.string({ unit: letters, minLength: 1, maxLength: 8 }).filter((id) => !id.startsWith('\0')),
      msn: fc.constantFrom('123456', '123457'),
      description: fc.option(text),
      at: instant,
      amounts: fc
        .tuple(
          fc.nat({ max: 10_000_000 }),
          fc.double({ min: 0, max: 1, noNaN: true }),
          fc.double({ min: 0, max: 1, noNaN: true }),
        )
        .map(([reserved, captured, refunded]) => {
          const capturedOre = Math.trunc(reserved * captured);
          return [reserved, capturedOre, Math.trunc(capturedOre * refunded)] as const;
        }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(order, { maxLength: 12 }), text, async (orders, unitName) => {
        desk.db.$client.exec('BEGIN');
        desk.db.$client.prepare(`UPDATE sales_units SET name = ? WHERE msn = '123457'`).run(unitName);
        store(desk.db, orders);
        await expectSame(desk.db);
        desk.db.$client.exec('ROLLBACK');
      }),
      { numRuns: 300 },
    );
  });
});
