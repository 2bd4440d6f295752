import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../format';
import { orderPath } from './order-table';

type Props = {
  readonly orders: number;
  readonly rows: readonly { readonly msn: string; readonly orderId: string }[];
};

/** Orders that a shop registered and no customer was sent to Vipps with: nothing is wrong with them, and nothing unread. */
export function NotStarted({ orders, rows }: Props) {
  const { t } = useTranslation();
  if (orders === 0) return null;
  return (
    <details className="not-started">
      <summary>{t('today.notStarted', { count: orders, replace: { count: formatCount(orders) } })}</summary>
      <p className="quiet-text">{t('today.notStartedHint')}</p>
      <ul>
        {rows.map((order) => (
          <li key={orderPath(order)}>
            <Link to={orderPath(order)}>{order.orderId}</Link>
          </li>
        ))}
        {orders > rows.length ? (
          <li>
            <Link to="/orders?flag=not-started">
              {t('today.notStartedMore', { count: orders - rows.length })}
            </Link>
          </li>
        ) : null}
      </ul>
    </details>
  );
}
