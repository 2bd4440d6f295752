/** Bytes of a file as a stream, and a look at its first ones without taking them away. */
import { Buffer } from 'node:buffer';
import { createReadStream } from 'node:fs';

/** Larger than the default of Node.js: each piece costs a wait. */
export const fileChunkBytes = 262_144;

/** Nothing is opened before the first byte is asked for; the file is closed at the end, also an early one. */
export async function* readFileBytes(
  path: string,
  onBytes?: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: fileChunkBytes })) {
    if (!(chunk instanceof Uint8Array)) continue;
    bytes += chunk.length;
    onBytes?.(bytes);
    yield chunk;
  }
}

/** Reads until `length` bytes are there, or the end; `all` gives these and the rest. */
export async function peekBytes(
  input: AsyncGenerator<Uint8Array, void, undefined>,
  length: number,
): Promise<{ head: Uint8Array; all: AsyncGenerator<Uint8Array, void, undefined> }> {
  const chunks: Uint8Array[] = [];
  let held = 0;
  while (held < length) {
    const { value, done } = await input.next();
    if (done) break;
    // Copied: a source may use its buffer again.
    chunks.push(Uint8Array.from(value));
    held += value.length;
  }
  const taken = Buffer.concat(chunks);
  async function* all() {
    try {
      if (taken.length > 0) yield taken;
      yield* input;
    } finally {
      await input.return();
    }
  }
  return { head: taken.subarray(0, length), all: all() };
}
