/** The orders of a preview: what is done to each, and why others are skipped. */
import { Link } from '@remix-run/react';
import { IconAlertTriangle, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatKroner } from '../format';
import type { BulkKind, BulkPreviewRow } from './bulk-types';
import { type Column, DataTable } from './data-table';
import { orderPath } from './order-table';
import { Instant, Kroner, OrderStateMark } from './values';

type Numbered = BulkPreviewRow & { readonly number: number };

export function BulkPreviewTable({
  kind,
  items,
  tracking,
}: {
  kind: BulkKind;
  items: readonly BulkPreviewRow[];
  tracking: Readonly<Record<number, string>>;
}) {
  const { t } = useTranslation();
  const columns: Column<Numbered>[] = [
    {
      header: t('bulk.number'),
      num: true,
      wide: true,
      cell: ({ number }) => <span className="quiet-text">{number}</span>,
    },
    { header: t('bulk.order'), rowHead: true, cell: (row) => <OrderCell row={row} /> },
    { header: t('bulk.state'), wide: true, cell: (row) => <State row={row} /> },
    { header: t(`bulk.amount.${kind}`), num: true, cell: (row) => <Amount kind={kind} row={row} /> },
    kind === 'ship'
      ? {
          header: t('bulk.tracking'),
          cell: (row) => <TrackingField row={row} typed={tracking[row.number] ?? ''} />,
        }
      : { header: t('bulk.customerReads'), wide: true, cell: ({ text }) => <CustomerText text={text} /> },
  ];
  return (
    <DataTable
      rows={items.map((item, index) => ({ ...item, number: index + 1 }))}
      keyOf={orderPath}
      columns={columns}
    />
  );
}

function OrderCell({ row }: { row: BulkPreviewRow }) {
  const { t } = useTranslation();
  return (
    <>
      <Link to={orderPath(row)}>{row.orderId}</Link>
      <span className="sub">
        {row.unitName}
        {row.description ? ` · ${row.description}` : ''}
      </span>
      {row.shippedAt && row.reason === null ? (
        <span className="sub">
          {t('bulk.sentBefore')} <Instant at={row.shippedAt} />
        </span>
      ) : null}
    </>
  );
}

function State({ row }: { row: BulkPreviewRow }) {
  return row.state === null ? null : <OrderStateMark state={row.state} />;
}

function Amount({ kind, row }: { kind: BulkKind; row: BulkPreviewRow }) {
  const { t } = useTranslation();
  return (
    <>
      <Kroner ore={row.amountOre} />
      {kind === 'ship' ? (
        <span className="sub">{t(row.captures ? 'bulk.isCaptured' : 'bulk.isNotCaptured')}</span>
      ) : null}
      {kind === 'cancel' && row.state === 'initiated' ? (
        <span className="sub">{t('bulk.notConfirmed')}</span>
      ) : null}
      {kind === 'cancel' && row.seen.capturedOre > 0 ? (
        <span className="sub">
          {t('bulk.restReleased', { captured: formatKroner(row.seen.capturedOre) })}
        </span>
      ) : null}
      {row.reservedTwice ? (
        <span className="sub warn">
          <IconCopy size={12} aria-hidden="true" /> {t('bulk.reservedTwiceMark')}
        </span>
      ) : null}
      {row.guaranteeOver ? (
        <span className="sub warn">
          <IconAlertTriangle size={12} aria-hidden="true" /> {t('bulk.guaranteeOverMark')}
        </span>
      ) : null}
    </>
  );
}

/** Customers read Norwegian, whatever the reader of this page speaks. */
function CustomerText({ text }: { text: string }) {
  return (
    <span lang="nb" translate="no">
      {text}
    </span>
  );
}

function TrackingField({ row, typed }: { row: Numbered; typed: string }) {
  const { t } = useTranslation();
  return (
    <input
      type="text"
      className="bulk-tracking"
      name={`tracking.${row.number}`}
      aria-label={t('bulk.trackingOf', { orderId: row.orderId })}
      defaultValue={typed}
      maxLength={60}
      autoComplete="off"
      spellCheck={false}
    />
  );
}

/** What was chosen and is left alone, with the reason and what to do about it. */
export function BulkSkippedTable({ items }: { items: readonly BulkPreviewRow[] }) {
  const { t } = useTranslation();
  return (
    <DataTable
      rows={items}
      keyOf={orderPath}
      columns={[
        {
          header: t('bulk.order'),
          rowHead: true,
          cell: (row) => (row.state === null ? row.orderId : <OrderCell row={row} />),
        },
        { header: t('bulk.state'), wide: true, cell: (row) => <State row={row} /> },
        {
          header: t('bulk.why'),
          cell: (row) => (row.reason === null ? null : t(`bulk.reasons.${row.reason}`)),
        },
      ]}
    />
  );
}
