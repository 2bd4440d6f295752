/** One for each process: sees what anybody wrote to the database, and tells which topics of the pages changed. */
import type { LiveTopic } from '#core/live-topics';
import type { ChangeSignal } from '#db/change-signal';
import { type ChangeMarks, changedTopics, readChangeMarks } from '#db/queries/change-marks';
import type { Desk } from '#services/desk';

export type Changed = {
  readonly topics: readonly LiveTopic[];
  /** Real time. */
  readonly at: string;
};

export type ChangeWatcher = {
  /** When each topic last changed, as far as this watcher has seen; it has seen all since `since`. */
  readonly since: string;
  lastChanges(): Readonly<Partial<Record<LiveTopic, string>>>;
  stop(): void;
};

export type WatchOptions = { readonly everyMs?: number; readonly realNow?: () => number };

const clockEveryMs = 2000;
/** The demo's clock runs beside the real one; what is more than this is a jump. */
const jumpMs = 30_000;

/** Reads the marks once, then again whenever something was written. */
export async function watchChanges(
  desk: Pick<Desk, 'clock' | 'log'>,
  signal: ChangeSignal,
  tell: (changed: Changed) => void,
  { everyMs = 500, realNow = Date.now }: WatchOptions = {},
): Promise<ChangeWatcher> {
  const since = new Date(realNow()).toISOString();
  const lastChanges: Partial<Record<LiveTopic, string>> = {};
  const jumped = await clockJumps(desk, realNow);
  let marks: ChangeMarks = await readChangeMarks(signal.db);
  let stopped = false;
  const look = async () => {
    const topics: LiveTopic[] = (await jumped()) ? ['clock'] : [];
    if (signal.hasChanged()) {
      const found = await readChangeMarks(signal.db);
      topics.push(...(await changedTopics(signal.db, marks, found)));
      marks = found;
    }
    if (topics.length === 0 || stopped) return;
    const at = new Date(realNow()).toISOString();
    for (const topic of topics) lastChanges[topic] = at;
    tell({ topics, at });
  };
  let timer: NodeJS.Timeout;
  const again = () => {
    if (stopped) return;
    timer = setTimeout(() => {
      look()
        .catch((error) => stopped || desk.log.warn({ err: error }, 'changes could not be read'))
        .finally(again);
    }, everyMs);
    timer.unref();
  };
  again();
  return {
    since,
    lastChanges: () => lastChanges,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

async function clockJumps({ clock }: Pick<Desk, 'clock'>, realNow: () => number) {
  const distance = () => Date.parse(clock.now()) - realNow();
  await clock.refresh();
  let seen = distance();
  let askedAt = realNow();
  return async (): Promise<boolean> => {
    if (realNow() - askedAt >= clockEveryMs) {
      askedAt = realNow();
      await clock.refresh();
    }
    const now = distance();
    const jumped = Math.abs(now - seen) > jumpMs;
    if (jumped) seen = now;
    return jumped;
  };
}
