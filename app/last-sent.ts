/**
 * Was the last thing this tab did on its way to the desk a form that was sent? A page that failed is read anew by itself only if not:
 * what was sent may have taken effect, and a person has to look.
 */
import { useNavigation } from '@remix-run/react';
import { useEffect } from 'react';

let sent = false;

export function useLastSent(): void {
  const { state, formMethod } = useNavigation();
  useEffect(() => {
    if (state === 'idle') sent = false;
    else if (formMethod !== undefined && formMethod !== 'GET') sent = true;
  }, [state, formMethod]);
}

export function wasSent(): boolean {
  return sent;
}
