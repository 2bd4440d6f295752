import { useSyncExternalStore } from 'react';

const never = () => () => {};

/** False in what the server sends and until scripts run: for what does nothing without them. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
