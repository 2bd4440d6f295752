import { type RefObject, useEffect, useState } from 'react';

/** How far below the window something is got ready. */
const nearPx = 200;
/** When the page has been there this long, what is below it is got ready too: a page may be printed from its top. */
const restAfterMs = 3000;

/**
 * Has the element come near the window since the page works, has the page been there for a moment, or is it being printed? What is
 * heavy and shown later is fetched after what a person can use at once.
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
    const paper = matchMedia('print');
    const ending = new AbortController();
    const { signal } = ending;
    let rest: ReturnType<typeof setTimeout> | undefined;
    const start = () => {
      observer.observe(element);
      rest = setTimeout(see, restAfterMs);
    };
    if (document.readyState === 'complete') start();
    else addEventListener('load', start, { once: true, signal });
    addEventListener('beforeprint', see, { signal });
    paper.addEventListener('change', see, { signal });
    return () => {
      observer.disconnect();
      clearTimeout(rest);
      ending.abort();
    };
  }, [isSeen, ref]);
  return isSeen;
}
