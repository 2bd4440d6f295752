import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBankStatements } from '#files/camt053';
import { camtXml, type EntryModel } from './camt053-xml';
import { chunked, collect, refusal } from './collect';

const payout: EntryModel = {
  amountOre: 28_800,
  reference: 'B1',
  note: 'Vipps AS',
  details: [{ text: 'Utb. 2000810 Vippsnr 117703' }],
};
const fee: EntryModel = { amountOre: -500, day: '2018-02-21', note: 'Gebyr' };
const statement = { id: 'S-1', openingOre: -1000, closingOre: 27_300, entries: [payout, fee] };
const xml = camtXml([statement]);

const read = (text: string) => collect(readBankStatements([text]));
const linesOf = async (entries: EntryModel[], version: '02' | '08' = '02') => {
  const { events, error } = await read(camtXml([{ id: 'S-1', entries }], version));
  expect(error).toBeUndefined();
  return events.flatMap((event) => (event.kind === 'line' ? [event] : []));
};

describe('a bank statement', () => {
  it.each(['02', '08'] as const)(
    'of version 001.%s gives its account, balances and signed lines',
    async (version) => {
      const { events, error } = await read(camtXml([statement], version));
      expect(error).toBeUndefined();
      expect(events).toEqual([
        {
          kind: 'statement',
          version: `001.${version}`,
          id: 'S-1',
          account: '86011117947',
          currency: 'NOK',
          from: '2018-02-20',
          to: '2018-02-21',
          opening: -1000,
          openingDay: '2018-02-20',
          closing: 27_300,
          closingDay: '2018-02-21',
          line: 5,
        },
        {
          kind: 'line',
          statementId: 'S-1',
          bookedOn: '2018-02-20',
          // 23:30 in UTC is the next day in Oslo.
          valueOn: '2018-02-21',
          amountOre: 28_800,
          currency: 'NOK',
          reversal: false,
          text: 'Utb. 2000810 Vippsnr 117703 Vipps AS',
          reference: 'B1',
          part: undefined,
          line: 12,
        },
        expect.objectContaining({
          kind: 'line',
          amountOre: -500,
          bookedOn: '2018-02-21',
          text: 'Gebyr',
          reference: undefined,
        }),
        { kind: 'statement-end', statementId: 'S-1', lines: 2, summedOre: 28_300, balances: true, line: 5 },
        { kind: 'end', statements: 1, lines: 2, unreadableRows: 0 },
      ]);
    },
  );

  it('that does not balance is taken, with a problem', async () => {
    const { events } = await read(camtXml([{ ...statement, closingOre: 27_301 }]));
    expect(events).toContainEqual({
      kind: 'problem',
      problem: 'balance-differs',
      statementId: 'S-1',
      line: 10,
      expectedOre: 27_300,
      actualOre: 27_301,
      message: 'Statement S-1: opening and entries give 273.00, but the file closes with 273.01.',
    });
    expect(events.at(-1)?.kind).toBe('end');
  });

  it('without a balance says that it cannot be proved', async () => {
    const { events } = await read(camtXml([{ id: 'S-1', openingOre: 1, entries: [payout] }]));
    expect(events).toContainEqual(expect.objectContaining({ kind: 'notice', notice: 'no-balance' }));
    expect(events).toContainEqual(expect.objectContaining({ kind: 'statement-end', balances: undefined }));
  });

  it('may open with the closing balance of the day before', async () => {
    const { events } = await read(xml.replace('OPBD', 'PRCD'));
    expect(events).toContainEqual(expect.objectContaining({ kind: 'statement', opening: -1000 }));
  });

  it('may leave out the currency of the account', async () => {
    expect((await read(xml.replace('<Ccy>NOK</Ccy>', ''))).events).toEqual((await read(xml)).events);
  });

  it('may name an account by its number', async () => {
    const text = xml.replace('<IBAN>NO9386011117947</IBAN>', '<Othr><Id>8601.11.17947</Id></Othr>');
    expect((await read(text)).events).toEqual((await read(xml)).events);
  });

  it('without entries is a statement', async () => {
    const { events } = await read(camtXml([{ id: 'E', openingOre: 5, closingOre: 5, entries: [] }]));
    expect(events.map((event) => event.kind)).toEqual(['statement', 'statement-end', 'end']);
  });
});

