import { type RefObject, useEffect, useState } from 'react';

/** How far below the window something is got ready. */
const nearPx = 200;

/**
 * Has the element come near the window since the page works, or is the page being printed? What is heavy and shown later is fetched
 * after what a person can use at once.
 */
export function useInView(ref: RefObject<HTMLElement | null>): boolean {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (isSeen || element === null) return;
    const see = () => setSeen(true);
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) see();
      },
      { rootMargin: `${nearPx}px` },
    );
    const start = () => observer.observe(element);
    if (document.readyState === 'complete') start();
    else addEventListener('load', start, { once: true });
    addEventListener('beforeprint', see);
    return () => {
      observer.disconnect();
      removeEventListener('load', start);
      removeEventListener('beforeprint', see);
    };
  }, [isSeen, ref]);
  return isSeen;
}
