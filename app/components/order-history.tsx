/** What is known of one order, as tables: its history at Vipps, the commands given here, its ledger entries. */
import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { CommandStatus } from '#core/command-status';
import type { EntryGroup } from '#core/ledger-entry-types';
import type { CommandKind } from '#core/payment-actions';
import type { PaymentOperation } from '#core/payment-state';
import type { PayoutState } from '#core/payout-state';
import { DataTable } from './data-table';
import { EntryTypeName } from './entry-type-name';
import { payoutPath } from './payout-table';
import { Instant, Kroner, PayoutStateMark } from './values';

type EventRow = {
  readonly eventKey: string;
  readonly operation: PaymentOperation;
  readonly operationName: string;
  readonly amountOre: number;
  readonly success: boolean;
  readonly occurredAt: string;
  readonly transactionId: string | null;
  readonly transactionText: string | null;
};

export function PaymentHistory({ events }: { events: readonly EventRow[] }) {
  const { t } = useTranslation();
  if (events.length === 0) return <p className="empty">{t('order.historyEmpty')}</p>;
  return (
    <DataTable
      rows={events}
      keyOf={(event) => event.eventKey}
      rowClass={(event) => (event.success ? undefined : 'failed')}
      columns={[
        { header: t('order.when'), cell: (event) => <Instant at={event.occurredAt} /> },
        {
          header: t('order.what'),
          cell: (event) => (
            <>
              {event.operation === 'other' ? event.operationName : t(`operation.${event.operation}`)}
              {event.success ? null : <span className="sub bad">{t('order.failedAttempt')}</span>}
            </>
          ),
        },
        { header: t('orders.amount'), num: true, cell: (event) => <Kroner ore={event.amountOre} /> },
        {
          header: t('order.transaction'),
          wide: true,
          className: () => 'mono',
          cell: (event) => event.transactionId,
        },
        { header: t('order.text'), wide: true, cell: (event) => event.transactionText },
      ]}
    />
  );
}

type CommandTableRow = {
  readonly id: string;
  readonly kind: CommandKind;
  readonly status: CommandStatus;
  readonly amountOre: number;
  readonly reason: string | null;
  readonly actor: string;
  readonly createdAt: string;
  readonly errorKind: string | null;
  readonly errorMessage: string | null;
  readonly errorCode: string | null;
};

export function CommandTable({ commands }: { commands: readonly CommandTableRow[] }) {
  const { t } = useTranslation();
  if (commands.length === 0) return <p className="empty">{t('order.commandsEmpty')}</p>;
  return (
    <DataTable
      rows={commands}
      keyOf={(command) => command.id}
      columns={[
        { header: t('order.when'), cell: (command) => <Instant at={command.createdAt} /> },
        {
          header: t('order.what'),
          cell: (command) => (
            <>
              {t(`order.kinds.${command.kind}`)}
              {command.reason ? (
                <span className="sub">
                  {command.reason === 'shipped'
                    ? t('ship.asReason')
                    : command.reason === 'bulk'
                      ? t('bulk.asReason')
                      : command.reason}
                </span>
              ) : null}
            </>
          ),
        },
        { header: t('orders.amount'), num: true, cell: (command) => <Kroner ore={command.amountOre} /> },
        { header: t('order.who'), cell: (command) => command.actor },
        {
          header: t('order.outcome'),
          cell: (command) => (
            <>
              <span className={`mark command-${command.status}`}>{t(`commandStatus.${command.status}`)}</span>
              {command.errorKind === 'restored' ? (
                <span className="sub">{t('order.openInBackup')}</span>
              ) : null}
              {command.errorMessage ? (
                <span className="sub">
                  {t('order.vippsSays', { message: command.errorMessage })}
                  {command.errorCode ? ` (${t('order.code', { code: command.errorCode })})` : ''}
                </span>
              ) : null}
            </>
          ),
        },
      ]}
    />
  );
}

type EntryRow = {
  readonly sequence: number;
  readonly occurredAt: string;
  readonly topic: 'funds' | 'fees';
  readonly entryType: string;
  readonly group: EntryGroup;
  readonly amountOre: number;
  readonly pspReference: string;
  readonly payout: {
    readonly ledgerId: string;
    readonly settlementNumber: string;
    readonly state: PayoutState;
  } | null;
};

export function OrderEntries({ entries }: { entries: readonly EntryRow[] }) {
  const { t } = useTranslation();
  if (entries.length === 0) return <p className="empty">{t('order.ledgerEmpty')}</p>;
  return (
    <DataTable
      rows={entries}
      keyOf={(entry) => entry.sequence}
      columns={[
        { header: t('order.when'), cell: (entry) => <Instant at={entry.occurredAt} /> },
        { header: t('payout.entry'), cell: (entry) => <EntryTypeName entry={entry} /> },
        { header: t('orders.amount'), num: true, cell: (entry) => <Kroner ore={entry.amountOre} /> },
        {
          header: t('order.transaction'),
          wide: true,
          className: () => 'mono',
          cell: (entry) => entry.pspReference,
        },
        {
          header: t('order.payout'),
          cell: (entry) =>
            entry.payout ? (
              <>
                <Link to={payoutPath(entry.payout)}>{entry.payout.settlementNumber}</Link>{' '}
                <PayoutStateMark state={entry.payout.state} />
              </>
            ) : entry.topic === 'funds' ? (
              t('order.notPaidOut')
            ) : null,
        },
      ]}
    />
  );
}

type CallbackTableRow = {
  readonly id: string;
  readonly status: string | null;
  readonly amountOre: number | null;
  readonly occurredAt: string | null;
  readonly receivedAt: string;
  readonly lastReceivedAt: string;
  readonly times: number;
  readonly outcome: 'agreed' | 'differs' | 'no-keys' | 'erased' | 'given-up' | null;
  readonly trouble: string | null;
};

/** What Vipps called to say. A call is a hint: what counts is what Vipps answers when it is asked. */
export function CallbackTable({ callbacks }: { callbacks: readonly CallbackTableRow[] }) {
  const { t } = useTranslation();
  if (callbacks.length === 0) return <p className="empty">{t('callback.empty')}</p>;
  return (
    <DataTable
      rows={callbacks}
      keyOf={(callback) => callback.id}
      columns={[
        { header: t('order.when'), cell: (callback) => <Instant at={callback.receivedAt} /> },
        { header: t('callback.said'), className: () => 'mono', cell: (callback) => callback.status ?? '–' },
        {
          header: t('orders.amount'),
          num: true,
          wide: true,
          cell: (callback) => (callback.amountOre === null ? '–' : <Kroner ore={callback.amountOre} />),
        },
        {
          header: t('callback.times'),
          num: true,
          wide: true,
          cell: (callback) => (
            <>
              {callback.times}
              {callback.times > 1 ? (
                <span className="sub">
                  {t('callback.last')} <Instant at={callback.lastReceivedAt} />
                </span>
              ) : null}
            </>
          ),
        },
        {
          header: t('order.outcome'),
          cell: (callback) => (
            <>
              {t(`callback.outcomes.${callback.outcome ?? 'open'}`)}
              {callback.trouble ? <span className="sub bad">{callback.trouble}</span> : null}
            </>
          ),
        },
      ]}
    />
  );
}
