import { Buffer } from 'node:buffer';
import { statSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { detectFileKind } from '#files/detect-file';
import { readSettlementFile, type SettlementFileOptions } from '#files/settlement-file';
import { camtXml } from './camt053-xml';
import { collect } from './collect';
import { portalCsv, portalRow, sectionsHead, summaryLines } from './settlement-csv-models';
import { reportXml, smallReport } from './settlement-report-xml';
import { type MemberModel, temporaryFiles, zipBytes } from './zip-archive';

const files = temporaryFiles();
afterAll(files.remove);

const xml = reportXml(smallReport());
const csv = portalCsv([portalRow()]);
const sections = [...sectionsHead(), ...summaryLines([]), ''].join('\n');
const megabyte = 1024 * 1024;

const readZip = (members: readonly MemberModel[], options?: SettlementFileOptions) =>
  collect(readSettlementFile(files.write('reports.zip', zipBytes(members)), options));
const refusalOf = async (members: readonly MemberModel[], options?: SettlementFileOptions) => {
  const { events, error } = await readZip(members, options);
  expect(events.some((event) => event.kind === 'end')).toBe(false);
  return error?.reason;
};

describe('the kind of a file', () => {
  it.each([
    ['zip', zipBytes([{ name: 'a.xml', content: xml }])],
    ['zip', zipBytes([])],
    ['settlement-xml', xml],
    ['settlement-xml', reportXml(smallReport({}, '2.0'))],
    ['settlement-xml', `\ufeff\n${xml.replace('SettlementReport xmlns', 'SettlementReport\n xmlns')}`],
    ['settlement-xml', Buffer.from(xml, 'utf16le')],
    ['settlement-csv', csv],
    ['settlement-csv', Buffer.from(csv, 'latin1')],
    ['settlement-csv', Buffer.from(`\ufeff${csv}`, 'utf16le')],
    ['settlement-csv', sections],
    ['camt053', camtXml([{ id: 'S', entries: [] }])],
    ['camt053', camtXml([{ id: 'S', entries: [] }], '08')],
    ['bank-csv', 'Dato;Forklaring;Rentedato;Ut fra konto;Inn på konto\n'],
    ['bank-csv', Buffer.from('"Dato";"Beskrivelse";"Inn";"Ut"\n01.02.2024;a;1,00;\n', 'latin1')],
    ['unknown', ''],
    ['unknown', 'Dear all, please find the report, as agreed.\n'],
    ['unknown', '<html><body>Log in</body></html>'],
    ['unknown', '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.02"/>'],
    ['unknown', '%PDF-1.7\n\0\0'],
    ['unknown', Buffer.from('89504e470d0a1a0a0000', 'hex')],
  ])('%s is told by its content, whatever its name', (kind, content) => {
    for (const name of ['report.xml', 'report.csv', 'report.pdf', '']) {
      expect(detectFileKind(Buffer.from(content), name)).toBe(kind);
    }
  });

  it('of a table without known headers is a bank CSV when it has days and amounts and a name of a table', () => {
    const table = Buffer.from('Når;Hva;Hvor mye\n01.02.2024;Utb. 2000810 Vippsnr 117703;872,50\n');
    expect(detectFileKind(table, 'konto.csv')).toBe('bank-csv');
    expect(detectFileKind(table, 'konto.pdf')).toBe('unknown');
    expect(detectFileKind(Buffer.from('Når;Hva;Hvor mye\na;b;c\n'), 'konto.csv')).toBe('unknown');
  });
});

describe('a settlement file', () => {
  it.each([
    ['XML named as CSV', xml, 'report.csv', '3.0'],
    ['CSV named as XML', csv, 'report.xml', 'csv-portal'],
    ['CSV in sections', sections, 'report', 'csv-sections'],
  ])('%s is read, twice the same', async (_name, content, name, version) => {
    const file = files.write(name, content);
    const first = await collect(readSettlementFile(file));
    expect(first.error).toBeUndefined();
    expect(first.events[0]).toMatchObject({ kind: 'report', version });
    expect(first.events.at(-1)?.kind).toBe('end');
    expect(await collect(readSettlementFile(file))).toEqual(first);
  });

  it('tells how many bytes were read, up to all of them', async () => {
    for (const content of [
      xml,
      zipBytes([
        { name: 'a.xml', content: xml },
        { name: 'b.csv', content: csv },
      ]),
    ]) {
      const file = files.write('progress', content);
      const told: number[] = [];
      await collect(readSettlementFile(file, { onBytes: (bytes) => told.push(bytes) }));
      expect(told.length).toBeGreaterThan(0);
      expect(told).toEqual([...told].sort((a, b) => a - b));
      expect(told.at(-1)).toBeLessThanOrEqual(statSync(file).size);
      expect(told.at(-1)).toBeGreaterThan(statSync(file).size * 0.5);
    }
  });

  it.each([
    ['empty', '', 'empty'],
    ['a bank statement', camtXml([{ id: 'S', entries: [] }]), 'foreign-root'],
    ['a bank CSV', 'Dato;Forklaring;Ut;Inn\n01.02.2024;a;;1,00\n', 'unknown-columns'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000', 'hex'), 'not-text'],
  ])('that is %s is refused by its reader', async (_name, content, reason) => {
    const { error } = await collect(readSettlementFile(files.write('x.xml', content)));
    expect(error?.reason).toBe(reason);
  });

  it('that is not there is an error of the disk', async () => {
    await expect(collect(readSettlementFile(files.write('x', '').concat('-gone')))).rejects.toThrow('ENOENT');
  });
});

describe('a zip file of reports', () => {
  it('gives all of them one after the other, each event with its member, and one end', async () => {
    const { events, error } = await readZip([
      { name: 'march/', content: '' },
      { name: 'march/report.xml', content: xml },
      { name: '__MACOSX/march/._report.xml', content: '\0\0' },
      { name: 'march/.hidden.csv', content: 'x' },
      { name: 'read me.txt', content: 'Hello' },
      { name: 'REPORT.CSV', content: csv },
    ]);
    expect(error).toBeUndefined();
    const members = events.filter((event) => event.kind === 'report').map((event) => event.member);
    expect(members).toEqual(['march/report.xml', 'REPORT.CSV']);
    expect(events.filter((event) => event.kind === 'end')).toEqual([
      { kind: 'end', settlements: 2, transactions: 3, unreadableRows: 0 },
    ]);
    expect(events.at(-1)?.kind).toBe('end');
    const plain = (await collect(readSettlementFile(files.write('a', xml)))).events.slice(0, -1);
    const ofXml = events.filter((event) => event.member === 'march/report.xml');
    expect(ofXml).toEqual(plain.map((event) => ({ ...event, member: 'march/report.xml' })));
  });

  it('with a member that cannot be read is refused, with its name and line', async () => {
    const broken = xml.replace('</OrderID>', '</OrderId>');
    const { error } = await readZip([
      { name: 'a.csv', content: csv },
      { name: 'b.xml', content: broken },
    ]);
    expect(error).toMatchObject({ reason: 'not-xml', member: 'b.xml', line: 27 });
  });

  it.each<[string, string, MemberModel[]]>([
    ['no report', 'archive-without-report', [{ name: 'a.txt', content: 'x' }]],
    ['nothing', 'archive-without-report', []],
    ['a password', 'archive-encrypted', [{ name: 'a.xml', content: xml, encrypted: true }]],
    [
      'a zip inside',
      'archive-nested',
      [{ name: 'a.zip', content: zipBytes([{ name: 'a.xml', content: xml }]) }],
    ],
    [
      'a zip inside under another name',
      'encoding',
      [{ name: 'a.csv', content: Buffer.from('504b03040000', 'hex') }],
    ],
    [
      'a hundred and one files',
      'archive-too-large',
      Array.from({ length: 101 }, (_, index) => ({ name: `${index}.txt`, content: '' })),
    ],
    ['a bomb', 'archive-too-large', [{ name: 'a.csv', content: Buffer.alloc(30 * megabyte, 'a') }]],
    [
      'a bomb that claims to be small',
      'archive-broken',
      [{ name: 'a.csv', content: Buffer.alloc(30 * megabyte, 'a'), claims: { bytes: 1000 } }],
    ],
    [
      'more claimed than can be',
      'archive-too-large',
      [{ name: 'a.txt', content: 'x', claims: { bytes: 3 * 1024 ** 3 } }],
    ],
    [
      'packed sizes beyond the file',
      'archive-broken',
      [{ name: 'a.csv', content: csv, claims: { packedBytes: 10_000_000 } }],
    ],
    [
      'members that share their bytes',
      'archive-broken',
      Array.from({ length: 50 }, (_, index) => ({
        name: `${index}.csv`,
        content: csv,
        sharesBytes: index > 0,
      })),
    ],
    ['more bytes than claimed', 'archive-broken', [{ name: 'a.xml', content: xml, claims: { bytes: 100 } }]],
    [
      'fewer bytes than claimed',
      'archive-broken',
      [{ name: 'a.xml', content: xml, claims: { bytes: 100_000 } }],
    ],
    ['a wrong checksum', 'archive-broken', [{ name: 'a.csv', content: csv, claims: { crc32: 1 } }]],
    ['a name that climbs out', 'archive-broken', [{ name: '../../etc/a.xml', content: xml }]],
    ['a name from the root', 'archive-broken', [{ name: '/etc/a.xml', content: xml }]],
  ])('with %s is refused: %s', async (_name, reason, members) => {
    expect(await refusalOf(members)).toBe(reason);
  });

  it('that is cut anywhere is refused', async () => {
    const whole = zipBytes([{ name: 'a.xml', content: xml }]);
    for (let length = 4; length < whole.length; length += 37) {
      const { error } = await collect(readSettlementFile(files.write('cut.zip', whole.subarray(0, length))));
      expect([error?.reason, length]).toEqual(['archive-broken', length]);
    }
  });

  it('may not unpack to more than its limit, counted as it comes out', async () => {
    const archiveLimits = { members: 5, unpackedBytes: xml.length + 100, ratio: 200 };
    const members = [
      { name: 'a.xml', content: xml },
      { name: 'b.xml', content: xml },
    ];
    expect(await refusalOf(members, { archiveLimits })).toBe('archive-too-large');
    expect((await readZip(members.slice(0, 1), { archiveLimits })).error).toBeUndefined();
  });

  it('may be left early', async () => {
    const file = files.write('early.zip', zipBytes([{ name: 'a.xml', content: xml }]));
    for await (const event of readSettlementFile(file)) if (event.kind === 'transaction') break;
    expect((await collect(readSettlementFile(file))).error).toBeUndefined();
  });
});
