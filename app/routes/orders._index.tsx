import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, Link, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { addMs } from '#core/calendar';
import { orderColumns, usualOrderDirection, usualOrderSort } from '#core/order-list';
import { soonMs } from '#core/reservation-clocks';
import { shortLook } from '#db/queries/orders-list';
import { readOrdersPage } from '#db/queries/orders-page';
import { requirePermission } from '../auth/require-permission.server';
import { useMay } from '../auth/use-may';
import { FilterChips, ListProblems, NothingMatches } from '../components/list-filters';
import { ListPages } from '../components/list-pages';
import { ColumnChoice, ExportLink, ListTools } from '../components/list-tools';
import { OrderFilters, useOrderChips } from '../components/order-filters';
import { OrderTable } from '../components/order-table';
import { orderColumnsOf, orderValue } from '../components/order-table-columns';
import { SavedViews } from '../components/saved-views';
import { SelectionBar } from '../components/selection-bar';
import { SidePanel } from '../components/side-panel';
import { StateTabs } from '../components/state-tabs';
import { useSelection } from '../components/use-selection';
import { formatCount, formatKroner } from '../format';
import type { LiveHandle } from '../live/topics';
import { readOrderFilter, readOrderLook } from '../order-filter.server';
import { readPageKey, writePageKey } from '../page-key.server';
import { pageTitle } from '../page-title';
import { requireCleanAddress } from '../read-list.server';
import { viewsFor } from '../saved-views.server';

const pageSize = 50;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { actor: person } = requirePermission(context, 'see');
  const { db, clock } = context.desk;
  const url = new URL(request.url);
  requireCleanAddress(url);
  const query = url.searchParams;
  const now = clock.now();
  const { given, problems, ...filter } = readOrderFilter(query, now);
  const look = readOrderLook(query, filter.view);
  const after = readPageKey(query.get('after'));
  const before = after === undefined ? readPageKey(query.get('before')) : undefined;
  const place = { limit: pageSize, sort: look.sort, after, before };
  const page = await readOrdersPage(db, filter, place, addMs(now, soonMs));
  return {
    view: filter.view,
    given,
    problems: [...problems, ...look.problems],
    sort: look.sort,
    columns: look.columns,
    units: page.units.map(({ msn, name }) => ({ msn, name })),
    total: page.total,
    byState: page.byState,
    ofUnit: page.ofUnit,
    riskOre: page.riskOre,
    rows: page.rows,
    flags: page.flags,
    views: await viewsFor(db, person, 'orders'),
    before: page.before && writePageKey(page.before),
    after: page.after && writePageKey(page.after),
    lookedAt: page.stopped ? shortLook.lookAtMost : null,
    isFirst: after === undefined && before === undefined,
  };
}

export const handle: LiveHandle = { live: ['orders', 'commands', 'exceptions'] };

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'orders.title');

export default function Orders() {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const { view, given, problems, units, byState, columns } = page;
  const chips = useOrderChips(given, units);
  const choices = orderColumns.map((name) => ({
    name,
    label: orderColumnsOf(t, () => []).find(({ key }) => key === name)?.header ?? name,
  }));
  return (
    <>
      <h1>{t('orders.title')}</h1>
      <Lead />
      <ListProblems problems={problems} />
      <StateTabs view={view} totals={byState} />
      <div className="list-bar">
        <OrderFilters given={given} units={units} />
        <ListTools>
          <SavedViews page="orders" views={page.views} />
          <ColumnChoice columns={choices} chosen={columns} />
          <ExportLink />
        </ListTools>
      </div>
      <FilterChips chips={chips} />
      <Rows />
      {page.lookedAt === null ? null : (
        <p className="muted">{t('orders.lookedAt', { n: formatCount(page.lookedAt) })}</p>
      )}
      <ListPages before={page.before} after={page.after} isFirst={page.isFirst} />
      <SidePanel />
    </>
  );
}

/** Of the sales unit, whatever else is chosen. */
function Lead() {
  const { t } = useTranslation();
  const { ofUnit, riskOre } = useLoaderData<typeof loader>();
  const sum = (pick: (row: (typeof ofUnit)[number]) => number) =>
    ofUnit.reduce((all, row) => all + pick(row), 0);
  const orders = sum((row) => row.orders);
  const uncaptured = sum((row) => row.uncaptured);
  const open = {
    count: uncaptured,
    n: formatCount(uncaptured),
    amount: formatKroner(sum((row) => row.remainingOre)),
  };
  return (
    <p className="lead">
      {t('orders.lead', { count: orders, n: formatCount(orders) })}{' '}
      {uncaptured > 0 ? t('orders.leadUncaptured', open) : null}
      {uncaptured > 0 && riskOre > 0 ? t('orders.leadRisk', { risk: formatKroner(riskOre) }) : null}
      {uncaptured > 0 ? '.' : null}
    </p>
  );
}

function Rows() {
  const { t } = useTranslation();
  const { view, given, units, ofUnit, rows, total, sort, columns, flags, lookedAt } =
    useLoaderData<typeof loader>();
  const onPage = rows.map(orderValue);
  const may = useMay();
  const mayAct = may('capture') || may('cancel') || may('ship');
  const selection = useSelection('orders', new URLSearchParams(given).toString(), onPage);
  const chips = useOrderChips(given, units);
  if (rows.length === 0 && ofUnit.length === 0 && given.msn === undefined) return <NoneYet />;
  if (rows.length === 0 && lookedAt !== null) return null;
  if (rows.length === 0) {
    const state = view === 'all' ? [] : view === 'uncaptured' ? t('orders.uncaptured') : t(`state.${view}`);
    return <NothingMatches chips={[...[state].flat().map((text) => ({ name: 'view', text })), ...chips]} />;
  }
  const usual = usualOrderSort(view).by;
  const table = (
    <OrderTable
      rows={rows}
      columns={columns}
      sorting={{ ...sort, usual, directions: usualOrderDirection }}
      total={total}
      selection={mayAct ? selection : undefined}
      flags={flags}
    />
  );
  if (!mayAct) return table;
  return (
    <Form method="get" action="/orders/bulk">
      {table}
      <SelectionBar
        selection={selection}
        onPage={onPage}
        matching={total === null ? null : total.count}
        given={given}
      />
    </Form>
  );
}

function NoneYet() {
  const { t } = useTranslation();
  return (
    <div className="empty">
      <p>{t('lists.none.orders')}</p>
      <p>
        <Link to="/imports">{t('orders.fromFile')}</Link> · <Link to="/tokens">{t('lists.none.token')}</Link>
      </p>
    </div>
  );
}
