import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { dayOf } from '#core/calendar';
import { entryGroupOf } from '#core/ledger-entry-types';
import { explainPayout } from '#core/payout-explanation';
import { findLedger } from '#db/ledgers';
import { findPayoutDetail } from '#db/queries/payout-detail';
import { requirePerson } from '../auth/require-person.server';
import { DataTable } from '../components/data-table';
import { EntryTypeName } from '../components/entry-type-name';
import { Notice } from '../components/notice';
import { orderPath } from '../components/order-table';
import { DayText, Instant, Kroner, PayoutStateMark, useLanguage } from '../components/values';
import { formatDay, formatDayRange, formatKroner, formatShare } from '../format';
import { notFound } from '../not-found.server';
import { nameTitle } from '../page-title';
import { withState } from '../payout-row.server';

const pageSize = 100;

export async function loader({ params, request, context }: LoaderFunctionArgs) {
  requirePerson(context);
  const { db, clock } = context.desk;
  const ledgerId = params.ledgerId ?? '';
  const afterSequence = z.coerce
    .number()
    .int()
    .min(0)
    .catch(0)
    .parse(new URL(request.url).searchParams.get('after') ?? 0);
  const detail = await findPayoutDetail(db, ledgerId, params.number ?? '', {
    limit: pageSize,
    afterSequence,
  });
  if (detail === undefined) throw notFound();
  return {
    payout: withState(detail.payout, dayOf(clock.now())),
    bankDays: (await findLedger(db, ledgerId))?.payoutBankDays ?? 2,
    explanation: explainPayout({
      settlementNumber: detail.payout.settlementNumber,
      amountOre: detail.payout.amountOre,
      openingOre: detail.openingOre,
      closingOre: detail.closingOre,
      sums: detail.sums,
    }),
    entries: detail.entries.map((entry) => ({ ...entry, group: entryGroupOf(entry.entryType) })),
    entriesAfter: detail.entriesAfter,
    differingLines: detail.differingLines,
  };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => nameTitle(data?.payout.settlementNumber);

export default function Payout() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { payout, bankDays, explanation, entries, entriesAfter, differingLines } =
    useLoaderData<typeof loader>();
  return (
    <article>
      <header className="title-row">
        <h1>{t('payout.title', { number: payout.settlementNumber })}</h1>
        <PayoutStateMark state={payout.state} />
      </header>
      <p className="lead">
        {t(`payout.lead.${payout.state}`, {
          amount: formatKroner(payout.amountOre),
          days: formatDayRange(payout.coversFrom, payout.coversTo, language),
          expected: formatDayRange(payout.expectedEarliest, payout.expectedLatest, language),
          arrived: payout.arrivedOn ? formatDay(payout.arrivedOn, language) : '',
        })}
      </p>
      {payout.state === 'arrived'
        ? null
        : differingLines.map((line) => (
            <Notice tone="bad" key={line.bookedOn + line.amountOre}>
              {t('payout.differs', {
                amount: formatKroner(line.amountOre),
                day: formatDay(line.bookedOn, language),
                difference: formatKroner(line.amountOre - payout.amountOre),
              })}{' '}
              <span className="mono">{line.description}</span>
            </Notice>
          ))}
      <div className="two">
        <section className="card">
          <h2>{t('payout.why')}</h2>
          <table className="table sum-table">
            <tbody>
              {explanation.openingOre === null ? null : (
                <SumRow label={t('payout.opening')} ore={explanation.openingOre} />
              )}
              {explanation.groups.map((group) => (
                <SumRow
                  key={group.group}
                  label={t(`entryGroup.${group.group}`)}
                  ore={group.amountOre}
                  count={group.entries}
                />
              ))}
            </tbody>
            <tfoot>
              <SumRow label={t('payout.payout')} ore={payout.amountOre} />
              {explanation.closingOre === null ? null : (
                <SumRow label={t('payout.closing')} ore={explanation.closingOre} />
              )}
            </tfoot>
          </table>
          {explanation.differenceOre === 0 ? (
            <Notice tone="good">
              {explanation.openingOre === null ? t('payout.tiesFile') : t('payout.ties')}
            </Notice>
          ) : (
            <Notice tone="bad">
              {t('payout.tiesNot', { difference: formatKroner(explanation.differenceOre) })}
            </Notice>
          )}
          <p className="quiet-text">
            {t('payout.feesNote', {
              amount: formatKroner(explanation.captureFeesOre),
              rate: formatShare(-explanation.captureFeesOre, explanation.capturedOre),
            })}{' '}
            {explanation.feesKeptBack ? null : t('payout.feesGross')}
          </p>
        </section>
        <section className="card">
          <dl className="facts">
            <dt>{t('payouts.units')}</dt>
            <dd>{payout.units}</dd>
            <dt>{t('payouts.covers')}</dt>
            <dd>{formatDayRange(payout.coversFrom, payout.coversTo, language)}</dd>
            <dt>{t('payouts.expected')}</dt>
            <dd>
              {formatDayRange(payout.expectedEarliest, payout.expectedLatest, language)}
              <span className="sub">
                {t('payout.reason', { bankDays, day: formatDay(payout.ledgerDate, language) })}
              </span>
              {payout.unseen ? <span className="sub warn">{t('payouts.noStatement')}</span> : null}
            </dd>
            <dt>{t('payouts.arrived')}</dt>
            <dd>{payout.arrivedOn ? <DayText day={payout.arrivedOn} /> : '–'}</dd>
            {payout.bankText ? (
              <>
                <dt>{t('payout.bankLine')}</dt>
                <dd className="mono">{payout.bankText}</dd>
              </>
            ) : null}
            <dt>{t('payouts.account')}</dt>
            <dd className="mono">{payout.bankAccount}</dd>
            <dt>{t('payout.source')}</dt>
            <dd>{t(`payout.sources.${payout.source}`)}</dd>
          </dl>
        </section>
      </div>
      <section>
        <h2>{t('payout.entries')}</h2>
        <DataTable
          rows={entries}
          keyOf={(entry) => entry.sequence}
          columns={[
            { header: t('order.when'), cell: (entry) => <Instant at={entry.occurredAt} /> },
            { header: t('payout.entry'), cell: (entry) => <EntryTypeName entry={entry} /> },
            { header: t('payout.order'), cell: (entry) => <EntryOrder entry={entry} /> },
            {
              header: t('payout.transaction'),
              wide: true,
              className: () => 'mono',
              cell: (entry) => entry.pspReference,
            },
            { header: t('payout.amount'), num: true, cell: (entry) => <Kroner ore={entry.amountOre} /> },
            {
              header: t('payout.fee'),
              num: true,
              cell: (entry) => (entry.feeOre === null ? null : <Kroner ore={entry.feeOre} />),
            },
          ]}
        />
        {entriesAfter ? (
          <nav className="pages" aria-label={t('payout.more')}>
            <Link to={`?after=${entriesAfter}`} rel="next">
              {t('payout.more')} →
            </Link>
          </nav>
        ) : null}
      </section>
    </article>
  );
}

type NamedEntry = { readonly reference: string | null; readonly msn: string | null; readonly known: number };

function EntryOrder({ entry: { reference, msn, known } }: { entry: NamedEntry }) {
  const { t } = useTranslation();
  if (!reference || !msn) return null;
  if (known) return <Link to={orderPath({ msn, orderId: reference })}>{reference}</Link>;
  return (
    <>
      {reference} <span className="sub">{t('payout.notKnown')}</span>
    </>
  );
}

function SumRow({ label, ore, count }: { label: string; ore: number; count?: number }) {
  return (
    <tr>
      <th scope="row">
        {label}
        {count === undefined ? null : <span className="sub">{count}</span>}
      </th>
      <td className="num">
        <Kroner ore={ore} />
      </td>
    </tr>
  );
}
