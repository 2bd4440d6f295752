import { useLocation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { formatTime, formatTimeOfDay } from '../format';
import { usePageLiveness } from './live-page';

/** In the top bar: does the page follow what happens, and if not, how old is it? Says nothing where scripts do not run. */
export function LiveMark({ readAt }: { readAt: string }) {
  const { t } = useTranslation();
  const liveness = usePageLiveness();
  const { pathname, search } = useLocation();
  const here = pathname + search;
  const isQuiet = liveness.kind === 'live' || liveness.kind === 'starting';
  return (
    <div
      className={isQuiet ? 'live-mark' : 'live-mark loud'}
      data-live={liveness.kind}
      title={t('live.readAt', { at: formatTime(readAt) })}
    >
      {liveness.kind === 'live' ? (
        <>
          <span className="live-dot" aria-hidden="true" />
          <span className="live-word">{t('live.live')}</span>
        </>
      ) : null}
      <span aria-live="polite">
        {liveness.kind === 'waiting' ? t('live.waiting') : null}
        {liveness.kind === 'stale' ? (
          <>
            {t('live.stale', { at: formatTimeOfDay(new Date(liveness.sinceMs).toISOString()) })}{' '}
            <a href={here}>{t('live.reload')}</a>
          </>
        ) : null}
        {liveness.kind === 'logged-out' ? (
          <>
            {t('live.loggedOut')} <a href={`/login?to=${encodeURIComponent(here)}`}>{t('live.logIn')}</a>
          </>
        ) : null}
      </span>
    </div>
  );
}
