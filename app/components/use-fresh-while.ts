import { useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';

const everyMs = 1500;
const forMs = 60_000;

/** Reads the page anew every moment while something is under way that will change it; for a minute at most. */
export function useFreshWhile(isMoving: boolean): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (!isMoving) return;
    const timer = setInterval(revalidate, everyMs);
    const end = setTimeout(() => clearInterval(timer), forMs);
    return () => {
      clearInterval(timer);
      clearTimeout(end);
    };
  }, [isMoving, revalidate]);
}
