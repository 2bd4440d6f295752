/** A table of orders is read as the shop meant it, or the row is refused: never another amount, day or order than was written. */
import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDecimal, ore } from '#core/money';
import { detectFileKind } from '#files/detect-file';
import { type OrdersFileEvent, readOrdersCsv } from '#files/orders-csv';
import { ordersTemplate } from '#files/orders-csv-template';
import { chunked, collect, refusal } from './collect';

const read = async (content: string | Uint8Array) => (await collect(readOrdersCsv([content]))).events;
const orders = (events: readonly OrdersFileEvent[]) => events.filter((event) => event.kind === 'order');
const faults = (events: readonly OrdersFileEvent[]) =>
  events.flatMap((event) => (event.kind === 'unreadable-row' ? [[event.line, event.reason]] : []));
const one = async (head: string, row: string) => read(`${head}\n${row}\n`);

const norwegian =
  'Vippsnummer;Ordre-ID;Beløp;Beskrivelse;Opprettet;Hurtigkasse;Kunde;Sendt;Transportør;Sporingsnummer';
const english =
  'Sales unit,Order ID,Amount,Description,Created,Express,Customer key,Shipped,Carrier,Tracking number';
const whole = {
  kind: 'order',
  line: 2,
  msn: '123456',
  orderId: 'A-1',
  amountOre: 123_450,
  description: 'Blåbær; syltet',
  createdAt: '2026-06-01T12:30:00.000Z',
  express: true,
  customerKey: 'kunde_7',
  shipment: {
    at: '2026-06-01T22:00:00.000Z',
    on: '2026-06-02',
    carrier: 'Posten',
    trackingNumber: 'TEST123',
  },
};
const norwegianRow =
  '123456;A-1;1 234,50;"Blåbær; syltet";01.06.2026 14:30;Ja;kunde_7;02.06.2026;Posten;TEST123';

describe('columns', () => {
  it('are known in Norwegian and in English, with their own separators and decimals', async () => {
    expect((await one(norwegian, norwegianRow))[0]).toEqual(whole);
    const row = '123456,A-1,1234.50,Blåbær; syltet,2026-06-01T14:30,yes,kunde_7,2026-06-02,Posten,TEST123';
    expect((await one(english, row))[0]).toEqual(whole);
    expect((await one(english.replaceAll(',', '\t'), row.replaceAll(',', '\t')))[0]).toEqual(whole);
  });

  it('stand in any order, written in any case and with spaces; Excel’s sep= line is no header', async () => {
    const [order] = await read('sep=;\r\n AMOUNT ;order id;M S N\r\n499;A-1;123456\r\n');
    expect(order).toMatchObject({ line: 3, msn: '123456', orderId: 'A-1', amountOre: 49_900 });
  });

  it('that are not known are told and passed over', async () => {
    const events = await one('MSN;Order ID;Amount;Farge', '123456;A-1;499;rød');
    expect(events[0]).toMatchObject({ kind: 'notice', notice: 'unknown-column', line: 1 });
    expect(events[0]).toHaveProperty('message', expect.stringContaining('"Farge"'));
    expect(orders(events)).toHaveLength(1);
  });

  it('that are missing refuse the file, which says which and what stands there instead', async () => {
    const { error, events } = await collect(readOrdersCsv(['Ordre-ID;Beløp;Farge\nA-1;499;rød\n']));
    expect(error).toMatchObject({ reason: 'missing-column', line: 1 });
    expect(error?.message).toContain('Vippsnummer (Sales unit)');
    expect(error?.message).toContain('"Ordre-ID", "Beløp", "Farge"');
    expect(events).toEqual([]);
  });

  it('without any header are refused, and no name of a person in the first row is quoted', async () => {
    const { error } = await collect(readOrdersCsv(['123456;A-1;499;Kari Nordmann\n']));
    expect(error).toMatchObject({ reason: 'unknown-columns' });
    expect(error?.message).not.toContain('Kari');
  });

  it('that mean the same twice refuse the file', async () => {
    expect(await refusal(readOrdersCsv(['MSN;Vippsnummer;Ordre-ID;Beløp\n1;2;3;4\n']))).toEqual({
      reason: 'repeated-column',
      line: 1,
    });
  });

  it('without a row below them refuse the file', async () => {
    expect(await refusal(readOrdersCsv([`${norwegian}\n`]))).toMatchObject({ reason: 'empty' });
    expect(await refusal(readOrdersCsv(['']))).toMatchObject({ reason: 'empty' });
  });
});

