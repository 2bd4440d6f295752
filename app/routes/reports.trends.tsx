import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { addDays, dayOf } from '#core/calendar';
import { countByAge, countByKindAndAge } from '#core/exception-ages';
import { openExceptionsByAge } from '#db/queries/exceptions-by-age';
import { listLedgerNames } from '#db/queries/ledger-days';
import { scorePredictions } from '#db/queries/payouts-list';
import { readTrends } from '#services/trends';
import { requirePermission } from '../auth/require-permission.server';
import { CapturedPaidChart } from '../components/charts/captured-paid-chart';
import { ExceptionsAgeChart } from '../components/charts/exceptions-age-chart';
import { FeesChart } from '../components/charts/fees-chart';
import { PredictionScore } from '../components/prediction-score';
import { TrendFilters } from '../components/trend-filters';
import { useLanguage } from '../components/values';
import { formatDayRange, formatKroner, formatShare } from '../format';
import { pageTitle } from '../page-title';
import { readTrendChoice } from '../trends-choice.server';

const scoredDays = 90;
const missesShown = 5;

export async function loader({ request, context }: LoaderFunctionArgs) {
  requirePermission(context, 'see');
  const { desk } = context;
  const today = dayOf(desk.clock.now());
  const choice = readTrendChoice(new URL(request.url).searchParams);
  const trends = await readTrends(desk, choice);
  const [exceptions, ledgers, score] = await Promise.all([
    openExceptionsByAge(desk.db, { ledgerId: trends.ledgerId ?? undefined }),
    listLedgerNames(desk.db),
    scorePredictions(desk.db, addDays(today, -scoredDays), missesShown),
  ]);
  return {
    trends,
    span: choice.span,
    ledgers,
    ages: countByAge(exceptions, today),
    kinds: countByKindAndAge(exceptions, today),
    score,
  };
}

/** What changes this page while it is open. */
export const handle = { live: ['ledger', 'exceptions'] };

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'charts.trends.title');

export default function Trends() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { trends, span, ledgers, ages, kinds, score } = useLoaderData<typeof loader>();
  const { periods, from, to, ledgerId, currency, leftOut } = trends;
  const sum = (of: (period: (typeof periods)[number]) => number) =>
    periods.reduce((total, period) => total + of(period), 0);
  const [capturedOre, feesOre] = [sum((period) => period.capturedOre), sum((period) => period.feesOre)];
  const unit = currency === 'NOK' ? 'kr' : currency;
  return (
    <>
      <h1>{t('charts.trends.title')}</h1>
      <p className="lead">
        {t('charts.trends.lead', {
          period: formatDayRange(from, to, language),
          captured: formatKroner(capturedOre),
          paid: formatKroner(sum((period) => period.paidOutOre)),
          fees: formatKroner(feesOre),
          rate: formatShare(feesOre, capturedOre),
          unit,
        })}{' '}
        {leftOut > 0 ? t('charts.trends.leftOut', { count: leftOut }) : null}
      </p>
      <TrendFilters span={span} trends={trends} ledgers={ledgers} />
      <section className="card">
        <h2>{t('charts.trends.capturedPaid', { unit })}</h2>
        <CapturedPaidChart periods={periods} choice={trends} />
      </section>
      <section className="card">
        <h2>{t('charts.trends.fees', { unit })}</h2>
        <FeesChart periods={periods} choice={trends} />
      </section>
      <section className="card">
        <h2>
          <Link to="/exceptions">{t('charts.trends.exceptions')}</Link>
        </h2>
        <ExceptionsAgeChart ages={ages} kinds={kinds} ledgerId={ledgerId} />
      </section>
      <section className="card">
        <h2>
          <Link to="/payouts">{t('forecast.howGood')}</Link>
        </h2>
        <PredictionScore score={score} />
      </section>
    </>
  );
}
