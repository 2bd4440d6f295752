/** Changes bytes without knowing what they mean. */
import { Buffer } from 'node:buffer';
import { hostileValue } from './hostile-values';
import type { Random } from './random';

export type Mutate = (input: Buffer, random: Random) => Buffer;

/** No input of the usual runs is larger: many small ones find more. Large ones have a test of their own. */
export const largestInput = 400_000;

const splice = (input: Buffer, at: number, removed: number, added: Uint8Array) =>
  Buffer.concat([input.subarray(0, at), added, input.subarray(at + removed)]);

const bytesThatMatter = Buffer.from('\0\t\n\r"\'<>&;,=-.+/\\\x7f\x80\xc3\xff', 'latin1');

export const blindMutations: readonly Mutate[] = [
  function flipBit(input, random) {
    const copy = Buffer.from(input);
    const at = random.below(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
    return copy;
  },
  function setByte(input, random) {
    const copy = Buffer.from(input);
    copy[random.below(copy.length)] = bytesThatMatter[random.below(bytesThatMatter.length)] ?? 0;
    return copy;
  },
  function insertBytes(input, random) {
    const added = Buffer.alloc(random.between(1, 8), 0);
    for (let at = 0; at < added.length; at += 1) added[at] = random.below(256);
    return splice(input, random.below(input.length + 1), 0, added);
  },
  function insertValue(input, random) {
    return splice(input, random.below(input.length + 1), 0, Buffer.from(hostileValue(random)));
  },
  function removeBytes(input, random) {
    return splice(input, random.below(input.length), random.between(1, 60), Buffer.alloc(0));
  },
  function truncate(input, random) {
    return input.subarray(0, random.below(input.length + 1));
  },
  function cutStart(input, random) {
    return input.subarray(random.below(Math.min(input.length, 200) + 1));
  },
  function repeatPiece(input, random) {
    const at = random.below(input.length);
    const piece = input.subarray(at, at + random.between(1, 400));
    const times = random.chance(8) ? random.between(50, 500) : random.between(1, 4);
    return splice(input, at, 0, Buffer.concat(Array.from({ length: times }, () => piece)));
  },
  function swapPieces(input, random) {
    const [a, b] = [random.below(input.length), random.below(input.length)].sort((x, y) => x - y);
    const length = random.between(1, 80);
    const [first, second] = [input.subarray(a, (a ?? 0) + length), input.subarray(b, (b ?? 0) + length)];
    return splice(splice(input, b ?? 0, second.length, first), a ?? 0, first.length, second);
  },
  function endlessRun(input, random) {
    const run = Buffer.alloc(
      random.pick([5000, 70_000, 140_000]),
      random.pick(['a', '9', '"', ' ', '-', '\0', ';', '<', '&']),
    );
    return splice(input, random.below(input.length + 1), 0, run);
  },
  function lineEnds(input, random) {
    const end = random.pick(['\r', '\r\n', '\n\n', '\n\r', '\u2028', '\v', '']);
    const mixed = random.chance(2);
    const text = input.toString('latin1');
    return Buffer.from(
      text.replace(/\n/g, (found) =>
        mixed && random.chance(2) ? found : Buffer.from(end).toString('latin1'),
      ),
      'latin1',
    );
  },
  function otherEncoding(input, random) {
    const text = input.toString('utf8');
    const big = () => Buffer.from(text, 'utf16le').swap16();
    switch (random.below(7)) {
      case 0:
        return Buffer.from(text, 'latin1');
      case 1:
        return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
      case 2:
        return Buffer.concat([Buffer.from([0xfe, 0xff]), big()]);
      case 3:
        return Buffer.from(text, 'utf16le');
      case 4:
        return big();
      case 5:
        return Buffer.concat([Buffer.from('efbbbf', 'hex'), input]);
      default:
        return Buffer.concat([Buffer.from(random.pick(['fffe', 'feff', 'efbb', '0000feff']), 'hex'), input]);
    }
  },
];

/** One to four changes, most of those that know the format. */
export function mutated(input: Buffer, known: readonly Mutate[], random: Random): Buffer {
  let bytes = input;
  for (let left = random.pick([1, 1, 1, 2, 2, 3, 4]); left > 0; left -= 1) {
    const mutate = random.pick(known.length > 0 && !random.chance(3) ? known : blindMutations);
    bytes = mutate(bytes, random).subarray(0, largestInput);
  }
  return bytes;
}
