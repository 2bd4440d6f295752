import { Form, NavLink, useLocation } from '@remix-run/react';
import {
  IconBuildingBank,
  IconCoins,
  IconDots,
  IconFileSpreadsheet,
  IconHome2,
  IconListDetails,
  IconLogout,
  IconScale,
  IconSearch,
  IconSettings,
  IconSettingsAutomation,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../i18n/languages';
import { DemoBar, type DemoLinks } from './demo-bar';

export type ShellData = {
  readonly person: string | null;
  readonly language: Language;
  readonly theme: 'auto' | 'light' | 'dark';
  readonly now: string;
  /** Only with the simulator: where the demo's other parts are. */
  readonly demo: DemoLinks | null;
};

/** On a phone the first of these stand in the bottom bar, the others behind "More". */
const places = [
  { to: '/', label: 'nav.today', icon: IconHome2 },
  { to: '/orders', label: 'nav.orders', icon: IconListDetails },
  { to: '/payouts', label: 'nav.payouts', icon: IconCoins },
  { to: '/reconciliation', label: 'nav.reconciliation', icon: IconScale },
  { to: '/bank', label: 'nav.bank', icon: IconBuildingBank },
  { to: '/reports', label: 'reports.title', icon: IconFileSpreadsheet },
  { to: '/jobs', label: 'nav.jobs', icon: IconSettingsAutomation },
  { to: '/settings', label: 'settings.title', icon: IconSettings },
] as const;
const placesOnPhone = 4;

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
        {places.map((place, index) => (
          <Place
            key={place.to}
            {...place}
            className={index < placesOnPhone ? 'place' : 'place not-on-phone'}
          />
        ))}
        <MorePlaces />
      </nav>
      <div className="column">
        {data.demo ? <DemoBar now={data.now} language={data.language} links={data.demo} /> : null}
        <TopBar data={data} />
        <main id="content" className="page" tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  );
}

type PlaceProps = (typeof places)[number] & { readonly className: string };

function Place({ to, label, icon: Icon, className }: PlaceProps) {
  const { t } = useTranslation();
  return (
    <NavLink to={to} end={to === '/'} className={className} prefetch="intent">
      <Icon size={18} stroke={1.7} aria-hidden="true" />
      <span>{t(label)}</span>
    </NavLink>
  );
}

/** What has no room in the bottom bar of a phone. The key closes it on the way to another page. */
function MorePlaces() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const more = places.slice(placesOnPhone);
  const here = more.some(({ to }) => pathname === to || pathname.startsWith(`${to}/`));
  return (
    <details className="more-places" key={pathname}>
      <summary className={here ? 'place active' : 'place'}>
        <IconDots size={18} stroke={1.7} aria-hidden="true" />
        <span>{t('nav.more')}</span>
      </summary>
      <div className="more-menu">
        {more.map((place) => (
          <Place key={place.to} {...place} className="place" />
        ))}
      </div>
    </details>
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
      {/* A page of its own: the browser has the texts of one language only. */}
      <Form action="/preferences" method="post" className="choices" reloadDocument>
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
