/** Exactly what is approved: the amount, what it is about, and the key under which it is done. */
import { useTranslation } from 'react-i18next';
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
    readonly payouts: readonly { readonly settlementNumber: string; readonly amountOre: number }[];
    readonly lines: readonly { readonly description: string; readonly amountOre: number }[];
    readonly differenceOre: number;
  } | null;
};

export function ApprovalFacts({ approval, facts }: { approval: Approval; facts: Facts }) {
  const { t } = useTranslation();
  const { order, match } = facts;
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
      {match?.payouts.map(({ settlementNumber, amountOre }) => (
        <Line key={settlementNumber} label={t('approvals.payout')} name={settlementNumber} ore={amountOre} />
      ))}
      {match?.lines.map(({ description, amountOre }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two lines may read alike
        <Line key={index} label={t('approvals.bankLine')} name={description} ore={amountOre} />
      ))}
      {match ? (
        <>
          <dt>{t('approvals.difference')}</dt>
          <dd>
            <Kroner ore={match.differenceOre} /> kr
          </dd>
        </>
      ) : null}
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
