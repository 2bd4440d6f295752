import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { requirePerson } from '../auth/require-person.server';
import { Notice } from '../components/notice';
import { ShipManyForm, ShipManyResults } from '../components/ship-many';
import { pageTitle } from '../page-title';
import { readForm } from '../read-form.server';
import { mostAtOnce, readOrderNames, readShippingForm, shipMany, shippingRows } from '../ship-many.server';

/** The orders that were chosen on the list, as `order=MSN/ORDER-ID`. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  requirePerson(context);
  const names = readOrderNames(new URL(request.url).searchParams.getAll('order'));
  return {
    most: mostAtOnce,
    left: Math.max(0, names.length - mostAtOnce),
    rows: await shippingRows(context.desk, names.slice(0, mostAtOnce)),
  };
}

/** Answers with the results themselves: sent again by a refresh, the keys in the form make it the same shipments. */
export async function action({ request, context }: ActionFunctionArgs) {
  const actor = requirePerson(context);
  const rows = readShippingForm(await readForm(request));
  if (rows === undefined) return data({ results: null }, { status: 400 });
  return { results: await shipMany(context.desk, rows, actor) };
}

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'orders.title');

export default function ShipOrders() {
  const { t } = useTranslation();
  const { rows, left, most } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <>
      <p>
        <Link to="/orders">← {t('ship.toOrders')}</Link>
      </p>
      <h1>{t('ship.manyTitle')}</h1>
      {answer?.results ? <ShipManyResults results={answer.results} /> : null}
      {answer && !answer.results ? (
        <Notice tone="bad" title={t('ship.notRecorded')}>
          {t('ship.refused.unreadable')}
        </Notice>
      ) : null}
      {answer?.results ? null : rows.length === 0 ? (
        <p className="empty">{t('ship.noneChosen')}</p>
      ) : (
        <>
          {left > 0 ? <Notice tone="unsure">{t('ship.tooManyChosen', { most, left })}</Notice> : null}
          <ShipManyForm rows={rows} />
        </>
      )}
    </>
  );
}
