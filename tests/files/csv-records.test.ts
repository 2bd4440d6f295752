import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCsv } from '#files/csv-records';
import { chunked, collect } from './collect';

async function read(input: string | Uint8Array | readonly (string | Uint8Array)[]) {
  const csv = await openCsv(typeof input === 'string' || input instanceof Uint8Array ? [input] : input);
  const { events: rows, error } = await collect(csv.records);
  return { rows, error, separator: csv.separator, encoding: csv.encoding() };
}
const fields = async (text: string | Uint8Array) => (await read(text)).rows.map((row) => row.fields);

describe('rows of a CSV', () => {
  it('have the line on which they begin; blank ones are left out', async () => {
    expect((await read('a;b\n\n"x\ny";2\r\n;\n3;4')).rows).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 3, fields: ['x\ny', '2'] },
      { line: 6, fields: ['3', '4'] },
    ]);
  });

  it('keep quotes inside a text, and doubled ones once', async () => {
    expect(await fields('a;b\nx "y" z;"q ""r"""\n"Kari" Nordmann;2\n')).toEqual([
      ['a', 'b'],
      ['x "y" z', 'q "r"'],
      ['"Kari" Nordmann', '2'],
    ]);
  });

  it.each([
    ['a;b;c\n1,5;2,5;3,5\n', ';'],
    ['a,b,c\n1.5,2.5,3.5\n', ','],
    ['a\tb\tc\n1,5\t2,5\t3,5\n', '\t'],
    ['"a;b";"c,d,e,f,g";h\n', ';'],
    ['Konto 1234\na;b;c\n1,5;2;3\n', ';'],
  ])('%j is separated by %j', async (text, separator) => {
    expect((await read(text)).separator).toBe(separator);
  });

  it('are read whatever is written in them, wherever the bytes are cut', async () => {
    const cell = fc.array(fc.constantFrom('a', 'ø', '€', '😀', ';', ',', '"', '\n', ' ', "'", '='), {
      maxLength: 8,
    });
    const rows = fc.array(
      fc.array(
        cell.map((parts) => parts.join('')),
        { minLength: 8, maxLength: 8 },
      ),
      { minLength: 1 },
    );
    await fc.assert(
      fc.asyncProperty(rows, fc.array(fc.nat(), { maxLength: 12 }), async (table, cuts) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const head = Array.from({ length: 8 }, () => 'h').join(';');
        const text = [head, ...table.map((row) => row.map(quoted).join(';'))].join('\r\n');
        const { rows: read1, error } = await read(chunked(text, cuts));
        expect(error).toBeUndefined();
        const filled = table.filter((row) => row.some((one) => one.trim() !== ''));
        expect(read1.slice(1).map((row) => row.fields)).toEqual(filled);
      }),
    );
  });
});

describe('the encoding of a CSV', () => {
  const text = 'Dato;Beløp €;Åpen\n1;2;3\n';

  it.each([
    ['UTF-8', Buffer.from(text), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), 'utf-8'],
    ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 the other way', Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), 'utf-16be'],
    ['windows-1252', Buffer.from(text.replace('€', '\x80'), 'latin1'), 'windows-1252'],
    ['ASCII', Buffer.from('Dato;B;C\n1;2;3\n'), 'utf-8'],
  ])('%s is found, also when every byte comes alone', async (_name, bytes, encoding) => {
    const whole = await read(bytes);
    expect(whole.encoding).toBe(encoding);
    expect(whole.rows[0]?.fields).toEqual(
      encoding === 'utf-8' && bytes.length < 20 ? ['Dato', 'B', 'C'] : ['Dato', 'Beløp €', 'Åpen'],
    );
    expect(await read([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  it.each([
    ['last letter of the file', 'a;b\n1;ø'],
    ['letter far into the file', `a;b\n${'1;2\n'.repeat(50_000)}ø;Å\n`],
  ])('is found by the %s', async (_name, content) => {
    for (const encoding of ['utf8', 'latin1'] as const) {
      const { rows, error } = await read(Buffer.from(content, encoding));
      expect(error).toBeUndefined();
      expect(rows.at(-1)?.fields.join('')).toContain('ø');
    }
  });

  it.each([
    [
      'bytes that are not UTF-8 after others that are',
      Buffer.concat([Buffer.from('ø;b\n1;2\n'), Buffer.from([0xff, 0x41])]),
      'encoding',
      3,
    ],
    [
      'a letter that is cut at the end',
      Buffer.concat([Buffer.from('ø;b\n1;'), Buffer.from([0xc3])]),
      'truncated',
      2,
    ],
    ['a NUL', Buffer.from('a;b\n1;\0\n'), 'not-text', 2],
    ['UTF-16 without its mark', Buffer.from('a;b\n1;2\n', 'utf16le'), 'not-text', 1],
    ['a gzip file', Buffer.from('1f8b080000', 'hex'), 'encoding', 1],
  ])('%s is refused', async (_name, bytes, reason, line) => {
    const { error } = await collect(
      (async function* () {
        yield* (await openCsv([bytes])).records;
      })(),
    );
    expect(error).toMatchObject({ reason, line });
  });
});

describe('a hostile CSV is refused', () => {
  const row = '1;2;3;4;5\n';
  it.each([
    ['a quote that never closes', `${row}1;"2;3;4;5\n${row}`, 'unclosed-quote', 2],
    [
      'a quote that never closes, far from the end',
      `${row}1;"2;3;4;5\n${row.repeat(20_000)}`,
      'unclosed-quote',
      2,
    ],
    [
      'a quote that closes at another one rows later',
      `${row}1;"2;3;4;5\n${row}${row}1;2";3;4;5\n${row}`,
      'unclosed-quote',
      2,
    ],
    ['a line of ten megabytes', `${row}${'x'.repeat(10_000_000)}\n${row}`, 'too-long', 2],
    ['a line of a million fields', `${row}${';'.repeat(1_000_000)}\n${row}`, 'too-long', 2],
    ['a first line of ten megabytes', 'x'.repeat(10_000_000), 'too-long', 1],
  ])('%s', async (_name, text, reason, line) => {
    for (const input of [text, Buffer.from(text)]) {
      const { rows, error } = await read(input);
      expect(error).toMatchObject({ reason, line });
      expect(rows).toHaveLength(line - 1);
    }
  });

  it('and its input is closed when the reader stops early', async () => {
    let closed = false;
    async function* endless() {
      try {
        while (true) yield row.repeat(1000);
      } finally {
        closed = true;
      }
    }
    const { records } = await openCsv(endless());
    for await (const one of records) if (one.line > 5000) break;
    expect(closed).toBe(true);
  });
});
