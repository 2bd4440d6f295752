import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { addDays, dayOf, findDay, ledgerDayOf } from '#core/calendar';
import { entryGroupOf, ledgerTopics } from '#core/ledger-entry-types';
import { findLedger } from '#db/ledgers';
import { exceptionsOf } from '#db/queries/exceptions-list';
import { dayStateOf, findLedgerDay, listLedgerDayEntries, listLedgerNames } from '#db/queries/ledger-days';
import { requirePermission } from '../auth/require-permission.server';
import { ExceptionTable } from '../components/exception-table';
import { ledgerDayPath } from '../components/exception-words';
import { DayEntries, DayStateMark, LedgerDayTopicCard } from '../components/ledger-day';
import { useLanguage } from '../components/values';
import { formatCount, formatDay, formatKroner } from '../format';
import type { LiveHandle } from '../live/topics';
import { notFound } from '../not-found.server';
import { nameTitle } from '../page-title';

const pageSize = 100;
const afterSchema = z.coerce.number().int().min(0).optional().catch(undefined);
const topicSchema = z.enum(ledgerTopics).catch('funds');

export async function loader({ params, request, context }: LoaderFunctionArgs) {
  requirePermission(context, 'see');
  const { db, clock } = context.desk;
  const ledgerId = params.ledgerId ?? '';
  const date = findDay(params.day ?? '');
  const ledger = await findLedger(db, ledgerId);
  if (date === undefined || ledger === undefined) throw notFound();
  const query = new URL(request.url).searchParams;
  const topic = topicSchema.parse(query.get('topic') ?? 'funds');
  const [topics, entries, exceptions, names] = await Promise.all([
    findLedgerDay(db, ledgerId, date),
    listLedgerDayEntries(
      db,
      { ledgerId, date, topic },
      { limit: pageSize, after: afterSchema.parse(query.get('after') ?? undefined) },
    ),
    exceptionsOf(db, { ledgerId, ledgerDate: date }),
    listLedgerNames(db),
  ]);
  const today = dayOf(clock.now());
  const statusOf = (name: string) => topics.find((each) => each.topic === name)?.status ?? null;
  return {
    ledgerId,
    date,
    today,
    topic,
    name: names.find((each) => each.ledgerId === ledgerId)?.units ?? ledgerId,
    state: dayStateOf({
      fundsStatus: statusOf('funds'),
      feesStatus: statusOf('fees'),
      gaps: topics.reduce((sum, each) => sum + each.gaps, 0),
      exceptions: exceptions.filter((each) => each.status === 'open').length,
    }),
    topics: topics.map((each) => ({
      ...each,
      types: each.types.map((type) => ({ ...type, group: entryGroupOf(type.entryType) })),
    })),
    entries: entries.rows.map((entry) => ({
      ...entry,
      group: entryGroupOf(entry.entryType),
      late: entry.late === 1 || ledgerDayOf(entry.occurredAt, ledger.cutoffHour) > date,
    })),
    after: entries.after,
    exceptions,
    before: addDays(date, -1),
    next: date < today ? addDays(date, 1) : null,
  };
}

export const handle: LiveHandle = { live: ['ledger', 'payouts', 'exceptions'] };

export const meta: MetaFunction<typeof loader> = ({ data }) => nameTitle(data && `${data.name} ${data.date}`);

export default function LedgerDay() {
  const { t } = useTranslation();
  const language = useLanguage();
  const page = useLoaderData<typeof loader>();
  const { ledgerId, date, topics, topic, exceptions } = page;
  const funds = topics.find((each) => each.topic === 'funds');
  const fees = topics.find((each) => each.topic === 'fees');
  return (
    <article>
      <nav className="month-nav" aria-label={t('ledgerDay.days')}>
        <Link to={ledgerDayPath({ ledgerId, ledgerDate: page.before })} rel="prev">
          ← {formatDay(page.before, language)}
        </Link>
        <Link to={`/reconciliation?month=${date.slice(0, 7)}`}>{t('reconciliation.title')}</Link>
        {page.next ? (
          <Link to={ledgerDayPath({ ledgerId, ledgerDate: page.next })} rel="next">
            {formatDay(page.next, language)} →
          </Link>
        ) : null}
      </nav>
      <header className="title-row">
        <h1>{formatDay(date, language)}</h1>
        <DayStateMark state={page.state} />
      </header>
      <p className="lead">
        {page.name} <span className="mono">{ledgerId}</span>.{' '}
        {topics.length === 0
          ? t('ledgerDay.nothing')
          : t('ledgerDay.lead', {
              funds: formatKroner(funds?.amountOre ?? 0),
              fees: formatKroner(fees?.amountOre ?? 0),
              entries: formatCount((funds?.entries ?? 0) + (fees?.entries ?? 0)),
            })}
      </p>
      {exceptions.length > 0 ? (
        <section>
          <h2>{t('ledgerDay.exceptions')}</h2>
          <ExceptionTable rows={exceptions} today={page.today} showStatus />
        </section>
      ) : null}
      {topics.length > 0 ? (
        <div className="two even">
          {topics.map((each) => (
            <LedgerDayTopicCard key={each.topic} topic={each} />
          ))}
        </div>
      ) : null}
      {topics.length > 0 ? (
        <section>
          <h2>{t('payout.entries')}</h2>
          <nav className="tabs" aria-label={t('ledgerDay.topics')}>
            {topics.map((each) => (
              <Link
                key={each.topic}
                to={`?topic=${each.topic}`}
                className="tab"
                aria-current={each.topic === topic ? 'page' : undefined}
                preventScrollReset
              >
                <span className="tab-label">{t(`ledgerDay.topic.${each.topic}`)}</span>
                <span className="tab-count">{formatCount(each.entries)}</span>
                <span className="tab-sum">{formatKroner(each.amountOre)} kr</span>
              </Link>
            ))}
          </nav>
          {page.entries.length === 0 ? (
            <p className="empty">{t('ledgerDay.noEntries')}</p>
          ) : (
            <DayEntries entries={page.entries} ledgerId={ledgerId} />
          )}
          {page.after === null ? null : (
            <nav className="pages" aria-label={t('payout.more')}>
              <Link to={`?topic=${topic}&after=${page.after}`} rel="next">
                {t('payout.more')} →
              </Link>
            </nav>
          )}
        </section>
      ) : null}
    </article>
  );
}
