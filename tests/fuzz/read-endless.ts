/** Reads an endless hostile stream in a process of its own, with little memory: `read-endless.ts READER SHAPE MEGABYTES`. */
import { Buffer } from 'node:buffer';
import { readBankStatements } from '#files/camt053';
import { FileFormatError } from '#files/file-format-error';
import { readOrdersCsv } from '#files/orders-csv';
import { readSettlementCsv } from '#files/settlement-csv';
import { readSettlementReport } from '#files/settlement-xml';

const readers = {
  'settlement-xml': readSettlementReport,
  'settlement-csv': readSettlementCsv,
  camt053: readBankStatements,
  'orders-csv': readOrdersCsv,
};
const xmlHead = '<SettlementReport xmlns="http://vipps.no/xmlschema/SettlementReport-3.0.xsd">';
const camtHead = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>';
const shapes: Readonly<Record<string, readonly [string, string]>> = {
  line: ['', 'a'],
  fields: ['', ';'],
  quote: ['MSN;Order ID;Amount\n"', 'a\n'],
  rows: ['MSN;Order ID;Amount\n', 'x;y;z\n'],
  blank: ['MSN;Order ID;Amount\n', '\n'],
  element: [`HEAD<Name>`, 'a'],
  attribute: ['HEAD<Name a="', 'a'],
  attributes: ['HEAD<Name ', 'a="1" '],
  name: ['HEAD<', 'a'],
  nest: ['HEAD', '<a>'],
  wide: ['HEAD', '<a/>'],
  names: ['HEAD', '<a/>'],
  comment: ['HEAD<!--', 'a'],
  cdata: ['HEAD<Name><![CDATA[', 'a'],
  instruction: ['HEAD<?a ', 'a'],
  space: ['HEAD', ' '],
  entity: ['HEAD<Name>&', 'a'],
  declaration: ['<?xml ', 'a'],
};

const [reader = '', shape = '', megabytes = '1'] = process.argv.slice(2);
const read = readers[reader as keyof typeof readers];
const [head = '', piece = 'a'] = shapes[shape] ?? [];
let taken = 0;
let made = 0;

async function* endless() {
  yield Buffer.from(head.replace('HEAD', reader === 'camt053' ? camtHead : xmlHead));
  const block = Buffer.from(piece.repeat(Math.ceil(65_536 / piece.length)));
  while (taken < Number(megabytes) * 1024 * 1024) {
    taken += block.length;
    made += 1;
    // Each name another, so that whoever remembers names is seen.
    yield shape === 'names'
      ? Buffer.from(Array.from({ length: 8000 }, (_, at) => `<a${made}-${at}/>`).join(''))
      : block;
  }
}

let end = 'read';
try {
  for await (const _ of read(endless()));
} catch (error) {
  if (!(error instanceof FileFormatError)) throw error;
  end = error.reason;
}
const residentMb = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(JSON.stringify({ end, takenMb: Math.round(taken / 1024 / 1024), residentMb }));
