import { Form, Link, useLocation } from '@remix-run/react';
import { IconLogout, IconSearch, IconUserCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { HelpButton, PaletteButton } from '../hands/hand-buttons';
import { LiveMark } from '../live/live-mark';
import { tellLogOut } from '../live/log-out-elsewhere';
import type { ShellData } from './shell';
import { useClosingDetails } from './use-closing-details';

/** Search, whether the page is live, and what belongs to the person. */
export function TopBar({ data }: { data: ShellData }) {
  const { t } = useTranslation();
  return (
    <header className="top">
      <Form action="/search" method="get" role="search" className="find">
        <IconSearch size={16} aria-hidden="true" />
        <input
          id="search"
          type="search"
          name="q"
          aria-label={t('top.search')}
          placeholder={t('top.search')}
          maxLength={80}
          required
        />
        <PaletteButton />
      </Form>
      <LiveMark readAt={data.readAt} />
      <PersonMenu data={data} />
    </header>
  );
}

function PersonMenu({ data }: { data: ShellData }) {
  const { t } = useTranslation();
  const location = useLocation();
  const menu = useClosingDetails();
  return (
    <details className="me" ref={menu} key={location.key}>
      <summary>
        <IconUserCircle size={20} stroke={1.7} aria-hidden="true" />
        <span className="visually-hidden">{t('live.menu')}, </span>
        <span className="me-name">{data.person?.name}</span>
      </summary>
      <div className="me-menu">
        <p className="quiet-text">{t('top.loggedInAs', { name: data.person?.username ?? '' })}</p>
        <Link to="/account" className="quiet-link">
          {t('account.title')}
        </Link>
        <Choices data={data} here={location.pathname + location.search} />
        <HelpButton className="quiet" />
        <Form action="/logout" method="post" onSubmit={tellLogOut}>
          <button type="submit" className="quiet" data-hand="log-out">
            <IconLogout size={16} aria-hidden="true" />
            <span>{t('top.logOut')}</span>
          </button>
        </Form>
      </div>
    </details>
  );
}

/** A page of its own: the browser has the texts of one language only. */
function Choices({ data, here }: { data: ShellData; here: string }) {
  const { t } = useTranslation();
  const other = data.language === 'nb' ? 'en' : 'nb';
  return (
    <Form action="/preferences" method="post" className="choices" reloadDocument>
      <input type="hidden" name="to" value={here} />
      <button type="submit" name="language" value={other} className="quiet" lang={other} data-hand="choice">
        {other === 'en' ? 'English' : 'Norsk'}
      </button>
      <button
        type="submit"
        name="theme"
        value={nextTheme[data.theme]}
        className="quiet"
        data-hand="choice"
        title={t('top.theme')}
      >
        <span>{t('top.theme')}: </span>
        {t(`top.themes.${data.theme}`)}
      </button>
    </Form>
  );
}

export const nextTheme = { auto: 'light', light: 'dark', dark: 'auto' } as const;
