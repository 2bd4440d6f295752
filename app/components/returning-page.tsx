import { useRevalidator } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

const everyMs = 3000;

/** Reads the page anew until the desk answers; then it is there again. */
export function ReturningPage() {
  const { t } = useTranslation();
  const revalidator = useRevalidator();
  const latest = useRef(revalidator);
  latest.current = revalidator;
  useEffect(() => {
    const timer = setInterval(() => {
      const { state, revalidate } = latest.current;
      if (state === 'idle' && document.visibilityState === 'visible') revalidate();
    }, everyMs);
    return () => clearInterval(timer);
  }, []);
  return <p role="status">{t('error.returning')}</p>;
}

/** Did the request itself fail, so that nobody answered? Browsers say so with a TypeError. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof TypeError && /fetch|network|load failed/i.test(error.message);
}
