/** Keeps the pages now shown fresh: reads them anew when something they follow has changed. */
import { useFetchers, useMatches, useNavigation, useRevalidator } from '@remix-run/react';
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import type { LiveTopic } from '#core/live-topics';
import { isWriting } from './is-writing';
import { createLiveStream, type LiveState } from './live-stream';
import { listenForLogOut } from './log-out-elsewhere';
import { topicsOf } from './topics';

export type PageLiveness = LiveState | { readonly kind: 'waiting' };

const LivenessContext = createContext<PageLiveness>({ kind: 'starting' });

/** Is the page live, and if not, since when? `waiting`: it is, and lets a person finish writing first. */
export function usePageLiveness(): PageLiveness {
  return useContext(LivenessContext);
}

const oftenestMs = 1000;
const tickMs = 250;

/** When each topic last changed, by the server's clock. */
type Changes = Map<LiveTopic, string>;

/** `readAt`: when the data of the page were read, by the server's clock. */
export function LivePage({ readAt, children }: { readAt: string; children: ReactNode }) {
  const [state, setState] = useState<LiveState>({ kind: 'starting' });
  const [changes] = useState<Changes>(() => new Map());
  const read = useRef(readAt);
  read.current = readAt;
  useEffect(() => {
    const stream = createLiveStream({
      open: () => new EventSource('/live'),
      readAt: () => read.current,
      onState(next) {
        setState(next);
        // Nobody is logged in here any more: what the page shows is for nobody.
        if (next.kind === 'logged-out') location.reload();
      },
      onTopics: (topics, at) => {
        for (const topic of topics) changes.set(topic, at);
      },
      now: () => Date.now(),
    });
    const look = () => stream.look(document.visibilityState === 'visible');
    look();
    const others = listenForLogOut();
    const timer = setInterval(stream.tick, tickMs);
    document.addEventListener('visibilitychange', look);
    return () => {
      stream.stop();
      others.close();
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [changes]);
  const waiting = useReadAnew(changes, readAt);
  const liveness: PageLiveness = waiting && state.kind === 'live' ? { kind: 'waiting' } : state;
  return <LivenessContext.Provider value={liveness}>{children}</LivenessContext.Provider>;
}

/** At most once a second, and not while something is sent or written. True while a change waits for a person to finish. */
function useReadAnew(changes: Changes, readAt: string): boolean {
  const { revalidate, state } = useRevalidator();
  const navigation = useNavigation();
  const fetchers = useFetchers();
  const followed = topicsOf(useMatches().map(({ handle }) => handle));
  const [waiting, setWaiting] = useState(false);
  const isBusy =
    state !== 'idle' || navigation.state !== 'idle' || fetchers.some((one) => one.state !== 'idle');
  const latest = useRef({ followed, isBusy, revalidate, readAt });
  latest.current = { followed, isBusy, revalidate, readAt };
  useEffect(() => {
    let lastMs = 0;
    let isAsking = false;
    const look = () => {
      const { followed, isBusy, revalidate, readAt } = latest.current;
      const isOld = [...followed].some((topic) => (changes.get(topic) ?? '') > readAt);
      const isHeld = isOld && isWriting(document);
      setWaiting(isHeld);
      if (!isOld || isHeld || isBusy || isAsking || Date.now() - lastMs < oftenestMs) return;
      if (document.visibilityState !== 'visible') return;
      lastMs = Date.now();
      isAsking = true;
      void answers().then((does) => {
        isAsking = false;
        if (does && !latest.current.isBusy) revalidate();
      });
    };
    const timer = setInterval(look, tickMs);
    return () => clearInterval(timer);
  }, [changes]);
  return waiting;
}

/** Does the server answer at all? A reading that fails would take the page away; one that is not begun leaves it as it is. */
async function answers(): Promise<boolean> {
  try {
    return (await fetch('/favicon.svg', { method: 'HEAD', cache: 'no-store' })).ok;
  } catch {
    return false; // asked again a second later
  }
}
