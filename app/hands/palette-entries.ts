import type { TFunction } from 'i18next';
import { type Hit, hitGroups } from './hits';
import { pages } from './pages';

/** In the order in which they stand. */
export const entryGroups = ['actions', 'pages', ...hitGroups, 'choices'] as const;
export type EntryGroup = (typeof entryGroups)[number];

export type Entry = {
  readonly key: string;
  readonly group: EntryGroup;
  readonly label: string;
  readonly sub?: string;
  readonly state?: string | null;
  readonly amountOre?: number;
  /** The keys that do the same. */
  readonly hint?: string;
} & ({ readonly to: string; readonly run?: undefined } | { readonly to?: undefined; run(): void });

/**
 * Every word of the query is somewhere in the text. Figures are left out: who types a number looks for an order or an amount, and
 * must not press "+1 day" by it.
 */
export function matches(text: string, query: string): boolean {
  const lower = text.toLowerCase().replace(/\d/g, '');
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}

export function pageEntries(t: TFunction): Entry[] {
  return pages.map(({ to, label, key }) => ({
    key: to,
    group: 'pages',
    label: t(label),
    to,
    hint: `g ${key}`,
  }));
}

export function hitEntry(hit: Hit): Entry {
  return {
    key: `${hit.group} ${hit.to}`,
    group: hit.group,
    label: hit.name,
    to: hit.to,
    sub: hit.sub,
    state: hit.state,
    amountOre: hit.amountOre,
  };
}

export function isHit({ group }: Entry): boolean {
  return hitGroups.some((name) => name === group);
}
