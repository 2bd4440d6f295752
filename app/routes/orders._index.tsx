import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, Link, useLoaderData, useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { addMs } from '#core/calendar';
import { orderStates } from '#core/payment-state';
import { soonMs } from '#core/reservation-clocks';
import { listSalesUnits } from '#db/orders';
import { listOrderFlags } from '#db/queries/order-flags';
import { listOrders, orderTotalsByState } from '#db/queries/orders-list';
import { uncapturedRisk } from '#db/queries/today';
import { requirePerson } from '../auth/require-person.server';
import { OrderTable } from '../components/order-table';
import { ShipChosen } from '../components/ship-chosen';
import { SidePanel } from '../components/side-panel';
import { formatCount, formatKroner } from '../format';
import type { LiveHandle } from '../live/topics';
import { readPageKey, writePageKey } from '../page-key.server';
import { pageTitle } from '../page-title';

const pageSize = 50;
const viewSchema = z.enum(['all', 'uncaptured', ...orderStates]).catch('all');
const msnSchema = z
  .string()
  .regex(/^\d{4,7}$/)
  .optional()
  .catch(undefined);

export async function loader({ request, context }: LoaderFunctionArgs) {
  requirePerson(context);
  const { db, clock } = context.desk;
  const query = new URL(request.url).searchParams;
  const view = viewSchema.parse(query.get('view') ?? 'all');
  const msn = msnSchema.parse(query.get('msn') || undefined);
  const after = readPageKey(query.get('after'));
  const before = after === undefined ? readPageKey(query.get('before')) : undefined;
  const now = clock.now();
  const [page, totals, units, risk] = await Promise.all([
    listOrders(db, { view, msn }, { limit: pageSize, after, before }),
    orderTotalsByState(db, msn),
    listSalesUnits(db),
    uncapturedRisk(db, addMs(now, soonMs), msn),
  ]);
  return {
    view,
    msn: msn ?? '',
    units: units.map(({ msn, name }) => ({ msn, name })),
    totals,
    riskOre: risk.remainingOre,
    rows: page.rows,
    flags: await listOrderFlags(db, page.rows),
    before: page.before && writePageKey(page.before),
    after: page.after && writePageKey(page.after),
    isFirst: after === undefined && before === undefined,
  };
}

export const handle: LiveHandle = { live: ['orders', 'commands', 'exceptions'] };

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'orders.title');

export default function Orders() {
  const { t } = useTranslation();
  const { view, msn, units, totals, riskOre, rows, flags, before, after, isFirst } =
    useLoaderData<typeof loader>();
  const [query] = useSearchParams();
  const sums = sumTotals(totals);
  const address = (change: Record<string, string | null>) => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries({ view, msn, ...change })) {
      if (value && !(name === 'view' && value === 'all')) query.set(name, value);
    }
    const text = query.toString();
    return text === '' ? '/orders' : `/orders?${text}`;
  };
  return (
    <>
      <h1>{t('orders.title')}</h1>
      <p className="lead">
        {t('orders.lead', {
          orders: formatCount(sums.count),
          uncaptured: formatCount(sums.uncaptured),
          amount: formatKroner(sums.remainingOre),
          risk: formatKroner(riskOre),
        })}
      </p>
      <p>
        <Link to="/imports">{t('orders.fromFile')}</Link>
      </p>
      {units.length > 1 ? (
        <Form method="get" action="/orders" className="filters">
          {view === 'all' ? null : <input type="hidden" name="view" value={view} />}
          <label>
            <span>{t('orders.unit')}</span>
            <select name="msn" defaultValue={msn} key={msn}>
              <option value="">{t('orders.allUnits')}</option>
              {units.map((unit) => (
                <option key={unit.msn} value={unit.msn}>
                  {unit.name} ({unit.msn})
                </option>
              ))}
            </select>
          </label>
          <button type="submit" className="plain">
            {t('orders.show')}
          </button>
        </Form>
      ) : null}
      <nav className="tabs" aria-label={t('orders.state')}>
        <Tab
          to={address({ view: 'all' })}
          active={view === 'all'}
          label={t('orders.all')}
          count={sums.count}
          ore={sums.amountOre}
        />
        <Tab
          to={address({ view: 'uncaptured' })}
          active={view === 'uncaptured'}
          label={t('orders.uncaptured')}
          count={sums.uncaptured}
          ore={sums.remainingOre}
          urgent
        />
        {orderStates.map((state) => {
          const total = totals.find((row) => row.state === state);
          return total ? (
            <Tab
              key={state}
              to={address({ view: state })}
              active={view === state}
              label={t(`state.${state}`)}
              count={total.orders}
              ore={total.amountOre}
            />
          ) : null;
        })}
      </nav>
      {rows.length === 0 ? (
        <p className="empty">{t('orders.empty')}</p>
      ) : (
        // A list of another view has no boxes chosen.
        <Form
          method="get"
          action="/orders/ship"
          key={`${view} ${msn} ${query.get('after')} ${query.get('before')}`}
        >
          <OrderTable
            rows={rows}
            clocks={view === 'uncaptured' || view === 'reserved'}
            total={totalOf(view, totals, sums)}
            choose
            flags={flags}
          />
          <ShipChosen />
        </Form>
      )}
      <SidePanel />
      <nav className="pages" aria-label={t('orders.nextPage')}>
        {isFirst ? null : <Link to={address({})}>{t('orders.first')}</Link>}
        {before ? <Link to={address({ before })}>← {t('orders.previousPage')}</Link> : null}
        {after ? (
          <Link to={address({ after })} rel="next">
            {t('orders.nextPage')} →
          </Link>
        ) : null}
      </nav>
    </>
  );
}

type Totals = Awaited<ReturnType<typeof orderTotalsByState>>;

function sumTotals(totals: Totals) {
  const sum = (pick: (row: Totals[number]) => number) => totals.reduce((total, row) => total + pick(row), 0);
  return {
    count: sum((row) => row.orders),
    uncaptured: sum((row) => row.uncaptured),
    amountOre: sum((row) => row.amountOre),
    capturedOre: sum((row) => row.capturedOre),
    remainingOre: sum((row) => row.remainingOre),
  };
}

function totalOf(view: string, totals: Totals, sums: ReturnType<typeof sumTotals>) {
  if (view === 'all') return sums;
  const row = totals.find((total) => total.state === view);
  return (
    row && {
      count: row.orders,
      amountOre: row.amountOre,
      capturedOre: row.capturedOre,
      remainingOre: row.remainingOre,
    }
  );
}

function Tab(props: {
  to: string;
  active: boolean;
  label: string;
  count: number;
  ore: number;
  urgent?: boolean;
}) {
  return (
    <Link
      to={props.to}
      className={`tab ${props.urgent ? 'urgent' : ''}`}
      aria-current={props.active ? 'page' : undefined}
      prefetch="intent"
    >
      <span className="tab-label">{props.label}</span>
      <span className="tab-count">{formatCount(props.count)}</span>
      <span className="tab-sum">{formatKroner(props.ore)} kr</span>
    </Link>
  );
}
