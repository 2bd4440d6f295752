import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { PayoutState } from '#core/payout-state';
import { formatDayRange } from '../format';
import { DayText, Kroner, PayoutStateMark, useLanguage } from './values';

export type PayoutTableRow = {
  readonly ledgerId: string;
  readonly settlementNumber: string;
  readonly amountOre: number;
  readonly coversFrom: string;
  readonly coversTo: string;
  readonly expectedEarliest: string;
  readonly expectedLatest: string;
  readonly arrivedOn: string | null;
  readonly units: string | null;
  readonly state: PayoutState;
  readonly unseen: boolean;
};

export function payoutPath(payout: { ledgerId: string; settlementNumber: string }): string {
  return `/payouts/${encodeURIComponent(payout.ledgerId)}/${encodeURIComponent(payout.settlementNumber)}`;
}

export function PayoutTable({ rows }: { rows: readonly PayoutTableRow[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <div className="table-wrap">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('payouts.number')}</th>
            <th scope="col">{t('payouts.covers')}</th>
            <th scope="col" className="num">
              {t('payouts.amount')}
            </th>
            <th scope="col">{t('payouts.state')}</th>
            <th scope="col" className="wide-only">
              {t('payouts.expected')}
            </th>
            <th scope="col" className="wide-only">
              {t('payouts.arrived')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.ledgerId}/${row.settlementNumber}`}>
              <th scope="row" className="order-cell">
                <Link to={payoutPath(row)} prefetch="intent">
                  {row.settlementNumber}
                </Link>
                <span className="sub">{row.units}</span>
              </th>
              <td>{formatDayRange(row.coversFrom, row.coversTo, language)}</td>
              <td className="num">
                <Kroner ore={row.amountOre} />
              </td>
              <td>
                <PayoutStateMark state={row.state} />
                {row.unseen ? <span className="sub">{t('payouts.noStatement')}</span> : null}
              </td>
              <td className="wide-only">
                {formatDayRange(row.expectedEarliest, row.expectedLatest, language)}
              </td>
              <td className="wide-only">{row.arrivedOn ? <DayText day={row.arrivedOn} /> : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
