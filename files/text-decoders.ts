/** Bytes into text, for every format. Wrong bytes are refused, never replaced: see xml-encoding. */
import { Buffer, isUtf8 } from 'node:buffer';
import { FileFormatError, type FilePlace } from './file-format-error';

export type ByteInput = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

/** Decodes bytes that come in any cut, into pieces of at most 64 Ki characters. */
export interface Decoder {
  /** Bytes of the byte order mark. */
  readonly skip: number;
  decode(bytes: Buffer): Iterable<string>;
  end(): Iterable<string>;
}

export function utf8Decoder(skip: number, place: () => FilePlace): Decoder {
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
      throw encodingError(place, 'A byte here is not UTF-8. Download the file again, or save it as UTF-8.');
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

export function tableDecoder(label: string, skip: number, place: () => FilePlace): Decoder {
  const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  function decoded(bytes: Buffer | undefined): string {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch {
      throw encodingError(
        place,
        `The bytes here are not ${label}. Download the file again, or save it as UTF-8.`,
      );
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

export function* slices(chunk: Uint8Array): Generator<Buffer> {
  const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  for (let from = 0; from < buffer.length; from += pieceLength)
    yield buffer.subarray(from, from + pieceLength);
}

export function* pieces(text: string): Generator<string> {
  for (let from = 0; from < text.length; from += pieceLength) yield text.slice(from, from + pieceLength);
}

const pieceLength = 65_536;

/** A zip or gzip file under another name. */
export function refusePacked(head: Uint8Array, place: () => FilePlace): void {
  const start = Buffer.from(head.subarray(0, 4)).toString('hex');
  if (start === '504b0304')
    throw encodingError(place, 'This is a zip file. Unpack it and import the file inside.');
  if (start.startsWith('1f8b'))
    throw encodingError(place, 'This is a gzip file. Unpack it and import the file inside.');
}

export function encodingError(place: () => FilePlace, message: string): FileFormatError {
  return new FileFormatError('encoding', place(), message);
}