describe('an entry', () => {
  it('that is not booked is no line and is told', async () => {
    const { events } = await read(
      camtXml([{ ...statement, entries: [payout, { ...fee, status: 'PDNG' }, fee] }]),
    );
    expect(events.filter((event) => event.kind === 'line')).toHaveLength(2);
    expect(events).toContainEqual(expect.objectContaining({ notice: 'not-booked', count: 1 }));
    expect(events).toContainEqual(expect.objectContaining({ kind: 'statement-end', balances: true }));
  });

  it('that reverses another keeps the direction it is booked in', async () => {
    expect(await linesOf([{ ...payout, amountOre: -28_800, reversal: true }])).toMatchObject([
      { amountOre: -28_800, reversal: true },
    ]);
  });

  const batch = { amountOre: 300, reference: 'B', note: 'Samlet' };

  it.each(['02', '08'] as const)(
    'of several transactions that add up is split, each with its text (%s)',
    async (version) => {
      const details = [
        { text: 'Utb. 2000001 Vippsnr 117703', amountOre: 100, reference: 'T1' },
        { text: 'Utb. 2000002 Vippsnr 117703', amountOre: 200, endToEndId: 'E2' },
      ];
      expect(await linesOf([{ ...batch, details }], version)).toMatchObject([
        {
          amountOre: 100,
          text: 'Utb. 2000001 Vippsnr 117703 Samlet',
          reference: 'T1',
          part: { number: 1, of: 2 },
        },
        {
          amountOre: 200,
          text: 'Utb. 2000002 Vippsnr 117703 Samlet',
          reference: 'E2',
          part: { number: 2, of: 2 },
        },
      ]);
    },
  );

  it.each([
    [
      'do not add up',
      [
        { text: 'a', amountOre: 100 },
        { text: 'b', amountOre: 199 },
      ],
    ],
    ['lack an amount', [{ text: 'a', amountOre: 300 }, { text: 'b' }]],
    [
      'are in another currency',
      [
        { text: 'a', amountOre: 100, currency: 'EUR' },
        { text: 'b', amountOre: 200, currency: 'EUR' },
      ],
    ],
  ])('of transactions that %s stays whole, with all texts', async (_name, details) => {
    expect(await linesOf([{ ...batch, details }])).toMatchObject([
      { amountOre: 300, text: 'a b Samlet', part: undefined },
    ]);
  });

  it('repeats no text', async () => {
    expect(await linesOf([{ ...payout, note: 'Utb. 2000810 Vippsnr 117703' }])).toMatchObject([
      { text: 'Utb. 2000810 Vippsnr 117703' },
    ]);
  });

  it('with more text than is kept says so', async () => {
    const details = Array.from({ length: 60 }, (_, index) => ({ text: `${index} ${'x'.repeat(99)}` }));
    const { events } = await read(camtXml([{ id: 'S', entries: [{ ...payout, details }] }]));
    expect(events).toContainEqual(expect.objectContaining({ notice: 'text-cut' }));
    expect(events.find((event) => event.kind === 'line')?.text).toHaveLength(4000);
  });

  it('with tens of thousands of transactions stays whole', async () => {
    const details = Array.from({ length: 20_001 }, () => ({ text: 'x', amountOre: 1 }));
    const { events } = await read(camtXml([{ id: 'S', entries: [{ amountOre: 20_001, details }] }]));
    expect(events.filter((event) => event.kind === 'line')).toMatchObject([
      { amountOre: 20_001, part: undefined },
    ]);
    expect(events).toContainEqual(expect.objectContaining({ notice: 'not-split' }));
  });
});

