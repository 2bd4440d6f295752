import { useRouteLoaderData } from '@remix-run/react';
import { useEffect, useState } from 'react';
import type { OrderInShort } from '../order-in-short.server';

export type ReadOrder = {
  /** Of which order; what is known of another is not of this one. */
  readonly path: string;
  readonly state: 'reading' | 'read' | 'failed';
  /** Null: there is no such order. Undefined: nothing was read yet. */
  readonly shown: OrderInShort | null | undefined;
};

/**
 * An order for the panel beside its list, read anew whenever the list was. By a request of its own: one that fails, or comes to
 * nothing, takes neither the list nor what was shown before.
 */
export function useOrderInShort(path: string): ReadOrder {
  const listReadAt = useRouteLoaderData<{ readAt: string }>('root')?.readAt ?? '';
  const [read, setRead] = useState<ReadOrder>({ path, state: 'reading', shown: undefined });
  useEffect(() => {
    const given = new AbortController();
    setRead((before) => ({ path, state: 'reading', shown: before.path === path ? before.shown : undefined }));
    fetchOrder(`/panel${path}?${new URLSearchParams({ list: listReadAt })}`, given.signal).then(
      (shown) => setRead({ path, state: 'read', shown }),
      () => {
        if (!given.signal.aborted) setRead((before) => ({ ...before, state: 'failed' }));
      },
    );
    return () => given.abort();
  }, [path, listReadAt]);
  return read.path === path ? read : { path, state: 'reading', shown: undefined };
}

/** Throws when the desk did not answer, or not so. */
async function fetchOrder(address: string, signal: AbortSignal): Promise<OrderInShort | null> {
  const answer = await fetch(address, { signal, headers: { Accept: 'application/json' } });
  const content: unknown = answer.ok ? await answer.json() : undefined;
  if (content === null || isOrder(content)) return content;
  throw new Error(`no order in the answer (${answer.status})`);
}

function isOrder(content: unknown): content is OrderInShort {
  return typeof content === 'object' && content !== null && 'order' in content && 'journey' in content;
}
