import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData, useLocation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { dayOf } from '#core/calendar';
import { daysOfAge, exceptionAges } from '#core/exception-ages';
import { exceptionKinds } from '#core/exception-kinds';
import {
  type ExceptionFilter,
  exceptionSorts,
  exceptionTotals,
  listExceptionOwners,
  listExceptions,
} from '#db/queries/exceptions-list';
import { listLedgerNames } from '#db/queries/ledger-days';
import { assignExceptions, noteException, resolveExceptions } from '#services/handle-exceptions';
import { requirePerson } from '../auth/require-person.server';
import { BulkForm, type BulkResult, BulkResultNotice } from '../components/exception-bulk';
import { ExceptionFilters } from '../components/exception-filters';
import { ExceptionTable } from '../components/exception-table';
import { formatCount, formatKroner } from '../format';
import { readPageKey, writePageKey } from '../page-key.server';
import { pageTitle } from '../page-title';
import { readChoices } from '../read-choices.server';

const pageSize = 50;
const text = z.string().trim().min(1).max(80).optional().catch(undefined);
const filterSchema = z.object({
  status: z.enum(['open', 'resolved', 'all']).catch('open'),
  kind: z.enum(exceptionKinds).optional().catch(undefined),
  owner: text,
  ledger: text,
  age: z.enum(exceptionAges).optional().catch(undefined),
  q: text,
  sort: z.enum(exceptionSorts).catch('age'),
});

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = requirePerson(context);
  const { db, clock } = context.desk;
  const today = dayOf(clock.now());
  const query = new URL(request.url).searchParams;
  const chosen = filterSchema.parse(Object.fromEntries(query));
  const filter: ExceptionFilter = {
    status: chosen.status,
    kind: chosen.kind,
    owner: chosen.owner === 'nobody' ? null : chosen.owner === 'me' ? person : chosen.owner,
    ledgerId: chosen.ledger,
    arose: chosen.age && daysOfAge(chosen.age, today),
    text: chosen.q,
  };
  const after = readPageKey(query.get('after'));
  const [page, totals, owners, ledgers] = await Promise.all([
    listExceptions(db, filter, {
      sort: chosen.sort,
      limit: pageSize,
      after: after && [after[0], after[1]],
    }),
    exceptionTotals(db, filter),
    listExceptionOwners(db),
    listLedgerNames(db),
  ]);
  return {
    chosen,
    today,
    rows: page.rows,
    after: page.after && writePageKey([page.after[0], page.after[1], '']),
    isFirst: after === undefined,
    totals,
    owners: owners.filter((owner) => owner !== person),
    ledgers,
  };
}

const bulkForm = z.object({
  do: z.enum(['resolve', 'assign']),
  owner: z.string().trim().max(80).catch(''),
  reason: z.string().trim().max(1000).catch(''),
});

export async function action({ request, context }: ActionFunctionArgs) {
  const actor = requirePerson(context);
  const choices = await readChoices(request);
  const form = bulkForm.safeParse(choices.fields);
  const ids = [...new Set(choices.all('ids[]'))].slice(0, 500);
  if (!form.success || ids.length === 0) return refuse({ kind: 'nothing-chosen' });
  const { owner, reason } = form.data;
  if (form.data.do === 'resolve') {
    if (reason === '') return refuse({ kind: 'no-reason' });
    const result = await resolveExceptions(context.desk, { ids, reason, actor });
    return data<BulkResult>({ kind: 'resolved', ...result });
  }
  const newOwner = owner === 'nobody' ? null : owner === 'me' || owner === '' ? actor : owner;
  const assigned = await assignExceptions(context.desk, { ids, owner: newOwner, actor });
  if (reason !== '') {
    for (const id of ids) await noteException(context.desk, { id, text: reason, actor });
  }
  return data<BulkResult>({ kind: 'assigned', assigned, already: ids.length - assigned, owner: newOwner });
}

function refuse(result: BulkResult) {
  return data(result, { status: 400 });
}

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'exceptions.title');

export default function Exceptions() {
  const { t } = useTranslation();
  const { chosen, today, rows, after, isFirst, totals, owners, ledgers } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const location = useLocation();
  const count = totals.reduce((sum, total) => sum + total.count, 0);
  const address = (change: Record<string, string | null>) => {
    const query = new URLSearchParams(location.search);
    query.delete('after');
    for (const [name, value] of Object.entries(change)) {
      if (value === null) query.delete(name);
      else query.set(name, value);
    }
    return `/exceptions?${query}`;
  };
  return (
    <>
      <h1>{t('exceptions.title')}</h1>
      <p className="lead">
        {t('exceptions.lead', { count, replace: { count: formatCount(count) } })}{' '}
        {totals
          .map(
            (total) => `${formatKroner(total.amountOre)} ${total.currency === 'NOK' ? 'kr' : total.currency}`,
          )
          .join(', ')}
        {count > 0 ? '.' : null}
      </p>
      {result ? <BulkResultNotice result={result} /> : null}
      <ExceptionFilters chosen={chosen} owners={owners} ledgers={ledgers} />
      {rows.length === 0 ? (
        <p className="empty">{t(count === 0 ? 'exceptions.empty' : 'exceptions.noMore')}</p>
      ) : (
        <Form method="post" action={location.pathname + location.search} preventScrollReset>
          <p className="sorts">
            {t('exceptions.sort')}:{' '}
            {exceptionSortNames.map((sort) => (
              <Link
                key={sort}
                to={address({ sort: sort === 'age' ? null : sort })}
                aria-current={chosen.sort === sort ? 'true' : undefined}
              >
                {t(`exceptions.sorts.${sort}`)}
              </Link>
            ))}
          </p>
          <ExceptionTable rows={rows} today={today} choose showStatus={chosen.status !== 'open'} />
          <BulkForm key={result ? JSON.stringify(result) : 'new'} owners={owners} />
        </Form>
      )}
      <nav className="pages" aria-label={t('orders.nextPage')}>
        {isFirst ? null : <Link to={address({})}>{t('orders.first')}</Link>}
        {after ? (
          <Link to={address({ after })} rel="next">
            {t('orders.nextPage')} →
          </Link>
        ) : null}
      </nav>
    </>
  );
}

const exceptionSortNames = ['age', 'amount'] as const;
