import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { addDays, dayOf } from '#core/calendar';
import { sumOre } from '#core/money';
import { listLedgerNames } from '#db/queries/ledger-days';
import {
  arrivalsByDay,
  listComingPayouts,
  listForecasts,
  listPayouts,
  listPayoutsExpectedBetween,
  overduePayouts,
  payoutTotals,
  scorePredictions,
  suggestedPayouts,
} from '#db/queries/payouts-list';
import { payoutsPerDay } from '#services/chart-files';
import { forecastPayouts } from '#services/forecast-payouts';
import { requirePermission } from '../auth/require-permission.server';
import { ForecastChart } from '../components/charts/forecast-chart';
import { PayoutChart } from '../components/charts/payout-chart';
import { PayoutList } from '../components/payout-list';
import { PayoutTable } from '../components/payout-table';
import { ForecastScore, PredictionScore } from '../components/prediction-score';
import { useLanguage } from '../components/values';
import { formatDay, formatKroner } from '../format';
import { readPayoutList } from '../list-requests.server';
import type { LiveHandle } from '../live/topics';
import { readPageKey, writePageKey } from '../page-key.server';
import { pageTitle } from '../page-title';
import { withState } from '../payout-row.server';
import { requireCleanAddress } from '../read-list.server';
import { viewsFor } from '../saved-views.server';
import { bankDaysBetween, leads, scoreForecasts } from '../score-forecasts.server';

const pageSize = 60;
const scoredDays = 90;
const forecastDays = 28;
/** So that the first scored day too has bank days before it. */
const longestLeadDays = 14;
const missesShown = 10;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { actor: person } = requirePermission(context, 'see');
  const { db, clock } = context.desk;
  const today = dayOf(clock.now());
  const url = new URL(request.url);
  requireCleanAddress(url);
  const { filter, sort, columns, given, problems } = readPayoutList(url.searchParams, today);
  const after = readPageKey(url.searchParams.get('after'));
  const before = after === undefined ? readPageKey(url.searchParams.get('before')) : undefined;
  const forecastsFrom = addDays(today, -forecastDays);
  const [page, totals, ledgers, views, coming, expected, charted, overdue, forecast, score, made, came] =
    await Promise.all([
      listPayouts(db, { limit: pageSize, sort: sort.by, dir: sort.dir, after, before }, filter),
      payoutTotals(db, filter),
      listLedgerNames(db),
      viewsFor(db, person, 'payouts'),
      listComingPayouts(db, today, 1000),
      listPayoutsExpectedBetween(db, addDays(today, -6), today, 500),
      payoutsPerDay(context.desk),
      overduePayouts(db, today, 100),
      forecastPayouts(context.desk),
      scorePredictions(db, addDays(today, -scoredDays), missesShown),
      listForecasts(db, forecastsFrom, addDays(today, -1)),
      arrivalsByDay(db, forecastsFrom, addDays(today, -1)),
    ]);
  const bankDays = bankDaysBetween(addDays(forecastsFrom, -longestLeadDays), addDays(today, -1));
  const arrived = expected.filter((row) => row.arrivedOn !== null);
  const next = coming
    .filter((row) => row.expectedEarliest > today)
    .sort((a, b) => (a.expectedEarliest < b.expectedEarliest ? -1 : 1));
  const nextDay = next[0]?.expectedEarliest ?? null;
  return {
    list: {
      rows: page.rows.map((row) => withState(row, today)),
      before: page.before && writePageKey(page.before),
      after: page.after && writePageKey(page.after),
      isFirst: after === undefined && before === undefined,
      ...{ given, problems, sort, columns, totals, ledgers, views },
    },
    suggested: suggestedPayouts(db),
    overdue: { ...overdue, rows: overdue.rows.map((row) => withState(row, today)) },
    expectedCount: expected.length,
    arrivedCount: arrived.length,
    arrivedOre: sumOre(arrived.map((row) => row.amountOre)),
    next: nextDay && {
      day: nextDay,
      amountOre: sumOre(next.filter((row) => row.expectedEarliest === nextDay).map((row) => row.amountOre)),
    },
    chart: charted,
    forecast: forecast.days,
    score,
    scored: scoreForecasts(bankDays, made, came),
    leads: [...leads],
  };
}

export const handle: LiveHandle = { live: ['payouts', 'bank', 'ledger'] };

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'payouts.title');

export default function Payouts() {
  const { t } = useTranslation();
  const language = useLanguage();
  const page = useLoaderData<typeof loader>();
  return (
    <>
      <h1>{t('payouts.title')}</h1>
      <p className="lead">
        {t('payouts.lead', {
          count: page.expectedCount,
          arrived: page.arrivedCount,
          amount: formatKroner(page.arrivedOre),
        })}{' '}
        {page.next
          ? t('payouts.next', {
              day: formatDay(page.next.day, language),
              amount: formatKroner(page.next.amountOre),
            })
          : null}{' '}
        {page.overdue.count > 0
          ? t('payouts.overdue', {
              count: page.overdue.count,
              amount: formatKroner(page.overdue.amountOre),
            })
          : null}{' '}
        {page.suggested.count > 0 ? (
          <Link to="/bank">
            {t('payouts.waiting', {
              count: page.suggested.count,
              amount: formatKroner(page.suggested.amountOre),
            })}
          </Link>
        ) : null}
      </p>
      {page.overdue.count > 0 ? (
        <section>
          <h2>{t('payouts.overdueFirst')}</h2>
          <PayoutTable rows={page.overdue.rows} />
        </section>
      ) : null}
      <section>
        <h2>{t('payouts.title')}</h2>
        <PayoutList list={page.list} />
      </section>
      <section>
        <h2>{t('forecast.title')}</h2>
        <p className="quiet-text">{t('forecast.hint')}</p>
        <div className="card">
          <ForecastChart days={page.forecast} />
        </div>
      </section>
      {page.chart.length > 0 ? (
        <section>
          <h2>{t('payouts.chart')}</h2>
          <div className="card">
            <PayoutChart days={page.chart} />
          </div>
          <p>
            <Link to="/reports/trends">{t('charts.trends.link')}</Link>
          </p>
        </section>
      ) : null}
      <section>
        <h2>{t('forecast.howGood')}</h2>
        <PredictionScore score={page.score} />
        <h3>{t('forecast.days')}</h3>
        <ForecastScore days={page.scored} leads={page.leads} />
      </section>
    </>
  );
}
