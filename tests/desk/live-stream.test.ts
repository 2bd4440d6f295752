/** The page's side of the stream: what is read anew, and when the page may call itself live. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type LiveTopic, liveTopics } from '#core/live-topics';
import { createLiveStream, type LiveState, type LiveStream } from '../../app/live/live-stream';
import { topicsOf } from '../../app/live/topics';

class FakeSource extends EventTarget {
  readyState = 1;
  closed = false;
  close() {
    this.closed = true;
    this.readyState = 2;
  }
  say(event: string, data: unknown) {
    this.dispatchEvent(
      new MessageEvent(event, { data: typeof data === 'string' ? data : JSON.stringify(data) }),
    );
  }
  fail(readyState: 0 | 2) {
    this.readyState = readyState;
    this.dispatchEvent(new Event('error'));
  }
}

const readAt = '2026-06-02T08:00:10.000Z';
let sources: FakeSource[];
let states: LiveState[];
let told: LiveTopic[];
let nowMs: number;
let stream: LiveStream;
const source = () => {
  const last = sources.at(-1);
  if (last === undefined) throw new Error('no stream was opened');
  return last;
};
const pass = (ms: number) => {
  for (let passed = 0; passed < ms; passed += 250) {
    nowMs += 250;
    stream.tick();
  }
};
const hello = (since: string, changes: Partial<Record<LiveTopic, string>> = {}) =>
  source().say('hello', { at: since, since, changes });

beforeEach(() => {
  [sources, states, told, nowMs] = [[], [], [], 1_000_000];
  stream = createLiveStream({
    open: () => {
      sources.push(new FakeSource());
      return source();
    },
    readAt: () => readAt,
    onState: (state) => states.push(state),
    onTopics: (topics) => told.push(...topics),
    now: () => nowMs,
  });
});

describe('what changed', () => {
  it('since the page was read is told when the stream opens; what changed before is not', () => {
    stream.look(true);
    hello('2026-06-02T07:00:00.000Z', {
      orders: '2026-06-02T08:00:11.000Z',
      jobs: '2026-06-02T08:00:09.000Z',
    });
    expect(told).toEqual(['orders']);
  });

  it('is everything when the server has not watched since the page was read', () => {
    stream.look(true);
    hello('2026-06-02T08:00:12.000Z');
    expect(told).toEqual([...liveTopics]);
  });

  it('of unknown topics and in broken words is left out', () => {
    stream.look(true);
    source().say('changed', { topics: ['orders', 'weather'], at: readAt });
    source().say('changed', '{"topics":["jo');
    source().say('hello', 'null');
    expect(told).toEqual(['orders']);
  });
});

describe('the page says that it is', () => {
  it('live at the first sign of life', () => {
    stream.look(true);
    expect(states).toEqual([]);
    hello('2026-06-02T07:00:00.000Z');
    expect(states).toEqual([{ kind: 'live' }]);
  });

  it('nothing else during a short break', () => {
    stream.look(true);
    hello('2026-06-02T07:00:00.000Z');
    source().fail(0);
    pass(3000);
    hello('2026-06-02T07:00:00.000Z');
    pass(10_000);
    expect(states).toEqual([{ kind: 'live' }]);
  });

  it('not live since the last sign of life, when the stream stays broken; and live again', () => {
    stream.look(true);
    hello('2026-06-02T07:00:00.000Z');
    const heardMs = nowMs;
    pass(2000);
    source().fail(0);
    pass(6000);
    expect(states.at(-1)).toEqual({ kind: 'stale', sinceMs: heardMs });
    source().say('beat', {});
    expect(states.at(-1)).toEqual({ kind: 'live' });
  });

  it('not live when the stream is silent although nobody closed it; another is opened', () => {
    stream.look(true);
    hello('2026-06-02T07:00:00.000Z');
    pass(39_000);
    expect(sources).toHaveLength(1);
    pass(7000);
    expect(sources.length).toBeGreaterThan(1);
    expect(sources[0]?.closed).toBe(true);
    expect(states.at(-1)?.kind).toBe('stale');
  });

  it('logged out when the server says so, and asks no more', () => {
    stream.look(true);
    source().say('ended', { why: 'logged-out' });
    stream.look(true);
    pass(100_000);
    expect(states).toEqual([{ kind: 'logged-out' }]);
    expect(sources).toHaveLength(1);
  });
});

describe('the stream', () => {
  it('is opened anew, ever more seldom, where the browser has given up', () => {
    stream.look(true);
    for (let round = 0; round < 600; round += 1) {
      if (source().readyState !== 2) source().fail(2);
      pass(250);
    }
    expect(sources.length).toBeGreaterThan(5);
    expect(sources.length).toBeLessThan(12);
  });

  it('is closed while nobody looks, and heard no more', () => {
    stream.look(true);
    hello('2026-06-02T07:00:00.000Z');
    stream.look(false);
    expect(source().closed).toBe(true);
    source().say('changed', { topics: ['orders'], at: readAt });
    pass(60_000);
    expect(told).toEqual([]);
    expect(states).toEqual([{ kind: 'live' }]);
    stream.look(true);
    expect(sources).toHaveLength(2);
  });
});

it('a page follows what its routes say, and the clock with it; one that says nothing follows nothing', () => {
  expect([...topicsOf([undefined, { live: ['orders', 'nonsense'] }, { live: ['jobs'] }])]).toEqual([
    'orders',
    'jobs',
    'clock',
  ]);
  expect(topicsOf([undefined, {}, { live: 'orders' }]).size).toBe(0);
});
