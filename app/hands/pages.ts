/** The pages of the desk as the palette, the search and the keys "g …" know them. */
import type { TFunction } from 'i18next';

export const pages = [
  { to: '/', label: 'nav.today', key: 't' },
  { to: '/orders', label: 'nav.orders', key: 'o' },
  { to: '/orders?view=uncaptured', label: 'orders.uncaptured', key: 'u' },
  { to: '/payouts', label: 'nav.payouts', key: 'p' },
  { to: '/reconciliation', label: 'nav.reconciliation', key: 'r' },
  { to: '/exceptions', label: 'exceptions.title', key: 'e' },
  { to: '/bank', label: 'nav.bank', key: 'b' },
  { to: '/imports', label: 'imports.title', key: 'f' },
  { to: '/reports', label: 'reports.title', key: 'm' },
  { to: '/jobs', label: 'nav.jobs', key: 'j' },
  { to: '/settings', label: 'settings.title', key: 's' },
] as const;
export type DeskPage = (typeof pages)[number];

/** Those whose name holds the text, however it is written. */
export function pagesNamed(text: string, t: TFunction): DeskPage[] {
  const wanted = text.trim().toLowerCase();
  return wanted === '' ? [] : pages.filter(({ label }) => t(label).toLowerCase().includes(wanted));
}

export function pageOfKey(key: string): DeskPage | undefined {
  return pages.find((page) => page.key === key);
}
