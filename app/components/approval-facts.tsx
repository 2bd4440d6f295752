/** Exactly what is approved: the amount, what it is about, and the key under which it is done. */
import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { entryGroupOf } from '#core/ledger-entry-types';
import type { PaymentOperation } from '#core/payment-state';
import { EntryTypeName } from './entry-type-name';
import { orderPath } from './order-table';
import { Instant, Kroner } from './values';

type Approval = {
  readonly kind: 'refund' | 'match';
  readonly amountOre: number;
  readonly commandKey: string;
  readonly reason: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
};

export type Facts = {
  readonly order: {
    readonly capturedOre: number;
    readonly refundedOre: number;
    readonly transactionText: string;
  } | null;
  readonly match: {
    readonly payouts: readonly {
      readonly ledgerId: string;
      readonly settlementNumber: string;
      readonly amountOre: number;
    }[];
    readonly lines: readonly { readonly description: string; readonly amountOre: number }[];
    readonly differenceOre: number;
  } | null;
  readonly pair: {
    readonly entry: Side & { readonly ledgerId: string; readonly entryType: string };
    readonly event: Side & { readonly operation: PaymentOperation };
    readonly differenceOre: number;
  } | null;
};

type Side = {
  readonly amountOre: number;
  readonly occurredAt: string;
  readonly msn: string | null;
  readonly orderId: string | null;
  readonly unitName: string | null;
};

export function ApprovalFacts({ approval, facts }: { approval: Approval; facts: Facts }) {
  const { t } = useTranslation();
  const { order, match, pair } = facts;
  const differenceOre = match?.differenceOre ?? pair?.differenceOre;
  return (
    <dl className="facts card">
      <dt>{t('approvals.amount')}</dt>
      <dd>
        <strong>
          <Kroner ore={approval.amountOre} /> kr
        </strong>
      </dd>
      {order ? (
        <>
          <dt>{t('approvals.capturedSoFar')}</dt>
          <dd>
            <Kroner ore={order.capturedOre} /> kr
          </dd>
          <dt>{t('approvals.refundedSoFar')}</dt>
          <dd>
            <Kroner ore={order.refundedOre} /> kr
          </dd>
          <dt>{t('approvals.customerReads')}</dt>
          <dd translate="no">{order.transactionText}</dd>
        </>
      ) : null}
      {match?.payouts.map(({ ledgerId, settlementNumber, amountOre }) => (
        <Line
          key={`${ledgerId}/${settlementNumber}`}
          label={t('approvals.payout')}
          name={t('approvals.payoutOfLedger', { number: settlementNumber, ledger: ledgerId })}
          ore={amountOre}
        />
      ))}
      {match?.lines.map(({ description, amountOre }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two lines may read alike
        <Line key={index} label={t('approvals.bankLine')} name={description} ore={amountOre} />
      ))}
      {pair ? (
        <>
          <dt>{t('approvals.ledgerEntry')}</dt>
          <dd>
            <EntryTypeName entry={{ ...pair.entry, group: entryGroupOf(pair.entry.entryType) }} />,{' '}
            {t('approvals.ofLedger', { ledger: pair.entry.ledgerId })}
            <SideFacts side={pair.entry} />
          </dd>
          <dt>{t('approvals.payment')}</dt>
          <dd>
            {t(`operation.${pair.event.operation}`)}
            <SideFacts side={pair.event} />
          </dd>
        </>
      ) : null}
      {differenceOre === undefined ? null : (
        <>
          <dt>{t('approvals.difference')}</dt>
          <dd>
            <Kroner ore={differenceOre} /> kr
          </dd>
        </>
      )}
      <dt>{t('approvals.why')}</dt>
      <dd>{approval.reason}</dd>
      <dt>{t('approvals.askedBy')}</dt>
      <dd>
        {approval.requestedBy}, <Instant at={approval.requestedAt} />
      </dd>
      <dt>{t('approvals.key')}</dt>
      <dd className="mono" translate="no">
        {approval.commandKey}
      </dd>
    </dl>
  );
}

/** Which order it names, when it was, and how much it is. */
function SideFacts({ side: { amountOre, occurredAt, msn, orderId, unitName } }: { side: Side }) {
  const { t } = useTranslation();
  return (
    <>
      {', '}
      {orderId === null ? (
        t('exception.pair.noOrder')
      ) : msn === null ? (
        <span translate="no">{orderId}</span>
      ) : (
        <Link to={orderPath({ msn, orderId })} translate="no">
          {orderId}
        </Link>
      )}
      {unitName === null ? null : ` (${unitName})`}, <Instant at={occurredAt} />,{' '}
      <Kroner ore={amountOre} strong /> kr
    </>
  );
}

function Line({ label, name, ore }: { label: string; name: string; ore: number }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <span translate="no">{name}</span>, <Kroner ore={ore} /> kr
      </dd>
    </>
  );
}
