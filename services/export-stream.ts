/** A report as the body of an answer: made as fast as it is taken, and broken off where it cannot be finished. */
import type { ReportFile } from './export-report';

export type StreamOptions = {
  /** Aborted when the person has gone. */
  readonly signal: AbortSignal;
  /** Waits until the connection can take more; without it the reader's own pace decides. */
  readonly drained?: () => Promise<void>;
  /** Nobody took anything for so long: the file is given up. */
  readonly stallMs?: number;
};

/**
 * The next piece is made when the one before was taken. An error ends the stream with that error, so that the
 * connection is cut and nobody takes half a file for a whole one.
 */
export function streamReport(
  file: Pick<ReportFile, 'pieces' | 'close'>,
  { signal, drained = async () => {}, stallMs = 60_000 }: StreamOptions,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          await withinTime(drained(), stallMs);
          const next = signal.aborted ? endOfFile : await file.pieces.next();
          if (next.done) {
            file.close();
            controller.close();
          } else {
            controller.enqueue(typeof next.value === 'string' ? encoder.encode(next.value) : next.value);
          }
        } catch (error) {
          file.close();
          throw error; // the stream errors with it
        }
      },
      cancel() {
        file.close();
      },
    },
    { highWaterMark: 0 },
  );
}

const endOfFile = { done: true } as const;

export class DownloadStalled extends Error {
  override readonly name = 'DownloadStalled';
}

async function withinTime(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DownloadStalled(`nothing was taken for ${ms} ms`)), ms);
  });
  try {
    await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
