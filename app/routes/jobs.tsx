import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { feedStates, jobOverviews, recentRuns } from '#db/queries/job-overview';
import { askForJob } from '#services/ask-for-job';
import { isJobName, jobNames } from '#services/job-names';
import { requirePermission } from '../auth/require-permission.server';
import { DataTable } from '../components/data-table';
import { Notice } from '../components/notice';
import { PermittedForm } from '../components/permitted-form';
import { Instant, useLanguage } from '../components/values';
import { formatCount, formatDuration } from '../format';
import type { Language } from '../i18n/languages';
import type { LiveHandle } from '../live/topics';
import { notFound } from '../not-found.server';
import { pageTitle } from '../page-title';
import { readForm } from '../read-form.server';

export async function loader({ context }: LoaderFunctionArgs) {
  requirePermission(context, 'see');
  const { db } = context.desk;
  const [overviews, feeds, recent] = await Promise.all([
    jobOverviews(db, jobNames),
    feedStates(db),
    recentRuns(db, 30),
  ]);
  return { overviews, feeds, recent };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { actor: person, desk } = requirePermission(context, 'run-jobs', 'everywhere');
  const name = (await readForm(request)).job;
  if (!isJobName(name)) throw notFound();
  await askForJob(desk, { job: name, actor: person });
  return redirect(`/jobs?asked=${name}`);
}

export const handle: LiveHandle = { live: ['jobs'] };

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'jobs.title');

export default function Jobs() {
  const { t } = useTranslation();
  const { overviews, feeds, recent } = useLoaderData<typeof loader>();
  const [query] = useSearchParams();
  const failing = overviews.filter((job) => job.failuresInARow > 0);
  return (
    <>
      <h1>{t('jobs.title')}</h1>
      <p className="lead">{t('jobs.lead', { count: failing.length })}</p>
      {query.has('asked') ? <Notice tone="plain">{t('jobs.asked')}</Notice> : null}
      <DataTable
        rows={overviews}
        keyOf={({ job }) => job}
        columns={[
          {
            header: t('jobs.job'),
            rowHead: true,
            className: () => 'order-cell',
            cell: ({ job }) => (
              <>
                <JobName job={job} />
                <span className="sub mono">{job}</span>
              </>
            ),
          },
          {
            header: t('jobs.status'),
            cell: ({ last }) => (
              <>
                <StatusMark status={last?.status ?? 'never'} />
                {last?.status === 'running' && last.total ? (
                  <span className="sub">
                    {t('jobs.progress', { done: formatCount(last.done), total: formatCount(last.total) })}
                  </span>
                ) : null}
              </>
            ),
          },
          {
            header: t('jobs.lastSuccess'),
            wide: true,
            cell: ({ lastSuccessAt }) => (lastSuccessAt ? <Instant at={lastSuccessAt} /> : t('jobs.never')),
          },
          {
            header: t('jobs.result'),
            className: ({ last }) => (last?.error ? 'bad' : undefined),
            cell: ({ last }) => (last ? <Outcome run={last} /> : null),
          },
          {
            header: t('jobs.runNow'),
            hideHeader: true,
            cell: ({ job }) => (
              <PermittedForm needs="run-jobs" where="everywhere" method="post">
                <button type="submit" name="job" value={job} className="plain">
                  {t('jobs.runNow')}
                </button>
              </PermittedForm>
            ),
          },
        ]}
      />
      <section>
        <h2>{t('jobs.feeds')}</h2>
        <DataTable
          rows={feeds}
          keyOf={(feed) => `${feed.ledgerId} ${feed.topic}`}
          columns={[
            {
              header: t('jobs.feed'),
              rowHead: true,
              className: () => 'mono',
              cell: (feed) => `${feed.ledgerId} ${feed.topic}`,
            },
            { header: t('jobs.readAt'), cell: (feed) => <Instant at={feed.readAt} /> },
            { header: t('jobs.entries'), num: true, cell: (feed) => formatCount(feed.entries) },
            { header: t('jobs.pages'), num: true, cell: (feed) => formatCount(feed.pages) },
          ]}
        />
      </section>
      <section>
        <h2>{t('jobs.recent')}</h2>
        <DataTable
          steady
          rows={recent}
          keyOf={(run) => run.id}
          columns={[
            { header: t('jobs.started'), cell: (run) => <Instant at={run.startedAt ?? run.requestedAt} /> },
            { header: t('jobs.job'), cell: (run) => <JobName job={run.job} /> },
            { header: t('jobs.status'), cell: (run) => <StatusMark status={run.status} /> },
            {
              header: t('jobs.took'),
              wide: true,
              cell: (run) => <Took from={run.startedAt} to={run.finishedAt} />,
            },
            { header: t('jobs.by'), wide: true, cell: (run) => <ByWhom name={run.requestedBy} /> },
            {
              header: t('jobs.result'),
              className: (run) => (run.error ? 'bad' : undefined),
              cell: (run) => <Outcome run={run} />,
            },
          ]}
        />
      </section>
    </>
  );
}

function Outcome({
  run,
}: {
  run: { job: string; error: string | null; result: Readonly<Record<string, number>> | null };
}) {
  const { t } = useTranslation();
  if (run.error !== null) return <>{run.error}</>;
  if (run.result === null) return null;
  return t(`jobs.results.${run.job}` as 'jobs.results.poll-payments', run.result);
}

function JobName({ job }: { job: string }) {
  const { t } = useTranslation();
  return <>{t(`jobs.names.${job}` as 'jobs.names.poll-payments')}</>;
}

function StatusMark({
  status,
}: {
  status: 'requested' | 'running' | 'succeeded' | 'failed' | 'interrupted' | 'never';
}) {
  const { t } = useTranslation();
  return <span className={`mark job-${status}`}>{t(`jobStatus.${status}`)}</span>;
}

function ByWhom({ name }: { name: string }) {
  const { t } = useTranslation();
  return <>{name === 'schedule' || name === 'command line' ? t(`jobs.byWhom.${name}`) : name}</>;
}

function Took({ from, to }: { from: string | null; to: string | null }) {
  const language = useLanguage();
  if (from === null || to === null) return <>–</>;
  return <>{formatLength(Date.parse(to) - Date.parse(from), language)}</>;
}

function formatLength(ms: number, language: Language): string {
  return ms < 60_000
    ? `${(ms / 1000).toLocaleString('nb-NO', { maximumFractionDigits: 1 })} s`
    : formatDuration(ms, language);
}
