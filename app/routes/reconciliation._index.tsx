import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { addDays, type Day, dayOf, findDay } from '#core/calendar';
import { exceptionTotals, listExceptions, summariseExceptions } from '#db/queries/exceptions-list';
import {
  dayStateOf,
  type LedgerDayCell,
  ledgerDaySpan,
  listLedgerDays,
  listLedgerNames,
} from '#db/queries/ledger-days';
import { requirePermission } from '../auth/require-permission.server';
import { DayGrid, DayGridKey } from '../components/day-grid';
import { ExceptionTable } from '../components/exception-table';
import { formatMonth } from '../components/month';
import { Notice } from '../components/notice';
import { useLanguage } from '../components/values';
import { formatCount, formatKroner } from '../format';
import type { LiveHandle } from '../live/topics';
import { pageTitle } from '../page-title';

const firstOnes = 10;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { actor: person } = requirePermission(context, 'see');
  const { db, clock } = context.desk;
  const today = dayOf(clock.now());
  const first = findDay(`${new URL(request.url).searchParams.get('month') ?? ''}-01`) ?? usualMonth(today);
  const last = addDays(firstOfMonth(addDays(first, 31)), -1);
  const [ledgers, cells, span, queue, totals, summary] = await Promise.all([
    listLedgerNames(db),
    listLedgerDays(db, first, last),
    ledgerDaySpan(db),
    listExceptions(db, { status: 'open' }, { sort: 'age', limit: firstOnes }),
    exceptionTotals(db, { status: 'open' }),
    summariseExceptions(db, person),
  ]);
  const days = daysThrough(first, last, today);
  const grid = ledgers.map((ledger) => ({
    ledgerId: ledger.ledgerId,
    name: ledger.units ?? ledger.ledgerId,
    days: days.map((day) => gridDay(day, cells, ledger.ledgerId)),
  }));
  return {
    today,
    month: first.slice(0, 7),
    earlier: span !== null && span.first < first ? addDays(first, -1).slice(0, 7) : null,
    later: last < today ? addDays(last, 1).slice(0, 7) : null,
    grid,
    queue: queue.rows,
    totals,
    summary,
  };
}

/** In its first days a month has little to show: the one before is looked at. */
function usualMonth(today: Day): Day {
  return firstOfMonth(Number(today.slice(8)) <= 5 ? addDays(today, -7) : today);
}

function firstOfMonth(date: Day): Day {
  return findDay(`${date.slice(0, 7)}-01`) ?? date;
}

/** The days of a month that have begun. */
function daysThrough(first: Day, last: Day, today: Day): Day[] {
  const days: Day[] = [];
  for (let date = first; date <= last && date <= today; date = addDays(date, 1)) days.push(date);
  return days;
}

function gridDay(day: Day, cells: readonly LedgerDayCell[], ledgerId: string) {
  const cell = cells.find((row) => row.ledgerDate === day && row.ledgerId === ledgerId);
  if (cell === undefined)
    return { day, state: 'none' as const, fundsOre: null, feesOre: null, exceptions: 0 };
  const { fundsOre, feesOre, exceptions } = cell;
  return { day, state: dayStateOf(cell), fundsOre, feesOre, exceptions };
}

export const handle: LiveHandle = { live: ['ledger', 'exceptions'] };

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'reconciliation.title');

export default function Reconciliation() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { today, month, earlier, later, grid, queue, totals, summary } = useLoaderData<typeof loader>();
  const monthName = formatMonth(month, language);
  const states = grid.flatMap((ledger) => ledger.days.map((day) => day.state));
  const count = (state: string) => formatCount(states.filter((each) => each === state).length);
  return (
    <>
      <h1>{t('reconciliation.title')}</h1>
      <p className="lead">
        {t('reconciliation.lead', {
          month: monthName,
          days: formatCount(states.filter((state) => state !== 'none').length),
          tied: count('tied'),
          pending: count('pending'),
          wrong: count('exception'),
        })}{' '}
        {summary.open === 0
          ? t('reconciliation.noExceptions')
          : t('reconciliation.exceptionsLead', {
              count: summary.open,
              amount: totals.map((total) => sumText(total)).join(', '),
              nobody: formatCount(summary.withoutOwner),
            })}
      </p>
      {grid.length === 0 ? (
        <p className="empty">{t('reconciliation.empty')}</p>
      ) : (
        <section>
          <nav className="month-nav" aria-label={t('reconciliation.months')}>
            {earlier ? (
              <Link to={`?month=${earlier}`} rel="prev" preventScrollReset>
                ← {formatMonth(earlier, language)}
              </Link>
            ) : null}
            <h2>{monthName}</h2>
            {later ? (
              <Link to={`?month=${later}`} rel="next" preventScrollReset>
                {formatMonth(later, language)} →
              </Link>
            ) : null}
          </nav>
          {grid[0]?.days.length === 0 ? (
            <p className="empty">{t('reconciliation.noDays')}</p>
          ) : (
            <DayGrid key={month} ledgers={grid} label={t('reconciliation.grid', { month: monthName })} />
          )}
          <DayGridKey />
          <p className="chart-foot">
            <a className="chart-file" href={`/charts/ledger-days.csv?month=${month}`} download>
              {t('charts.file')}
            </a>
          </p>
        </section>
      )}
      <section>
        <h2>{t('reconciliation.queue')}</h2>
        {queue.length === 0 ? (
          <Notice tone="good">{t('reconciliation.noExceptions')}</Notice>
        ) : (
          <ExceptionTable rows={queue} today={today} />
        )}
        <p className="pages">
          <Link to="/exceptions">{t('reconciliation.all', { count: summary.open })}</Link>
          {summary.mine > 0 ? (
            <Link to="/exceptions?owner=me">{t('reconciliation.mine', { count: summary.mine })}</Link>
          ) : null}
          {summary.withoutOwner > 0 ? (
            <Link to="/exceptions?owner=nobody">
              {t('reconciliation.nobodys', { count: summary.withoutOwner })}
            </Link>
          ) : null}
        </p>
      </section>
    </>
  );
}

function sumText({ amountOre, currency }: { amountOre: number; currency: string }): string {
  return `${formatKroner(amountOre)} ${currency === 'NOK' ? 'kr' : currency}`;
}
