/** The way through a list, and what everything in it adds up to. */
import { Link } from '@remix-run/react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../format';
import { useListAddress } from '../list-address';
import type { FootRow } from './data-table';
import { Kroner } from './values';

type Props = { readonly before: string | null; readonly after: string | null; readonly isFirst: boolean };

export function ListPages({ before, after, isFirst }: Props) {
  const { t } = useTranslation();
  const { to } = useListAddress();
  return (
    <nav className="pages" aria-label={t('orders.nextPage')}>
      {isFirst ? null : <Link to={to({})}>{t('orders.first')}</Link>}
      {before ? <Link to={to({ before })}>← {t('orders.previousPage')}</Link> : null}
      {after ? (
        <Link to={to({ after })} rel="next">
          {t('orders.nextPage')} →
        </Link>
      ) : null}
    </nav>
  );
}

export type CurrencyTotal = {
  readonly currency: string;
  readonly count: number;
  readonly amountOre: number;
};

/** One line for each currency: currencies are never added. */
export function totalFoot(t: TFunction, totals: readonly CurrencyTotal[]): FootRow[] {
  return totals.map(({ currency, count, amountOre }) => ({
    key: currency,
    label: `${t('lists.sumOfFilter', { count, replace: { count: formatCount(count) } })}${
      currency === 'NOK' ? '' : ` ${t('lists.sumIn', { currency })}`
    }`,
    sums: { amount: <Kroner ore={amountOre} /> },
  }));
}
