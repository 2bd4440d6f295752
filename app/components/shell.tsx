import { Link, useLocation } from '@remix-run/react';
import {
  IconBuildingBank,
  IconCoins,
  IconDots,
  IconFileSpreadsheet,
  IconHome2,
  IconListDetails,
  IconScale,
  IconSettings,
  IconSettingsAutomation,
} from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Grant } from '#core/permissions';
import { useMay } from '../auth/use-may';
import { HandsProvider } from '../hands/hands-provider';
import type { Language } from '../i18n/languages';
import { LivePage } from '../live/live-page';
import { DemoBar, type DemoLinks } from './demo-bar';
import { TopBar } from './top-bar';
import { useClosingDetails } from './use-closing-details';

export type ShellData = {
  readonly person: {
    readonly username: string;
    readonly name: string;
    readonly grants: readonly Grant[];
  } | null;
  /** The sales units that are shown, where not all of them are. */
  readonly limitedTo: readonly string[] | null;
  readonly language: Language;
  readonly theme: 'auto' | 'light' | 'dark';
  readonly now: string;
  /** When the page was read, in real time. */
  readonly readAt: string;
  /** May a single key act? */
  readonly keys: 'on' | 'off';
  /** Only with the simulator: where the demo's other parts are. */
  readonly demo: DemoLinks | null;
};

/** `also`: pages without a place of their own that belong to it. On a phone the first of these stand in the bottom bar, the others behind "More". */
export const places = [
  { to: '/', label: 'nav.today', icon: IconHome2, also: [] },
  { to: '/orders', label: 'nav.orders', icon: IconListDetails, also: ['/bulk', '/payments'] },
  { to: '/payouts', label: 'nav.payouts', icon: IconCoins, also: [] },
  { to: '/reconciliation', label: 'nav.reconciliation', icon: IconScale, also: ['/exceptions'] },
  { to: '/bank', label: 'nav.bank', icon: IconBuildingBank, also: ['/imports'] },
  { to: '/reports', label: 'reports.title', icon: IconFileSpreadsheet, also: [] },
  { to: '/jobs', label: 'nav.jobs', icon: IconSettingsAutomation, also: [] },
  {
    to: '/settings',
    label: 'settings.title',
    icon: IconSettings,
    also: ['/tokens', '/people', '/account', '/audit'],
  },
] as const;
const placesOnPhone = 4;

/** Without what somebody may not open. Bank lines have no sales unit: they are for who sees all of them. */
function usePlaces() {
  const may = useMay();
  return places.filter(({ to }) => to !== '/bank' || may('see', 'everywhere'));
}

/** The frame of every page: rail, top bar, and in the demo the clock. */
export function Shell({ data, children }: { data: ShellData; children: ReactNode }) {
  const { t } = useTranslation();
  const shownPlaces = usePlaces();
  return (
    <LivePage readAt={data.readAt}>
      <HandsProvider keys={data.keys}>
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
            {shownPlaces.map((place, index) => (
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
              {data.limitedTo ? (
                <p className="limited">{t('nav.limited', { units: data.limitedTo.join(', ') })}</p>
              ) : null}
              {children}
            </main>
            <Arrival />
          </div>
        </div>
      </HandsProvider>
    </LivePage>
  );
}

type PlaceProps = (typeof places)[number] & { readonly className: string };

function Place({ to, label, icon: Icon, also, className }: PlaceProps) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const here = isAt(pathname, [to, ...also]);
  return (
    <Link
      to={to}
      className={here ? `${className} active` : className}
      aria-current={here ? 'page' : undefined}
      prefetch="intent"
    >
      <Icon size={18} stroke={1.7} aria-hidden="true" />
      <span>{t(label)}</span>
    </Link>
  );
}

function isAt(pathname: string, places: readonly string[]): boolean {
  return places.some((place) => pathname === place || (place !== '/' && pathname.startsWith(`${place}/`)));
}

/** A page that came without a load is told like one that was loaded: by its title; and the keyboard begins at its content. */
function Arrival() {
  const { pathname } = useLocation();
  const [title, setTitle] = useState('');
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    if (document.activeElement === null || document.activeElement === document.body)
      document.getElementById('content')?.focus({ preventScroll: true });
    setTitle(document.title);
  }, [pathname]);
  return (
    <p className="visually-hidden" aria-live="polite">
      {title}
    </p>
  );
}

/** What has no room in the bottom bar of a phone. The key closes it on the way to another page. */
function MorePlaces() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const more = usePlaces().slice(placesOnPhone);
  const menu = useClosingDetails();
  const here = more.some(({ to, also }) => isAt(pathname, [to, ...also]));
  return (
    <details className="more-places" key={pathname} ref={menu}>
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
