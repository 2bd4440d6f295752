import { describe, expect, it } from 'vitest';
import { DownloadStalled, streamReport } from '#services/export-stream';

describe('the answer with a report', () => {
  const pieces = async function* (texts: readonly string[], error?: Error) {
    yield* texts;
    if (error) throw error;
  };
  const fileOf = (texts: readonly string[], error?: Error) => {
    let closed = 0;
    const close = () => {
      closed += 1;
    };
    const file = { pieces: pieces(texts, error), close };
    return { file, closed: () => closed };
  };
  const alive = new AbortController().signal;

  it('carries every piece and lets go of the picture of the books', async () => {
    const { file, closed } = fileOf(['a;b\r\n', 'ø;1\r\n']);
    expect(await new Response(streamReport(file, { signal: alive })).text()).toBe('a;b\r\nø;1\r\n');
    expect(closed()).toBeGreaterThan(0);
  });

  it('is broken off by an error, never ended as if it were whole', async () => {
    const { file, closed } = fileOf(['a;b\r\n'], new Error('disk'));
    const reader = streamReport(file, { signal: alive }).getReader();
    expect((await reader.read()).done).toBe(false);
    await expect(reader.read()).rejects.toThrow('disk');
    expect(closed()).toBeGreaterThan(0);
  });

  it('makes no piece before the connection can take it', async () => {
    let release = () => {};
    const full = new Promise<void>((resolve) => {
      release = resolve;
    });
    let made = 0;
    const counting = async function* () {
      for (const text of ['1', '2', '3']) {
        made += 1;
        yield text;
      }
    };
    let asks = 0;
    const drained = () => (++asks === 2 ? full : Promise.resolve());
    const reader = streamReport(
      { pieces: counting(), close: () => {} },
      { signal: alive, drained },
    ).getReader();
    await reader.read();
    const second = reader.read();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(made).toBe(1);
    release();
    await second;
    expect(made).toBe(2);
  });

  it('is given up when nobody takes it, and when the person has gone', async () => {
    const stalled = fileOf(['1']);
    const never = () => new Promise<void>(() => {});
    const reader = streamReport(stalled.file, { signal: alive, drained: never, stallMs: 10 }).getReader();
    await expect(reader.read()).rejects.toThrow(DownloadStalled);
    expect(stalled.closed()).toBeGreaterThan(0);
    const left = fileOf(['1', '2']);
    const gone = streamReport(left.file, { signal: AbortSignal.abort() }).getReader();
    expect((await gone.read()).done).toBe(true);
    expect(left.closed()).toBeGreaterThan(0);
    const cancelled = fileOf(['1']);
    await streamReport(cancelled.file, { signal: alive }).cancel();
    expect(cancelled.closed()).toBe(1);
  });
});
