/** How far a run is: in one sentence, as a bar, and by outcome. */
import { Button } from '@mantine/core';
import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { type BulkOutcome, bulkOutcomes, troubledOutcomes } from '#core/bulk';
import { formatCount, formatKroner } from '../format';
import { OutcomeMark } from './bulk-items';
import type { BulkKind } from './bulk-types';
import { Instant, Kroner } from './values';

export type BulkRun = {
  readonly id: string;
  readonly kind: BulkKind;
  readonly transactionText: string | null;
  readonly actor: string;
  readonly requestedAt: string;
  readonly finishedAt: string | null;
  readonly stoppedAt: string | null;
  readonly stoppedBy: string | null;
  readonly orders: number;
  readonly amountOre: number;
  readonly movedOre: number;
  readonly outcomes: Readonly<
    Partial<Record<BulkOutcome, { readonly count: number; readonly amountOre: number }>>
  >;
};

export function bulkPath({ id }: { id: string }): string {
  return `/bulk/${encodeURIComponent(id)}`;
}

export function countOf(run: Pick<BulkRun, 'outcomes'>, ...outcomes: readonly BulkOutcome[]): number {
  return outcomes.reduce((sum, outcome) => sum + (run.outcomes[outcome]?.count ?? 0), 0);
}

/** The orders that were decided on: the skipped ones are in the record only. */
export function decidedOf(run: Pick<BulkRun, 'orders' | 'outcomes'>): number {
  return run.orders - countOf(run, 'skipped');
}

/** Those whose end is known. */
export function overOf(run: Pick<BulkRun, 'outcomes'>): number {
  return countOf(run, 'done', 'failed', 'refused', 'left');
}

export function BulkProgress({ run }: { run: BulkRun }) {
  const { t } = useTranslation();
  const [decided, over] = [decidedOf(run), overOf(run)];
  const moving = countOf(run, 'waiting', 'working', 'unknown');
  const trouble = countOf(run, ...troubledOutcomes);
  const words = {
    count: decided,
    n: formatCount(decided),
    done: formatCount(countOf(run, 'done')),
    moved: formatKroner(run.movedOre),
    amount: formatKroner(run.amountOre),
  };
  const label = t('bulk.run.progress', { over: formatCount(over), n: formatCount(decided) });
  return (
    <>
      <p className="lead">
        {t(`bulk.run.lead.${run.kind}`, words)}{' '}
        {moving > 0 ? t('bulk.run.moving', { count: moving, n: formatCount(moving) }) : t('bulk.run.over')}{' '}
        {trouble > 0 ? t('bulk.run.trouble', { count: trouble, n: formatCount(trouble) }) : null}
      </p>
      <p className="bulk-progress">
        <progress max={decided} value={over} aria-label={label} />
        <span>{label}</span>
      </p>
      <ul className="bulk-outcomes">
        {bulkOutcomes.map((outcome) => {
          const sum = run.outcomes[outcome];
          return sum === undefined ? null : (
            <li key={outcome}>
              <OutcomeMark outcome={outcome} />
              <strong>{formatCount(sum.count)}</strong>
              {outcome === 'skipped' ? null : <Kroner ore={sum.amountOre} />}
            </li>
          );
        })}
      </ul>
    </>
  );
}

export function BulkFacts({ run }: { run: BulkRun }) {
  const { t } = useTranslation();
  return (
    <p className="quiet-text">
      {t('bulk.run.by', { actor: run.actor })} <Instant at={run.requestedAt} />.{' '}
      {run.kind === 'ship'
        ? null
        : `${t('bulk.run.text')}: ${run.transactionText ?? t('bulk.run.ownText')}. `}
      {run.stoppedBy !== null && run.stoppedAt !== null ? (
        <>
          {t('bulk.run.stoppedBy', { actor: run.stoppedBy })} <Instant at={run.stoppedAt} />.
        </>
      ) : null}
    </p>
  );
}

/** While orders wait they can be left alone. */
export function StopBulk({ run }: { run: BulkRun }) {
  const { t } = useTranslation();
  const waiting = countOf(run, 'waiting');
  if (waiting === 0 || run.finishedAt !== null) return null;
  return (
    <Form method="post" action={bulkPath(run)} className="bulk-stop">
      <button type="submit" name="do" value="stop" className="plain">
        {t('bulk.run.stop', { count: waiting, n: formatCount(waiting) })}
      </button>
      <span className="quiet-text">{t('bulk.run.stopHint')}</span>
    </Form>
  );
}

/** New previews of what came to nothing: the decision is made anew, on the amounts as they are then. */
export function TryAgain({ run }: { run: BulkRun }) {
  const { t } = useTranslation();
  const [failed, undone] = [countOf(run, 'failed'), countOf(run, 'refused', 'left')];
  const to = (kind: BulkKind, only: 'failed' | 'undone') =>
    `/orders/bulk?${new URLSearchParams({ do: kind, again: run.id, only })}`;
  const words = (count: number) => ({ count, n: formatCount(count) });
  const isShipping = run.kind === 'ship';
  return failed + undone === 0 ? null : (
    <div className="actions">
      {failed > 0 ? (
        <Button component={Link} to={to(isShipping ? 'capture' : run.kind, 'failed')} variant="default">
          {t(isShipping ? 'bulk.run.captureFailed' : 'bulk.run.tryFailed', words(failed))}
        </Button>
      ) : null}
      {undone > 0 ? (
        <Button component={Link} to={to(run.kind, 'undone')} variant="default">
          {t('bulk.run.tryUndone', words(undone))}
        </Button>
      ) : null}
    </div>
  );
}
