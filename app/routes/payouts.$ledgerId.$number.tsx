import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { dayOf } from '#core/calendar';
import { entryGroupOf, entryGroups } from '#core/ledger-entry-types';
import { explainPayout } from '#core/payout-explanation';
import type { PayoutState } from '#core/payout-state';
import { findLedger } from '#db/ledgers';
import { matchesOfPayout } from '#db/queries/bank-match-list';
import { exceptionsOf } from '#db/queries/exceptions-list';
import { findPayoutDetail, listPayoutOrders } from '#db/queries/payout-detail';
import { requirePermission } from '../auth/require-permission.server';
import { ExceptionTable } from '../components/exception-table';
import { MatchAnswerNotice } from '../components/match-answer';
import { MatchCard } from '../components/match-card';
import { Notice } from '../components/notice';
import { PayoutEntries, PayoutOrders } from '../components/payout-entries';
import { PayoutFacts } from '../components/payout-facts';
import { PayoutWhy } from '../components/payout-why';
import { PayoutStateMark, useLanguage } from '../components/values';
import { decideMatch } from '../decide-match.server';
import { formatDay, formatDayRange, formatKroner } from '../format';
import type { LiveHandle } from '../live/topics';
import { notFound } from '../not-found.server';
import { readPageKey, writePageKey } from '../page-key.server';
import { nameTitle } from '../page-title';
import { withState } from '../payout-row.server';
import { readChoices } from '../read-choices.server';

const pageSize = 100;
const querySchema = z.object({
  view: z.enum(['entries', 'orders']).catch('entries'),
  group: z
    .enum([...entryGroups, 'fee-entries'])
    .optional()
    .catch(undefined),
  after: z.coerce.number().int().min(0).optional().catch(undefined),
  from: z.string().nullable().catch(null),
});

