/** Speed of hand: the keys, the palette and the sheet of keys, for every page. */
import { useLocation, useNavigate } from '@remix-run/react';
import {
  type ComponentType,
  lazy,
  type ReactNode,
  Suspense,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { type Hands, HandsContext } from './hands-context';
import { actOnKey, type KeyWorld, rememberList } from './keys';
import { Unavailable } from './unavailable';

const unavailable = () => ({ default: Unavailable });
const Palette = lazy(() => import('./palette').catch(unavailable));
const KeySheet = lazy<ComponentType<{ keys: 'on' | 'off'; onClose: () => void }>>(() =>
  import('./key-sheet').catch(unavailable),
);

type Sheet = 'palette' | 'help' | null;

export function HandsProvider({ keys, children }: { keys: 'on' | 'off'; children: ReactNode }) {
  const [open, setOpen] = useState<Sheet>(null);
  const location = useLocation();
  const navigate = useNavigate();
  const hands: Hands = useMemo(
    () => ({ openPalette: () => setOpen('palette'), openHelp: () => setOpen('help') }),
    [],
  );
  const world = useRef<KeyWorld>({ keys, location, navigate, hands });
  world.current = { keys, location, navigate, hands };
  useEffect(() => rememberList(location), [location]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && closeMenu()) event.stopImmediatePropagation();
      else actOnKey(event, world.current);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  const close = () => setOpen(null);
  return (
    <HandsContext.Provider value={hands}>
      {children}
      {/* Not there until opened: a boundary that came with the page breaks when someone acts before it is hydrated (React 421). */}
      {open === null ? null : (
        <Suspense fallback={null}>
          {open === 'palette' ? <Palette onClose={close} /> : <KeySheet keys={keys} onClose={close} />}
        </Suspense>
      )}
    </HandsContext.Provider>
  );
}

/** The menu of a list that holds the focus, or was opened last; the focus goes back to its button. */
function closeMenu(): boolean {
  const open = [
    ...document.querySelectorAll<HTMLDetailsElement>('details.tool[open], details.more-states[open]'),
  ];
  const menu = open.find((one) => one.contains(document.activeElement)) ?? open.at(-1);
  if (menu === undefined) return false;
  menu.open = false;
  menu.querySelector('summary')?.focus();
  return true;
}
