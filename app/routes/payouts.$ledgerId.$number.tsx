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
        <div className="table-wrap">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('order.when')}</th>
                <th scope="col">{t('payout.entry')}</th>
                <th scope="col">{t('payout.order')}</th>
                <th scope="col" className="wide-only">
                  {t('payout.transaction')}
                </th>
                <th scope="col" className="num">
                  {t('payout.amount')}
                </th>
                <th scope="col" className="num">
                  {t('payout.fee')}
                </th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <tr key={entry.sequence}>
                  <td>
                    <Instant at={entry.occurredAt} />
                  </td>
                  <td>
                    {entry.group === 'unclassified' ? (
                      <>
                        {entry.entryType} <span className="sub">{t('payout.unclassified')}</span>
                      </>
                    ) : (
                      t(`entryType.${entry.entryType}` as 'entryType.capture')
                    )}
                  </td>
                  <td>
                    {entry.reference && entry.msn ? (
                      entry.known ? (
                        <Link to={orderPath({ msn: entry.msn, orderId: entry.reference })}>
                          {entry.reference}
                        </Link>
                      ) : (
                        <>
                          {entry.reference} <span className="sub">{t('payout.notKnown')}</span>
                        </>
                      )
                    ) : null}
                  </td>
                  <td className="mono wide-only">{entry.pspReference}</td>
                  <td className="num">
                    <Kroner ore={entry.amountOre} />
                  </td>
                  <td className="num">{entry.feeOre === null ? null : <Kroner ore={entry.feeOre} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
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
