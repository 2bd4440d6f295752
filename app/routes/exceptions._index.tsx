import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useLocation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { dayOf } from '#core/calendar';
import { exceptionDirections } from '#core/list-words';
import { listKnownExceptionIds } from '#db/exceptions';
import { exceptionTotals, listExceptionOwners, listExceptions } from '#db/queries/exceptions-list';
import { listLedgerNames } from '#db/queries/ledger-days';
import { assignExceptions, noteException, resolveExceptions } from '#services/handle-exceptions';
import { requirePermission } from '../auth/require-permission.server';
import { useMay } from '../auth/use-may';
import { BulkForm, type BulkResult, BulkResultNotice } from '../components/exception-bulk';
import { ExceptionFilters, useExceptionChips } from '../components/exception-filters';
import { ExceptionTable } from '../components/exception-table';
import { FilterChips, ListProblems, NothingMatches } from '../components/list-filters';
import { ListPages } from '../components/list-pages';
import { ExportLink, ListTools } from '../components/list-tools';
import { SavedViews } from '../components/saved-views';
import { formatCount, formatKroner } from '../format';
import { readExceptionList } from '../list-requests.server';
import type { LiveHandle } from '../live/topics';
import { readPageKey, writePageKey } from '../page-key.server';
import { pageTitle } from '../page-title';
import { readChoices } from '../read-choices.server';
import { requireCleanAddress } from '../read-list.server';
import { viewsFor } from '../saved-views.server';

const pageSize = 50;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { actor: person } = requirePermission(context, 'see');
  const { db, clock } = context.desk;
  const today = dayOf(clock.now());
  const url = new URL(request.url);
  requireCleanAddress(url);
  const { filter, sort, given, problems } = readExceptionList(url.searchParams, person, today);
  const after = readPageKey(url.searchParams.get('after'));
  const before = after === undefined ? readPageKey(url.searchParams.get('before')) : undefined;
  const [page, totals, owners, ledgers, views] = await Promise.all([
    listExceptions(db, filter, { sort: sort.by, dir: sort.dir, limit: pageSize, after, before }),
    exceptionTotals(db, filter),
    listExceptionOwners(db),
    listLedgerNames(db),
    viewsFor(db, person, 'exceptions'),
  ]);
  return {
    status: filter.status,
    ...{ given, problems, sort, totals, ledgers, views },
    today,
    rows: page.rows,
    before: page.before && writePageKey(page.before),
    after: page.after && writePageKey(page.after),
    isFirst: after === undefined && before === undefined,
    owners: owners.filter((owner) => owner !== person),
  };
}

const bulkForm = z.object({
  do: z.enum(['resolve', 'assign']),
  owner: z.string().trim().max(80).catch(''),
  reason: z.string().trim().max(1000).catch(''),
});

export async function action({ request, context }: ActionFunctionArgs) {
  const { actor, desk, seen } = requirePermission(context, 'reconcile');
  const choices = await readChoices(request);
  const form = bulkForm.safeParse(choices.fields);
  const chosen = [...new Set(choices.all('ids[]'))].slice(0, 500);
  const ids = await listKnownExceptionIds(seen.db, chosen);
  if (!form.success || ids.length === 0) return refuse({ kind: 'nothing-chosen' });
  const { owner, reason } = form.data;
  if (form.data.do === 'resolve') {
    if (reason === '') return refuse({ kind: 'no-reason' });
    const result = await resolveExceptions(desk, { ids, reason, actor });
    return data<BulkResult>({ kind: 'resolved', ...result });
  }
  const newOwner = owner === 'nobody' ? null : owner === 'me' || owner === '' ? actor : owner;
  const assigned = await assignExceptions(desk, { ids, owner: newOwner, actor });
  if (reason !== '') {
    for (const id of ids) await noteException(desk, { id, text: reason, actor });
  }
  return data<BulkResult>({ kind: 'assigned', assigned, already: ids.length - assigned, owner: newOwner });
}

function refuse(result: BulkResult) {
  return data(result, { status: 400 });
}

export const handle: LiveHandle = { live: ['exceptions'] };

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'exceptions.title');

export default function Exceptions() {
  const { t } = useTranslation();
  const { given, problems, totals, owners, ledgers, views, ...page } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const chips = useExceptionChips(given, ledgers);
  const count = totals.reduce((sum, total) => sum + total.count, 0);
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
      <ListProblems problems={problems} />
      <div className="list-bar">
        <ExceptionFilters given={given} owners={owners} ledgers={ledgers} />
        <ListTools>
          <SavedViews page="exceptions" views={views} />
          <ExportLink />
        </ListTools>
      </div>
      <FilterChips chips={chips} />
      {page.rows.length > 0 ? (
        <Queue />
      ) : chips.length > 0 ? (
        <NothingMatches chips={chips} />
      ) : (
        <p className="empty">{t(count === 0 ? 'exceptions.empty' : 'exceptions.noMore')}</p>
      )}
      <ListPages before={page.before} after={page.after} isFirst={page.isFirst} />
    </>
  );
}

function Queue() {
  const { status, sort, today, rows, totals, owners } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const location = useLocation();
  const mayAct = useMay()('reconcile');
  const table = (
    <ExceptionTable
      rows={rows}
      today={today}
      choose={mayAct}
      showStatus={status !== 'open'}
      sorting={{ ...sort, usual: 'age', directions: exceptionDirections }}
      totals={totals}
    />
  );
  if (!mayAct) return table;
  return (
    <Form method="post" action={location.pathname + location.search} preventScrollReset>
      {table}
      <BulkForm
        key={result ? JSON.stringify(result) : 'new'}
        owners={owners}
        rows={rows.map(({ id }) => id).join(' ')}
        canResolve={status !== 'resolved'}
      />
    </Form>
  );
}
