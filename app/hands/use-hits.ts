import { useEffect, useState } from 'react';
import { fetchHits, type Hit } from './hits';

export type Hits = { readonly hits: readonly Hit[]; readonly state: 'idle' | 'asking' | 'failed' };

/** A person has stopped typing for so long. */
const restMs = 150;
const none: Hits = { hits: [], state: 'idle' };

/** What the search finds, as one types: older questions are given up, and their answers stay until the new one is there. */
export function useHits(query: string): Hits {
  const [found, setFound] = useState<Hits>(none);
  const wanted = query.trim();
  useEffect(() => {
    if (wanted === '') {
      setFound(none);
      return;
    }
    const given = new AbortController();
    setFound(({ hits }) => ({ hits, state: 'asking' }));
    const timer = setTimeout(() => {
      fetchHits(wanted, given.signal).then(
        (hits) => setFound({ hits, state: 'idle' }),
        () => given.signal.aborted || setFound({ hits: [], state: 'failed' }),
      );
    }, restMs);
    return () => {
      clearTimeout(timer);
      given.abort();
    };
  }, [wanted]);
  return found;
}
