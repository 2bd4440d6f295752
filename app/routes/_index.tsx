import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { mayEverywhere } from '#core/permissions';
import { listOwnNames } from '#services/same-person';
import { requirePermission } from '../auth/require-permission.server';
import { ForecastChart } from '../components/charts/forecast-chart';
import { MovedChart } from '../components/charts/moved-chart';
import { paymentsPath } from '../components/payments-address';
import { AsOf, HeldByVipps, OrdersByState, Yesterday } from '../components/today-money';
import { NotStarted } from '../components/today-not-started';
import { useTasks } from '../components/today-task-list';
import { TodayTasks } from '../components/today-tasks';
import { useLanguage } from '../components/values';
import { formatCount, formatDay, formatKroner } from '../format';
import type { LiveHandle } from '../live/topics';
import { pageTitle } from '../page-title';
import { readToday } from '../today.server';

export async function loader({ context }: LoaderFunctionArgs) {
  const { person } = requirePermission(context, 'see');
  const facts = await readToday(context.desk, Date.now(), await listOwnNames(context.wholeDesk.db, person));
  const seesAll = mayEverywhere(person.grants, 'see');
  // What is paid out together with sales units that they do not see says nothing about nothing being due.
  return { ...facts, seesPayouts: seesAll || facts.balances.length > 0 };
}

export const handle: LiveHandle = {
  live: ['orders', 'commands', 'ledger', 'payouts', 'bank', 'exceptions', 'imports', 'jobs', 'approvals'],
};

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'today.title');

export default function Today() {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const tasks = useTasks(page);
  const [from, to] = [page.moved[0]?.day ?? page.today, page.moved.at(-1)?.day ?? page.today];
  const readAts = page.balances.map(({ readAt }) => readAt).filter((at) => at !== null);
  return (
    <>
      <h1>{t('today.title')}</h1>
      <Lead tasks={tasks.length} />
      {tasks.length > 0 ? <TodayTasks tasks={tasks} /> : null}
      <NotStarted {...page.notStarted} />
      <Yesterday yesterday={page.yesterday} />
      <div className="today">
        <div className="today-main">
          {page.seesPayouts ? (
            <section className="card">
              <h2>
                <Link to="/payouts">{t('forecast.title')}</Link>
              </h2>
              <ForecastChart days={page.forecast} />
            </section>
          ) : null}
          <section className="card">
            <h2>
              <Link to={paymentsPath({ from, to })}>{t('today.moved')}</Link>
            </h2>
            <MovedChart days={page.moved} />
          </section>
        </div>
        <div className="today-side">
          {page.seesPayouts ? <HeldByVipps balances={page.balances} /> : null}
          <AsOf
            readAt={readAts.sort()[0] ?? null}
            paymentsReadMs={page.paymentsReadMs}
            bankThrough={page.bankThrough}
          />
          <OrdersByState totals={page.totals} />
        </div>
      </div>
    </>
  );
}

/** What needs doing, what is at risk, what comes next, in numbers. */
function Lead({ tasks }: { tasks: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { lost, uncaptured, forecast, seesPayouts } = useLoaderData<typeof loader>();
  const coming = forecast
    .map((day) => ({ day: day.bankDay, ore: day.scheduledOre + day.unpaidOre + day.notInLedgerOre }))
    .filter(({ ore }) => ore > 0);
  const next = coming[0];
  return (
    <p className="lead">
      {tasks === 0
        ? t('today.clear', {
            orders: formatCount(uncaptured.orders),
            amount: formatKroner(uncaptured.remainingOre),
          })
        : t('today.lead', { count: tasks })}{' '}
      {lost.orders > 0 ? t('today.leadRisk', { amount: formatKroner(lost.remainingOre) }) : null}{' '}
      {next
        ? t('today.leadNext', {
            day: formatDay(next.day, language),
            amount: formatKroner(next.ore),
            all: formatKroner(coming.reduce((sum, { ore }) => sum + ore, 0)),
          })
        : seesPayouts
          ? t('today.leadNothing')
          : null}
    </p>
  );
}