export async function loader({ params, request, context }: LoaderFunctionArgs) {
  requirePermission(context, 'see');
  const { db, clock } = context.desk;
  const { ledgerId = '', number = '' } = params;
  const query = querySchema.parse({ from: null, ...Object.fromEntries(new URL(request.url).searchParams) });
  const limit = query.view === 'entries' ? pageSize : 0;
  const detail = await findPayoutDetail(db, ledgerId, number, {
    limit,
    after: query.after,
    view: query.group,
  });
  if (detail === undefined) throw notFound();
  const from = readPageKey(query.from);
  const [ledger, matches, exceptions, orders] = await Promise.all([
    findLedger(db, ledgerId),
    matchesOfPayout(db, ledgerId, number),
    exceptionsOf(db, { ledgerId, settlementNumber: number }),
    query.view === 'orders'
      ? listPayoutOrders(db, detail.payout, { limit: pageSize, after: from && [from[0], from[1]] })
      : null,
  ]);
  const today = dayOf(clock.now());
  return {
    view: query.view,
    group: query.group ?? null,
    today,
    payout: withState(detail.payout, today),
    bankDays: ledger?.payoutBankDays ?? 2,
    agreed:
      ledger === undefined || ledger.feeBasisPoints === null
        ? null
        : { basisPoints: ledger.feeBasisPoints, fixedOre: ledger.feeFixedOre },
    explanation: explainPayout({ ...detail, ...detail.payout }),
    entries: detail.entries.map((entry) => ({ ...entry, group: entryGroupOf(entry.entryType) })),
    entriesAfter: limit === 0 ? null : detail.entriesAfter,
    differingLines: detail.differingLines,
    matches,
    exceptions,
    orders: orders?.rows ?? [],
    ordersAfter: orders?.after ? writePageKey([orders.after[0], orders.after[1], '']) : null,
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { actor, desk } = requirePermission(context, 'reconcile', 'everywhere');
  return decideMatch(desk, await readChoices(request), actor);
}

export const handle: LiveHandle = { live: ['payouts', 'bank', 'ledger', 'exceptions'] };

export const meta: MetaFunction<typeof loader> = ({ data }) => nameTitle(data?.payout.settlementNumber);

export default function Payout() {
  const { t } = useTranslation();
  const language = useLanguage();
  const page = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { payout, matches, exceptions } = page;
  return (
    <article className="voucher">
      <header className="title-row">
        <h1>{t('payout.title', { number: payout.settlementNumber })}</h1>
        <PayoutStateMark state={payout.state} />
      </header>
      <p className="lead">
        {t(`payout.lead.${leadOf(payout)}`, {
          came: formatKroner(payout.arrivedOre ?? 0),
          amount: formatKroner(payout.amountOre),
          days: formatDayRange(payout.coversFrom, payout.coversTo, language),
          expected: formatDayRange(payout.expectedEarliest, payout.expectedLatest, language),
          arrived: payout.arrivedOn ? formatDay(payout.arrivedOn, language) : '',
        })}
      </p>
      <MatchAnswerNotice answer={answer} />
      {payout.state === 'arrived'
        ? null
        : page.differingLines.map((line) => (
            <Notice tone="bad" key={line.bookedOn + line.amountOre}>
              {t('payout.differs', {
                amount: formatKroner(line.amountOre),
                day: formatDay(line.bookedOn, language),
                difference: formatKroner(line.amountOre - payout.amountOre),
              })}{' '}
              <span className="mono">{line.description}</span>
            </Notice>
          ))}
      {exceptions.length > 0 ? (
        <section>
          <h2>{t('exceptions.title')}</h2>
          <ExceptionTable rows={exceptions} today={page.today} showStatus />
        </section>
      ) : null}
      <div className="two">
        <PayoutWhy
          csv={`/charts/payout.csv?${new URLSearchParams({ ledger: payout.ledgerId, number: payout.settlementNumber })}`}
          explanation={page.explanation}
          payoutOre={payout.amountOre}
          settlementType={payout.settlementType}
          agreed={page.agreed}
        />
        <PayoutFacts payout={payout} bankDays={page.bankDays} />
      </div>
      <section>
        <h2>{t('payout.inBank')}</h2>
        {matches.length === 0 ? (
          <p className="empty">{t('payout.noMatch')}</p>
        ) : (
          matches.map((match) => <MatchCard key={match.id} match={match} />)
        )}
      </section>
      <Contents />
    </article>
  );
}

/** The rows behind the sums: entries, all or of one group, or the orders. Left out of the printed voucher. */
function Contents() {
  const { t } = useTranslation();
  const { view, group, entries, entriesAfter, orders, ordersAfter } = useLoaderData<typeof loader>();
  const groupQuery = group === null ? '' : `&group=${group}`;
  const next =
    view === 'orders'
      ? ordersAfter && `?view=orders&from=${ordersAfter}#entries`
      : entriesAfter && `?after=${entriesAfter}${groupQuery}#entries`;
  return (
    <section id="entries" className="no-print">
      <h2>{t('payout.contents')}</h2>
      <nav className="tabs" aria-label={t('payout.contents')}>
        {(['entries', 'orders'] as const).map((name) => (
          <Link
            key={name}
            to={name === 'entries' ? '?#entries' : '?view=orders#entries'}
            className="tab"
            aria-current={view === name && group === null ? 'page' : undefined}
            preventScrollReset
          >
            <span className="tab-label">{t(`payout.${name}`)}</span>
          </Link>
        ))}
        {group === null ? null : (
          <Link to="?#entries" className="tab" aria-current="page" preventScrollReset>
            <span className="tab-label">
              {group === 'fee-entries' ? t('payout.feeEntries') : t(`entryGroup.${group}`)}
              <span className="sub">{t('payout.showAll')}</span>
            </span>
          </Link>
        )}
      </nav>
      {view === 'orders' ? <PayoutOrders orders={orders} /> : <PayoutEntries entries={entries} />}
      {next ? (
        <nav className="pages" aria-label={t('payout.more')}>
          <Link to={next} rel="next" preventScrollReset>
            {t(view === 'orders' ? 'payout.moreOrders' : 'payout.more')} →
          </Link>
        </nav>
      ) : null}
    </section>
  );
}

type Arrival = {
  readonly state: PayoutState;
  readonly suggested: boolean;
  readonly amountOre: number;
  readonly arrivedOre: number | null;
};

function leadOf({ state, suggested, amountOre, arrivedOre }: Arrival) {
  if (suggested) return 'suggested';
  const isOther = state === 'arrived' && arrivedOre !== null && arrivedOre !== amountOre;
  return isOther ? 'arrivedOther' : state;
}
