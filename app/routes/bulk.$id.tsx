import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Link, useLoaderData, useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { isMoving, troubledOutcomes } from '#core/bulk';
import { findBulkRun, listBulkUnits } from '#db/bulk-runs';
import { findBulkRunView, listBulkItemsByOutcome, listBulkItemViews } from '#db/queries/bulk-runs';
import { stopBulk } from '#services/stop-bulk';
import { requirePermission, requirePerson } from '../auth/require-permission.server';
import { BulkItemTable } from '../components/bulk-items';
import {
  BulkFacts,
  BulkProgress,
  bulkPath,
  countOf,
  decidedOf,
  overOf,
  StopBulk,
  TryAgain,
} from '../components/bulk-run';
import { Notice } from '../components/notice';
import { formatCount } from '../format';
import type { LiveHandle } from '../live/topics';
import { notFound } from '../not-found.server';
import { textTitle } from '../page-title';
import { readForm } from '../read-form.server';

const pageSize = 200;
const mostTrouble = 200;
const afterSchema = z.coerce.number().int().min(0).max(100_000).catch(0);

export async function loader({ params, request, context }: LoaderFunctionArgs) {
  requirePermission(context, 'see');
  const { db } = context.desk;
  const run = await findBulkRunView(db, params.id ?? '');
  if (run === undefined) throw notFound();
  const after = afterSchema.parse(new URL(request.url).searchParams.get('after') ?? 0);
  const [trouble, page] = await Promise.all([
    listBulkItemsByOutcome(db, run.id, troubledOutcomes, mostTrouble),
    listBulkItemViews(db, run.id, { limit: pageSize, after }),
  ]);
  const urgency: readonly string[] = troubledOutcomes;
  trouble.sort((a, b) => urgency.indexOf(a.outcome) - urgency.indexOf(b.outcome) || a.position - b.position);
  return { run, trouble, items: page.rows, after: page.after, isFirst: after === 0 };
}

export async function action({ params, request, context }: ActionFunctionArgs) {
  const { username: actor } = requirePerson(context);
  const desk = context.wholeDesk;
  const run = await findBulkRun(context.desk.db, params.id ?? '');
  if (run === undefined) throw notFound();
  for (const msn of await listBulkUnits(desk.db, run.id)) requirePermission(context, run.kind, { msn });
  if ((await readForm(request)).do !== 'stop') throw data(null, { status: 400 });
  const left = await stopBulk(desk, params.id ?? '', actor);
  return redirect(`${bulkPath({ id: params.id ?? '' })}?stopped=${left ?? 'late'}`);
}

export const handle: LiveHandle = { live: ['bulk', 'commands', 'orders'] };

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  textTitle(matches, (t) => {
    if (data === undefined) return t('bulk.title');
    const decided = decidedOf(data.run);
    const words = { over: formatCount(overOf(data.run)), n: formatCount(decided) };
    const heading = t(`bulk.run.heading.${data.run.kind}`, { count: decided, n: formatCount(decided) });
    return `${t('bulk.run.titleProgress', words)} · ${heading}`;
  });

export default function Bulk() {
  const { t } = useTranslation();
  const { run, trouble, items, after, isFirst } = useLoaderData<typeof loader>();
  const counts = Object.fromEntries(
    Object.entries(run.outcomes).map(([outcome, sum]) => [outcome, sum.count]),
  );
  const moving = isMoving(counts);
  const decided = decidedOf(run);
  return (
    <>
      <p>
        <Link to="/bulk">← {t('bulk.toAll')}</Link>
      </p>
      <h1>{t(`bulk.run.heading.${run.kind}`, { count: decided, n: formatCount(decided) })}</h1>
      <Stopped />
      <BulkProgress run={run} />
      {moving ? (
        <p>
          {t('bulk.run.safe')} <a href={bulkPath(run)}>{t('bulk.run.reload')}</a>
        </p>
      ) : null}
      <StopBulk run={run} />
      <BulkFacts run={run} />
      {trouble.length === 0 ? null : (
        <section>
          <h2>
            {t('bulk.run.look')}{' '}
            <span className="quiet-text">{formatCount(countOf(run, ...troubledOutcomes))}</span>
          </h2>
          <BulkItemTable kind={run.kind} items={trouble} />
          {trouble.length === mostTrouble ? (
            <p className="quiet-text">{t('bulk.run.moreTrouble', { most: formatCount(mostTrouble) })}</p>
          ) : null}
        </section>
      )}
      <TryAgain run={run} />
      <section>
        <h2>{t('bulk.run.all')}</h2>
        <BulkItemTable kind={run.kind} items={items} />
        <nav className="pages" aria-label={t('bulk.run.next')}>
          {isFirst ? null : <Link to={bulkPath(run)}>{t('bulk.run.first')}</Link>}
          {after === null ? null : (
            <Link to={`${bulkPath(run)}?after=${after}`} rel="next">
              {t('bulk.run.next')} →
            </Link>
          )}
        </nav>
      </section>
    </>
  );
}

/** Told once, after the button was pressed. */
function Stopped() {
  const { t } = useTranslation();
  const stopped = useSearchParams()[0].get('stopped');
  if (stopped === null) return null;
  const left = Number(stopped);
  if (!Number.isSafeInteger(left) || left < 0) return <Notice tone="unsure">{t('bulk.run.tooLate')}</Notice>;
  return <Notice tone="good">{t('bulk.run.stopped', { count: left, n: formatCount(left) })}</Notice>;
}
