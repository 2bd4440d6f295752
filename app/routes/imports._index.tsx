import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { listImports, summariseImports } from '#db/queries/imports-list';
import { requirePermission } from '../auth/require-permission.server';
import { DataTable } from '../components/data-table';
import { ImportStatusMark, importPath } from '../components/import-words';
import { Notice } from '../components/notice';
import { UploadForm } from '../components/upload-form';
import { Instant } from '../components/values';
import { formatCount } from '../format';
import type { LiveHandle } from '../live/topics';
import { readPageKey, writePageKey } from '../page-key.server';
import { pageTitle } from '../page-title';

const pageSize = 50;

export async function loader({ request, context }: LoaderFunctionArgs) {
  requirePermission(context, 'see', 'everywhere');
  const { db } = context.desk;
  const key = readPageKey(new URL(request.url).searchParams.get('after'));
  const [page, summary] = await Promise.all([
    listImports(db, { limit: pageSize, after: key && [key[0], key[1]] }),
    summariseImports(db),
  ]);
  return {
    rows: page.rows,
    summary,
    after: page.after && writePageKey([page.after[0], page.after[1], '']),
    isFirst: key === undefined,
    refused: readRefusal(request),
  };
}

const refusals = ['none', 'empty', 'too-large', 'other-kind'] as const;

/** Why the file that was just sent was not kept. */
function readRefusal(request: Request) {
  const word = new URL(request.url).searchParams.get('refused');
  return refusals.find((refusal) => refusal === word) ?? null;
}

export const handle: LiveHandle = { live: ['imports'] };

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'imports.title');

export default function Imports() {
  const { t } = useTranslation();
  const { rows, summary, after, isFirst, refused } = useLoaderData<typeof loader>();
  return (
    <>
      <h1>{t('imports.title')}</h1>
      <p className="lead">
        {t('imports.lead', {
          taken: formatCount(summary.taken),
          working: formatCount(summary.working),
          waiting: formatCount(summary.waiting),
        })}
      </p>
      {refused ? <Notice tone="bad">{t(`imports.refusals.${refused}`)}</Notice> : null}
      <section>
        <h2>{t('imports.upload')}</h2>
        <p className="quiet-text">{t('imports.uploadHint')}</p>
        <div className="uploads">
          <UploadForm kind="settlement" />
          <UploadForm kind="bank-statement" />
          <UploadForm kind="orders" />
        </div>
      </section>
      {rows.length === 0 ? (
        <p className="empty">{t('imports.empty')}</p>
      ) : (
        <DataTable
          steady
          rows={rows}
          keyOf={(row) => row.id}
          columns={[
            {
              header: t('imports.file'),
              rowHead: true,
              className: () => 'order-cell',
              cell: (row) => (
                <>
                  <Link to={importPath(row.id)} prefetch="intent">
                    {row.fileName}
                  </Link>
                  <span className="sub">
                    {t(`imports.kinds.${row.kind}`)}
                    {row.format ? ` · ${row.format}` : ''}
                  </span>
                </>
              ),
            },
            { header: t('imports.status'), cell: (row) => <ImportStatusMark status={row.status} /> },
            {
              header: t('imports.rows'),
              num: true,
              cell: (row) => (
                <>
                  {t('imports.added', { count: row.rowsAdded })}
                  <span className="sub">{t('imports.known', { count: row.rowsKnown })}</span>
                  {row.rowsUnreadable > 0 ? (
                    <span className="sub bad">{t('imports.unreadable', { count: row.rowsUnreadable })}</span>
                  ) : null}
                </>
              ),
            },
            {
              header: t('imports.problems'),
              num: true,
              wide: true,
              cell: (row) =>
                row.problemCount === 0 ? '–' : <span className="bad">{formatCount(row.problemCount)}</span>,
            },
            { header: t('imports.when'), wide: true, cell: (row) => <Instant at={row.startedAt} /> },
            { header: t('imports.who'), wide: true, cell: (row) => row.actor },
          ]}
        />
      )}
      <nav className="pages" aria-label={t('imports.more')}>
        {isFirst ? null : <Link to="/imports">{t('orders.first')}</Link>}
        {after ? (
          <Link to={`/imports?after=${after}`} rel="next">
            {t('imports.more')} →
          </Link>
        ) : null}
      </nav>
    </>
  );
}
