import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { dayOf } from '#core/calendar';
import { listSalesUnits } from '#db/orders';
import { listPayments, movedPerDay, paymentTotals } from '#db/queries/payments-list';
import { requirePermission } from '../auth/require-permission.server';
import { MovedChart } from '../components/charts/moved-chart';
import { Notice } from '../components/notice';
import { paymentsFilePath, paymentsPath } from '../components/payments-address';
import { PaymentsFilters } from '../components/payments-filters';
import { PaymentsTable } from '../components/payments-table';
import { useLanguage } from '../components/values';
import { formatCount, formatDayRange, formatKroner } from '../format';
import { readPageKey, writePageKey } from '../page-key.server';
import { pageTitle } from '../page-title';
import { readPaymentsFilter } from '../payments-filter.server';

const pageSize = 50;

export async function loader({ request, context }: LoaderFunctionArgs) {
  requirePermission(context, 'see');
  const { db, clock } = context.desk;
  const query = new URL(request.url).searchParams;
  const { filter, problems } = readPaymentsFilter(query, dayOf(clock.now()));
  const key = readPageKey(query.get('after'));
  const after = key && ([key[0], Number(key[1]) || 0] as const);
  const [page, totals, days, units] = await Promise.all([
    listPayments(db, filter, { limit: pageSize, after }),
    paymentTotals(db, filter),
    movedPerDay(db, filter.from, filter.to, filter.msn),
    listSalesUnits(db),
  ]);
  return {
    filter,
    problems,
    totals,
    days,
    rows: page.rows,
    after: page.after && writePageKey([page.after[0], String(page.after[1]), '']),
    isFirst: key === undefined,
    units: units.map(({ msn, name }) => ({ msn, name })),
  };
}

/** What changes this page while it is open. */
export const handle = { live: ['orders'] };

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'payments.title');

export default function Payments() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { filter, problems, totals, days, rows, after, isFirst, units } = useLoaderData<typeof loader>();
  const here = paymentsPath(filter);
  return (
    <>
      <h1>{t('payments.title')}</h1>
      <p className="lead">
        {t(`payments.lead.${filter.operation}`, {
          period: formatDayRange(filter.from, filter.to, language),
          captures: t('payments.captures', {
            count: totals.captures,
            replace: { count: formatCount(totals.captures) },
          }),
          captured: formatKroner(totals.capturedOre),
          refunds: t('payments.refunds', {
            count: totals.refunds,
            replace: { count: formatCount(totals.refunds) },
          }),
          refunded: formatKroner(totals.refundedOre),
          net: formatKroner(totals.capturedOre - totals.refundedOre),
        })}
      </p>
      {problems.map((problem) => (
        <Notice key={problem} tone="plain">
          {t(`payments.problems.${problem}`)}
        </Notice>
      ))}
      <PaymentsFilters key={here} filter={filter} units={units} />
      {rows.length > 0 ? (
        <p className="filter-file">
          <a href={paymentsFilePath(filter)} download>
            {t('payments.file')}
          </a>
        </p>
      ) : null}
      {days.length > 1 && filter.operation === 'all' && isFirst ? (
        <MovedChart days={days} msn={filter.msn} />
      ) : null}
      {rows.length === 0 ? (
        <p className="empty">{t('payments.empty')}</p>
      ) : (
        <PaymentsTable rows={rows} totals={totals} />
      )}
      <nav className="pages" aria-label={t('orders.nextPage')}>
        {isFirst ? null : <Link to={here}>{t('orders.first')}</Link>}
        {after ? (
          <Link to={`${here}&after=${after}`} rel="next">
            {t('orders.nextPage')} →
          </Link>
        ) : null}
      </nav>
    </>
  );
}
