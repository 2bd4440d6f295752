/** The HTTP server of the desk: how long a client may take, and how much it may say before anything is looked at. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Request, RequestHandler, Response } from 'express';

export type ServerLimits = {
  /** From the first byte to the end of the headers. */
  readonly headersMs?: number;
  /** For the body of a form or a call. */
  readonly bodyMs?: number;
  /** For the whole of a file: a large one over a slow line. */
  readonly fileMs?: number;
  /** How often it is looked who takes too long. */
  readonly lookEveryMs?: number;
};

/** Address and headers together. */
const largestHeadBytes = 16 * 1024;

export function createDeskServer(
  web: RequestListener,
  { headersMs = 20_000, fileMs = 600_000, lookEveryMs = 5_000 }: ServerLimits = {},
): Server {
  const server = createServer(
    {
      maxHeaderSize: largestHeadBytes,
      headersTimeout: headersMs,
      requestTimeout: fileMs,
      keepAliveTimeout: 10_000,
      connectionsCheckingInterval: lookEveryMs,
    },
    web,
  );
  return watchSilent(server);
}

/**
 * Takes nothing new and waits for the answers that are under way; resolves when all connections are closed, with `cut-off` when some
 * took longer than they may. Connections on which nobody waits for an answer hold nobody: neither one that a browser opened in case it
 * needs it, nor one that is kept after its answer.
 */
export async function closeDeskServer(server: Server, withinMs: number): Promise<'ended' | 'cut-off'> {
  let result: 'ended' | 'cut-off' = 'ended';
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.on('request', (_request, response) => response.setHeader('Connection', 'close'));
  for (const socket of silentSockets.get(server) ?? []) if (socket.bytesRead === 0) socket.destroy();
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const limit = setTimeout(() => {
    result = 'cut-off';
    server.closeAllConnections();
  }, withinMs);
  await closed;
  clearInterval(idle);
  clearTimeout(limit);
  return result;
}

/** Of each server the connections that have asked for nothing yet, as far as is known. */
const silentSockets = new WeakMap<Server, Set<Socket>>();

function watchSilent(server: Server): Server {
  const sockets = new Set<Socket>();
  silentSockets.set(server, sockets);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('request', ({ socket }) => sockets.delete(socket));
  return server;
}

/**
 * Ends requests whose body comes too slowly: whoever sends a byte now and then would hold the connection for ever. A file may take
 * longer than a form, as long as it comes at all.
 */
export function refuseSlowBodies(
  isFile: (request: Request) => boolean,
  { bodyMs = 30_000 }: ServerLimits = {},
): RequestHandler {
  return (request, response, next) => {
    const { headers, socket } = request;
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
    if (hasBody) {
      let readBytes = socket.bytesRead;
      const timer = setInterval(() => {
        if (request.complete) clearInterval(timer);
        else if (isFile(request) && socket.bytesRead - readBytes >= slowestFileBytesPerMs * bodyMs)
          readBytes = socket.bytesRead;
        else {
          clearInterval(timer);
          refuse(response);
        }
      }, bodyMs);
      timer.unref();
      response.once('close', () => clearInterval(timer));
    }
    next();
  };
}

/** 256 bytes a second: less is no line that somebody sends a file over. */
const slowestFileBytesPerMs = 0.256;

function refuse(response: Response): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.on('finish', () => response.destroy());
  response
    .status(408)
    .set('Connection', 'close')
    .type('text/plain')
    .send('This came too slowly and was not carried out. Send it again.');
}
