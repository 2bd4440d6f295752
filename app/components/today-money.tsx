/** Beside the work: what Vipps holds, what yesterday was, how orders stand, and how old all of this is. */
import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { type OrderState, orderStates } from '#core/payment-state';
import { formatCount, formatDay, formatDuration, formatKroner } from '../format';
import { forecastDayPath } from './charts/forecast-chart';
import { ledgerDayPath } from './exception-words';
import { paymentsPath } from './payments-address';
import { DayText, Instant, Kroner, OrderStateMark, useLanguage } from './values';

type Balance = {
  readonly ledgerId: string;
  readonly units: string | null;
  readonly currency: string;
  readonly balanceOre: number | null;
  readonly ledgerDate: string | null;
};

/** Captured and not paid out yet. Ledgers of other currencies are not added. */
export function HeldByVipps({ balances }: { balances: readonly Balance[] }) {
  const { t } = useTranslation();
  const currencies = [...new Set(balances.map(({ currency }) => currency))];
  return (
    <section className="card">
      <h2>{t('today.held')}</h2>
      {balances.length === 0 ? (
        <p className="quiet-text">{t('today.heldNone')}</p>
      ) : (
        <table className="table sum-table">
          <tbody>
            {balances.map((ledger) => (
              <tr key={ledger.ledgerId}>
                <th scope="row">
                  {ledger.ledgerDate ? (
                    <Link to={ledgerDayPath({ ledgerId: ledger.ledgerId, ledgerDate: ledger.ledgerDate })}>
                      {ledger.units ?? ledger.ledgerId}
                    </Link>
                  ) : (
                    (ledger.units ?? ledger.ledgerId)
                  )}
                </th>
                <td className="num">
                  {ledger.balanceOre === null ? (
                    <span className="quiet-text">{t('today.heldUnknown')}</span>
                  ) : (
                    <Kroner ore={ledger.balanceOre} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            {currencies.map((currency) => (
              <tr key={currency}>
                <th scope="row">{t('today.heldSum', { currency: currency === 'NOK' ? 'kr' : currency })}</th>
                <td className="num">
                  <Kroner
                    ore={balances
                      .filter((ledger) => ledger.currency === currency)
                      .reduce((sum, ledger) => sum + (ledger.balanceOre ?? 0), 0)}
                  />
                </td>
              </tr>
            ))}
          </tfoot>
        </table>
      )}
    </section>
  );
}

type YesterdayFacts = {
  readonly day: string;
  readonly moved: {
    readonly captures: number;
    readonly capturedOre: number;
    readonly refunds: number;
    readonly refundedOre: number;
  } | null;
  readonly arrivedOre: number;
};

/** One line; each figure leads to its rows. */
export function Yesterday({ yesterday }: { yesterday: YesterdayFacts }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { day, moved, arrivedOre } = yesterday;
  const period = { from: day, to: day };
  return (
    <p className="yesterday">
      <span className="quiet-text">{t('today.yesterday', { day: formatDay(day, language) })}</span>{' '}
      <span>
        <Link to={paymentsPath({ ...period, operation: 'captured' })}>
          {t('today.yesterdayCaptured', {
            amount: formatKroner(moved?.capturedOre ?? 0),
            number: formatCount(moved?.captures ?? 0),
          })}
        </Link>
        {', '}
        <Link to={paymentsPath({ ...period, operation: 'refunded' })}>
          {t('today.yesterdayRefunded', {
            amount: formatKroner(moved?.refundedOre ?? 0),
            number: formatCount(moved?.refunds ?? 0),
          })}
        </Link>
        {', '}
        <Link to={forecastDayPath(day)}>
          {t('today.yesterdayArrived', { amount: formatKroner(arrivedOre) })}
        </Link>
        .
      </span>
    </p>
  );
}

type StateTotal = { readonly state: OrderState; readonly orders: number; readonly amountOre: number };

export function OrdersByState({ totals }: { totals: readonly StateTotal[] }) {
  const { t } = useTranslation();
  return (
    <section className="card">
      <h2>{t('today.byState')}</h2>
      <table className="table sum-table">
        <tbody>
          {orderStates.map((state) => {
            const total = totals.find((row) => row.state === state);
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
  );
}

type Ages = {
  readonly readAt: string | null;
  readonly paymentsReadMs: number | null;
  readonly bankThrough: string | null;
};

/** How old what the page tells is. */
export function AsOf({ readAt, paymentsReadMs, bankThrough }: Ages) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <section className="card">
      <h2>{t('today.asOf')}</h2>
      <dl className="facts">
        <dt>{t('today.asOfPayments')}</dt>
        <dd>
          <Link to="/jobs">
            {paymentsReadMs === null
              ? t('today.never')
              : paymentsReadMs < 60_000
                ? t('today.justNow')
                : t('today.ago', { time: formatDuration(paymentsReadMs, language) })}
          </Link>
        </dd>
        <dt>{t('today.asOfLedgers')}</dt>
        <dd>
          <Link to="/jobs">{readAt === null ? t('today.never') : <Instant at={readAt} />}</Link>
        </dd>
        <dt>{t('today.asOfBank')}</dt>
        <dd>
          <Link to="/bank">
            {bankThrough === null ? t('today.never') : t('today.through')}{' '}
            {bankThrough === null ? null : <DayText day={bankThrough} />}
          </Link>
        </dd>
      </dl>
    </section>
  );
}