describe('encodings', () => {
  const text = `${norwegian}\r\n${norwegianRow}\r\n`;
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${text}`)],
    ['Windows-1252', Buffer.from(text, 'latin1')],
    ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 with the bytes swapped', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ])('%s is read, wherever the bytes are cut, and its kind is told', async (_name, bytes) => {
    const cut = Array.from({ length: bytes.length }, (_, at) => at).filter((at) => at % 7 === 0);
    expect((await collect(readOrdersCsv(chunked(bytes, cut)))).events[0]).toEqual(whole);
    expect(detectFileKind(bytes, 'whatever.bin')).toBe('orders-csv');
  });
});

describe('a row', () => {
  const head = 'MSN;Order ID;Amount;Created;Express;Customer key;Shipped;Description';
  it.each([
    ['12345678;A;499;;;;;', 'unreadable-value'],
    [';A;499;;;;;', 'missing-element'],
    ['123456;A_1;499;;;;;', 'unreadable-value'],
    [`123456;${'A'.repeat(51)};499;;;;;`, 'unreadable-value'],
    ['123456;1,23457E+16;499;;;;;', 'unreadable-value'],
    ['123456;A;1.234;;;;;', 'too-many-decimals'],
    ['123456;A;-499;;;;;', 'unreadable-amount'],
    ['123456;A;0,99;;;;;', 'unreadable-amount'],
    ['123456;A;gratis;;;;;', 'unreadable-amount'],
    ['123456;A;499;03/04/2026;;;;', 'unreadable-date'],
    ['123456;A;499;2026/04/03;;;;', 'unreadable-date'],
    ['123456;A;499;31.02.2026;;;;', 'unreadable-date'],
    ['123456;A;499;i går;;;;', 'unreadable-date'],
    ['123456;A;499;;kanskje;;;', 'unreadable-value'],
    ['123456;A;499;;;Kari Nordmann;;', 'unreadable-value'],
    ['123456;A;499;;;+47 99 99 99 99;;', 'unreadable-value'],
    ['123456;A;499;;;;03/04/2026;', 'unreadable-date'],
    [`123456;A;499;;;;;${'x'.repeat(101)}`, 'too-long'],
    ['123456;A;499;;;;;text;more', 'wrong-field-count'],
  ])('%s is refused alone, with its line; the next one is read', async (row, reason) => {
    const events = await read(`${head}\n${row}\n123456;B;499;;;;;\n`);
    expect(faults(events)).toEqual([[2, reason]]);
    expect(orders(events)).toMatchObject([{ line: 3, orderId: 'B' }]);
    expect(events.at(-1)).toEqual({ kind: 'end', orders: 1, unreadableRows: 1 });
  });

  it('never quotes a name that stands in the wrong column', async () => {
    const events = await read(`${head}\n123456;A;Kari Nordmann;;;;;\n123456;A;499;;;Kari Nordmann;;\n`);
    expect(JSON.stringify(events)).not.toContain('Kari');
  });

  it('whose amount was cut at its comma is refused, not read as whole kroner', async () => {
    const events = await one('MSN,Order ID,Amount,Description', '123456,A-1,499,50');
    expect(faults(events)).toEqual([[2, 'wrong-field-count']]);
    expect(orders(await one('MSN,Order ID,Amount,Description', '123456,A-1,"499,50",50'))).toMatchObject([
      { amountOre: 49_950, description: '50' },
    ]);
  });

  it('with a formula keeps it as text', async () => {
    const events = await one(head, '123456;A;499;;;;;"=HYPERLINK(""http://x.example"";""y"")"');
    expect(orders(events)).toMatchObject([{ description: '=HYPERLINK("http://x.example";"y")' }]);
    expect(faults(await one(head, '=1+1;=cmd;=499;;;;;'))).toHaveLength(1);
  });

  it('that names a carrier and no time of shipping ships nothing, and that is told once', async () => {
    const rows = '123456;A;499;;Posten\n123456;B;499;;Posten\n';
    const events = await read(`MSN;Order ID;Amount;Shipped;Carrier\n${rows}`);
    expect(orders(events)).toMatchObject([{ shipment: undefined }, { shipment: undefined }]);
    expect(events.find((event) => event.kind === 'notice')).toMatchObject({
      notice: 'not-shipped',
      line: 2,
      count: 2,
    });
  });

  it('gives back whatever amount, id and text were written', async () => {
    const values = fc.record({
      orderId: fc.stringMatching(/^[a-zA-Z0-9-]{1,50}$/),
      amountOre: fc.integer({ min: 100, max: 99_999_999_99 }).map(ore),
      description: fc.stringMatching(/^[a-zæøå;",=+-]{1,50}$/),
      comma: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(values, async ({ orderId, amountOre, description, comma }) => {
        const amount = formatDecimal(amountOre).replace('.', comma ? ',' : '.');
        const cells = ['123456', orderId, amount, `"${description.replaceAll('"', '""')}"`];
        const [order] = orders(await one('MSN;Order ID;Amount;Description', cells.join(';')));
        expect(order).toMatchObject({ orderId, amountOre, description });
      }),
    );
  });
});

