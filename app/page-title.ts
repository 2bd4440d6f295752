/** The title of a page in the reader's language: the browser's tab and a screen reader's first words. */
import { createI18n } from './i18n/i18n';
import type { Language } from './i18n/languages';

type Match = { readonly id: string; readonly data: unknown };
type TitleKey =
  | 'today.title'
  | 'orders.title'
  | 'payments.title'
  | 'payouts.title'
  | 'charts.trends.title'
  | 'charts.bankDay.title'
  | 'reconciliation.title'
  | 'exceptions.title'
  | 'bank.title'
  | 'imports.title'
  | 'jobs.title'
  | 'search.titleShort'
  | 'reports.title'
  | 'settings.title'
  | 'lists.views.title'
  | 'login.codeTitle'
  | 'account.title'
  | 'account.passwordTitle'
  | 'account.totpTitle'
  | 'people.title'
  | 'people.addTitle'
  | 'approvals.title'
  | 'audit.title';

export function pageTitle(matches: readonly Match[], key: TitleKey): [{ title: string }] {
  const t = createI18n(languageOf(matches)).t;
  return [{ title: `${t(key)} · ${t('product')}` }];
}

/** For pages whose title is made of several texts. */
export function textTitle(
  matches: readonly Match[],
  words: (t: ReturnType<typeof createI18n>['t']) => string,
): [{ title: string }] {
  const t = createI18n(languageOf(matches)).t;
  return [{ title: `${words(t)} · ${t('product')}` }];
}

/** For pages named after what they show. */
export function nameTitle(name: string | undefined): [{ title: string }] {
  return [{ title: name === undefined ? 'Oppgjør' : `${name} · Oppgjør` }];
}

function languageOf(matches: readonly Match[]): Language {
  const root = matches.find((match) => match.id === 'root')?.data;
  return typeof root === 'object' && root !== null && 'language' in root && root.language === 'en'
    ? 'en'
    : 'nb';
}
