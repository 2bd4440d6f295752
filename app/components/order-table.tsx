import { useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { type OrderColumn, usualOrderColumns } from '#core/order-list';
import { formatCount } from '../format';
import { DataTable, type FootRow, type Sorting } from './data-table';
import type { OrderFlagFacts } from './order-flags';
import { boxColumn, nameColumn, type OrderTableRow, orderColumnsOf, orderValue } from './order-table-columns';
import type { Selection } from './use-selection';
import { Kroner } from './values';

export type { OrderTableRow } from './order-table-columns';

export function orderPath(order: { msn: string; orderId: string }): string {
  return `/orders/${encodeURIComponent(order.msn)}/${encodeURIComponent(order.orderId)}`;
}

export type OrderSums = {
  readonly count: number;
  readonly amountOre: number;
  readonly capturedOre: number;
  readonly refundedOre: number;
  readonly remainingOre: number;
};

type Flag = OrderFlagFacts & { readonly msn: string; readonly orderId: string };

type Props = {
  readonly rows: readonly OrderTableRow[];
  readonly columns?: readonly OrderColumn[];
  readonly sorting?: Sorting;
  /** Of everything the list lets through; null = too many to be added up; left out = this page is all there is. */
  readonly total?: OrderSums | null;
  /** Each row has a box named `order` for the form around the table. */
  readonly selection?: Selection;
  readonly flags?: readonly Flag[];
};

const noFlags: readonly Flag[] = [];

/** Orders, one row each. */
export function OrderTable({ rows, columns, sorting, total, selection, flags = noFlags }: Props) {
  const { t } = useTranslation();
  const open = useSearchParams()[0].get('open');
  const names = columns ?? usualOrderColumns('all');
  const flagsOf = (row: OrderTableRow) =>
    flags.filter(({ msn, orderId }) => msn === row.msn && orderId === row.orderId);
  const foot: FootRow[] = [
    footRow('page', t('orders.sumOfPage', { count: rows.length }), sumsOf(rows)),
    ...(total && total.count !== rows.length
      ? [
          footRow(
            'all',
            t('orders.sumOfView', { count: total.count, replace: { count: formatCount(total.count) } }),
            total,
          ),
        ]
      : []),
    ...(total === null ? [{ key: 'all', label: t('lists.tooManyToSum'), sums: {} }] : []),
  ];
  return (
    <DataTable
      steady
      dense
      rows={rows}
      keyOf={orderValue}
      isOpen={(row) => orderValue(row) === open}
      columns={[
        ...(selection ? [boxColumn(t, rows, selection)] : []),
        nameColumn(t, names),
        ...orderColumnsOf(t, flagsOf, names).filter(({ key }) => names.some((name) => name === key)),
      ]}
      sorting={sorting}
      foot={foot}
    />
  );
}

function sumsOf(rows: readonly OrderTableRow[]): OrderSums {
  const sum = (pick: (row: OrderTableRow) => number) => rows.reduce((all, row) => all + pick(row), 0);
  return {
    count: rows.length,
    amountOre: sum((row) => row.amountOre),
    capturedOre: sum((row) => row.capturedOre),
    refundedOre: sum((row) => row.refundedOre),
    remainingOre: sum((row) => row.remainingOre),
  };
}

function footRow(key: string, label: string, sums: OrderSums): FootRow {
  return {
    key,
    label,
    sums: {
      amount: <Kroner ore={sums.amountOre} />,
      captured: <Kroner ore={sums.capturedOre} />,
      refunded: <Kroner ore={sums.refundedOre} />,
      remaining: <Kroner ore={sums.remainingOre} />,
    },
  };
}
