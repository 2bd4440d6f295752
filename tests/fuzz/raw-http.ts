/** HTTP as bytes on a socket: what no client would send can be sent, too. */
import { Buffer } from 'node:buffer';
import net from 'node:net';

export type RawAnswer = {
  /** 0 when the server closed without a word. */
  readonly status: number;
  readonly head: string;
  readonly text: string;
};

/** Longer than any limit of the server for slow clients that an input here could wait for. */
const quietMs = 15_000;
const longestAnswer = 8 * 1024 * 1024;

/** What came back until the server closed. A stream that never ends, and an answer that is very long, are left early. */
export function talk(port: number, bytes: Buffer, { half = false } = {}): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no end of the answer within ${quietMs} ms; ${length} bytes came`));
    }, quietMs);
    socket.on('connect', () => {
      socket.write(bytes);
      // What was cut short gets no more: the server sees the end.
      if (half) socket.end();
    });
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > longestAnswer || (chunks.length < 3 && chunk.includes('text/event-stream')))
        socket.destroy();
    });
    socket.on('end', () => socket.end());
    socket.on('error', () => {}); // the server may cut the line; what it said counts
    socket.on('close', () => {
      clearTimeout(timer);
      const all = Buffer.concat(chunks).toString('utf8');
      const at = all.indexOf('\r\n\r\n');
      const head = at < 0 ? all : all.slice(0, at);
      resolve({
        status: Number(/^HTTP\/1\.1 (\d{3})/.exec(all)?.[1] ?? 0),
        head,
        text: at < 0 ? '' : all.slice(at + 4),
      });
    });
  });
}
