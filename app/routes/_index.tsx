import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { IconAlertTriangle, IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { addMs, dayOf } from '#core/calendar';
import { orderStates } from '#core/payment-state';
import { soonMs } from '#core/reservation-clocks';
import { jobOverviews } from '#db/queries/job-overview';
import { orderTotalsByState } from '#db/queries/orders-list';
import type { PayoutListRow } from '#db/queries/payouts-list';
import { todayFacts } from '#db/queries/today';
import { jobNames } from '#services/job-names';
import { requirePerson } from '../auth/require-person.server';
import { orderPath } from '../components/order-table';
import { DayText, Instant, Kroner, OrderStateMark } from '../components/values';
import { formatCount, formatKroner } from '../format';
import type { LiveHandle } from '../live/topics';
import { pageTitle } from '../page-title';

export async function loader({ context }: LoaderFunctionArgs) {
  requirePerson(context);
  const { db, clock } = context.desk;
  const now = clock.now();
  const today = dayOf(now);
  const [facts, totals, overviews] = await Promise.all([
    todayFacts(db, now, today, addMs(now, soonMs)),
    orderTotalsByState(db),
    jobOverviews(db, jobNames),
  ]);
  return {
    ...facts.uncaptured,
    unknown: facts.openCommands.filter((command) => command.status === 'unknown'),
    overdue: { count: facts.overdue.count, amountOre: facts.overdue.amountOre },
    failing: overviews.filter((job) => job.failuresInARow > 0).map((job) => job.job),
    unreadable: facts.unreadable,
    waiting: facts.waiting,
    totals,
    expected: groupByDay(facts.comingPayouts),
  };
}

function groupByDay(rows: readonly PayoutListRow[]) {
  const days = new Map<string, { day: string; payouts: number; amountOre: number }>();
  for (const row of rows) {
    const entry = days.get(row.expectedEarliest) ?? { day: row.expectedEarliest, payouts: 0, amountOre: 0 };
    entry.payouts += 1;
    entry.amountOre += row.amountOre;
    days.set(row.expectedEarliest, entry);
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1)).slice(0, 10);
}

export const handle: LiveHandle = {
  live: ['orders', 'commands', 'payouts', 'bank', 'exceptions', 'imports'],
};

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'today.title');

export default function Today() {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const tasks = useTasks();
  return (
    <>
      <h1>{t('today.title')}</h1>
      <p className="lead">
        {tasks.length === 0
          ? t('today.clear', {
              orders: formatCount(page.all.orders),
              amount: formatKroner(page.all.remainingOre),
            })
          : t('today.lead', { count: tasks.length })}
      </p>
      {tasks.length > 0 ? (
        <ul className="tasks">
          {tasks.map((task) => (
            <li key={task.to + task.title} className={task.urgent ? 'urgent' : ''}>
              {task.urgent ? (
                <IconAlertTriangle size={20} aria-hidden="true" />
              ) : (
                <IconClock size={20} aria-hidden="true" />
              )}
              <Link to={task.to}>{task.title}</Link>
              <span className="task-sum">
                {task.amountOre === undefined
                  ? null
                  : t('today.kroner', { amount: formatKroner(task.amountOre) })}
              </span>
              <span className="sub">{task.hint}</span>
            </li>
          ))}
        </ul>
      ) : null}
      {page.unknown.length > 0 ? (
        <ul className="plain-list">
          {page.unknown.map((command) => (
            <li key={command.id}>
              <Link to={orderPath(command)}>{command.orderId}</Link>: {t(`order.kinds.${command.kind}`)}{' '}
              <Kroner ore={command.amountOre} />, <Instant at={command.createdAt} />, {command.actor}
            </li>
          ))}
        </ul>
      ) : null}
      <div className="two">
        <section className="card">
          <h2>{t('today.expected')}</h2>
          {page.expected.length === 0 ? (
            <p className="empty">{t('today.expectedNone')}</p>
          ) : (
            <table className="table sum-table">
              <tbody>
                {page.expected.map((day) => (
                  <tr key={day.day}>
                    <th scope="row">
                      <Link to="/payouts">
                        <DayText day={day.day} />
                      </Link>
                    </th>
                    <td className="num">
                      <Kroner ore={day.amountOre} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
        <section className="card">
          <h2>{t('today.byState')}</h2>
          <table className="table sum-table">
            <tbody>
              {orderStates.map((state) => {
                const total = page.totals.find((row) => row.state === state);
                return total ? (
                  <tr key={state}>
                    <th scope="row">
                      <Link to={`/orders?view=${state}`}>
                        <OrderStateMark state={state} />
                      </Link>
                    </th>
                    <td className="num">{formatCount(total.orders)}</td>
                    <td className="num">
                      <Kroner ore={total.amountOre} />
                    </td>
                  </tr>
                ) : null;
              })}
            </tbody>
          </table>
        </section>
      </div>
    </>
  );
}

type Task = { to: string; title: string; hint: string; amountOre?: number; urgent: boolean };

/** What needs a person now, most urgent first. */
function useTasks(): Task[] {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const tasks: (Task | false)[] = [
    page.lost.orders > 0 && {
      to: '/orders?view=uncaptured',
      title: t('today.lost', { orders: formatCount(page.lost.orders) }),
      hint: t('today.lostHint'),
      amountOre: page.lost.remainingOre,
      urgent: true,
    },
    page.soon.orders > 0 && {
      to: '/orders?view=uncaptured',
      title: t('today.soon', { orders: formatCount(page.soon.orders) }),
      hint: t('today.soonHint'),
      amountOre: page.soon.remainingOre,
      urgent: false,
    },
    page.unknown.length > 0 && {
      to: page.unknown[0] ? orderPath(page.unknown[0]) : '/orders',
      title: t('today.unknown', { orders: page.unknown.length }),
      hint: t('today.unknownHint'),
      urgent: true,
    },
    page.overdue.count > 0 && {
      to: '/payouts',
      title: t('today.overdue', { count: page.overdue.count }),
      hint: t('today.overdueHint'),
      amountOre: page.overdue.amountOre,
      urgent: true,
    },
    page.failing.length > 0 && {
      to: '/jobs',
      title: t('today.jobs', {
        names: page.failing.map((name) => t(`jobs.names.${name}` as 'jobs.names.poll-payments')).join(', '),
      }),
      hint: t('today.jobsHint'),
      urgent: true,
    },
    page.waiting.exceptions > 0 && {
      to: '/exceptions?owner=nobody',
      title: t('today.exceptions', {
        count: page.waiting.exceptions,
        replace: { count: formatCount(page.waiting.exceptions) },
      }),
      hint: t('today.exceptionsHint'),
      urgent: false,
    },
    page.waiting.suggestions > 0 && {
      to: '/bank',
      title: t('today.suggestions', {
        count: page.waiting.suggestions,
        replace: { count: formatCount(page.waiting.suggestions) },
      }),
      hint: t('today.suggestionsHint'),
      urgent: false,
    },
    page.waiting.imports > 0 && {
      to: '/imports',
      title: t('today.imports', {
        count: page.waiting.imports,
        replace: { count: formatCount(page.waiting.imports) },
      }),
      hint: t('today.importsHint'),
      urgent: false,
    },
    page.unreadable > 0 && {
      to: '/jobs',
      title: t('today.unreadable', { orders: page.unreadable }),
      hint: t('today.unreadableHint'),
      urgent: false,
    },
  ];
  const present = tasks.filter((task): task is Task => task !== false);
  return [...present.filter((task) => task.urgent), ...present.filter((task) => !task.urgent)];
}
