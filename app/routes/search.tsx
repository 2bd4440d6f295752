import { type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { dayOf } from '#core/calendar';
import { searchOrders } from '#db/queries/orders-list';
import { searchPayouts } from '#db/queries/payouts-list';
import { requirePerson } from '../auth/require-person.server';
import { OrderTable, orderPath } from '../components/order-table';
import { PayoutTable, payoutPath } from '../components/payout-table';
import type { LiveHandle } from '../live/topics';
import { pageTitle } from '../page-title';
import { withState } from '../payout-row.server';

/** One hit leads straight to it. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  requirePerson(context);
  const { db, clock } = context.desk;
  const query = (new URL(request.url).searchParams.get('q') ?? '').trim().slice(0, 80);
  if (query === '') throw redirect('/orders');
  const [orders, payouts] = await Promise.all([searchOrders(db, query, 50), searchPayouts(db, query)]);
  const [order, payout] = [orders.rows[0], payouts[0]];
  if (order && orders.rows.length === 1 && payouts.length === 0) throw redirect(orderPath(order));
  if (payout && payouts.length === 1 && orders.rows.length === 0) throw redirect(payoutPath(payout));
  const today = dayOf(clock.now());
  return { query, ...orders, payouts: payouts.map((row) => withState(row, today)) };
}

export const handle: LiveHandle = { live: ['orders', 'commands', 'payouts', 'bank'] };

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'search.titleShort');

export default function Search() {
  const { t } = useTranslation();
  const { query, rows, truncated, payouts } = useLoaderData<typeof loader>();
  return (
    <>
      <h1>{t('search.title', { query })}</h1>
      <p className="lead">
        {rows.length > 0 || payouts.length === 0 ? t('search.lead', { count: rows.length, query }) : null}
      </p>
      <p className="quiet-text">{t('search.hint')}</p>
      {rows.length > 0 ? <OrderTable rows={rows} clocks={false} /> : null}
      {truncated ? <p>{t('search.more')}</p> : null}
      {payouts.length > 0 ? (
        <section>
          <h2>{t('search.payouts')}</h2>
          <PayoutTable rows={payouts} />
        </section>
      ) : null}
    </>
  );
}
