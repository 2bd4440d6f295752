/** The views of a list that were kept, one's own and those others share; and a form to keep the one that is shown. */
import { Link, useFetcher, useLocation } from '@remix-run/react';
import { IconBookmark } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { normalListQuery, type ViewPage } from '#core/list-pages';
import { InputField } from './list-filters';

export type SavedView = {
  readonly id: string;
  readonly name: string;
  readonly query: string;
  readonly owner: string;
  readonly mine: boolean;
};

export function viewPath(page: ViewPage, query: string): string {
  return query === '' ? `/${page}` : `/${page}?${query}`;
}

type Refused = {
  readonly refusal: 'name-unreadable' | 'name-taken' | 'too-many' | 'too-long' | 'unreadable';
};

export function SavedViews({ page, views }: { page: ViewPage; views: readonly SavedView[] }) {
  const { t } = useTranslation();
  const fetcher = useFetcher<Refused | null>();
  const { search } = useLocation();
  const here = normalListQuery(page, search);
  const current = views.find((view) => view.query === here);
  return (
    <details className="tool" key={`${views.length} ${here}`}>
      <summary className={current ? 'chosen' : undefined}>
        <IconBookmark size={16} stroke={1.7} aria-hidden="true" />
        {current ? <span translate="no">{current.name}</span> : t('lists.views.title')}
      </summary>
      <div className="tool-menu card views-menu">
        {views.length === 0 ? <p className="quiet-text">{t('lists.views.none')}</p> : null}
        <ul>
          {views.map((view) => (
            <li key={view.id}>
              <Link to={viewPath(page, view.query)} aria-current={view === current ? 'page' : undefined}>
                <span translate="no">{view.name}</span>
              </Link>
              {view.mine ? null : <span className="sub">{t('tokens.by', { name: view.owner })}</span>}
            </li>
          ))}
        </ul>
        <fetcher.Form method="post" action="/views">
          <input type="hidden" name="do" value="save" />
          <input type="hidden" name="page" value={page} />
          <input type="hidden" name="query" value={here} />
          {fetcher.data ? (
            <p role="alert" className="bad">
              {t(`lists.views.refused.${fetcher.data.refusal}`)}
            </p>
          ) : null}
          <InputField label={t('lists.views.name')} name="name" maxLength={60} required />
          <label>
            <input type="checkbox" name="shared" value="yes" />
            <span>{t('lists.views.share')}</span>
          </label>
          <button type="submit" className="plain" disabled={fetcher.state !== 'idle'}>
            {t('lists.views.save')}
          </button>
        </fetcher.Form>
        {views.length > 0 ? (
          <p>
            <Link to="/views">{t('lists.views.manage')}</Link>
          </p>
        ) : null}
      </div>
    </details>
  );
}
