/** The orders by state: those most looked for in a row, the rest behind a word. Each says how many and how much. */
import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { type OrderState, orderStates } from '#core/payment-state';
import { formatCount, formatKroner } from '../format';
import { useListAddress } from '../list-address';

export type StateSums = {
  readonly state: OrderState;
  readonly orders: number;
  readonly amountOre: number;
  readonly remainingOre: number;
  readonly uncaptured: number;
};

const always: readonly OrderState[] = ['reserved', 'partially_captured', 'captured'];

type Tab = {
  readonly view: string;
  readonly label: string;
  readonly count?: number;
  readonly ore?: number;
  readonly urgent?: boolean;
};

/** `totals` null: too many to be counted while somebody waits. */
export function StateTabs({ view, totals }: { view: string; totals: readonly StateSums[] | null }) {
  const { t } = useTranslation();
  const sum = (pick: (row: StateSums) => number) => totals?.reduce((all, row) => all + pick(row), 0);
  const tabOf = (state: OrderState): Tab => {
    const total = totals?.find((row) => row.state === state);
    return {
      view: state,
      label: t(`state.${state}`),
      ...(totals === null ? {} : { count: total?.orders ?? 0, ore: total?.amountOre ?? 0 }),
    };
  };
  const wanted = (state: OrderState) =>
    totals === null || state === view || totals.some((row) => row.state === state);
  const first: Tab[] = [
    {
      view: 'all',
      label: t('orders.all'),
      count: sum((row) => row.orders),
      ore: sum((row) => row.amountOre),
    },
    {
      view: 'uncaptured',
      label: t('orders.uncaptured'),
      count: sum((row) => row.uncaptured),
      ore: sum((row) => row.remainingOre),
      urgent: true,
    },
    ...orderStates.filter((state) => always.includes(state) && wanted(state)).map(tabOf),
  ];
  const more = orderStates.filter((state) => !always.includes(state) && wanted(state)).map(tabOf);
  const chosen = more.find((tab) => tab.view === view);
  return (
    <nav className="state-tabs" aria-label={t('orders.state')}>
      <div className="tabs">
        {first.map((tab) => (
          <StateTab key={tab.view} tab={tab} active={tab.view === view} />
        ))}
      </div>
      {more.length > 0 ? (
        <details className="tool more-states" key={view}>
          <summary className={chosen ? 'chosen' : undefined}>
            {chosen?.label ?? t('lists.moreStates')}
          </summary>
          <div className="tool-menu card">
            {more.map((tab) => (
              <StateTab key={tab.view} tab={tab} active={tab.view === view} />
            ))}
          </div>
        </details>
      ) : null}
    </nav>
  );
}

function StateTab({ tab, active }: { tab: Tab; active: boolean }) {
  const { to } = useListAddress();
  return (
    <Link
      to={to({ view: tab.view === 'all' ? null : tab.view, sort: null, dir: null })}
      className={`tab ${tab.urgent ? 'urgent' : ''}`}
      aria-current={active ? 'page' : undefined}
      prefetch="intent"
      preventScrollReset
    >
      <span className="tab-label">{tab.label}</span>
      {tab.count === undefined || tab.ore === undefined ? null : (
        <>
          {' '}
          <span className="tab-count">{formatCount(tab.count)}</span>{' '}
          <span className="tab-sum">{formatKroner(tab.ore)} kr</span>
        </>
      )}
    </Link>
  );
}
