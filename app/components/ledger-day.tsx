/** One ledger day: what a topic moved and whether it is finished, and its entries. */
import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { EntryGroup, LedgerTopic } from '#core/ledger-entry-types';
import { formatKroner } from '../format';
import { DataTable } from './data-table';
import { type GridState, gridIcons } from './day-states';
import { EntryOrder } from './entry-order';
import { EntryTypeName } from './entry-type-name';
import { Notice } from './notice';
import { payoutPath } from './payout-table';
import { Instant, Kroner } from './values';

export function DayStateMark({ state }: { state: GridState }) {
  const { t } = useTranslation();
  const Icon = gridIcons[state];
  return (
    <span className={`mark day-mark-${state}`}>
      <Icon size={14} stroke={2} aria-hidden="true" />
      {t(`ledgerDay.states.${state}`)}
    </span>
  );
}

type Topic = {
  readonly topic: LedgerTopic;
  readonly status: 'open' | 'confirmed' | 'differs' | 'reopened' | 'file';
  readonly entries: number;
  readonly amountOre: number;
  readonly openingOre: number | null;
  readonly unclassified: number;
  readonly gapOre: number;
  readonly gaps: number;
  readonly missingEntries: number;
  readonly missingOre: number;
  readonly extraEntries: number;
  readonly extraOre: number;
  readonly lateEntries: number;
  readonly lateOre: number;
  readonly confirmedAt: string | null;
  readonly reopenedAt: string | null;
  readonly askedAt: string | null;
  readonly types: readonly {
    readonly entryType: string;
    readonly group: EntryGroup;
    readonly entries: number;
    readonly amountOre: number;
  }[];
};

/** Opening and what moved make closing; below, what Vipps says of the day. */
export function LedgerDayTopicCard({ topic }: { topic: Topic }) {
  const { t } = useTranslation();
  return (
    <section className="card">
      <h2>{t(`ledgerDay.topic.${topic.topic}`)}</h2>
      <table className="table sum-table">
        <tbody>
          {topic.openingOre === null ? null : (
            <tr>
              <th scope="row">{t('ledgerDay.opening')}</th>
              <td className="num">
                <Kroner ore={topic.openingOre} />
              </td>
            </tr>
          )}
          {topic.types.map((type) => (
            <tr key={type.entryType}>
              <th scope="row">
                <EntryTypeName entry={type} />
                <span className="sub">{type.entries}</span>
              </th>
              <td className="num">
                <Kroner ore={type.amountOre} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{topic.openingOre === null ? t('ledgerDay.moved') : t('ledgerDay.closing')}</th>
            <td className="num">
              <Kroner ore={(topic.openingOre ?? 0) + topic.amountOre} />
            </td>
          </tr>
        </tfoot>
      </table>
      <p className={`day-status status-${topic.status}`}>
        {t(`ledgerDay.status.${topic.status}`)}
        {topic.confirmedAt && topic.status !== 'reopened' ? (
          <span className="sub">
            {t('ledgerDay.confirmedAt')} <Instant at={topic.confirmedAt} />
          </span>
        ) : null}
        {topic.reopenedAt ? (
          <span className="sub warn">
            {t('ledgerDay.reopenedAt')} <Instant at={topic.reopenedAt} />
          </span>
        ) : null}
        {topic.askedAt && topic.status !== 'confirmed' && topic.status !== 'file' ? (
          <span className="sub">
            {t('ledgerDay.askedAt')} <Instant at={topic.askedAt} />
          </span>
        ) : null}
      </p>
      <TopicTroubles topic={topic} />
    </section>
  );
}

function TopicTroubles({ topic }: { topic: Topic }) {
  const { t } = useTranslation();
  const words = (count: number, ore: number) => ({ count, amount: formatKroner(ore) });
  return (
    <>
      {topic.gaps > 0 ? (
        <Notice tone="bad">{t('ledgerDay.gaps', words(topic.gaps, topic.gapOre))}</Notice>
      ) : null}
      {topic.missingEntries > 0 ? (
        <Notice tone="bad">{t('ledgerDay.missing', words(topic.missingEntries, topic.missingOre))}</Notice>
      ) : null}
      {topic.extraEntries > 0 ? (
        <Notice tone="bad">{t('ledgerDay.extra', words(topic.extraEntries, topic.extraOre))}</Notice>
      ) : null}
      {topic.lateEntries > 0 ? (
        <Notice tone="unsure">{t('ledgerDay.late', words(topic.lateEntries, topic.lateOre))}</Notice>
      ) : null}
      {topic.unclassified > 0 ? (
        <Notice tone="unsure">{t('ledgerDay.unclassified', { count: topic.unclassified })}</Notice>
      ) : null}
    </>
  );
}

type Entry = {
  readonly sequence: number;
  readonly occurredAt: string;
  readonly entryType: string;
  readonly group: EntryGroup;
  readonly pspReference: string;
  readonly reference: string | null;
  readonly msn: string | null;
  readonly amountOre: number;
  readonly balanceAfterOre: number | null;
  readonly chainGapOre: number | null;
  readonly late: boolean;
  readonly firstSeenAt: string;
  readonly known: number;
  readonly settlementNumber: string | null;
};

export function DayEntries({ entries, ledgerId }: { entries: readonly Entry[]; ledgerId: string }) {
  const { t } = useTranslation();
  return (
    <DataTable
      rows={entries}
      keyOf={(entry) => entry.sequence}
      columns={[
        {
          header: t('order.when'),
          cell: (entry) => (
            <>
              <Instant at={entry.occurredAt} />
              {entry.late ? (
                <span className="sub warn">
                  {t('ledgerDay.cameLate')} <Instant at={entry.firstSeenAt} />
                </span>
              ) : null}
            </>
          ),
        },
        {
          header: t('payout.entry'),
          cell: (entry) => (
            <>
              <EntryTypeName entry={entry} />
              {entry.chainGapOre ? (
                <span className="sub bad">
                  {t('ledgerDay.gapHere', { amount: formatKroner(entry.chainGapOre) })}
                </span>
              ) : null}
            </>
          ),
        },
        { header: t('payout.order'), cell: (entry) => <EntryOrder entry={entry} /> },
        { header: t('payout.amount'), num: true, cell: (entry) => <Kroner ore={entry.amountOre} /> },
        {
          header: t('ledgerDay.balance'),
          num: true,
          wide: true,
          cell: (entry) => (entry.balanceAfterOre === null ? '–' : <Kroner ore={entry.balanceAfterOre} />),
        },
        {
          header: t('order.payout'),
          wide: true,
          cell: ({ settlementNumber }) =>
            settlementNumber ? (
              <Link to={payoutPath({ ledgerId, settlementNumber })}>{settlementNumber}</Link>
            ) : (
              '–'
            ),
        },
        {
          header: t('payout.transaction'),
          wide: true,
          className: () => 'mono',
          cell: (entry) => entry.pspReference,
        },
      ]}
    />
  );
}
