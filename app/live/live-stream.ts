/** The page's one stream of changes: opens it while somebody looks, notices when it breaks, and says since when. */
import { isLiveTopic, type LiveTopic, liveTopics } from '#core/live-topics';

export type LiveState =
  | { readonly kind: 'starting' | 'live' | 'logged-out' }
  /** Nothing was heard since then: what the page shows may be old. */
  | { readonly kind: 'stale'; readonly sinceMs: number };

type Source = {
  addEventListener(name: string, act: (event: Event) => void): void;
  close(): void;
  readonly readyState: number;
};

export type LiveStreamOptions = {
  open(): Source;
  /** When the page's data were read, by the server's clock. */
  readAt(): string;
  onState(state: LiveState): void;
  /** `at`: when it was seen, by the server's clock. */
  onTopics(topics: readonly LiveTopic[], at: string): void;
  now(): number;
};

export type LiveStream = {
  /** The tab came into sight, or went out of it: a stream takes one of the few connections a browser has. */
  look(visible: boolean): void;
  /** To be called every moment: time is what makes a silent stream stale. */
  tick(): void;
  stop(): void;
};

/** Short breaks, as of a server that starts anew, are not told. */
const toldAfterMs = 5000;
/** The server gives a sign of life every 15 s. */
const silentAfterMs = 40_000;
const firstRetryMs = 3000;
const longestRetryMs = 30_000;
const closed = 2;

export function createLiveStream(options: LiveStreamOptions): LiveStream {
  const { now, onState, onTopics } = options;
  let source: Source | undefined;
  let state: LiveState = { kind: 'starting' };
  let heardAt = now();
  let brokenAt: number | undefined;
  let retryAt: number | undefined;
  let retryMs = firstRetryMs;
  let over = false;

  const setState = (next: LiveState) => {
    if (next.kind === state.kind) return;
    state = next;
    onState(next);
  };
  const heard = () => {
    heardAt = now();
    brokenAt = undefined;
    retryMs = firstRetryMs;
    setState({ kind: 'live' });
  };
  const shut = () => {
    source?.close();
    source = undefined;
    retryAt = undefined;
  };
  const open = () => {
    shut();
    const opened = options.open();
    source = opened;
    const on = (name: string, act: (data: unknown) => void) =>
      opened.addEventListener(name, (event) => {
        if (source === opened && event instanceof MessageEvent) act(parse(event.data));
      });
    on('hello', (data) => {
      heard();
      for (const [topic, at] of missedTopics(data, options.readAt())) onTopics([topic], at);
    });
    on('beat', heard);
    on('changed', (data) => {
      heard();
      if (isRecord(data) && Array.isArray(data.topics) && typeof data.at === 'string')
        onTopics(data.topics.filter(isLiveTopic), data.at);
    });
    on('ended', () => {
      over = true;
      shut();
      setState({ kind: 'logged-out' });
    });
    opened.addEventListener('error', () => {
      if (source !== opened) return;
      brokenAt ??= now();
      if (opened.readyState !== closed) return; // the browser tries again by itself
      retryAt = now() + retryMs;
      retryMs = Math.min(retryMs * 2, longestRetryMs);
    });
  };

  return {
    look(visible) {
      if (over) return;
      if (!visible) shut();
      else if (source === undefined) {
        brokenAt = now();
        open();
      }
    },
    tick() {
      if (over || source === undefined) return;
      if (now() - heardAt > silentAfterMs && brokenAt === undefined) {
        brokenAt = heardAt + silentAfterMs;
        retryAt = now();
      }
      if (retryAt !== undefined && now() >= retryAt) open();
      if (brokenAt !== undefined && now() - brokenAt >= toldAfterMs)
        setState({ kind: 'stale', sinceMs: heardAt });
    },
    stop() {
      over = true;
      shut();
    },
  };
}

/** What changed since the page was read. All of it may have, when the server has not watched for that long. */
function missedTopics(data: unknown, readAt: string): [LiveTopic, string][] {
  if (!isRecord(data) || typeof data.since !== 'string' || !isRecord(data.changes)) return [];
  const { since, changes } = data;
  if (since > readAt) return liveTopics.map((topic) => [topic, since]);
  return Object.entries(changes).flatMap(([topic, at]): [LiveTopic, string][] =>
    isLiveTopic(topic) && typeof at === 'string' && at > readAt ? [[topic, at]] : [],
  );
}

function parse(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined; // cut off by a proxy; the next sign of life comes whole
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
