import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Form, useLoaderData, useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { uuidv7 } from 'uuidv7';
import { requestJobRun } from '#db/job-runs';
import { feedStates, jobOverviews, recentRuns } from '#db/queries/job-overview';
import { isJobName, jobNames } from '#services/job-names';
import { requirePerson } from '../auth/require-person.server';
import { Notice } from '../components/notice';
import { Instant, useLanguage } from '../components/values';
import { formatCount, formatDuration } from '../format';
import type { Language } from '../i18n/i18n';
import { notFound } from '../not-found.server';
import { pageTitle } from '../page-title';

export async function loader({ context }: LoaderFunctionArgs) {
  requirePerson(context);
  const { db } = context.desk;
  const [overviews, feeds, recent] = await Promise.all([
    jobOverviews(db, jobNames),
    feedStates(db),
    recentRuns(db, 30),
  ]);
  return { overviews, feeds, recent };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const person = requirePerson(context);
  const name = (await request.formData()).get('job');
  if (!isJobName(name)) throw notFound();
  await requestJobRun(context.desk.db, {
    id: uuidv7(),
    job: name,
    requestedBy: person,
    realNow: new Date().toISOString(),
  });
  return redirect(`/jobs?asked=${name}`);
}

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
      <div className="table-wrap">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('jobs.job')}</th>
              <th scope="col">{t('jobs.status')}</th>
              <th scope="col" className="wide-only">
                {t('jobs.lastSuccess')}
              </th>
              <th scope="col">{t('jobs.result')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('jobs.runNow')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {overviews.map(({ job, last, lastSuccessAt }) => (
              <tr key={job}>
                <th scope="row" className="order-cell">
                  <JobName job={job} />
                  <span className="sub mono">{job}</span>
                </th>
                <td>
                  <StatusMark status={last?.status ?? 'never'} />
                  {last?.status === 'running' && last.total ? (
                    <span className="sub">
                      {t('jobs.progress', { done: formatCount(last.done), total: formatCount(last.total) })}
                    </span>
                  ) : null}
                </td>
                <td className="wide-only">
                  {lastSuccessAt ? <Instant at={lastSuccessAt} /> : t('jobs.never')}
                </td>
                <td className={last?.error ? 'bad' : ''}>{last ? <Outcome run={last} /> : null}</td>
                <td>
                  <Form method="post">
                    <button type="submit" name="job" value={job} className="plain">
                      {t('jobs.runNow')}
                    </button>
                  </Form>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <section>
        <h2>{t('jobs.feeds')}</h2>
        <div className="table-wrap">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('jobs.feed')}</th>
                <th scope="col">{t('jobs.readAt')}</th>
                <th scope="col" className="num">
                  {t('jobs.entries')}
                </th>
                <th scope="col" className="num">
                  {t('jobs.pages')}
                </th>
              </tr>
            </thead>
            <tbody>
              {feeds.map((feed) => (
                <tr key={`${feed.ledgerId} ${feed.topic}`}>
                  <th scope="row" className="mono">
                    {feed.ledgerId} {feed.topic}
                  </th>
                  <td>
                    <Instant at={feed.readAt} />
                  </td>
                  <td className="num">{formatCount(feed.entries)}</td>
                  <td className="num">{formatCount(feed.pages)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section>
        <h2>{t('jobs.recent')}</h2>
        <div className="table-wrap">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('jobs.started')}</th>
                <th scope="col">{t('jobs.job')}</th>
                <th scope="col">{t('jobs.status')}</th>
                <th scope="col" className="wide-only">
                  {t('jobs.took')}
                </th>
                <th scope="col" className="wide-only">
                  {t('jobs.by')}
                </th>
                <th scope="col">{t('jobs.result')}</th>
              </tr>
            </thead>
            <tbody>
              {recent.map((run) => (
                <tr key={run.id}>
                  <td>
                    <Instant at={run.startedAt ?? run.requestedAt} />
                  </td>
                  <td>
                    <JobName job={run.job} />
                  </td>
                  <td>
                    <StatusMark status={run.status} />
                  </td>
                  <td className="wide-only">
                    <Took from={run.startedAt} to={run.finishedAt} />
                  </td>
                  <td className="wide-only">
                    <ByWhom name={run.requestedBy} />
                  </td>
                  <td className={run.error ? 'bad' : ''}>
                    <Outcome run={run} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
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
  return run.result === null ? null : (
    <>{t(`jobs.results.${run.job}` as 'jobs.results.poll-payments', run.result)}</>
  );
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
