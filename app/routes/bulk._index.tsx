import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { bulkOutcomes, isMoving } from '#core/bulk';
import { listBulkRunViews } from '#db/queries/bulk-runs';
import { requirePermission } from '../auth/require-permission.server';
import { OutcomeMark } from '../components/bulk-items';
import { type BulkRun, bulkPath, countOf, decidedOf } from '../components/bulk-run';
import { DataTable } from '../components/data-table';
import { Instant, Kroner } from '../components/values';
import { formatCount } from '../format';
import type { LiveHandle } from '../live/topics';
import { readPageKey, writePageKey } from '../page-key.server';
import { textTitle } from '../page-title';

/** Each run may have a thousand orders, whose outcomes are counted. */
const pageSize = 15;

export async function loader({ request, context }: LoaderFunctionArgs) {
  requirePermission(context, 'see');
  const after = readPageKey(new URL(request.url).searchParams.get('after'));
  const page = await listBulkRunViews(context.desk.db, { limit: pageSize, after });
  return { rows: page.rows, after: page.after && writePageKey(page.after), isFirst: after === undefined };
}

export const handle: LiveHandle = { live: ['bulk', 'commands'] };

export const meta: MetaFunction = ({ matches }) => textTitle(matches, (t) => t('bulk.title'));

export default function BulkRuns() {
  const { t } = useTranslation();
  const { rows, after, isFirst } = useLoaderData<typeof loader>();
  const moving = rows.filter((run) => isMoving(countsOf(run)));
  return (
    <>
      <p>
        <Link to="/orders">← {t('bulk.toOrders')}</Link>
      </p>
      <h1>{t('bulk.title')}</h1>
      {rows.length === 0 ? (
        <p className="empty">{t('bulk.list.empty')}</p>
      ) : (
        <>
          <p className="lead">
            {t('bulk.list.lead', { count: moving.length, n: formatCount(moving.length) })}
          </p>
          <DataTable
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              {
                header: t('bulk.list.what'),
                rowHead: true,
                cell: (run) => <What run={run} />,
              },
              { header: t('bulk.list.when'), cell: (run) => <Instant at={run.requestedAt} /> },
              { header: t('bulk.list.who'), wide: true, cell: (run) => run.actor },
              { header: t('bulk.list.amount'), num: true, cell: (run) => <Kroner ore={run.amountOre} /> },
              { header: t('bulk.list.outcome'), cell: (run) => <Outcomes run={run} /> },
            ]}
          />
        </>
      )}
      <nav className="pages" aria-label={t('bulk.list.older')}>
        {isFirst ? null : <Link to="/bulk">{t('orders.first')}</Link>}
        {after ? (
          <Link to={`/bulk?after=${after}`} rel="next">
            {t('bulk.list.older')} →
          </Link>
        ) : null}
      </nav>
    </>
  );
}

function countsOf(run: Pick<BulkRun, 'outcomes'>) {
  return Object.fromEntries(bulkOutcomes.map((outcome) => [outcome, countOf(run, outcome)]));
}

function What({ run }: { run: BulkRun }) {
  const { t } = useTranslation();
  const orders = decidedOf(run);
  return (
    <Link to={bulkPath(run)} prefetch="intent">
      {t(`bulk.run.heading.${run.kind}`, { count: orders, n: formatCount(orders) })}
    </Link>
  );
}

function Outcomes({ run }: { run: BulkRun }) {
  return (
    <span className="bulk-marks">
      {bulkOutcomes
        .filter((outcome) => countOf(run, outcome) > 0)
        .map((outcome) => (
          <span key={outcome}>
            <OutcomeMark outcome={outcome} /> {formatCount(countOf(run, outcome))}
          </span>
        ))}
    </span>
  );
}
