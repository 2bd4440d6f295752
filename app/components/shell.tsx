import { Form, NavLink, useLocation } from '@remix-run/react';
import {
  IconBuildingBank,
  IconHome2,
  IconListDetails,
  IconLogout,
  IconSearch,
  IconSettingsAutomation,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../i18n/i18n';
import { DemoBar } from './demo-bar';

export type ShellData = {
  readonly person: string | null;
  readonly language: Language;
  readonly theme: 'auto' | 'light' | 'dark';
  readonly now: string;
  readonly demo: boolean;
};

const places = [
  { to: '/', label: 'nav.today', icon: IconHome2 },
  { to: '/orders', label: 'nav.orders', icon: IconListDetails },
  { to: '/payouts', label: 'nav.payouts', icon: IconBuildingBank },
  { to: '/jobs', label: 'nav.jobs', icon: IconSettingsAutomation },
] as const;

/** The frame of every page: rail, top bar, and in the demo the clock. */
export function Shell({ data, children }: { data: ShellData; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {t('nav.skip')}
      </a>
      <nav className="rail" aria-label={t('nav.main')}>
        <div className="brand" aria-hidden="true">
          <svg viewBox="0 0 24 24" width="22" height="22" role="presentation">
            <path
              d="M3 6h18M3 12h12M3 18h7"
              stroke="currentColor"
              strokeWidth="2.4"
              strokeLinecap="round"
              fill="none"
            />
            <path
              d="m14.5 17.5 2.5 2.5 4.5-5.5"
              stroke="currentColor"
              strokeWidth="2.4"
              strokeLinecap="round"
              strokeLinejoin="round"
              fill="none"
            />
          </svg>
          <span>{t('product')}</span>
        </div>
        {places.map(({ to, label, icon: Icon }) => (
          <NavLink key={to} to={to} end={to === '/'} className="place" prefetch="intent">
            <Icon size={18} stroke={1.7} aria-hidden="true" />
            <span>{t(label)}</span>
          </NavLink>
        ))}
      </nav>
      <div className="column">
        {data.demo ? <DemoBar now={data.now} language={data.language} /> : null}
        <TopBar data={data} />
        <main id="content" className="page" tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  );
}

function TopBar({ data }: { data: ShellData }) {
  const { t } = useTranslation();
  const location = useLocation();
  const here = location.pathname + location.search;
  return (
    <header className="top">
      <Form action="/search" method="get" role="search" className="find">
        <IconSearch size={16} aria-hidden="true" />
        <input
          type="search"
          name="q"
          aria-label={t('top.search')}
          placeholder={t('top.search')}
          maxLength={80}
          required
        />
      </Form>
      <Form action="/preferences" method="post" className="choices">
        <input type="hidden" name="to" value={here} />
        <button
          type="submit"
          name="language"
          value={data.language === 'nb' ? 'en' : 'nb'}
          className="quiet"
          lang={data.language === 'nb' ? 'en' : 'nb'}
        >
          {data.language === 'nb' ? 'English' : 'Norsk'}
        </button>
        <button
          type="submit"
          name="theme"
          value={nextTheme[data.theme]}
          className="quiet"
          title={t('top.theme')}
        >
          <span className="visually-hidden">{t('top.theme')}: </span>
          {t(`top.themes.${data.theme}`)}
        </button>
      </Form>
      <Form action="/logout" method="post" className="choices">
        <button type="submit" className="quiet" title={t('top.loggedInAs', { name: data.person ?? '' })}>
          <IconLogout size={16} aria-hidden="true" />
          <span>{t('top.logOut')}</span>
        </button>
      </Form>
    </header>
  );
}

const nextTheme = { auto: 'light', light: 'dark', dark: 'auto' } as const;
