/** Clients that take for ever, or say too much, are cut off; others do not notice. */
import net, { type AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, expect, it } from 'vitest';
import { createDeskServer, refuseSlowBodies, type ServerLimits } from '#server/desk-server';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end();
});

async function open(limits: ServerLimits = {}) {
  const seen: string[] = [];
  const app = express();
  app.use(refuseSlowBodies(({ path }) => path === '/file', limits));
  app.use(express.raw({ type: () => true, limit: '1mb' }));
  app.use((request, response) => {
    seen.push(`${request.method} ${request.path}`);
    response.send('ok');
  });
  app.use(
    (
      error: Error & { status?: number },
      _request: unknown,
      response: express.Response,
      next: express.NextFunction,
    ) => {
      if (response.headersSent) next(error);
      else response.status(error.status ?? 500).send('refused');
    },
  );
  const server = createDeskServer(app, { lookEveryMs: 50, ...limits });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return { port: (server.address() as AddressInfo).port, seen };
}

/** What came back until the server closed, and after how long. */
function talk(port: number, say: (socket: net.Socket) => void): Promise<{ text: string; afterMs: number }> {
  const began = performance.now();
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => say(socket));
    ends.push(() => socket.destroy());
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve({ text, afterMs: performance.now() - began }));
  });
}

/** Says one byte every 20 ms, for ever. */
function drip(socket: net.Socket, byte: () => string): void {
  const timer = setInterval(() => socket.writable && socket.write(byte()), 20);
  socket.on('close', () => clearInterval(timer));
}

const form = 'POST /form HTTP/1.1\r\nHost: desk\r\nContent-Type: text/plain\r\n';

it('headers that never end are cut off', async () => {
  const { port, seen } = await open({ headersMs: 300 });
  const silent = talk(port, (socket) => socket.write('GET / HTTP/1.1\r\nHost: desk\r\n'));
  const dripping = talk(port, (socket) => {
    socket.write('GET / HTTP/1.1\r\nHost: desk\r\nX-Slow: ');
    drip(socket, () => 'a');
  });
  for (const { text, afterMs } of await Promise.all([silent, dripping])) {
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
    expect(afterMs).toBeLessThan(5000);
  }
  expect(seen).toEqual([]);
});

it('a body that comes byte by byte is cut off, told or chunked, and is not carried out', async () => {
  const { port, seen } = await open({ bodyMs: 300 });
  const told = talk(port, (socket) => {
    socket.write(`${form}Content-Length: 1000000\r\n\r\n`);
    drip(socket, () => 'a');
  });
  const chunked = talk(port, (socket) => {
    socket.write(`${form}Transfer-Encoding: chunked\r\n\r\n`);
    drip(socket, () => '1\r\na\r\n');
  });
  const silent = talk(port, (socket) => socket.write(`${form}Content-Length: 10\r\n\r\n`));
  for (const { text, afterMs } of await Promise.all([told, chunked, silent])) {
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
    expect(text).toContain('Connection: close');
    expect(text).toContain('was not carried out');
    expect(afterMs).toBeLessThan(5000);
  }
  expect(seen).toEqual([]);
});

it('a file may take longer than a form as long as it comes, and no longer', async () => {
  const { port, seen } = await open({ bodyMs: 200 });
  const head = 'POST /file HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n';
  const steady = talk(port, (socket) => {
    socket.write(`${head}Content-Length: 60000\r\n\r\n`);
    let sent = 0;
    const timer = setInterval(() => {
      sent += 1;
      socket.write('a'.repeat(3000));
      if (sent === 20) clearInterval(timer);
    }, 40);
  });
  expect((await steady).text).toMatch(/^HTTP\/1\.1 200 /);
  expect((await steady).afterMs).toBeGreaterThan(600);
  expect(seen).toEqual(['POST /file']);
  const stalled = await talk(port, (socket) => socket.write(`${head}Content-Length: 60000\r\n\r\nabc`));
  expect(stalled.text).toMatch(/^HTTP\/1\.1 408 /);
});

it('who is quick is served meanwhile', async () => {
  const { port } = await open({ bodyMs: 1000 });
  const slow = Array.from({ length: 50 }, () =>
    talk(port, (socket) => {
      socket.write(`${form}Content-Length: 100\r\n\r\n`);
      drip(socket, () => 'a');
    }),
  );
  const answer = await fetch(`http://127.0.0.1:${port}/quick`, { method: 'POST', body: 'quick' });
  expect(answer.status).toBe(200);
  // 100 bytes at 20 ms each are two seconds: too slow for this server.
  for (const { text } of await Promise.all(slow)) expect(text).toMatch(/^HTTP\/1\.1 408 /);
});

it('heads and addresses that are too long are refused before anything is looked at', async () => {
  const { port, seen } = await open();
  const long = 'a'.repeat(20_000);
  const heads = [
    `GET /?q=${long} HTTP/1.1\r\nHost: desk\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: desk\r\nX-Long: ${long}\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: desk\r\nCookie: a=${long}\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: desk\r\n${Array.from({ length: 3000 }, (_, n) => `X-${n}: a\r\n`).join('')}\r\n`,
  ];
  for (const head of heads) {
    const { text } = await talk(port, (socket) => socket.write(head));
    expect(text, head.slice(0, 40)).toMatch(/^HTTP\/1\.1 431 /);
  }
  expect(seen).toEqual([]);
});

it('what is no request, or two in one, is refused', async () => {
  const { port, seen } = await open();
  const wrong = [
    'nonsense\r\n\r\n',
    'GET / HTTP/1.1\r\n\r\n', // no Host
    `${form}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `${form}Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef`,
    `${form}Transfer-Encoding: chunked\r\n\r\nZZ\r\n`,
    'GET / HTTP/1.1\r\nHost: desk\r\nX: a\nY: b\r\n\r\n',
  ];
  for (const head of wrong) {
    const { text } = await talk(port, (socket) => {
      socket.write(head);
      setTimeout(() => socket.end(), 300);
    });
    expect(text, JSON.stringify(head)).toMatch(/^HTTP\/1\.1 400 /);
  }
  expect(seen).toEqual([]);
});
