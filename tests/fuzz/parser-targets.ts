/** The readers alone, many times faster than whole imports: they end, refuse with their one error, and do not mind how bytes are cut. */
import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { previewBankCsv, readBankCsv } from '#files/bank-csv';
import { bankCsvMappingSchema } from '#files/bank-csv-mapping';
import { readBankStatements } from '#files/camt053';
import { detectFileKind, detectHeadBytes } from '#files/detect-file';
import { FileFormatError, fileFormatReasons } from '#files/file-format-error';
import { readOrdersCsv } from '#files/orders-csv';
import { readSettlementCsv } from '#files/settlement-csv';
import { readSettlementFile } from '#files/settlement-file';
import { readSettlementReport } from '#files/settlement-xml';
import { chunked } from '../files/collect';
import { bankCsv, bankXml, ordersCsv, settlementCsv, settlementXml, settlementZip } from './corpora';
import { Flaw, inTime, type Target } from './fuzz-target';
import { mutated } from './mutate-bytes';
import { mutationsOf } from './mutate-formats';
import type { Random } from './random';

type Parser = {
  readonly name: string;
  readonly format: keyof typeof mutationsOf;
  readonly corpus: (random: Random) => string | Buffer;
  /** Of a stream of bytes, or of a file. */
  readonly read: (
    chunks: AsyncGenerator<Uint8Array, void, undefined>,
    place: string,
  ) => AsyncIterable<unknown>;
  readonly ofFile?: boolean;
};

export const parsers: readonly Parser[] = [
  {
    name: 'parse-settlement-xml',
    format: 'xml',
    corpus: settlementXml,
    read: (chunks) => readSettlementReport(chunks),
  },
  {
    name: 'parse-settlement-csv',
    format: 'csv',
    corpus: settlementCsv,
    read: (chunks) => readSettlementCsv(chunks),
  },
  {
    name: 'parse-settlement-zip',
    format: 'zip',
    corpus: settlementZip,
    read: (_, place) => readSettlementFile(place),
    ofFile: true,
  },
  { name: 'parse-camt053', format: 'xml', corpus: bankXml, read: (chunks) => readBankStatements(chunks) },
  {
    name: 'parse-bank-csv',
    format: 'csv',
    corpus: bankCsv,
    read: (_, place) => readSuggested(place),
    ofFile: true,
  },
  { name: 'parse-orders-csv', format: 'csv', corpus: ordersCsv, read: (chunks) => readOrdersCsv(chunks) },
];

async function* readSuggested(place: string) {
  const { suggestion } = await previewBankCsv(place);
  const parsed = bankCsvMappingSchema.safeParse({ account: { fixed: '86011117947' }, ...suggestion });
  if (parsed.success) yield* readBankCsv(place, parsed.data);
}

export async function openParserTarget({
  name,
  format,
  corpus,
  read,
  ofFile,
}: Parser): Promise<Target<Buffer>> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-fuzz-'));
  const place = path.join(folder, name);
  const ended = async (bytes: Buffer, cuts: readonly number[]) => {
    const texts: string[] = [];
    async function* chunks() {
      yield* chunked(bytes, cuts);
    }
    try {
      for await (const event of read(chunks(), place)) texts.push(JSON.stringify(event));
      return { texts, end: 'read' };
    } catch (error) {
      if (!(error instanceof FileFormatError)) throw error;
      expectRefusal(error);
      // Of UTF-16 only the piece is known in which a letter is wrong.
      return { texts, end: `refused: ${error.reason}`, at: error.reason === 'encoding' ? 0 : error.line };
    }
  };
  return {
    name,
    make: (random) => mutated(Buffer.from(corpus(random)), mutationsOf[format], random),
    run: (bytes) =>
      inTime(`${name} of ${bytes.length} bytes`, async () => {
        detectFileKind(bytes.subarray(0, detectHeadBytes), 'file.csv');
        if (ofFile) fs.writeFileSync(place, bytes);
        const whole = await ended(bytes, []);
        if (!ofFile && bytes.length < 20_000) {
          const cut = await ended(bytes, [1, 3, 7, 100, 101, bytes.length >> 1, bytes.length - 1]);
          if (JSON.stringify(cut) !== JSON.stringify(whole))
            throw new Flaw(
              `cut otherwise it ends as ${cut.end} on line ${cut.at}, whole as ${whole.end} on line ${whole.at}`,
            );
        }
        return whole.end;
      }),
    write: (bytes) => bytes,
    read: (bytes) => Buffer.from(bytes),
    close: async () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

function expectRefusal({ reason, line, message }: FileFormatError): void {
  if (!fileFormatReasons.includes(reason)) throw new Flaw(`no such reason: ${reason}`);
  if (!Number.isInteger(line) || line < 1) throw new Flaw(`${reason} stands on line ${line}`);
  if (message === '' || /\p{Cc}/u.test(message)) throw new Flaw(`the message of ${reason} is not one line`);
}
