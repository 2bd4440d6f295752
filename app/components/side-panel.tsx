/** On wide screens a row of the list of orders opens beside it, and the address says which. Elsewhere the row's link is followed. */
import { useLocation, useNavigation, useSearchParams } from '@remix-run/react';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { currentRow, linkOf } from '../hands/rows';
import { useHydrated } from '../hands/use-hydrated';

const OrderPanel = lazy(() => import('./order-panel'));

/** Room for the list and the panel. */
const wideEnough = '(min-width: 1280px)';
const nameInLink = /^\/orders\/([^/]+)\/([^/]+)$/;

export function SidePanel() {
  const [query, setQuery] = useSearchParams();
  const isWide = useHydrated() && matchMedia(wideEnough).matches;
  const opened = isWide ? query.get('open') : null;
  const [, msn, orderId] = /^([^/]+)\/(.+)$/.exec(opened ?? '') ?? [];
  const wanted = useWantedQuery(query);
  const latest = useRef({ opened, show: (_name: string | null) => {} });
  latest.current = {
    opened: isWide ? wanted.get('open') : null,
    show(name) {
      const next = new URLSearchParams(wanted);
      if (name === null) next.delete('open');
      else next.set('open', name);
      // Walking the list is one step back in the browser.
      setQuery(next, { replace: opened !== null, preventScrollReset: true });
    },
  };
  useEffect(() => listen(() => latest.current), []);
  if (msn === undefined || orderId === undefined) return null;
  return (
    <Suspense fallback={null}>
      <OrderPanel msn={msn} orderId={orderId} onClose={() => close(() => latest.current)} />
    </Suspense>
  );
}

/** What the address will be: while the list is read for it, a click means what was asked for last, not what is still shown. */
function useWantedQuery(shown: URLSearchParams): URLSearchParams {
  const { pathname } = useLocation();
  const { location } = useNavigation();
  return location !== undefined && location.pathname === pathname
    ? new URLSearchParams(location.search)
    : shown;
}

type Latest = () => { readonly opened: string | null; show(name: string | null): void };

function close(latest: Latest): void {
  const { opened, show } = latest();
  show(null);
  const links = document.querySelectorAll<HTMLAnchorElement>('main .table tbody a[href^="/orders/"]');
  [...links].find((link) => nameOf(link) === opened)?.focus();
}

function listen(latest: Latest): () => void {
  const onClick = (event: MouseEvent) => {
    const link = meantLink(event);
    const name = link && nameOf(link);
    if (name === undefined || !matchMedia(wideEnough).matches) return;
    event.preventDefault();
    link?.focus();
    const { opened, show } = latest();
    if (opened === name) document.querySelector<HTMLElement>('.side-panel a')?.focus();
    else show(name);
  };
  const onFocus = () => {
    const { opened, show } = latest();
    const link = linkOf(currentRow());
    const name = link && link === document.activeElement ? nameOf(link) : undefined;
    if (opened !== null && name !== undefined && name !== opened) show(name);
  };
  const onKey = (event: KeyboardEvent) => {
    const isFree =
      !event.defaultPrevented && document.querySelector('dialog[open], details.me[open]') === null;
    if (event.key === 'Escape' && isFree && latest().opened !== null) close(latest);
  };
  // Before React's own listeners, which stand on the document: what is prevented here is no navigation.
  const page = document.querySelector<HTMLElement>('main');
  page?.addEventListener('click', onClick);
  page?.addEventListener('focusin', onFocus);
  document.addEventListener('keydown', onKey);
  return () => {
    page?.removeEventListener('click', onClick);
    page?.removeEventListener('focusin', onFocus);
    document.removeEventListener('keydown', onKey);
  };
}

/** The row's own link, or the row itself where nothing else in it is meant. With a modifier the browser's own way is wanted. */
function meantLink(event: MouseEvent): HTMLAnchorElement | undefined {
  const { target, button, ctrlKey, metaKey, shiftKey, altKey } = event;
  if (button !== 0 || ctrlKey || metaKey || shiftKey || altKey || !(target instanceof Element))
    return undefined;
  const row = target.closest('.table tbody tr');
  const link = linkOf(row ?? undefined);
  const control = target.closest('a, button, input, label, select, summary');
  const isSelecting = (getSelection()?.toString() ?? '') !== '';
  if (control === null) return isSelecting ? undefined : link;
  return control === link ? link : undefined;
}

function nameOf(link: HTMLAnchorElement): string | undefined {
  const [, msn, orderId] = nameInLink.exec(link.pathname) ?? [];
  return msn && orderId ? `${decodeURIComponent(msn)}/${decodeURIComponent(orderId)}` : undefined;
}
