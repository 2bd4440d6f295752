import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles/baseline.css';
import '@mantine/core/styles/default-css-variables.css';
import '@mantine/core/styles/global.css';
import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Button.css';
import '@mantine/core/styles/Badge.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Alert.css';
import './styles/index.css';
import { ColorSchemeScript, MantineProvider } from '@mantine/core';
import type { AppLoadContext, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import {
  isRouteErrorResponse,
  Link,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useLocation,
  useRouteError,
  useRouteLoaderData,
} from '@remix-run/react';
import { type ReactNode, useMemo } from 'react';
import { I18nextProvider, useTranslation } from 'react-i18next';
import { mayEverywhere } from '#core/permissions';
import { listSalesUnits } from '#db/orders';
import type { Person } from '#services/sessions';
import { isUnanswered, ReturningPage } from './components/returning-page';
import { Shell } from './components/shell';
import { demoLinks } from './demo-links.server';
import { createI18n } from './i18n/i18n';
import type { Language } from './i18n/languages';
import { useLastSent, wasSent } from './last-sent';
import { readPreferences } from './preferences.server';
import { theme as mantineTheme } from './theme';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const readAt = new Date().toISOString(); // before anything is read: what changes from now on is missing in it
  await context.desk.clock.refresh();
  return {
    readAt,
    ...(await readPreferences(request)),
    nonce: context.nonce,
    person: context.person ? ownFacts(context.person) : null,
    limitedTo: context.person ? await seenUnits(context) : null,
    now: context.desk.clock.now(),
    demo: demoLinks(context.settings),
  };
}

/** The sales units that somebody sees who does not see all of them. */
async function seenUnits({ desk, person }: AppLoadContext): Promise<string[] | null> {
  if (person === undefined || mayEverywhere(person.grants, 'see')) return null;
  return (await listSalesUnits(desk.db)).map(({ name }) => name);
}

/** What a page is told of its person. */
function ownFacts({ username, name, grants }: Person) {
  return { username, name, grants };
}

/** Of pages that name nothing of their own: a browser shows the first title of a page, so there is one only. */
export const meta: MetaFunction = () => [{ title: 'Oppgjør' }];

export type RootData = Awaited<ReturnType<typeof loader>>;

const stillScheme = {
  get: (value: 'light' | 'dark' | 'auto') => value,
  set: () => {},
  subscribe: () => {},
  unsubscribe: () => {},
  clear: () => {},
};

/** Of a page whose data could not be read: the texts of no other language are there. */
function languageOfPage(): Language {
  return typeof document !== 'undefined' && document.documentElement.lang === 'en' ? 'en' : 'nb';
}

/** A document keeps the nonce it came with: that of data read later is of another answer. */
function nonceOfDocument(): string | undefined {
  if (typeof document === 'undefined') return undefined;
  return document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce || undefined;
}

export function Layout({ children }: { children: ReactNode }) {
  const data = useRouteLoaderData<typeof loader>('root');
  const language = data?.language ?? languageOfPage();
  const theme = data?.theme ?? 'auto';
  const nonce = nonceOfDocument() ?? data?.nonce;
  const i18n = useMemo(() => createI18n(language), [language]);
  return (
    <html
      lang={language}
      data-mantine-color-scheme={theme === 'auto' ? 'light' : theme} // without JavaScript, auto is light
      suppressHydrationWarning
    >
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <Meta />
        <Links />
        <ColorSchemeScript defaultColorScheme={theme} nonce={nonce} suppressHydrationWarning />
      </head>
      <body>
        <I18nextProvider i18n={i18n}>
          <MantineProvider
            theme={mantineTheme}
            defaultColorScheme={theme}
            forceColorScheme={theme === 'auto' ? undefined : theme}
            colorSchemeManager={stillScheme}
            getStyleNonce={() => nonce ?? ''}
          >
            {children}
          </MantineProvider>
        </I18nextProvider>
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function App() {
  useLastSent();
  const data = useRouteLoaderData<typeof loader>('root');
  if (!data?.person) return <Outlet />;
  return (
    <Shell data={data}>
      <Outlet />
    </Shell>
  );
}

export function ErrorBoundary() {
  const { t } = useTranslation();
  const error = useRouteError();
  const data = useRouteLoaderData<typeof loader>('root');
  const { pathname } = useLocation();
  const status = isRouteErrorResponse(error) ? error.status : undefined;
  const known = status === 404 ? 'notFound' : status === 403 ? 'forbidden' : undefined;
  const returns = isUnanswered(error) && !wasSent();
  const words = (
    <>
      <h1>{t('error.title')}</h1>
      {returns ? <ReturningPage /> : <p>{t(`error.${known ?? 'unexpected'}`)}</p>}
      {known || returns ? null : (
        <p>
          <a href={whereItWouldShow(pathname)}>{t('error.look')}</a>
        </p>
      )}
      <p>
        <Link to="/">{t('error.home')}</Link>
      </p>
    </>
  );
  // What failed may be what the frame needs, too; a page that is not there, or not for this person, is no such failure.
  return known && data?.person ? (
    <Shell data={data}>{words}</Shell>
  ) : (
    <main className="page lone">{words}</main>
  );
}

/** The answer to what was sent is lost: the page that tells whether it took effect. */
function whereItWouldShow(pathname: string): string {
  const order = /^\/orders\/[^/]+\/[^/]+(?=\/)/.exec(pathname)?.[0];
  return order ?? (pathname === '/orders/bulk' ? '/bulk' : pathname);
}
