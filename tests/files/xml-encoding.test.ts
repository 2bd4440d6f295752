import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSettlementReport } from '#files/settlement-xml';
import { chunked, collect, refusal } from './collect';
import { reportXml, smallReport } from './settlement-report-xml';

const utf8 = reportXml(smallReport());
const declared = (name: string) => utf8.replace('UTF-8', name);
const bom = (...bytes: number[]) => Buffer.from(bytes);
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const namesOf = async (bytes: Uint8Array, cuts: number[] = []) => {
  const { events, error } = await collect(readSettlementReport(chunked(bytes, cuts)));
  expect(error).toBeUndefined();
  return events.flatMap((event) =>
    event.kind === 'sales-unit' ? [event.saleUnitName, event.organizationName] : [],
  );
};

describe('encodings', () => {
  const readable: [string, Buffer][] = [
    ['UTF-8', Buffer.from(utf8)],
    ['UTF-8 with a byte order mark', Buffer.concat([bom(0xef, 0xbb, 0xbf), Buffer.from(utf8)])],
    ['UTF-8 that does not say so', Buffer.from(utf8.replace(/^<\?xml.*\n/, ''))],
    ['ISO-8859-1', Buffer.from(declared('ISO-8859-1'), 'latin1')],
    ['windows-1252', Buffer.from(declared('windows-1252'), 'latin1')],
    ['ISO-8859-15', Buffer.from(declared('iso-8859-15'), 'latin1')],
    [
      'UTF-16 with a byte order mark',
      Buffer.concat([bom(0xff, 0xfe), Buffer.from(declared('UTF-16'), 'utf16le')]),
    ],
    ['UTF-16 big-endian', Buffer.concat([bom(0xfe, 0xff), utf16be(declared('UTF-16'))])],
    ['UTF-16 without a byte order mark', Buffer.from(declared('UTF-16'), 'utf16le')],
  ];

  it.each(readable)('%s is read, wherever it is cut', async (_name, bytes) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 12 }), async (cuts) => {
        expect(await namesOf(bytes, cuts)).toEqual(['Blåbærbutikken', 'Bjørns Blåbær AS']);
      }),
      { numRuns: 30 },
    );
  });

  it('the euro sign of windows-1252 is read', async () => {
    const bytes = Buffer.from(declared('windows-1252').replace('Blåbærbutikken', '\x80uro'), 'latin1');
    expect(await namesOf(bytes)).toEqual(['€uro', 'Bjørns Blåbær AS']);
  });

  it('wrong bytes are refused with their line, wherever they are cut', async () => {
    const line = utf8.slice(0, utf8.indexOf('Bjørns')).split('\n').length;
    // ISO-8859-1 that calls itself UTF-8: the commonest fault; here from the organization's name on.
    const at = Buffer.from(utf8).indexOf('Bjørns');
    const bytes = Buffer.concat([
      Buffer.from(utf8).subarray(0, at),
      Buffer.from('Bj\xf8rns', 'latin1'),
      Buffer.from('</x>'),
    ]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 12 }), async (cuts) => {
        expect(await refusal(readSettlementReport(chunked(bytes, cuts)))).toEqual({
          reason: 'encoding',
          line,
        });
      }),
    );
  });

  it.each([
    [
      'a surrogate in UTF-8',
      Buffer.concat([Buffer.from(utf8.slice(0, 90)), Buffer.from([0xed, 0xa0, 0x80])]),
    ],
    ['an overlong slash', Buffer.concat([Buffer.from(utf8.slice(0, 90)), Buffer.from([0xc0, 0xaf])])],
    ['an unknown encoding', Buffer.from(declared('EBCDIC-CP-DK'))],
    ['UTF-16 that is none', Buffer.from(declared('UTF-16'))],
    ['UTF-32', Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 0x3c])],
    ['a zip file', Buffer.from('PK\x03\x04 and so on')],
  ])('%s is refused', async (_name, bytes) => {
    expect(await refusal(readSettlementReport([bytes]))).toMatchObject({ reason: 'encoding' });
  });

  it('half a letter at the end means that the file was cut', async () => {
    const bytes = Buffer.from(utf8);
    const cut = bytes.subarray(0, bytes.indexOf('ø') + 1);
    expect(await refusal(readSettlementReport([cut]))).toMatchObject({ reason: 'truncated' });
  });

  it('any bytes at all end in events or in a refusal, never in another error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: 1500 }), async (noise, at) => {
        const bytes = Buffer.concat([
          Buffer.from(utf8).subarray(0, at),
          noise,
          Buffer.from(utf8).subarray(at),
        ]);
        const { events, error } = await collect(readSettlementReport([bytes]));
        expect(error !== undefined || events.at(-1)?.kind === 'end').toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
