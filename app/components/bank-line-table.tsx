import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { DataTable } from './data-table';
import { bankLinePath } from './exception-words';
import { DayText, Kroner } from './values';

export type BankLineTableRow = {
  readonly id: string;
  readonly account: string;
  readonly bookedOn: string;
  readonly amountOre: number;
  readonly currency: string;
  readonly description: string;
  readonly counterparty: string | null;
  readonly settlementNumber: string | null;
  readonly suggestions: number;
};

export function BankLineTable({ rows, byHand }: { rows: readonly BankLineTableRow[]; byHand?: boolean }) {
  const { t } = useTranslation();
  return (
    <DataTable
      steady
      rows={rows}
      keyOf={(row) => row.id}
      columns={[
        { header: t('bank.booked'), cell: (row) => <DayText day={row.bookedOn} /> },
        {
          header: t('bank.text'),
          rowHead: true,
          className: () => 'order-cell',
          cell: (row) => (
            <>
              <Link to={bankLinePath(row.id)} prefetch="intent">
                {row.description}
              </Link>
              {row.counterparty ? <span className="sub">{row.counterparty}</span> : null}
              {row.suggestions > 0 ? (
                <span className="sub warn">{t('bank.suggestionWaits', { count: row.suggestions })}</span>
              ) : null}
            </>
          ),
        },
        {
          header: t('bank.amount'),
          num: true,
          cell: (row) => (
            <>
              <Kroner ore={row.amountOre} />
              {row.currency === 'NOK' ? null : <span className="sub">{row.currency}</span>}
            </>
          ),
        },
        { header: t('bank.account'), wide: true, className: () => 'mono', cell: (row) => row.account },
        ...(byHand
          ? [
              {
                header: t('bank.byHand'),
                hideHeader: true,
                cell: (row: BankLineTableRow) => (
                  <Link to={`${bankLinePath(row.id)}#by-hand`}>{t('bank.byHand')}</Link>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}
