/** A mail server and a web server that take alerts, and do it badly when they are told to. */
import http from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

export type Mail = { readonly to: readonly string[]; readonly raw: string };

/** `refuse`: a receiver is refused. `reject`: the mail is taken and refused at its end. `hang`: no answer to it. `half`: the line is cut. */
export type MailFault = 'none' | 'refuse' | 'reject' | 'hang' | 'half';

export async function startMailServer() {
  const mails: Mail[] = [];
  let fault: MailFault = 'none';
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onConnect(_session, done) {
      done();
    },
    onRcptTo(address, _session, done) {
      done(fault === 'refuse' ? new Error(`no such receiver: ${address.address}`) : undefined);
    },
    onData(stream, session, done) {
      let raw = '';
      stream.on('data', (chunk: Buffer) => {
        raw += chunk.toString();
      });
      stream.on('end', () => {
        if (fault === 'reject') return done(new Error('mailbox is full'));
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw });
        if (fault === 'hang') return;
        if (fault === 'half') for (const socket of sockets) socket.destroy();
        else done();
      });
    },
  });
  server.server.on('connection', (socket: Socket) => sockets.add(socket));
  server.on('error', () => {}); // lines that break are what is tried
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    fail(next: MailFault) {
      fault = next;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export type Call = { readonly headers: http.IncomingHttpHeaders; readonly body: string };
export type CallFault = 'none' | 'error' | 'hang' | 'half' | 'redirect' | 'half-answer';

export async function startReceiver() {
  const calls: Call[] = [];
  const elsewhere: string[] = [];
  let fault: CallFault = 'none';
  const server = http.createServer((request, response) => {
    let body = '';
    if (request.url === '/elsewhere') elsewhere.push(request.method ?? '');
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      calls.push({ headers: request.headers, body });
      if (fault === 'error') response.writeHead(500).end('a page of words');
      else if (fault === 'half') request.socket.destroy();
      else if (fault === 'half-answer') {
        response.writeHead(200, { 'Content-Length': '1000' });
        response.write('ten bytes.', () => request.socket.destroy());
      } else if (fault === 'redirect') response.writeHead(307, { Location: '/elsewhere' }).end();
      else if (fault === 'none') response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/alerts?of=oppgjor`,
    calls,
    elsewhere,
    fail(next: CallFault) {
      fault = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A port that nobody listens on. */
export async function closedPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