describe('the kind of a file', () => {
  it('is told from that of settlements and of bank statements, whose columns it shares', () => {
    const kind = (text: string) => detectFileKind(Buffer.from(text), 'file.csv');
    expect(kind(`${english}\n`)).toBe('orders-csv');
    expect(kind('Ordre-ID;Beløp\nA;1\n')).toBe('orders-csv');
    expect(
      kind('Salgsdato;Vippsnummer;Transaksjons-ID;Ordre-ID;Brutto;Gebyr;Netto;Oppgjørs-ID;Oppgjørsdato\n'),
    ).toBe('settlement-csv');
    expect(kind('Dato;Beskrivelse;Beløp\n01.06.2026;Varekjøp;-499,00\n')).toBe('bank-csv');
  });
});

describe('the template', () => {
  it.each(['nb', 'en'] as const)('in %s opens in Excel and reads without a fault', async (language) => {
    const text = await ordersTemplate(language);
    expect(text.startsWith('\ufeff')).toBe(true);
    expect(text.split('\r\n')[0]?.split(';')).toHaveLength(10);
    const events = await read(Buffer.from(text));
    expect(events.map(({ kind }) => kind)).toEqual(['order', 'order', 'end']);
    expect(orders(events)[0]).toMatchObject({ amountOre: 123_450, express: false });
    expect(orders(events)[0]).toHaveProperty('shipment.on', '2026-06-02');
  });
});

describe('a table without end', () => {
  it('is read row by row: nothing but the row at hand is held', { timeout: 60_000 }, async () => {
    const taken = { bytes: 0 };
    async function* endless() {
      yield Buffer.from(`${norwegian}\n`);
      const block = Buffer.from(`${norwegianRow}\n`.repeat(600));
      for (; taken.bytes < 20 * 1024 * 1024; taken.bytes += block.length) yield block;
    }
    let rows = 0;
    let most = 0;
    for await (const event of readOrdersCsv(endless())) {
      if (rows === 0) expect(taken.bytes).toBeLessThan(1024 * 1024);
      if (event.kind === 'order') rows += 1;
      if (rows % 20_000 === 0) most = Math.max(most, process.memoryUsage().heapUsed);
    }
    expect(rows).toBeGreaterThan(200_000);
    expect(most).toBeLessThan(400 * 1024 * 1024);
  });
});
