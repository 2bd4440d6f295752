/** The columns of the table of orders. */
import { Link } from '@remix-run/react';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { OrderColumn } from '#core/order-list';
import type { OrderState } from '#core/payment-state';
import type { Column } from './data-table';
import { type OrderFlagFacts, OrderFlags } from './order-flags';
import { orderPath } from './order-table';
import { usePollTrouble } from './poll-trouble';
import type { Selection } from './use-selection';
import { Countdown, Kroner, OrderStateMark, ShortInstant } from './values';

export type OrderTableRow = {
  readonly msn: string;
  readonly orderId: string;
  readonly unitName: string;
  readonly state: OrderState;
  readonly description: string | null;
  readonly amountOre: number;
  readonly capturedOre: number;
  readonly refundedOre: number;
  readonly remainingOre: number;
  readonly activityAt: string;
  readonly reservedAt: string | null;
  readonly guaranteeUntil: string | null;
  readonly deadlineAt: string | null;
  readonly pollError: string | null;
  readonly openCommand: string | null;
};

type OrderTableColumn = Column<OrderTableRow> & { readonly key: OrderColumn };

/** An order as the boxes of forms name it. */
export function orderValue(order: { msn: string; orderId: string }): string {
  return `${order.msn}/${order.orderId}`;
}

/** A box in each row; in the head one for the whole page, where scripts run. */
export function boxColumn(
  t: TFunction,
  rows: readonly OrderTableRow[],
  { ready, chosen, all, choose }: Selection,
): Column<OrderTableRow> {
  const values = rows.map(orderValue);
  const isChosen = (value: string) => all || chosen.has(value);
  return {
    key: 'box',
    header: t('exceptions.choose'),
    hideHeader: true,
    columnClass: 'choose',
    head: ready ? (
      <input
        type="checkbox"
        aria-label={t('ship.chooseAll')}
        checked={values.length > 0 && values.every(isChosen)}
        onChange={(event) => choose(values, event.currentTarget.checked)}
      />
    ) : null,
    cell: (row) => {
      const value = orderValue(row);
      const label = t('ship.choose', { orderId: row.orderId });
      if (!ready)
        return <input type="checkbox" name="order" value={value} aria-label={label} autoComplete="off" />;
      return (
        <input
          type="checkbox"
          // Everything that matches is named by the filter, not one by one.
          name={all ? undefined : 'order'}
          value={value}
          aria-label={label}
          autoComplete="off"
          checked={isChosen(value)}
          onChange={(event) => choose([value], event.currentTarget.checked)}
        />
      );
    },
  };
}

/** Where the window has no room for columns of their own, sales unit, description and guarantee stand below the name. */
export function nameColumn(t: TFunction, columns: readonly OrderColumn[]): Column<OrderTableRow> {
  const has = (column: OrderColumn) => columns.includes(column);
  return {
    key: 'order',
    header: t('orders.order'),
    sort: 'order',
    rowHead: true,
    className: () => 'order-cell',
    cell: (row) => {
      const about = [has('unit') ? row.unitName : null, has('description') ? row.description : null];
      return (
        <>
          <Link to={orderPath(row)} prefetch="intent">
            {row.orderId}
          </Link>
          <span className="sub below-desk">{about.filter((text) => text).join(' · ')}</span>
          {has('guarantee') && guaranteeOf(row) ? (
            <span className="sub narrow-only">
              <Countdown until={guaranteeOf(row) ?? ''} over="clock.over" />
            </span>
          ) : null}
        </>
      );
    },
  };
}

/** A guarantee counts while something can be captured. */
function guaranteeOf(row: OrderTableRow): string | null {
  return row.remainingOre > 0 ? row.guaranteeUntil : null;
}

export function orderColumnsOf(
  t: TFunction,
  flagsOf: (row: OrderTableRow) => readonly OrderFlagFacts[],
  shown: readonly OrderColumn[] = [],
): OrderTableColumn[] {
  // A phone has room for one amount: what a clock runs for, else the whole.
  const clocks = shown.includes('guarantee');
  return [
    { key: 'unit', header: t('orders.unit'), columnClass: 'desk-only cut', cell: (row) => row.unitName },
    {
      key: 'description',
      header: t('order.description'),
      columnClass: 'desk-only cut',
      cell: (row) => <span title={row.description ?? undefined}>{row.description}</span>,
    },
    {
      key: 'state',
      header: t('orders.state'),
      cell: (row) => <StateCell row={row} flags={flagsOf(row)} />,
    },
    amountColumn('amount', t('orders.amount'), (row) => row.amountOre, { sort: 'amount', wide: clocks }),
    amountColumn('captured', t('orders.captured'), (row) => row.capturedOre, { wide: true }),
    amountColumn('refunded', t('lists.refunded'), (row) => row.refundedOre, { wide: true }),
    amountColumn('remaining', t('orders.remaining'), (row) => row.remainingOre, {
      sort: 'remaining',
      wide: !clocks,
    }),
    {
      key: 'reservedAt',
      header: t('lists.reservedAt'),
      wide: true,
      cell: (row) => (row.reservedAt ? <ShortInstant at={row.reservedAt} /> : null),
    },
    {
      key: 'guarantee',
      header: t('orders.guarantee'),
      sort: 'guarantee',
      wide: true,
      cell: (row) => <Clock at={guaranteeOf(row)} over="clock.over" />,
    },
    {
      key: 'deadline',
      columnClass: 'deadline',
      header: t('orders.deadline'),
      wide: true,
      cell: (row) => <Clock at={row.remainingOre > 0 ? row.deadlineAt : null} over="clock.deadlineOver" />,
    },
    {
      key: 'activity',
      header: t('orders.activity'),
      sort: 'activity',
      wide: true,
      cell: (row) => <ShortInstant at={row.activityAt} />,
    },
  ];
}

function amountColumn(
  key: OrderColumn,
  header: string,
  ore: (row: OrderTableRow) => number,
  more: { sort?: string; wide?: boolean },
): OrderTableColumn {
  return { key, header, num: true, ...more, cell: (row) => <Kroner ore={ore(row)} /> };
}

function StateCell({ row, flags }: { row: OrderTableRow; flags: readonly OrderFlagFacts[] }) {
  return (
    <>
      <OrderStateMark state={row.state} />
      <OpenCommand status={row.openCommand} />
      <OrderFlags flags={flags} />
      {row.pollError ? <Unread pollError={row.pollError} /> : null}
    </>
  );
}

function Unread({ pollError }: { pollError: string }) {
  const words = usePollTrouble()(pollError);
  return (
    <span title={words} className="warn">
      <IconAlertTriangle size={14} aria-label={words} />
    </span>
  );
}

function OpenCommand({ status }: { status: string | null }) {
  const { t } = useTranslation();
  if (status === null) return null;
  return (
    <span className="mark command-open">
      {t(`commandStatus.${status === 'unknown' ? 'unknown' : 'pending'}`)}
    </span>
  );
}

function Clock({ at, over }: { at: string | null; over: 'clock.over' | 'clock.deadlineOver' }) {
  if (at === null) return null;
  return (
    <>
      <ShortInstant at={at} />
      <span className="sub">
        <Countdown until={at} over={over} />
      </span>
    </>
  );
}
