/**
 * Bytes of a CSV file into text. CSV does not say its encoding: the byte order mark decides, else the first letter
 * outside ASCII. In UTF-8 such a letter is a sequence of two to four bytes of a fixed form, which text in windows-1252
 * practically never has ("Ø" is followed by an ASCII letter there).
 */
import { Buffer, isUtf8 } from 'node:buffer';
import { FileFormatError, type FilePlace } from './file-format-error';
import {
  type ByteInput,
  type Decoder,
  pieces,
  refusePacked,
  slices,
  tableDecoder,
  utf8Decoder,
} from './text-decoders';

/** Text in pieces of at most 64 Ki characters, without a byte order mark. Throws FileFormatError ('encoding', 'not-text'). */
export function decodeCsv(input: ByteInput): DecodedCsv {
  const state: DecoderState = { encoding: 'utf-8', line: 1, isFirst: true };
  return { text: textOf(input, state), encoding: () => state.encoding };
}

export interface DecodedCsv {
  readonly text: AsyncGenerator<string, void, undefined>;
  /** As far as was read: text in ASCII only counts as UTF-8. */
  encoding(): CsvEncoding;
}

export const csvEncodings = ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'] as const;
export type CsvEncoding = (typeof csvEncodings)[number];

interface DecoderState {
  encoding: CsvEncoding;
  line: number;
  isFirst: boolean;
}

async function* textOf(input: ByteInput, state: DecoderState): AsyncGenerator<string, void, undefined> {
  const place = (): FilePlace => ({ line: state.line });
  const undecided = new UndecidedBytes(state, place);
  let decoder: Decoder | undefined;
  for await (const chunk of input) {
    if (typeof chunk === 'string') {
      for (const piece of pieces(chunk)) yield checked(piece, state);
      continue;
    }
    for (const bytes of slices(chunk)) {
      if (!decoder) {
        const taken = undecided.take(bytes);
        for (const piece of taken.text) yield checked(piece, state);
        decoder = taken.decoder;
        continue;
      }
      for (const piece of decoder.decode(bytes)) yield checked(piece, state);
    }
  }
  if (!decoder) for (const piece of undecided.end()) yield checked(piece, state);
  if (decoder) for (const piece of decoder.end()) yield checked(piece, state);
}

/** Holds bytes until they show their encoding; what is ASCII goes on at once, for it is the same in all of them. */
class UndecidedBytes {
  readonly #state: DecoderState;
  readonly #place: () => FilePlace;
  #held: Buffer = Buffer.alloc(0);
  #sawStart = false;

  constructor(state: DecoderState, place: () => FilePlace) {
    this.#state = state;
    this.#place = place;
  }

  take(bytes: Buffer): { text: Iterable<string>; decoder: Decoder | undefined } {
    this.#held = Buffer.concat([this.#held, bytes]);
    if (this.#held.length < longestLetter) return { text: [], decoder: undefined };
    return this.#decide(false);
  }

  /** What is left when the file ends. */
  *end(): Iterable<string> {
    const { text, decoder } = this.#decide(true);
    yield* text;
    if (decoder) yield* decoder.end();
  }

  #decide(isEnd: boolean): { text: Iterable<string>; decoder: Decoder | undefined } {
    const marked = this.#sawStart ? undefined : this.#byteOrderMark();
    this.#sawStart = true;
    if (marked) return { text: marked.decode(this.#held.subarray(marked.skip)), decoder: marked };
    const letter = this.#held.findIndex((byte) => byte >= 0x80);
    if (letter < 0) return { text: this.#flush(this.#held.length), decoder: undefined };
    if (!isEnd && letter + longestLetter > this.#held.length)
      return { text: this.#flush(letter), decoder: undefined };
    this.#state.encoding = beginsUtf8Letter(this.#held.subarray(letter)) ? 'utf-8' : 'windows-1252';
    const decoder = this.#decoder(0);
    return { text: decoder.decode(this.#held), decoder };
  }

  #byteOrderMark(): Decoder | undefined {
    refusePacked(this.#held, this.#place);
    const start = this.#held.toString('hex', 0, 3);
    if (start === 'efbbbf') return this.#decoder(3);
    if (start.startsWith('fffe')) this.#state.encoding = 'utf-16le';
    else if (start.startsWith('feff')) this.#state.encoding = 'utf-16be';
    else return undefined;
    return this.#decoder(2);
  }

  #decoder(skip: number): Decoder {
    const { encoding } = this.#state;
    return encoding === 'utf-8' ? utf8Decoder(skip, this.#place) : tableDecoder(encoding, skip, this.#place);
  }

  #flush(length: number): string[] {
    const text = this.#held.toString('latin1', 0, length);
    this.#held = Buffer.from(this.#held.subarray(length));
    return [text];
  }
}

const longestLetter = 4;

function beginsUtf8Letter(bytes: Buffer): boolean {
  const first = bytes[0] ?? 0;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  return bytes.length >= length && isUtf8(bytes.subarray(0, length));
}

/** A NUL is no text: a picture, a spreadsheet, or UTF-16 without its mark. */
function checked(piece: string, state: DecoderState): string {
  const text = state.isFirst && piece.startsWith('\ufeff') ? piece.slice(1) : piece;
  if (text !== '') state.isFirst = false;
  const bad = text.indexOf('\0');
  for (let at = text.indexOf('\n'); at >= 0 && (bad < 0 || at < bad); at = text.indexOf('\n', at + 1))
    state.line += 1;
  if (bad < 0) return text;
  const message = 'The file holds a NUL character, so it is not a text file. Save it as CSV in UTF-8.';
  throw new FileFormatError('not-text', { line: state.line }, message);
}
