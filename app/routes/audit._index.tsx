import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { findChainHead } from '#db/audit-chain';
import { auditReach, listAudit } from '#db/queries/audit-list';
import { auditFacts } from '../audit-facts';
import { readAuditFilter } from '../audit-filter.server';
import { requirePermission } from '../auth/require-permission.server';
import { auditFilePath, auditPath } from '../components/audit-address';
import { AuditFilters } from '../components/audit-filters';
import { AuditTable } from '../components/audit-table';
import { Instant } from '../components/values';
import { formatCount } from '../format';
import { pageTitle } from '../page-title';

const pageSize = 50;

/** Whether the chain is whole is not looked at here: that reads all of it (`npm run verify`). */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const { seen } = requirePermission(context, 'see-audit');
  const { db } = seen;
  const query = new URL(request.url).searchParams;
  const filter = readAuditFilter(query);
  const after = /^\d{1,15}$/.test(query.get('after') ?? '') ? Number(query.get('after')) : undefined;
  const [page, head, newest] = await Promise.all([
    listAudit(db, filter, { limit: pageSize, after }),
    findChainHead(db),
    listAudit(db, {}, { limit: 1 }),
  ]);
  return {
    rows: page.rows.map(({ detail, ...row }) => ({ ...row, facts: auditFacts(detail) })),
    filter,
    head,
    newest: newest.rows[0] ?? null,
    after: page.after,
    cutShort: page.cutShort,
    isFirst: after === undefined,
  };
}

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'audit.title');

export default function Audit() {
  const { t } = useTranslation();
  const { rows, filter, after, cutShort, isFirst } = useLoaderData<typeof loader>();
  const here = auditPath(filter);
  return (
    <>
      <h1>{t('audit.title')}</h1>
      <Lead />
      <AuditFilters key={here} filter={filter} />
      {rows.length > 0 ? (
        <p className="filter-file">
          <a href={auditFilePath(filter)} download>
            {t('audit.file')}
          </a>
        </p>
      ) : null}
      {rows.length > 0 ? (
        <AuditTable rows={rows} />
      ) : (
        <p className="empty">
          {t(cutShort ? 'audit.emptySoFar' : 'audit.empty', { count: formatCount(auditReach) })}
        </p>
      )}
      <nav className="pages" aria-label={t('audit.older')}>
        {isFirst ? null : <Link to={here}>{t('orders.first')}</Link>}
        {after === null ? null : (
          <Link to={auditPath(filter, { after: String(after) })} rel="next">
            {t('audit.older')} →
          </Link>
        )}
      </nav>
      <ChainHead />
    </>
  );
}

function Lead() {
  const { t } = useTranslation();
  const { head, newest } = useLoaderData<typeof loader>();
  if (newest === null) return <p className="lead">{t('audit.leadNone')}</p>;
  return (
    <p className="lead">
      {t('audit.lead', { records: formatCount(head?.sequence ?? newest.sequence) })}{' '}
      <Instant at={newest.at} />.
    </p>
  );
}

/** What an auditor keeps, and how the log is checked. */
function ChainHead() {
  const { t } = useTranslation();
  const { head } = useLoaderData<typeof loader>();
  if (head === null) return null;
  const command = `npm run verify -- --head ${head.sequence}:${head.hash}`;
  return (
    <section className="audit-head">
      <h2>{t('audit.chain')}</h2>
      <p className="quiet-text">{t('audit.chainText')}</p>
      <p className="mono" translate="no">
        {command}
      </p>
    </section>
  );
}
