/** What route modules say of themselves: `export const handle: LiveHandle = { live: ['orders'] }`. */
import { isLiveTopic, type LiveTopic } from '#core/live-topics';

export type LiveHandle = { readonly live: readonly Exclude<LiveTopic, 'clock'>[] };

/** The topics that the pages now shown follow; `clock` with any of them. */
export function topicsOf(handles: readonly unknown[]): ReadonlySet<LiveTopic> {
  const topics = handles.flatMap((handle) =>
    typeof handle === 'object' && handle !== null && 'live' in handle && Array.isArray(handle.live)
      ? handle.live.filter(isLiveTopic)
      : [],
  );
  return new Set(topics.length === 0 ? [] : [...topics, 'clock']);
}
