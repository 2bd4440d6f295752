/** The list of payouts with all that narrows, sorts and keeps it. */
import { useTranslation } from 'react-i18next';
import type { ListProblem } from '#core/list-problems';
import { type PayoutColumn, type PayoutSort, payoutColumns, payoutDirections } from '#core/list-words';
import { payoutStates } from '#core/payout-state';
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
import { ColumnChoice, ExportLink, ListTools } from './list-tools';
import { chipOf, dayChips } from './order-filters';
import { PayoutTable, type PayoutTableRow, payoutColumnsOf } from './payout-table';
import { type SavedView, SavedViews } from './saved-views';
import { useLanguage } from './values';

type Given = Readonly<Record<string, string>>;
type Ledgers = readonly { readonly ledgerId: string; readonly units: string | null }[];

export type PayoutListData = {
  readonly rows: readonly PayoutTableRow[];
  readonly before: string | null;
  readonly after: string | null;
  readonly isFirst: boolean;
  readonly given: Given;
  readonly problems: readonly ListProblem[];
  readonly sort: { readonly by: PayoutSort; readonly dir: 'asc' | 'desc' };
  readonly columns: readonly PayoutColumn[];
  readonly totals: readonly CurrencyTotal[];
  readonly ledgers: Ledgers;
  readonly views: readonly SavedView[];
};

export function PayoutList({ list }: { list: PayoutListData }) {
  const { t } = useTranslation();
  const { given, ledgers, rows, columns } = list;
  const chips = useChips(given, ledgers);
  const choices = payoutColumnsOf(t, (from) => from).map(({ key, header }) => ({ name: key, label: header }));
  return (
    <>
      <ListProblems problems={list.problems} />
      <div className="list-bar">
        <Filters given={given} ledgers={ledgers} />
        <ListTools>
          <SavedViews page="payouts" views={list.views} />
          <ColumnChoice
            columns={payoutColumns.flatMap((name) => choices.filter((choice) => choice.name === name))}
            chosen={columns}
          />
          <ExportLink />
        </ListTools>
      </div>
      <FilterChips chips={chips} />
      {rows.length > 0 ? (
        <PayoutTable
          rows={rows}
          columns={columns}
          sorting={{ ...list.sort, usual: 'day', directions: payoutDirections }}
          totals={list.totals}
        />
      ) : chips.length > 0 ? (
        <NothingMatches chips={chips} />
      ) : (
        <p className="empty">{t('payouts.empty')}</p>
      )}
      <ListPages before={list.before} after={list.after} isFirst={list.isFirst} />
    </>
  );
}

const names = ['from', 'to', 'min', 'max', 'ledger', 'state', 'q'];

function Filters({ given, ledgers }: { given: Given; ledgers: Ledgers }) {
  const { t } = useTranslation();
  return (
    <ListFilters
      names={names}
      moreChosen={['min', 'max', 'ledger', 'q'].some((name) => given[name] !== undefined)}
      more={
        <>
          <AmountFields given={given} />
          {ledgers.length > 1 ? (
            <SelectField
              label={t('reconciliation.ledger')}
              name="ledger"
              value={given.ledger}
              any={t('exceptions.allLedgers')}
              options={ledgers.map(({ ledgerId, units }) => [ledgerId, units ?? ledgerId])}
            />
          ) : null}
          <InputField label={t('lists.payoutText')} name="q" defaultValue={given.q} maxLength={80} />
        </>
      }
    >
      <DayFields given={given} label={t('lists.period')} />
      <SelectField
        label={t('payouts.state')}
        name="state"
        value={given.state}
        any={t('lists.anyState')}
        options={payoutStates.map((state) => [state, t(`payoutState.${state}`)])}
      />
    </ListFilters>
  );
}

function useChips(given: Given, ledgers: Ledgers) {
  const { t } = useTranslation();
  const language = useLanguage();
  const state = payoutStates.find((known) => known === given.state);
  return [
    ...dayChips(given, t('lists.period'), t, language),
    ...chipOf(given, 'min', (amount) => t('lists.chips.min', { amount })),
    ...chipOf(given, 'max', (amount) => t('lists.chips.max', { amount })),
    ...chipOf(given, 'ledger', (id) => ledgers.find(({ ledgerId }) => ledgerId === id)?.units ?? id),
    ...(state === undefined ? [] : [{ name: 'state', text: t(`payoutState.${state}`) }]),
    ...chipOf(given, 'q', (text) => `${t('lists.payoutText')}: ${text}`),
  ];
}
