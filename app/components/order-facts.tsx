import { useTranslation } from 'react-i18next';
import { formatKroner, formatShare } from '../format';
import { Instant } from './values';

type Facts = {
  readonly msn: string;
  readonly description: string | null;
  readonly express: 'yes' | 'no';
  readonly source: 'registered' | 'callback' | 'ledger' | 'file';
  readonly registeredAt: string;
  readonly polledAt: string | null;
  readonly nextPollAt: string | null;
};

type Fees = {
  readonly feesOre: number;
  readonly capturedOre: number;
  readonly agreed: { readonly basisPoints: number; readonly fixedOre: number } | null;
};

/** What an order is, where it is known from, and what it cost. */
export function OrderFacts({ order, unitName, fees }: { order: Facts; unitName: string; fees: Fees | null }) {
  const { t } = useTranslation();
  return (
    <section className="card">
      <dl className="facts">
        <dt>{t('order.unit')}</dt>
        <dd>
          {unitName} ({order.msn})
        </dd>
        {order.description ? (
          <>
            <dt>{t('order.description')}</dt>
            <dd>{order.description}</dd>
          </>
        ) : null}
        <dt>{t('order.express')}</dt>
        <dd>{order.express === 'yes' ? t('yes') : t('no')}</dd>
        {fees ? (
          <>
            <dt>{t('order.fees')}</dt>
            <dd>
              <FeesOf fees={fees} />
            </dd>
          </>
        ) : null}
        <dt>{t('order.source')}</dt>
        <dd>{t(`order.sources.${order.source}`)}</dd>
        <dt>{t('order.registered')}</dt>
        <dd>
          <Instant at={order.registeredAt} />
        </dd>
        <dt>{t('order.read')}</dt>
        <dd>
          {order.polledAt ? <Instant at={order.polledAt} /> : t('order.notRead')}
          <span className="sub">
            {order.nextPollAt ? <NextRead at={order.nextPollAt} /> : t('order.noNextRead')}
          </span>
        </dd>
      </dl>
    </section>
  );
}

function FeesOf({ fees }: { fees: Fees }) {
  const { t } = useTranslation();
  return (
    <>
      {t('order.feesOf', {
        amount: formatKroner(fees.feesOre),
        rate: formatShare(-fees.feesOre, fees.capturedOre),
      })}
      <span className="sub">
        {fees.agreed
          ? t('payout.agreedRate', {
              rate: formatShare(fees.agreed.basisPoints, 10_000),
              fixed: formatKroner(fees.agreed.fixedOre),
            })
          : t('payout.noAgreedRate')}
      </span>
    </>
  );
}

function NextRead({ at }: { at: string }) {
  const { t } = useTranslation();
  const [before, after] = t('order.nextRead', { at: '|' }).split('|');
  return (
    <>
      {before}
      <Instant at={at} />
      {after}
    </>
  );
}
