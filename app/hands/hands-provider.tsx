/** Speed of hand: the keys, the palette and the sheet of keys, for every page. */
import { useLocation, useNavigate } from '@remix-run/react';
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { type Hands, HandsContext } from './hands-context';
import { actOnKey, type KeyWorld, rememberList } from './keys';

const Palette = lazy(() => import('./palette'));
const KeySheet = lazy(() => import('./key-sheet'));

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
    const onKey = (event: KeyboardEvent) => actOnKey(event, world.current);
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  const close = () => setOpen(null);
  return (
    <HandsContext.Provider value={hands}>
      {children}
      <Suspense fallback={null}>
        {open === 'palette' ? <Palette onClose={close} /> : null}
        {open === 'help' ? <KeySheet keys={keys} onClose={close} /> : null}
      </Suspense>
    </HandsContext.Provider>
  );
}
