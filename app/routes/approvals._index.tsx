import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { type ApprovalRow, listDecidedApprovals, listWaitingApprovals } from '#db/approvals';
import { listOwnNames } from '#services/same-person';
import { requirePermission } from '../auth/require-permission.server';
import { ApprovalSubject } from '../components/approval-subject';
import { DataTable } from '../components/data-table';
import { Instant, Kroner } from '../components/values';
import { formatCount } from '../format';
import type { LiveHandle } from '../live/topics';
import { pageTitle } from '../page-title';

const decidedShown = 50;

export async function loader({ context }: LoaderFunctionArgs) {
  const { person } = requirePermission(context, 'see');
  const { db } = context.desk;
  return {
    ownNames: await listOwnNames(context.wholeDesk.db, person),
    waiting: (await listWaitingApprovals(db)).map(rowOf),
    decided: (await listDecidedApprovals(db, decidedShown)).map(rowOf),
  };
}

/** Without what is done, which the page of one approval tells in words. */
function rowOf({ request: _request, ...row }: ApprovalRow) {
  return row;
}

export const handle: LiveHandle = { live: ['approvals'] };

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'approvals.title');

export default function Approvals() {
  const { t } = useTranslation();
  const { waiting, decided, ownNames } = useLoaderData<typeof loader>();
  const others = waiting.filter(({ requestedBy }) => !ownNames.includes(requestedBy)).length;
  return (
    <>
      <h1>{t('approvals.title')}</h1>
      <p className="lead">
        {t('approvals.lead', { count: waiting.length, n: formatCount(waiting.length) })}{' '}
        {waiting.length > 0 ? t('approvals.leadOthers', { count: others, n: formatCount(others) }) : null}
      </p>
      <section>
        <h2>{t('approvals.waiting')}</h2>
        {waiting.length === 0 ? (
          <p className="empty">{t('approvals.none')}</p>
        ) : (
          <DataTable
            rows={waiting}
            keyOf={({ id }) => id}
            columns={[
              {
                header: t('approvals.what'),
                rowHead: true,
                className: () => 'apart',
                cell: (row) => (
                  <>
                    <Link to={`/approvals/${row.id}`}>{t(`approvals.kinds.${row.kind}`)}</Link>
                    <span className="sub">
                      <ApprovalSubject approval={row} />
                    </span>
                  </>
                ),
              },
              { header: t('approvals.amount'), num: true, cell: (row) => <Kroner ore={row.amountOre} /> },
              {
                header: t('approvals.askedBy'),
                cell: (row) => (
                  <>
                    {row.requestedBy} <span className="sub">{row.reason}</span>
                  </>
                ),
              },
              { header: t('approvals.askedAt'), cell: (row) => <Instant at={row.requestedAt} /> },
            ]}
          />
        )}
      </section>
      {decided.length === 0 ? null : (
        <section>
          <h2>{t('approvals.decided')}</h2>
          <DataTable
            rows={decided}
            keyOf={({ id }) => id}
            columns={[
              {
                header: t('approvals.what'),
                rowHead: true,
                className: () => 'apart',
                cell: (row) => (
                  <>
                    <Link to={`/approvals/${row.id}`}>{t(`approvals.kinds.${row.kind}`)}</Link>
                    <span className="sub">
                      <ApprovalSubject approval={row} />
                    </span>
                  </>
                ),
              },
              { header: t('approvals.amount'), num: true, cell: (row) => <Kroner ore={row.amountOre} /> },
              { header: t('approvals.askedBy'), wide: true, cell: (row) => row.requestedBy },
              {
                header: t('approvals.outcome'),
                cell: (row) => (
                  <>
                    {t(`approvals.statuses.${row.status}`)}
                    <span className="sub">
                      {row.decidedBy} {row.decidedAt ? <Instant at={row.decidedAt} /> : null}
                    </span>
                  </>
                ),
              },
            ]}
          />
        </section>
      )}
    </>
  );
}
