/** What each key does. A single key acts only while nobody writes, and not for a person who turned them off. */
import type { Location, NavigateFunction } from '@remix-run/react';
import type { Hands } from './hands-context';
import { pageOfKey } from './pages';
import { chooseRow, currentRow, moveRow, openRow } from './rows';

export type KeyWorld = {
  readonly keys: 'on' | 'off';
  readonly location: Pick<Location, 'pathname' | 'search'>;
  readonly navigate: NavigateFunction;
  readonly hands: Hands;
};

/** The keys of what a page offers as `data-hand`: the link or button of that name is pressed. */
export const handKeys = { c: 'capture', r: 'refund', s: 'ship', e: 'export' } as const;

/** After "g", the next key names a page. */
const pageKeyWithinMs = 1500;
let goingSinceMs = Number.NEGATIVE_INFINITY;

export function actOnKey(event: KeyboardEvent, world: KeyWorld): void {
  if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
  if (isPaletteKey(event)) {
    event.preventDefault();
    world.hands.openPalette();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isWritten(event.target)) return;
  if (actOnArrow(event) || (world.keys === 'on' && actOnSingleKey(event, world))) event.preventDefault();
}

export function isPaletteKey({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === 'k' && (ctrlKey || metaKey) && !altKey && !shiftKey;
}

function actOnArrow({ key }: KeyboardEvent): boolean {
  const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
  return step !== 0 && currentRow() !== undefined && moveRow(step);
}

/** True when the key was for something. */
function actOnSingleKey({ key, timeStamp }: KeyboardEvent, { location, navigate, hands }: KeyWorld): boolean {
  const isGoing = timeStamp - goingSinceMs < pageKeyWithinMs;
  goingSinceMs = Number.NEGATIVE_INFINITY;
  if (isGoing) {
    const page = pageOfKey(key);
    if (page) navigate(page.to);
    return page !== undefined;
  }
  switch (key) {
    case 'g':
      goingSinceMs = timeStamp;
      return true;
    case 'j':
      return moveRow(1);
    case 'k':
      return moveRow(-1);
    case 'o':
      return openRow();
    case 'x':
    case 'X':
      return chooseRow(key === 'X');
    case '/':
      return focusSearch();
    case '?':
      hands.openHelp();
      return true;
    case 'u':
    case 'Backspace':
      return backToList(location.pathname, navigate);
    default:
      return key in handKeys && press(handKeys[key as keyof typeof handKeys]);
  }
}

/** Presses the link or button that the page offers under this name; false when it offers none. */
export function press(name: string): boolean {
  const offered = document.querySelector<HTMLElement>(`main [data-hand="${name}"]:not(:disabled)`);
  offered?.click();
  return offered !== null;
}

function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('#search');
  field?.focus();
  field?.select();
  return field !== null;
}

/** The address at which each list was last seen, filter and page and all. */
const lists = new Map<string, string>();

export function rememberList({ pathname, search }: Pick<Location, 'pathname' | 'search'>): void {
  if (/^\/[^/]+$/.test(pathname)) lists.set(pathname, pathname + search);
}

/** Of `/orders/123456/A-1` the list `/orders`, as it was last seen. */
export function listAbove(pathname: string): string | undefined {
  const list = /^\/[^/]+(?=\/.)/.exec(pathname)?.[0];
  return list === undefined ? undefined : (lists.get(list) ?? list);
}

function backToList(pathname: string, navigate: NavigateFunction): boolean {
  const list = listAbove(pathname);
  if (list !== undefined) navigate(list);
  return list !== undefined;
}

const noText = new Set(['checkbox', 'radio', 'button', 'submit', 'reset', 'file']);

function isWritten(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !noText.has(target.type);
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}
