/**
 * Bytes of an XML file into text. The encoding is found as XML 1.0 appendix F says: byte order mark first, then the
 * declaration, then UTF-8. Wrong bytes are refused, never replaced: a replaced letter in an order id would look like
 * another order.
 */
import { Buffer, isUtf8 } from 'node:buffer';
import { FileFormatError, type FilePlace } from './file-format-error';

export type ByteInput = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

/**
 * Yields the text in pieces of at most 64 Ki characters. Text that arrives as strings is taken as decoded already.
 * `place` tells where the reader stands, for errors. Throws FileFormatError ('encoding', 'truncated').
 */
export async function* decodeXml(input: ByteInput, place: () => FilePlace): AsyncGenerator<string> {
  let head: Buffer = Buffer.alloc(0);
  let decoder: Decoder | undefined;
  for await (const chunk of input) {
    if (typeof chunk === 'string') {
      yield* pieces(chunk);
      continue;
    }
    for (const bytes of slices(chunk)) {
      if (decoder) {
        yield* decoder.decode(bytes);
        continue;
      }
      head = Buffer.concat([head, bytes]);
      if (!headIsComplete(head)) continue;
      decoder = chooseDecoder(head, place);
      yield* decoder.decode(head.subarray(decoder.skip));
    }
  }
  if (!decoder && head.length > 0) {
    decoder = chooseDecoder(head, place);
    yield* decoder.decode(head.subarray(decoder.skip));
  }
  if (decoder) yield* decoder.end();
}

const pieceLength = 65_536;
const headLimit = 1024;

interface Decoder {
  /** Bytes of the byte order mark. */
  readonly skip: number;
  decode(bytes: Buffer): Iterable<string>;
  end(): Iterable<string>;
}

function* slices(chunk: Uint8Array): Generator<Buffer> {
  const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  for (let from = 0; from < buffer.length; from += pieceLength)
    yield buffer.subarray(from, from + pieceLength);
}

function* pieces(text: string): Generator<string> {
  for (let from = 0; from < text.length; from += pieceLength) yield text.slice(from, from + pieceLength);
}

/** Is there enough to see the byte order mark and the whole declaration? Must not depend on the chunks. */
function headIsComplete(head: Buffer): boolean {
  if (head.length >= headLimit) return true;
  if (head.length < 5) return false;
  return head.toString('latin1', 0, 5) !== '<?xml' || head.includes('?>');
}

function chooseDecoder(head: Buffer, place: () => FilePlace): Decoder {
  const start = head.toString('hex', 0, 4);
  if (start === '0000feff' || start === 'fffe0000' || start === '0000003c' || start === '3c000000') {
    throw refuse(place, 'The file is written in UTF-32. Save it as UTF-8 and try again.');
  }
  if (start.startsWith('fffe')) return tableDecoder('utf-16le', 2, place);
  if (start.startsWith('feff')) return tableDecoder('utf-16be', 2, place);
  if (start === '3c003f00') return tableDecoder('utf-16le', 0, place);
  if (start === '003c003f') return tableDecoder('utf-16be', 0, place);
  if (start === '504b0304') throw refuse(place, 'This is a zip file. Unpack it and import the file inside.');
  if (start.startsWith('1f8b'))
    throw refuse(place, 'This is a gzip file. Unpack it and import the file inside.');
  if (start.startsWith('efbbbf')) return utf8Decoder(3, place);
  const declared = declaredEncoding(head);
  const label = declared === undefined ? 'utf-8' : encodingLabels.get(declared);
  if (label === undefined) {
    throw refuse(place, `The file says its encoding is ${declared}, which is not read. Save it as UTF-8.`);
  }
  return label === 'utf-8' ? utf8Decoder(0, place) : tableDecoder(label, 0, place);
}

function declaredEncoding(head: Buffer): string | undefined {
  const declaration = /^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']/.exec(
    head.toString('latin1'),
  );
  return declaration?.[1]?.toLowerCase();
}

/** windows-1252 is iso-8859-1 with letters where the latter has control codes nobody writes (WHATWG Encoding). */
const encodingLabels: ReadonlyMap<string, string> = new Map([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['us-ascii', 'utf-8'],
  ['ascii', 'utf-8'],
  ['iso-8859-1', 'windows-1252'],
  ['iso8859-1', 'windows-1252'],
  ['latin1', 'windows-1252'],
  ['windows-1252', 'windows-1252'],
  ['cp1252', 'windows-1252'],
  ['iso-8859-15', 'iso-8859-15'],
]);

function utf8Decoder(skip: number, place: () => FilePlace): Decoder {
  let tail: Buffer = Buffer.alloc(0);
  return {
    skip,
    *decode(bytes) {
      const all = tail.length > 0 ? Buffer.concat([tail, bytes]) : bytes;
      const cut = all.length - unfinishedLength(all);
      const whole = all.subarray(0, cut);
      // Copied: the source may use its buffer again.
      tail = Buffer.from(all.subarray(cut));
      const text = whole.toString('utf8');
      if (isUtf8(whole)) {
        yield* pieces(text);
        return;
      }
      // The good part first, so that the place of the error is the place of the bad byte.
      yield* pieces(text.slice(0, text.indexOf('\ufffd')));
      throw refuse(place, 'A byte here is not UTF-8. Download the file again, or save it as UTF-8.');
    },
    end() {
      if (tail.length === 0) return [];
      throw new FileFormatError('truncated', place(), 'The file ends inside a letter. Download it again.');
    },
  };
}

/** How many bytes at the end begin a UTF-8 letter without finishing it (0 to 3). */
function unfinishedLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return length > back ? back : 0;
  }
  return 0;
}

function tableDecoder(label: string, skip: number, place: () => FilePlace): Decoder {
  const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  function decoded(bytes: Buffer | undefined): string {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch {
      throw refuse(place, `The bytes here are not ${label}. Download the file again, or save it as UTF-8.`);
    }
  }
  return {
    skip,
    *decode(bytes) {
      yield* pieces(decoded(bytes));
    },
    *end() {
      yield* pieces(decoded(undefined));
    },
  };
}

function refuse(place: () => FilePlace, message: string): FileFormatError {
  return new FileFormatError('encoding', place(), message);
}
