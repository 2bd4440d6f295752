import { Buffer } from 'node:buffer';
import { statSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { previewBankCsv, readBankCsv } from '#files/bank-csv';
import { type BankCsvMapping, bankCsvMappingSchema } from '#files/bank-csv-mapping';
import { collect } from './collect';
import { temporaryFiles } from './zip-archive';

const files = temporaryFiles();
afterAll(files.remove);

const dnb = [
  '"Dato";"Forklaring";"Rentedato";"Ut fra konto";"Inn på konto"',
  '"12.02.2024";"Utb. 2000810 Vippsnr 117703; takk";"12.02.2024";"";"28.800,00"',
  '"13.02.2024";"Gebyr";"13.02.2024";"1.020,50";""',
  '',
].join('\r\n');
const sparebank1 = [
  'Dato;Beskrivelse;Rentedato;Inn;Ut;Til konto;Fra konto;',
  '12.02.2024;Utb. 2000810 Vippsnr 117703;12.02.2024;288,00;;8601.11.17947;;',
  '13.02.2024;Gebyr;13.02.2024;;-10,20;;8601.11.17947;',
  '',
].join('\n');
const nordea = [
  'Bokføringsdato;Beløp;Avsender;Mottaker;Navn;Tittel;Valuta',
  '2024/02/12;288,00;;;VIPPS AS;Utb. 2000810 Vippsnr 117703;NOK',
  'Reservert;-99,00;;;BUTIKK;Kjøp;NOK',
  '2024/02/13;-10,20;;;;Gebyr;NOK',
  '',
].join('\n');

const own = { account: { fixed: '8601.11.17947' } };
const mapping: BankCsvMapping = {
  account: { fixed: '86011117947' },
  bookedOn: 'Dato',
  amount: 'Beløp',
  text: ['Tekst'],
  decimal: ',',
  dateFormat: 'dd.mm.yyyy',
  headerRow: 1,
};
const plain = (rows: readonly string[]) => ['Dato;Beløp;Tekst', ...rows, ''].join('\n');
const read = async (content: string | Uint8Array, by: BankCsvMapping = mapping) => {
  const { events, error } = await collect(readBankCsv(files.write('bank.csv', content), by));
  const of = <Kind extends (typeof events)[number]['kind']>(kind: Kind) =>
    events.filter((event): event is Extract<typeof event, { kind: Kind }> => event.kind === kind);
  return { events, error, of };
};

describe('the files of Norwegian banks', () => {
  it.each([
    [
      'DNB',
      dnb,
      { amount: { in: 'Inn på konto', out: 'Ut fra konto' }, text: ['Forklaring'] },
      [2_880_000, -102_050],
    ],
    ['SpareBank 1', sparebank1, { amount: { in: 'Inn', out: 'Ut' }, text: ['Beskrivelse'] }, [28_800, -1020]],
    [
      'Nordea',
      nordea,
      {
        bookedOn: 'Bokføringsdato',
        amount: 'Beløp',
        text: ['Tittel'],
        counterparty: 'Navn',
        currency: { column: 'Valuta' },
      },
      [28_800, -1020],
    ],
  ])(
    '%s: the suggested mapping reads them, once the account is given',
    async (_bank, text, expected, amounts) => {
      for (const encoding of ['utf8', 'latin1'] as const) {
        const file = files.write('bank.csv', Buffer.from(text, encoding));
        const { suggestion } = await previewBankCsv(file);
        expect(suggestion).toMatchObject({ decimal: ',', headerRow: 1, ...expected });
        expect(suggestion.account).toBeUndefined();
        const { events, error } = await collect(
          readBankCsv(file, bankCsvMappingSchema.parse({ ...suggestion, ...own })),
        );
        expect(error).toBeUndefined();
        expect(events.flatMap((event) => (event.kind === 'line' ? [event.amountOre] : []))).toEqual(amounts);
        expect(events.filter((event) => event.kind === 'unreadable-row')).toEqual([]);
        expect(events[0]).toMatchObject({
          kind: 'statement',
          account: '86011117947',
          from: '2024-02-12',
          to: '2024-02-13',
        });
      }
    },
  );

  it('are previewed with encoding, separator, headers and ten rows as written', async () => {
    const rows = Array.from({ length: 15 }, (_, index) => `0${(index % 9) + 1}.02.2024;1,00;nr ${index}`);
    const preview = await previewBankCsv(files.write('bank.csv', Buffer.from(plain(rows), 'latin1')));
    expect(preview).toMatchObject({
      encoding: 'windows-1252',
      separator: ';',
      headers: ['Dato', 'Beløp', 'Tekst'],
    });
    expect(preview.rows).toHaveLength(10);
    expect(preview.rows[0]).toEqual(['01.02.2024', '1,00', 'nr 0']);
  });

  it('may have rows of their own before the headers, and headers in English', async () => {
    const text =
      'Kontoutskrift;;;\nKonto: 1234;;;\n\nDate,Description,Amount,Account\n2024-02-12,Payout,"1,234.50",86011117947\n';
    const { suggestion } = await previewBankCsv(files.write('bank.csv', text.replaceAll(';', ',')));
    expect(suggestion).toEqual({
      account: { column: 'Account' },
      bookedOn: 'Date',
      amount: 'Amount',
      text: ['Description'],
      decimal: '.',
      dateFormat: 'yyyy-mm-dd',
      headerRow: 4,
    });
  });

  it('without headers that are known still show their columns', async () => {
    const { suggestion, headers } = await previewBankCsv(files.write('bank.csv', 'x;;x\n1;2;3\n'));
    expect(headers).toEqual(['x', '2', 'x (2)']);
    expect(suggestion).toEqual({ decimal: ',', dateFormat: 'dd.mm.yyyy', headerRow: 1 });
  });
});

describe('the fingerprint of a form of file', () => {
  const fingerprint = async (text: string) =>
    (await previewBankCsv(files.write('bank.csv', text))).fingerprint;

  it('does not depend on rows, encoding, quotes or case', async () => {
    const first = await fingerprint(plain(['12.02.2024;1,00;a']));
    expect(await fingerprint(plain([]))).toBe(first);
    expect(await fingerprint('\ufeff"DATO";"BELØP";" Tekst "\r\n')).toBe(first);
    expect(first).toMatch(/^[\w-]{27}$/);
  });

  it('differs when a column comes, goes or moves, or the separator changes', async () => {
    const all = [
      'Dato;Beløp;Tekst\n',
      'Dato;Tekst;Beløp\n',
      'Dato;Beløp\n',
      'Dato;Beløp;Tekst;KID\n',
      'Dato,Beløp,Tekst\n',
    ];
    expect(
      new Set(
        await Promise.all(
          all.map(async (text) => (await previewBankCsv(files.write(text.trim(), text))).fingerprint),
        ),
      ).size,
    ).toBe(5);
  });
});

describe('lines of a bank CSV', () => {
  it('come as events like those of camt.053', async () => {
    const { events } = await read(
      plain(['13.02.2024;-10,20;Gebyr', '12.02.2024;288,00;Utb. 2000810 Vippsnr 117703']),
    );
    const statementId = 'csv-86011117947-2024-02-12-2024-02-13';
    expect(events).toEqual([
      {
        kind: 'statement',
        version: 'csv',
        id: statementId,
        account: '86011117947',
        currency: 'NOK',
        from: '2024-02-12',
        to: '2024-02-13',
        opening: undefined,
        openingDay: undefined,
        closing: undefined,
        closingDay: undefined,
        line: 1,
      },
      expect.objectContaining({
        kind: 'line',
        statementId,
        bookedOn: '2024-02-13',
        amountOre: -1020,
        line: 2,
      }),
      expect.objectContaining({
        kind: 'line',
        text: 'Utb. 2000810 Vippsnr 117703',
        amountOre: 28_800,
        line: 3,
      }),
      { kind: 'statement-end', statementId, lines: 2, summedOre: 27_780, balances: undefined, line: 1 },
      expect.objectContaining({ kind: 'notice', notice: 'no-balance', statementId }),
      { kind: 'end', statements: 1, lines: 2, unreadableRows: 0 },
    ]);
  });

  it('that are equal all stay', async () => {
    const { of } = await read(plain(Array(3).fill('12.02.2024;-10,20;Gebyr')));
    expect(of('line')).toHaveLength(3);
    expect(of('statement-end')).toMatchObject([{ lines: 3, summedOre: -3060 }]);
  });

  it('of several accounts make a statement each', async () => {
    const text =
      'Konto;Dato;Beløp;Tekst\n86011117947;12.02.2024;1,00;a\nNO93 8601 1117 947;14.02.2024;2,00;b\n15039794613;13.02.2024;4,00;c\n';
    const { of } = await read(text, { ...mapping, account: { column: 'Konto' } });
    expect(of('statement').map(({ account, from, to }) => [account, from, to])).toEqual([
      ['86011117947', '2024-02-12', '2024-02-14'],
      ['15039794613', '2024-02-13', '2024-02-13'],
    ]);
    expect(of('statement-end').map((end) => end.summedOre)).toEqual([300, 400]);
    const ids = of('statement').map((start) => start.id);
    expect(of('line').map((line) => ids.indexOf(line.statementId))).toEqual([0, 0, 1]);
  });

  it('join the texts of several columns, each once', async () => {
    const text =
      'Dato;Beløp;Tekst;KID\n12.02.2024;1,00; a  b ;a b\n12.02.2024;1,00;a;12345\n12.02.2024;1,00;;\n';
    const { of } = await read(text, { ...mapping, text: ['Tekst', 'KID'], reference: 'KID' });
    expect(of('line').map((line) => [line.text, line.reference])).toEqual([
      ['a b', 'a b'],
      ['a 12345', '12345'],
      ['', undefined],
    ]);
  });

  it('without headers are read by the numbers of their columns', async () => {
    const numbered = { ...mapping, bookedOn: '1', amount: '2', text: ['3'], headerRow: 0 };
    expect((await read('12.02.2024;1,00;a\n13.02.2024;2,00;b\n', numbered)).of('line')).toMatchObject([
      { amountOre: 100, text: 'a' },
      { amountOre: 200, text: 'b' },
    ]);
  });

  it('keep what a spreadsheet would run as text, and separators inside quotes', async () => {
    const { of } = await read(plain(['12.02.2024;1,00;"=cmd|x; y"', '12.02.2024;1,00;@SUM(A1)']));
    expect(of('line').map((line) => line.text)).toEqual(['=cmd|x; y', '@SUM(A1)']);
  });

  it('that are only reserved are no lines and are told', async () => {
    const { of } = await read(plain(['Reservert;-99,00;Kjøp', '12.02.2024;1,00;a']));
    expect(of('line')).toHaveLength(1);
    expect(of('notice')).toContainEqual(expect.objectContaining({ notice: 'not-booked', count: 1, line: 2 }));
  });

  it('may be none: the account is told all the same', async () => {
    const { of } = await read(plain([]));
    expect(of('statement')).toMatchObject([{ account: '86011117947', from: undefined, to: undefined }]);
  });

  it('with more text than is kept say so', async () => {
    const { of } = await read(plain([`12.02.2024;1,00;${'x'.repeat(5000)}`]));
    expect(of('line')[0]?.text).toHaveLength(4000);
    expect(of('notice')).toContainEqual(expect.objectContaining({ notice: 'text-cut', line: 2 }));
  });

  it('tell how far the reading is, up to the size of the file', async () => {
    const file = files.write('bank.csv', plain(['12.02.2024;1,00;a']));
    const told: number[] = [];
    await collect(readBankCsv(file, mapping, { onBytes: (bytes) => told.push(bytes) }));
    expect(told.at(-1)).toBe(statSync(file).size);
  });
});

describe('a row of a bank CSV that cannot be read', () => {
  it.each([
    ['an amount', '12.02.2024;mye;a', 'unreadable-amount'],
    ['an amount with a point for the decimals', '12.02.2024;10.20;a', 'unreadable-amount'],
    ['three decimals', '12.02.2024;10,205;a', 'too-many-decimals'],
    ['no amount', '12.02.2024;;a', 'missing-element'],
    ['a day that does not exist', '30.02.2024;1,00;a', 'unreadable-date'],
    ['a day of another form', '2024-02-12;1,00;a', 'unreadable-date'],
    ['a sum at the end', ';1,00;Saldo', 'missing-element'],
    ['a separator in its text', '12.02.2024;1,00;a;b', 'wrong-field-count'],
  ])('for %s is told, and the rest is read', async (_name, row, reason) => {
    const { events, of } = await read(plain(['11.02.2024;5,00;før', row, '13.02.2024;6,00;etter']));
    expect(of('unreadable-row')).toMatchObject([{ reason, line: 3, statementId: of('statement')[0]?.id }]);
    expect(of('line').map((line) => line.amountOre)).toEqual([500, 600]);
    expect(events.at(-1)).toMatchObject({ lines: 2, unreadableRows: 1 });
  });

  it('for its currency, which is not that of the account', async () => {
    const text =
      'Dato;Beløp;Tekst;Valuta\n12.02.2024;1,00;a;NOK\n12.02.2024;1,00;a;EUR\n12.02.2024;1,00;a;XXX\n';
    const { of } = await read(text, { ...mapping, currency: { column: 'Valuta' } });
    expect(of('unreadable-row').map((row) => row.reason)).toEqual(['currency-differs', 'unknown-currency']);
  });

  it('for amounts both in and out, but not for a nought beside one', async () => {
    const both = { ...mapping, amount: { in: 'Inn', out: 'Ut' } };
    const text =
      'Dato;Inn;Ut;Tekst\n12.02.2024;1,00;2,00;a\n12.02.2024;1,00;0,00;b\n12.02.2024;0,00;-2,00;c\n12.02.2024;-1,00;;d\n12.02.2024;;;e\n';
    const { of } = await read(text, both);
    expect(of('unreadable-row').map((row) => [row.line, row.reason])).toEqual([
      [2, 'unreadable-amount'],
      [6, 'missing-element'],
    ]);
    expect(of('line').map((line) => line.amountOre)).toEqual([100, -200, -100]);
  });

  it('for its account', async () => {
    const text = 'Konto;Dato;Beløp;Tekst\nBrukskonto;12.02.2024;1,00;a\n';
    const { of } = await read(text, { ...mapping, account: { column: 'Konto' } });
    expect(of('unreadable-row')).toMatchObject([{ reason: 'unreadable-value', statementId: undefined }]);
    expect(of('statement')).toEqual([]);
  });
});

describe('a bank CSV is refused', () => {
  it.each([
    ['whose columns are not those of the mapping', 'Dato;Sum;Tekst\n', 'missing-column'],
    ['that ends before its headers', '\n\n', 'empty'],
    ['that is empty', '', 'empty'],
    ['with a NUL', 'Dato;Beløp;Tekst\n\0', 'not-text'],
    ['with a quote that stays open', plain(['12.02.2024;1,00;"a', '12.02.2024;1,00;b']), 'unclosed-quote'],
    ['with a line of ten megabytes', plain([`12.02.2024;1,00;${'x'.repeat(10_000_000)}`]), 'too-long'],
    ['that is a zip file', Buffer.from('504b030400000000', 'hex'), 'encoding'],
  ])('%s', async (_name, content, reason) => {
    expect((await read(content)).error?.reason).toBe(reason);
  });

  it('with more accounts than a shop has', async () => {
    const rows = Array.from({ length: 1001 }, (_, index) => `${86_000_000_000 + index};12.02.2024;1,00;a`);
    const text = ['Konto;Dato;Beløp;Tekst', ...rows].join('\n');
    expect((await read(text, { ...mapping, account: { column: 'Konto' } })).error?.reason).toBe(
      'too-many-accounts',
    );
  });
});
