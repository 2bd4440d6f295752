/**
 * Bytes of an XML file into text. The encoding is found as XML 1.0 appendix F says: byte order mark first, then the
 * declaration, then UTF-8. Wrong bytes are refused, never replaced: a replaced letter in an order id would look like
 * another order.
 */
import { Buffer } from 'node:buffer';
import type { FilePlace } from './file-format-error';
import {
  type ByteInput,
  type Decoder,
  encodingError,
  pieces,
  refusePacked,
  slices,
  tableDecoder,
  utf8Decoder,
} from './text-decoders';

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

const headLimit = 1024;

/** Is there enough to see the byte order mark and the whole declaration? Must not depend on the chunks. */
function headIsComplete(head: Buffer): boolean {
  if (head.length >= headLimit) return true;
  if (head.length < 5) return false;
  return head.toString('latin1', 0, 5) !== '<?xml' || head.includes('?>');
}

function chooseDecoder(head: Buffer, place: () => FilePlace): Decoder {
  const start = head.toString('hex', 0, 4);
  if (start === '0000feff' || start === 'fffe0000' || start === '0000003c' || start === '3c000000') {
    throw encodingError(place, 'The file is written in UTF-32. Save it as UTF-8 and try again.');
  }
  if (start.startsWith('fffe')) return tableDecoder('utf-16le', 2, place);
  if (start.startsWith('feff')) return tableDecoder('utf-16be', 2, place);
  if (start === '3c003f00') return tableDecoder('utf-16le', 0, place);
  if (start === '003c003f') return tableDecoder('utf-16be', 0, place);
  refusePacked(head, place);
  if (start.startsWith('efbbbf')) return utf8Decoder(3, place);
  const declared = declaredEncoding(head);
  const label = declared === undefined ? 'utf-8' : encodingLabels.get(declared);
  if (label === undefined) {
    throw encodingError(
      place,
      `The file says its encoding is ${declared}, which is not read. Save it as UTF-8.`,
    );
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