describe('any statement', () => {
  const anEntry = fc.record({
    amountOre: fc.integer({ min: -9_999_999, max: 9_999_999 }),
    note: fc.constantFrom('Gebyr', 'Utb. 2000810 Vippsnr 117703', 'Blåbær 😀'),
  });
  const statements = fc.array(
    fc.record({ entries: fc.array(anEntry, { maxLength: 6 }), openingOre: fc.integer() }),
    {
      minLength: 1,
      maxLength: 3,
    },
  );

  it('balances, and reads the same wherever its bytes are cut', async () => {
    const cuts = fc.array(fc.nat(), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(statements, fc.constantFrom('02', '08'), cuts, async (models, version, places) => {
        const complete = models.map((model, index) => ({
          ...model,
          id: `S${index}`,
          closingOre: model.entries.reduce((sum, entry) => sum + entry.amountOre, model.openingOre),
        }));
        const text = camtXml(complete, version === '02' ? '02' : '08', '\r\n');
        const whole = await read(text);
        expect(whole.error).toBeUndefined();
        expect(whole.events.filter((event) => event.kind === 'problem')).toEqual([]);
        const amounts = whole.events.flatMap((event) => (event.kind === 'line' ? [event.amountOre] : []));
        expect(amounts).toEqual(models.flatMap((model) => model.entries.map((entry) => entry.amountOre + 0)));
        expect(await collect(readBankStatements(chunked(text, places)))).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it('is refused as incomplete when it ends early, at whatever byte', async () => {
    const whole = Buffer.from(xml);
    for (let length = 1; length < whole.length; length += 1) {
      const { events, error } = await collect(readBankStatements([whole.subarray(0, length)]));
      expect([error?.reason, length]).toEqual(['truncated', length]);
      expect(events.some((event) => event.kind === 'end')).toBe(false);
    }
  });
});

describe('a statement is refused with the line and the reason', () => {
  it.each([
    ['another message', 'foreign-version', 'camt.053.001.02', 'camt.054.001.02'],
    ['another version', 'foreign-version', 'camt.053.001.02', 'camt.053.001.13'],
    ['another root', 'foreign-root', /<(\/?)Document/g, '<$1Dokument'],
    ['no account', 'missing-element', '<IBAN>NO9386011117947</IBAN>', ''],
    ['a direction nobody knows', 'unreadable-value', '<CdtDbtInd>CRDT', '<CdtDbtInd>IN'],
    ['a currency nobody knows', 'unknown-currency', '<Ccy>NOK', '<Ccy>XTS'],
    ['a balance that stands twice', 'repeated-element', 'CLAV', 'CLBD'],
    ['an entry in the wrong place', 'misplaced-element', '</BkToCstmrStmt>', '<Ntry/></BkToCstmrStmt>'],
    ['an entity bomb', 'doctype', '<Document', '<!DOCTYPE D [<!ENTITY a "b">]><Document'],
  ] as const)('%s: %s', async (_name, reason, from, to) => {
    const text = xml.replace(from, to);
    expect(text).not.toBe(xml);
    expect(await refusal(readBankStatements([text]))).toMatchObject({ reason });
  });

  it('names the line of the field', async () => {
    const text = xml.replace('>273.00', '>273,00').replaceAll('\n', '\r\n');
    expect(await refusal(readBankStatements([text]))).toEqual({ reason: 'unreadable-amount', line: 10 });
  });
});

describe('an entry that cannot be read is told, and reading goes on', () => {
  it.each([
    ['no status', 'missing-element', '<Sts>BOOK</Sts>', ''],
    ['no direction', 'missing-element', '</Amt><CdtDbtInd>CRDT</CdtDbtInd>\n<Sts>', '</Amt><Sts>'],
    ['a negative amount', 'unreadable-amount', '>288.00', '>-288.00'],
    ['three decimals', 'too-many-decimals', '>288.00', '>288.001'],
    ['another currency in an entry', 'currency-differs', 'Ccy="NOK">288.00', 'Ccy="EUR">288.00'],
    ['a day that does not exist', 'unreadable-date', '<BookgDt><Dt>2018-02-20', '<BookgDt><Dt>2018-02-29'],
    ['no amount', 'missing-element', '<Amt Ccy="NOK">288.00</Amt>', ''],
    ['a direction that is none', 'unreadable-value', 'CRDT</CdtDbtInd>\n<Sts>', 'IN</CdtDbtInd>\n<Sts>'],
  ] as const)('%s: %s', async (_name, reason, from, to) => {
    const text = xml.replace(from, to);
    expect(text).not.toBe(xml);
    const { events, error } = await read(text);
    expect(error).toBeUndefined();
    const rows = events.filter((event) => event.kind === 'unreadable-row');
    expect(rows).toMatchObject([{ reason, statementId: 'S-1' }]);
    expect(events.filter((event) => event.kind === 'line')).toMatchObject([{ amountOre: -500 }]);
    // The balance shows what is lacking.
    expect(events).toContainEqual(
      expect.objectContaining({ problem: 'balance-differs', expectedOre: -1500, actualOre: 27_300 }),
    );
    expect(events.at(-1)).toEqual({ kind: 'end', statements: 1, lines: 1, unreadableRows: 1 });
  });

  it('with the line of the field', async () => {
    const { events } = await read(xml.replace('>288.00', '>288,00').replaceAll('\n', '\r\n'));
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'unreadable-row', reason: 'unreadable-amount', line: 13 }),
    );
  });

  it('but a transaction inside it that cannot be read only keeps it whole', async () => {
    const details = [
      { text: 'a', amountOre: 100 },
      { text: 'b', amountOre: 200 },
    ];
    const text = camtXml([{ id: 'S-1', entries: [{ amountOre: 300, details }] }]);
    const { events } = await read(text.replace('>1.00', '>1,00'));
    expect(events.filter((event) => event.kind === 'line')).toMatchObject([{ amountOre: 300, text: 'a b' }]);
    expect(events.filter((event) => event.kind === 'unreadable-row')).toEqual([]);
  });
});

describe('the counterparty of a line', () => {
  const parties = (version: '02' | '08') => {
    const party = (name: string) => (version === '02' ? `<Nm>${name}</Nm>` : `<Pty><Nm>${name}</Nm></Pty>`);
    return `<RltdPties><Dbtr>${party('Vipps MobilePay AS')}</Dbtr><Cdtr>${party('Butikken AS')}</Cdtr></RltdPties><RmtInf>`;
  };

  it.each(['02', '08'] as const)('is who paid, or who was paid (001.%s)', async (version) => {
    const out = { amountOre: -100, details: [{ text: 'ut' }] };
    const text = camtXml([{ id: 'S-1', entries: [payout, out, fee] }], version);
    const { events } = await read(text.replaceAll('<RmtInf>', parties(version)));
    const names = events.flatMap((event) => (event.kind === 'line' ? [event.counterparty] : []));
    expect(names).toEqual(['Vipps MobilePay AS', 'Butikken AS', undefined]);
  });
});
