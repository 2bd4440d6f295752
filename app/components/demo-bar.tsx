import { Form, useLocation, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { formatInstantWithWeekday } from '../format';
import type { Language } from '../i18n/languages';

export type DemoLinks = { readonly shop: string | null; readonly app: string };

/** The simulated date, the buttons that move it, and the ways to the shop and the customer's app. Only in the demo. */
export function DemoBar({ now, language, links }: { now: string; language: Language; links: DemoLinks }) {
  const { t } = useTranslation();
  const location = useLocation();
  const silent = new URLSearchParams(location.search).has('simulator');
  const busy = useNavigation().formAction?.startsWith('/demo') === true;
  return (
    <Form action="/demo" method="post" className="demo" aria-label="Demo" aria-busy={busy}>
      <input type="hidden" name="to" value={location.pathname + location.search} />
      <span className="demo-now">{t('demo.now', { now: formatInstantWithWeekday(now, language) })}</span>
      <button type="submit" data-hand="demo" name="do" value="hour" disabled={busy}>
        {t('demo.hour')}
      </button>
      <button type="submit" data-hand="demo" name="do" value="day" disabled={busy}>
        {t('demo.day')}
      </button>
      <button type="submit" data-hand="demo" name="do" value="next-bank-day" disabled={busy}>
        {t('demo.bankDay')}
      </button>
      <button type="submit" data-hand="demo" name="do" value="new-order" disabled={busy}>
        {t('demo.newOrder')}
      </button>
      {links.shop ? (
        <a href={links.shop} target="_blank" rel="noopener noreferrer">
          {t('demo.shop')}
        </a>
      ) : null}
      <a href={links.app} target="_blank" rel="noopener noreferrer">
        {t('demo.app')}
      </a>
      {silent ? <span role="alert">{t('demo.unreachable')}</span> : null}
    </Form>
  );
}
