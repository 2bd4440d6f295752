/** Reads a whole stream of events for a test, with the error it ended in, if any. */
import { Buffer } from 'node:buffer';
import { FileFormatError } from '#files/file-format-error';

export async function collect<Event>(
  events: AsyncIterable<Event>,
): Promise<{ events: Event[]; error: FileFormatError | undefined }> {
  const taken: Event[] = [];
  try {
    for await (const event of events) taken.push(event);
    return { events: taken, error: undefined };
  } catch (error) {
    if (error instanceof FileFormatError) return { events: taken, error };
    throw error;
  }
}

/** The reason and line of the refusal; undefined when the file was taken. */
export async function refusal(
  events: AsyncIterable<unknown>,
): Promise<{ reason: string; line: number } | undefined> {
  const { error } = await collect(events);
  return error && { reason: error.reason, line: error.line };
}

/** Bytes cut at the given places. */
export function chunked(text: string | Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  );
  return places.slice(0, -1).map((place, index) => bytes.subarray(place, places[index + 1]));
}
