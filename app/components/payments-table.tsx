import { Link } from '@remix-run/react';
import { IconArrowBackUp, IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../format';
import { DataTable } from './data-table';
import { orderPath } from './order-table';
import { Instant, Kroner } from './values';

export type PaymentTableRow = {
  readonly sequence: number;
  readonly occurredAt: string;
  readonly msn: string;
  readonly orderId: string;
  readonly unitName: string;
  readonly operation: 'captured' | 'refunded';
  readonly amountOre: number;
  readonly transactionText: string | null;
  readonly actor: string | null;
};

type Totals = {
  readonly captures: number;
  readonly capturedOre: number;
  readonly refunds: number;
  readonly refundedOre: number;
};

/** Captures and refunds; a refund is negative. The totals are of all that is filtered, not of the page. */
export function PaymentsTable({ rows, totals }: { rows: readonly PaymentTableRow[]; totals: Totals }) {
  const { t } = useTranslation();
  const all = totals.captures + totals.refunds;
  return (
    <DataTable
      rows={rows}
      keyOf={(row) => row.sequence}
      columns={[
        {
          header: t('payments.order'),
          rowHead: true,
          className: () => 'order-cell',
          cell: (row) => (
            <>
              <Link to={orderPath(row)} prefetch="intent">
                {row.orderId}
              </Link>
              <span className="sub">
                {row.unitName}
                {row.transactionText ? ` · ${row.transactionText}` : ''}
              </span>
            </>
          ),
          foot: t('payments.sum', { count: all, replace: { count: formatCount(all) } }),
        },
        { header: t('payments.operation'), cell: (row) => <MovedMark operation={row.operation} /> },
        {
          header: t('payments.amount'),
          num: true,
          cell: (row) => <Kroner ore={row.operation === 'refunded' ? -row.amountOre : row.amountOre} />,
          foot: <Kroner ore={totals.capturedOre - totals.refundedOre} />,
        },
        { header: t('payments.when'), cell: (row) => <Instant at={row.occurredAt} /> },
        {
          header: t('payments.by'),
          wide: true,
          cell: (row) => row.actor ?? <span className="quiet-text">{t('payments.elsewhere')}</span>,
        },
      ]}
    />
  );
}

function MovedMark({ operation }: { operation: 'captured' | 'refunded' }) {
  const { t } = useTranslation();
  const Icon = operation === 'captured' ? IconCheck : IconArrowBackUp;
  return (
    <span className={`mark order-${operation}`}>
      <Icon size={14} stroke={2} aria-hidden="true" />
      {t(`state.${operation}`)}
    </span>
  );
}
