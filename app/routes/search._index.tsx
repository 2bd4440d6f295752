import { type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOf } from '#core/calendar';
import { searchEverything } from '#db/queries/search-everything';
import { requirePermission } from '../auth/require-permission.server';
import { BankLineTable } from '../components/bank-line-table';
import { OrderTable } from '../components/order-table';
import { PayoutTable } from '../components/payout-table';
import { formatKroner } from '../format';
import { pagesNamed } from '../hands/pages';
import type { LiveHandle } from '../live/topics';
import { pageTitle } from '../page-title';
import { withState } from '../payout-row.server';
import { countOf, onlyHit, readSearch } from '../search.server';

const ofEach = 50;

/** What one thing alone is named by leads straight to it. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  requirePermission(context, 'see');
  const { db, clock } = context.desk;
  const query = readSearch(request);
  if (query === '') throw redirect('/orders');
  const found = await searchEverything(db, query, ofEach);
  const only = onlyHit(found);
  if (only !== undefined) throw redirect(only);
  const today = dayOf(clock.now());
  const payouts = [...found.payouts.rows, ...found.payoutsOfAmount.rows];
  return {
    query,
    ...found,
    count: countOf(found),
    payouts: payouts.map((row) => withState(row, today)),
    morePayouts: found.payouts.truncated || found.payoutsOfAmount.truncated,
  };
}

export const handle: LiveHandle = { live: ['orders', 'commands', 'payouts', 'bank'] };

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'search.titleShort');

export default function Search() {
  const { t } = useTranslation();
  const { query, count, orders, ordersOfAmount, amountOre, payouts, morePayouts, bankLines } =
    useLoaderData<typeof loader>();
  const pages = pagesNamed(query, t);
  const isCut = morePayouts || [orders, ordersOfAmount, bankLines].some(({ truncated }) => truncated);
  const amount = amountOre === null ? '' : formatKroner(amountOre);
  return (
    <>
      <h1>{t('search.title', { query })}</h1>
      <p className="lead">
        {t(isCut ? 'palette.foundFirst' : 'palette.found', { count: count + pages.length, query })}
      </p>
      {pages.length > 0 ? (
        <Group title={t('palette.groups.pages')}>
          <ul className="plain-list">
            {pages.map((page) => (
              <li key={page.to}>
                <Link to={page.to}>{t(page.label)}</Link>
              </li>
            ))}
          </ul>
        </Group>
      ) : null}
      {orders.rows.length > 0 ? (
        <Group title={t('palette.groups.orders')} more={orders.truncated ? t('search.more') : null}>
          <OrderTable rows={orders.rows} />
        </Group>
      ) : null}
      {ordersOfAmount.rows.length > 0 ? (
        <Group
          title={t('palette.ordersOf', { amount })}
          more={
            ordersOfAmount.truncated ? (
              <Link to={`/orders?min=${encodeURIComponent(amount)}&max=${encodeURIComponent(amount)}`}>
                {t('palette.allOf', { amount })}
              </Link>
            ) : null
          }
        >
          <OrderTable rows={ordersOfAmount.rows} />
        </Group>
      ) : null}
      {payouts.length > 0 ? (
        <Group title={t('nav.payouts')} more={morePayouts ? t('palette.moreThere') : null}>
          <PayoutTable rows={payouts} />
        </Group>
      ) : null}
      {bankLines.rows.length > 0 ? (
        <Group
          title={t('palette.groups.bankLines')}
          more={bankLines.truncated ? t('palette.moreThere') : null}
        >
          <BankLineTable rows={bankLines.rows} />
        </Group>
      ) : null}
      <p className={count + pages.length === 0 ? 'empty' : 'quiet-text'}>{t('palette.searched')}</p>
    </>
  );
}

function Group({ title, more, children }: { title: string; more?: ReactNode; children: ReactNode }) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
      {more ? <p>{more}</p> : null}
    </section>
  );
}
