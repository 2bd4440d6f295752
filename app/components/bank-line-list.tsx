/** The lines of the bank with all that narrows, sorts and keeps the list of them. */
import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { ListProblem } from '#core/list-problems';
import type { BankSort } from '#core/list-words';
import { formatCount, formatKroner } from '../format';
import { useListAddress } from '../list-address';
import { BankLineTable, type BankLineTableRow } from './bank-line-table';
import {
  AmountFields,
  DayFields,
  FilterChips,
  InputField,
  ListFilters,
  ListProblems,
  NothingMatches,
  SelectField,
} from './list-filters';
import { type CurrencyTotal, ListPages } from './list-pages';
import { ExportLink, ListTools } from './list-tools';
import { Notice } from './notice';
import { chipOf, dayChips } from './order-filters';
import { type SavedView, SavedViews } from './saved-views';
import { useLanguage } from './values';

const bankViews = ['unmatched', 'matched', 'other'] as const;
type View = (typeof bankViews)[number];
type Given = Readonly<Record<string, string>>;

export type BankListData = {
  readonly view: View;
  readonly rows: readonly BankLineTableRow[];
  readonly before: string | null;
  readonly after: string | null;
  readonly isFirst: boolean;
  readonly given: Given;
  readonly problems: readonly ListProblem[];
  readonly sort: { readonly by: BankSort; readonly dir: 'asc' | 'desc' };
  readonly totals: readonly CurrencyTotal[];
  readonly accounts: readonly string[];
  readonly views: readonly SavedView[];
  /** Of each view, whatever else is chosen. */
  readonly summary: Readonly<Record<View, { readonly lines: number; readonly amountOre: number }>>;
};

export function BankLineList({ list }: { list: BankListData }) {
  const { t } = useTranslation();
  const chips = useChips(list.given);
  return (
    <>
      <ViewTabs list={list} />
      <p className="quiet-text">{t(`bank.viewHint.${list.view}`)}</p>
      <ListProblems problems={list.problems} />
      <div className="list-bar">
        <Filters given={list.given} accounts={list.accounts} />
        <ListTools>
          <SavedViews page="bank" views={list.views} />
          <ExportLink />
        </ListTools>
      </div>
      <FilterChips chips={chips} />
      <Rows list={list} />
      <ListPages before={list.before} after={list.after} isFirst={list.isFirst} />
    </>
  );
}

/** Each leads to all it counts. */
function ViewTabs({ list: { view, summary } }: { list: BankListData }) {
  const { t } = useTranslation();
  return (
    <nav className="state-tabs" aria-label={t('bank.lines')}>
      <div className="tabs">
        {bankViews.map((name) => (
          <Link
            key={name}
            to={`/bank?view=${name}`}
            className={`tab ${name === 'unmatched' ? 'urgent' : ''}`}
            aria-current={name === view ? 'page' : undefined}
            preventScrollReset
          >
            <span className="tab-label">{t(`bank.views.${name}`)}</span>{' '}
            <span className="tab-count">{formatCount(summary[name].lines)}</span>{' '}
            <span className="tab-sum">{formatKroner(summary[name].amountOre)} kr</span>
          </Link>
        ))}
      </div>
    </nav>
  );
}

function Filters({ given, accounts }: { given: Given; accounts: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <ListFilters
      names={['from', 'to', 'min', 'max', 'account', 'q']}
      moreChosen={['min', 'max', 'account'].some((name) => given[name] !== undefined)}
      more={
        <>
          <AmountFields given={given} />
          {accounts.length > 1 ? (
            <SelectField
              label={t('bank.account')}
              name="account"
              value={given.account}
              any={t('lists.anyAccount')}
              options={accounts.map((account) => [account, account])}
            />
          ) : null}
        </>
      }
    >
      <DayFields given={given} label={t('lists.booked')} />
      <InputField label={t('lists.bankText')} name="q" defaultValue={given.q} maxLength={80} />
    </ListFilters>
  );
}

function useChips(given: Given) {
  const { t } = useTranslation();
  const language = useLanguage();
  return [
    ...dayChips(given, t('lists.booked'), t, language),
    ...chipOf(given, 'min', (amount) => t('lists.chips.min', { amount })),
    ...chipOf(given, 'max', (amount) => t('lists.chips.max', { amount })),
    ...chipOf(given, 'account', (account) => `${t('bank.account')}: ${account}`),
    ...chipOf(given, 'q', (text) => `${t('lists.bankText')}: ${text}`),
  ];
}

function Rows({ list }: { list: BankListData }) {
  const { t } = useTranslation();
  const { to } = useListAddress();
  const { view, rows, summary, given } = list;
  const chips = useChips(given);
  if (rows.length > 0) return <BankLineTable rows={rows} view={view} sort={list.sort} totals={list.totals} />;
  if (chips.length > 0) return <NothingMatches chips={chips} />;
  if (view === 'unmatched' && summary.unmatched.lines === 0 && summary.matched.lines > 0)
    return <Notice tone="good">{t('bank.allExplained')}</Notice>;
  return (
    <p className="empty">
      {t('bank.noLines')}{' '}
      {summary[view].lines > 0 ? (
        <Link to={to({})}>{t('orders.first')}</Link>
      ) : (
        <Link to="/imports">{t('bank.upload')}</Link>
      )}
    </p>
  );
}
