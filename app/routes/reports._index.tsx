import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { reportOverview } from '#services/export-overview';
import { previewCountLimit } from '#services/export-report';
import { requirePermission } from '../auth/require-permission.server';
import { Notice } from '../components/notice';
import { reportAddress } from '../components/report-address';
import { ReportChoice } from '../components/report-choice';
import { ReportDownload } from '../components/report-download';
import { ReportFilters } from '../components/report-filters';
import { ReportPreview } from '../components/report-preview';
import { useLanguage } from '../components/values';
import { formatCount, formatDayRange } from '../format';
import { pageTitle } from '../page-title';

export async function loader({ request, context }: LoaderFunctionArgs) {
  requirePermission(context, 'see');
  const overview = await reportOverview(context.desk, new URL(request.url).searchParams);
  return { ...overview, countLimit: previewCountLimit };
}

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'reports.title');

export default function Reports() {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const { kind, fields, refusal, preview } = page;
  return (
    <>
      <h1>{t('reports.title')}</h1>
      <Lead />
      <p>
        <Link to="/reports/trends">{t('charts.trends.link')}</Link>
      </p>
      <p>
        <Link to="/audit">{t('audit.link')}</Link> <span className="quiet-text">{t('audit.linkText')}</span>
      </p>
      <ReportChoice kind={kind} fields={fields} />
      <section>
        <h2>{t(`reports.kinds.${kind}.name`)}</h2>
        <p className="quiet-text">{t(`reports.kinds.${kind}.text`)}</p>
        <ReportFilters {...page} />
        {refusal === null ? null : (
          <Notice tone="bad" title={t('reports.refusedTitle')}>
            {t(`reports.refused.${refusal}`)}
          </Notice>
        )}
        {preview === null ? null : (
          <>
            <ReportPreview headers={preview.headers} rows={preview.rows} count={preview.count} />
            <ReportDownload
              key={reportAddress(kind, fields)}
              href={reportAddress(kind, fields)}
              rows={preview.count}
            />
          </>
        )}
      </section>
    </>
  );
}

function Lead() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { kind, fields, preview, countLimit } = useLoaderData<typeof loader>();
  if (preview === null) return <p className="lead">{t('reports.leadRefused')}</p>;
  const words = {
    report: t(`reports.kinds.${kind}.name`),
    period: fields.payout
      ? t('reports.ofPayout', { number: fields.payout })
      : fields.from
        ? formatDayRange(fields.from, fields.to, language)
        : t('reports.asOfNow'),
  };
  return (
    <p className="lead">
      {preview.count > countLimit
        ? t('reports.leadMore', { ...words, rows: formatCount(countLimit) })
        : t('reports.lead', { ...words, count: preview.count, rows: formatCount(preview.count) })}
    </p>
  );
}
