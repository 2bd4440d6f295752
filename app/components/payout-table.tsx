import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { PayoutState } from '#core/payout-state';
import { formatDayRange } from '../format';
import { DataTable } from './data-table';
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
  /** A bank line may be its money: a person is asked on the page Bank. */
  readonly suggested: boolean;
};

export function payoutPath(payout: { ledgerId: string; settlementNumber: string }): string {
  return `/payouts/${encodeURIComponent(payout.ledgerId)}/${encodeURIComponent(payout.settlementNumber)}`;
}

export function PayoutTable({ rows }: { rows: readonly PayoutTableRow[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <DataTable
      steady
      rows={rows}
      keyOf={(row) => `${row.ledgerId}/${row.settlementNumber}`}
      columns={[
        {
          header: t('payouts.number'),
          rowHead: true,
          className: () => 'order-cell',
          cell: (row) => (
            <>
              <Link to={payoutPath(row)} prefetch="intent">
                {row.settlementNumber}
              </Link>
              <span className="sub">{row.units}</span>
            </>
          ),
        },
        {
          header: t('payouts.covers'),
          cell: (row) => formatDayRange(row.coversFrom, row.coversTo, language),
        },
        { header: t('payouts.amount'), num: true, cell: (row) => <Kroner ore={row.amountOre} /> },
        {
          header: t('payouts.state'),
          cell: (row) => (
            <>
              <PayoutStateMark state={row.state} />
              {row.unseen ? <span className="sub">{t('payouts.noStatement')}</span> : null}
              {row.suggested ? (
                <span className="sub">
                  <Link to="/bank">{t('payouts.suggested')}</Link>
                </span>
              ) : null}
            </>
          ),
        },
        {
          header: t('payouts.expected'),
          wide: true,
          cell: (row) => formatDayRange(row.expectedEarliest, row.expectedLatest, language),
        },
        {
          header: t('payouts.arrived'),
          wide: true,
          cell: (row) => (row.arrivedOn ? <DayText day={row.arrivedOn} /> : '–'),
        },
      ]}
    />
  );
}
