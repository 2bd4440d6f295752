/** The orders of a run, each with what became of it, in our words with Vipps's beside them. */
import { Link } from '@remix-run/react';
import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconClock,
  IconHourglass,
  IconMinus,
  IconPlayerStop,
  IconQuestionMark,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type BulkOutcome, bulkReasonOf } from '#core/bulk';
import { formatCount } from '../format';
import type { BulkKind } from './bulk-types';
import { DataTable } from './data-table';
import { orderPath } from './order-table';
import { Kroner } from './values';

export type BulkItem = {
  readonly position: number;
  readonly msn: string;
  readonly orderId: string;
  readonly amountOre: number;
  readonly outcome: BulkOutcome;
  readonly attempts: number;
  readonly capture: 'yes' | 'no';
  readonly reason: string | null;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly commandId: string | null;
  readonly errorMessage: string | null;
  readonly errorCode: string | null;
};

export function BulkItemTable({ kind, items }: { kind: BulkKind; items: readonly BulkItem[] }) {
  const { t } = useTranslation();
  return (
    <DataTable
      rows={items}
      keyOf={({ position }) => position}
      rowClass={({ outcome }) => (outcome === 'failed' ? 'failed' : undefined)}
      columns={[
        {
          header: t('bulk.number'),
          num: true,
          wide: true,
          cell: ({ position }) => <span className="quiet-text">{position}</span>,
        },
        { header: t('bulk.order'), rowHead: true, cell: (item) => <OrderCell item={item} /> },
        { header: t('orders.amount'), num: true, cell: (item) => <Kroner ore={item.amountOre} /> },
        { header: t('bulk.run.outcome'), cell: (item) => <Outcome kind={kind} item={item} /> },
      ]}
    />
  );
}

function OrderCell({ item }: { item: BulkItem }) {
  return (
    <>
      {item.reason === 'unknown-order' ? item.orderId : <Link to={orderPath(item)}>{item.orderId}</Link>}
      {item.carrier || item.trackingNumber ? (
        <span className="sub">
          {item.carrier} <span className="mono">{item.trackingNumber}</span>
        </span>
      ) : null}
    </>
  );
}

function Outcome({ kind, item }: { kind: BulkKind; item: BulkItem }) {
  const { t } = useTranslation();
  const { outcome, errorMessage, errorCode } = item;
  const reason = bulkReasonOf(item.reason);
  return (
    <>
      <OutcomeMark outcome={outcome} words={outcome === 'done' ? t(doneWords(kind, item)) : undefined} />
      <OutcomeWords kind={kind} item={item} />
      {reason === null ? null : <span className="sub">{t(`bulk.reasons.${reason}`)}</span>}
      {errorMessage !== null && outcome !== 'done' ? (
        <span className="sub">
          {t('order.vippsSays', { message: errorMessage })}
          {errorCode === null ? '' : ` (${t('order.code', { code: errorCode })})`}
        </span>
      ) : null}
    </>
  );
}

function doneWords(kind: BulkKind, { capture }: BulkItem) {
  return kind === 'ship' && capture === 'yes' ? 'bulk.doneAs.shipCaptured' : (`bulk.doneAs.${kind}` as const);
}

/** What it means, and what to do now. */
function OutcomeWords({ kind, item }: { kind: BulkKind; item: BulkItem }) {
  const { t } = useTranslation();
  const { outcome, attempts, commandId } = item;
  const say = (words: string) => <span className="sub">{words}</span>;
  if (outcome === 'unknown') return say(t('bulk.now.unknown'));
  if (outcome === 'left') return say(t('bulk.now.left'));
  if (outcome === 'waiting' && attempts > 0)
    return say(t('bulk.now.again', { count: attempts, n: formatCount(attempts) }));
  if (outcome !== 'failed') return null;
  if (kind !== 'ship') return say(t('bulk.now.failed'));
  return say(t(commandId === null ? 'bulk.now.notCaptured' : 'bulk.now.failedShipped'));
}

const icons: Record<BulkOutcome, TablerIcon> = {
  waiting: IconClock,
  working: IconHourglass,
  done: IconCheck,
  unknown: IconQuestionMark,
  failed: IconAlertTriangle,
  refused: IconBan,
  skipped: IconMinus,
  left: IconPlayerStop,
};

export function OutcomeMark({ outcome, words }: { outcome: BulkOutcome; words?: string }) {
  const { t } = useTranslation();
  const Icon = icons[outcome];
  return (
    <span className={`mark bulk-${outcome}`}>
      <Icon size={14} stroke={2} aria-hidden="true" />
      {words ?? t(`bulk.outcomes.${outcome}`)}
    </span>
  );
}
