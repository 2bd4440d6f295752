/** `GET /live`: server-sent events that tell open pages what changed. They carry names of topics and times, and no data. */
import type { Request, Response } from 'express';
import { openChangeSignal } from '#db/change-signal';
import type { OpenDesk } from '#services/open-desk';
import { findPersonOfToken } from '#services/sessions';
import { type ChangeWatcher, type WatchOptions, watchChanges } from './change-watcher';
import { type LogInCookies, readCookie } from './log-in-cookies';

export type LiveEvents = {
  answer(request: Request, response: Response): Promise<void>;
  /** How many are open. */
  streams(): number;
  /** Ends every stream at once; no other begins. */
  close(): void;
};

export type LiveOptions = WatchOptions & {
  readonly streamsOfPerson?: number;
  readonly streamsInAll?: number;
  readonly beatMs?: number;
  /** How long changes are watched after the last stream ended: the next page need not be read twice. */
  readonly lingerMs?: number;
};

type Stream = {
  readonly token: string;
  readonly personId: string;
  send(event: string, data: unknown): void;
  end(): void;
};

/** A browser tries again after this long. */
const retryMs = 2000;
/** A stream that cannot be written to is given up: its reader is gone, or asleep. */
const mostUnsentBytes = 64 * 1024;

export function createLiveEvents(
  desk: OpenDesk,
  cookies: LogInCookies,
  options: LiveOptions = {},
): LiveEvents {
  const { streamsOfPerson = 40, streamsInAll = 200, beatMs = 15_000 } = options;
  const streams = new Set<Stream>();
  const watcher = sharedWatcher(desk, options, (event, data) => {
    for (const stream of streams) stream.send(event, data);
  });
  let closed = false;
  /** That a page listens is no sign of a person, and keeps no log-in open. */
  const personOf = (token: string) => findPersonOfToken(desk, token, desk.settings, Date.now(), true);
  const beat = setInterval(() => {
    const at = new Date().toISOString();
    for (const stream of streams) {
      stream.send('beat', { at });
      void personOf(stream.token).then(
        (person) => person ?? endOf(stream),
        (error: unknown) => desk.log.error({ err: error }, 'a log-in could not be looked up'),
      );
    }
  }, beatMs);
  beat.unref();

  const endOf = (stream: Stream) => {
    stream.send('ended', { why: 'logged-out' });
    stream.end();
  };

  const open = (response: Response, token: string, personId: string) => {
    const stream = streamTo(response, token, personId);
    streams.add(stream);
    response.on('close', () => {
      streams.delete(stream);
      if (streams.size === 0) watcher.rest();
    });
    return stream;
  };

  return {
    async answer(request, response) {
      const token = await readCookie(cookies.session, request.headers.cookie);
      const person = token === undefined ? undefined : await personOf(token);
      if (token === undefined || person === undefined) return refuse(response, 401, 'Log in first.');
      const ofPerson = [...streams].filter(({ personId }) => personId === person.id).length;
      if (closed || ofPerson >= streamsOfPerson || streams.size >= streamsInAll)
        return refuse(response, 503, 'No more pages can be kept live now.');
      const stream = open(response, token, person.id);
      const { since, lastChanges } = await watcher.wake();
      stream.send('hello', { at: new Date().toISOString(), since, changes: lastChanges() });
    },
    streams: () => streams.size,
    close() {
      closed = true;
      clearInterval(beat);
      for (const stream of streams) stream.end();
      watcher.close();
    },
  };
}

function streamTo(response: Response, token: string, personId: string): Stream {
  response.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store, no-transform', // compressed, it would wait until a block is full
    'X-Accel-Buffering': 'no', // nor may a proxy keep it
    Connection: 'close', // so that the end of the stream is the end of the connection, also when the server stops
  });
  response.flushHeaders();
  response.write(`retry: ${retryMs}\n\n`);
  return {
    token,
    personId,
    send(event, data) {
      if (response.writableEnded || response.destroyed) return;
      if (response.writableLength > mostUnsentBytes) response.destroy();
      else response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    end: () => void response.end(),
  };
}

function refuse(response: Response, status: number, words: string): void {
  response.status(status).set('Cache-Control', 'no-store').type('text/plain').send(words);
}

/** Watches while somebody listens, and some time longer. */
function sharedWatcher(desk: OpenDesk, options: LiveOptions, tell: (event: string, data: unknown) => void) {
  const lingerMs = options.lingerMs ?? 60_000;
  let awake: Promise<{ watcher: ChangeWatcher; end(): void }> | undefined;
  let sleep: NodeJS.Timeout | undefined;
  const start = async () => {
    const signal = openChangeSignal(desk.settings.DATABASE_PATH);
    try {
      const watcher = await watchChanges(desk, signal, (changed) => tell('changed', changed), options);
      return {
        watcher,
        end() {
          watcher.stop();
          signal.close();
        },
      };
    } catch (error) {
      signal.close();
      throw error;
    }
  };
  const close = () => {
    clearTimeout(sleep);
    void awake?.then(({ end }) => end()).catch(() => undefined); // it never began
    awake = undefined;
  };
  return {
    async wake(): Promise<ChangeWatcher> {
      clearTimeout(sleep);
      awake ??= start();
      try {
        return (await awake).watcher;
      } catch (error) {
        awake = undefined;
        throw error;
      }
    },
    rest() {
      clearTimeout(sleep);
      sleep = setTimeout(close, lingerMs);
      sleep.unref();
    },
    close,
  };
}
