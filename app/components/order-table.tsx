import { Link, useSearchParams } from '@remix-run/react';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { OrderState } from '#core/payment-state';
import { formatCount } from '../format';
import { SteadyNotice } from '../live/steady-notice';
import { useSteadyRows } from '../live/use-steady-rows';
import { type OrderFlagFacts, OrderFlags } from './order-flags';
import { scrollable } from './scrollable';
import { Countdown, Instant, Kroner, OrderStateMark } from './values';

export type OrderTableRow = {
  readonly msn: string;
  readonly orderId: string;
  readonly unitName: string;
  readonly state: OrderState;
  readonly description: string | null;
  readonly amountOre: number;
  readonly capturedOre: number;
  readonly remainingOre: number;
  readonly activityAt: string;
  readonly guaranteeUntil: string | null;
  readonly deadlineAt: string | null;
  readonly pollError: string | null;
  readonly openCommand: string | null;
};

export function orderPath(order: { msn: string; orderId: string }): string {
  return `/orders/${encodeURIComponent(order.msn)}/${encodeURIComponent(order.orderId)}`;
}

type Sums = {
  readonly count: number;
  readonly amountOre: number;
  readonly capturedOre: number;
  readonly remainingOre: number;
};

type Flag = OrderFlagFacts & { readonly msn: string; readonly orderId: string };

/**
 * Orders, one row each. With `clocks` both clocks of a reservation stand beside the date of the last change. With `choose` each has a
 * box named `order` for the form around the table.
 */
export function OrderTable({
  rows,
  clocks,
  total,
  choose = false,
  flags = [],
}: {
  rows: readonly OrderTableRow[];
  clocks: boolean;
  total?: Sums;
  choose?: boolean;
  flags?: readonly Flag[];
}) {
  const { t } = useTranslation();
  const list = useSteadyRows(rows, (row) => `${row.msn}/${row.orderId}`);
  const pageSums: Sums = {
    count: rows.length,
    amountOre: rows.reduce((sum, row) => sum + row.amountOre, 0),
    capturedOre: rows.reduce((sum, row) => sum + row.capturedOre, 0),
    remainingOre: rows.reduce((sum, row) => sum + row.remainingOre, 0),
  };
  return (
    <>
      <SteadyNotice list={list} />
      <div {...scrollable}>
        <table className={clocks ? 'table clocks' : 'table'}>
          <thead>
            <tr>
              <th scope="col">{t('orders.order')}</th>
              <th scope="col">{t('orders.state')}</th>
              <th scope="col" className="num not-with-clocks">
                {t('orders.amount')}
              </th>
              <th scope="col" className="num wide-only">
                {t('orders.captured')}
              </th>
              <th scope="col" className="num">
                {t('orders.remaining')}
              </th>
              {clocks ? (
                <th scope="col" className="wide-only">
                  {t('orders.guarantee')}
                </th>
              ) : null}
              {clocks ? (
                <th scope="col" className="wide-only">
                  {t('orders.deadline')}
                </th>
              ) : (
                <th scope="col" className="wide-only">
                  {t('orders.activity')}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {list.rows.map((row) => (
              <Row
                key={`${row.msn}/${row.orderId}`}
                row={row}
                className={list.classOf(row)}
                clocks={clocks}
                choose={choose}
                flags={flags.filter(({ msn, orderId }) => msn === row.msn && orderId === row.orderId)}
              />
            ))}
          </tbody>
          <tfoot>
            <SumRow label={t('orders.sumOfPage', { count: rows.length })} sums={pageSums} />
            {total && total.count !== rows.length ? (
              <SumRow
                label={t('orders.sumOfView', {
                  count: total.count,
                  replace: { count: formatCount(total.count) },
                })}
                sums={total}
              />
            ) : null}
          </tfoot>
        </table>
      </div>
    </>
  );
}

type RowProps = {
  row: OrderTableRow;
  className: string;
  clocks: boolean;
  choose: boolean;
  flags: readonly Flag[];
};

function Row({ row, className, clocks, choose, flags }: RowProps) {
  const { t } = useTranslation();
  const isOpen = useSearchParams()[0].get('open') === `${row.msn}/${row.orderId}`;
  return (
    <tr className={className || undefined} aria-current={isOpen ? 'true' : undefined}>
      <th scope="row" className="order-cell">
        {choose ? (
          <input
            type="checkbox"
            name="order"
            value={`${row.msn}/${row.orderId}`}
            aria-label={t('ship.choose', { orderId: row.orderId })}
          />
        ) : null}
        <Link to={orderPath(row)} prefetch="intent">
          {row.orderId}
        </Link>
        <span className="sub">
          {row.unitName}
          {row.description ? ` · ${row.description}` : ''}
        </span>
        {clocks && row.guaranteeUntil ? (
          <span className="sub narrow-only">
            <Countdown until={row.guaranteeUntil} over="clock.over" />
          </span>
        ) : null}
      </th>
      <td>
        <OrderStateMark state={row.state} />
        {row.openCommand ? (
          <span className="mark command-open">
            {t(`commandStatus.${row.openCommand === 'unknown' ? 'unknown' : 'pending'}`)}
          </span>
        ) : null}
        <OrderFlags flags={flags} />
        {row.pollError ? (
          <span title={row.pollError} className="warn">
            <IconAlertTriangle size={14} aria-label={row.pollError} />
          </span>
        ) : null}
      </td>
      <td className="num not-with-clocks">
        <Kroner ore={row.amountOre} />
      </td>
      <td className="num wide-only">
        <Kroner ore={row.capturedOre} />
      </td>
      <td className="num">
        <Kroner ore={row.remainingOre} />
      </td>
      {clocks ? (
        <td className="wide-only">
          {row.guaranteeUntil ? (
            <>
              <Instant at={row.guaranteeUntil} />
              <span className="sub">
                <Countdown until={row.guaranteeUntil} over="clock.over" />
              </span>
            </>
          ) : null}
        </td>
      ) : null}
      {clocks ? (
        <td className="wide-only">
          {row.deadlineAt ? (
            <>
              <Instant at={row.deadlineAt} />
              <span className="sub">
                <Countdown until={row.deadlineAt} over="clock.deadlineOver" />
              </span>
            </>
          ) : null}
        </td>
      ) : (
        <td className="wide-only">
          <Instant at={row.activityAt} />
        </td>
      )}
    </tr>
  );
}

function SumRow({ label, sums }: { label: string; sums: Sums }) {
  return (
    <tr>
      <th scope="row" colSpan={2}>
        {label}
      </th>
      <td className="num not-with-clocks">
        <Kroner ore={sums.amountOre} />
      </td>
      <td className="num wide-only">
        <Kroner ore={sums.capturedOre} />
      </td>
      <td className="num">
        <Kroner ore={sums.remainingOre} />
      </td>
      <td colSpan={2} />
    </tr>
  );
}
