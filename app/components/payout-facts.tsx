/** What is known of a payout besides its sum. */
import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { formatDay, formatDayRange, formatKroner } from '../format';
import { DayText, Kroner, useLanguage } from './values';

type Facts = {
  readonly ledgerId: string;
  readonly settlementNumber: string;
  readonly units: string | null;
  readonly coversFrom: string;
  readonly coversTo: string;
  readonly ledgerDate: string;
  readonly expectedEarliest: string;
  readonly expectedLatest: string;
  readonly arrivedOn: string | null;
  readonly arrivedOre: number | null;
  readonly amountOre: number;
  readonly bankAccount: string | null;
  readonly source: 'feed' | 'file';
  readonly settlementType: 'gross' | 'net' | null;
  readonly unseen: boolean;
  readonly suggested: boolean;
};

export function PayoutFacts({ payout, bankDays }: { payout: Facts; bankDays: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
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
          {payout.suggested ? (
            <span className="sub warn">
              <Link to="/bank">{t('payouts.suggested')}</Link>
            </span>
          ) : null}
        </dd>
        <dt>{t('payouts.arrived')}</dt>
        <dd>
          {payout.arrivedOn ? <DayText day={payout.arrivedOn} /> : '–'}
          {payout.arrivedOre !== null && payout.arrivedOre !== payout.amountOre ? (
            <span className="sub bad">
              {t('payout.arrivedOther', { difference: formatKroner(payout.arrivedOre - payout.amountOre) })}{' '}
              <Kroner ore={payout.arrivedOre} />
            </span>
          ) : null}
        </dd>
        <dt>{t('payouts.account')}</dt>
        <dd className="mono">{payout.bankAccount ?? '–'}</dd>
        <dt>{t('payout.source')}</dt>
        <dd>{t(`payout.sources.${payout.source}`)}</dd>
        {payout.settlementType ? (
          <>
            <dt>{t('payout.type')}</dt>
            <dd>{t(`payout.types.${payout.settlementType}`)}</dd>
          </>
        ) : null}
      </dl>
      <p className="card-foot no-print">
        <a
          href={`/reports/download/journal.csv?${new URLSearchParams({ ledger: payout.ledgerId, payout: payout.settlementNumber, format: 'excel' })}`}
          download
        >
          {t('payout.journal')}
        </a>
      </p>
    </section>
  );
}
