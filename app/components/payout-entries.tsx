/** The entries of a payout, and the orders behind them. */
import { useTranslation } from 'react-i18next';
import type { EntryGroup, LedgerTopic } from '#core/ledger-entry-types';
import { formatShare } from '../format';
import { DataTable } from './data-table';
import { EntryOrder } from './entry-order';
import { EntryTypeName } from './entry-type-name';
import { DayText, Instant, Kroner } from './values';

type Entry = {
  readonly sequence: number;
  readonly occurredAt: string;
  readonly ledgerDate: string;
  readonly topic: LedgerTopic;
  readonly entryType: string;
  readonly group: EntryGroup;
  readonly pspReference: string;
  readonly reference: string | null;
  readonly msn: string | null;
  readonly amountOre: number;
  readonly feeOre: number | null;
  readonly known: number;
  readonly late: number;
};

export function PayoutEntries({ entries }: { entries: readonly Entry[] }) {
  const { t } = useTranslation();
  if (entries.length === 0) return <p className="empty">{t('payout.noEntries')}</p>;
  return (
    <DataTable
      rows={entries}
      keyOf={(entry) => entry.sequence}
      columns={[
        {
          header: t('order.when'),
          wide: true,
          cell: (entry) => <When entry={entry} />,
        },
        { header: t('payout.entry'), wide: true, cell: (entry) => <EntryTypeName entry={entry} /> },
        {
          header: t('payout.order'),
          className: () => 'order-cell',
          cell: (entry) => (
            <>
              <EntryOrder entry={entry} />
              <span className="sub narrow-only">
                <EntryTypeName entry={entry} />
              </span>
              <span className="sub narrow-only">
                <When entry={entry} />
              </span>
            </>
          ),
        },
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
  );
}

function When({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  return (
    <>
      <Instant at={entry.occurredAt} />
      {entry.late ? (
        <span className="sub warn">
          {t('payout.late')} <DayText day={entry.ledgerDate} />
        </span>
      ) : null}
    </>
  );
}

type Order = {
  readonly msn: string;
  readonly reference: string;
  readonly capturedOre: number;
  readonly refundedOre: number;
  readonly feesOre: number;
  readonly otherOre: number;
  readonly known: number;
};

export function PayoutOrders({ orders }: { orders: readonly Order[] }) {
  const { t } = useTranslation();
  if (orders.length === 0) return <p className="empty">{t('payout.noOrders')}</p>;
  return (
    <DataTable
      rows={orders}
      keyOf={(order) => `${order.msn}/${order.reference}`}
      columns={[
        {
          header: t('payout.order'),
          rowHead: true,
          className: () => 'order-cell',
          cell: (order) => (
            <>
              <EntryOrder entry={order} />
              <span className="sub">{order.msn}</span>
            </>
          ),
        },
        { header: t('payout.captured'), num: true, cell: (order) => <Kroner ore={order.capturedOre} /> },
        { header: t('payout.refunded'), num: true, cell: (order) => <Kroner ore={order.refundedOre} /> },
        {
          header: t('payout.other'),
          num: true,
          wide: true,
          cell: (order) => <Kroner ore={order.otherOre} />,
        },
        { header: t('payout.fee'), num: true, cell: (order) => <Kroner ore={order.feesOre} /> },
        {
          header: t('payout.rate'),
          num: true,
          wide: true,
          cell: (order) => formatShare(-order.feesOre, order.capturedOre),
        },
      ]}
    />
  );
}
