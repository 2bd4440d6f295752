/** What came of the money: how much of how much has arrived, when the rest is expected, what was refunded or held back. */
import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { BankStep } from '#core/journey-bank';
import { formatDayRange, formatKroner } from '../format';
import { Fact } from './journey-fact';
import { payoutPath } from './payout-table';
import { PayoutStateMark, useLanguage } from './values';

export function BankedWords({ step }: { step: BankStep }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (step.capturedOre === 0)
    return step.status === 'skipped' ? <Fact>{t('journey.banked.nothing')}</Fact> : null;
  if (step.trouble === 'not-shown') return <Fact>{t('journey.banked.not-shown')}</Fact>;
  return (
    <>
      <Arrived step={step} />
      {step.expected === null ? null : (
        <Fact>
          {t('journey.banked.expected', {
            days: formatDayRange(step.expected.earliest, step.expected.latest, language),
          })}
        </Fact>
      )}
      {step.trouble === null ? null : (
        <Fact urgent={step.trouble !== 'no-statement'}>{t(`journey.banked.${step.trouble}`)}</Fact>
      )}
      <RefundedLater step={step} />
      <Disputed step={step} />
      <Payouts step={step} />
    </>
  );
}

function Arrived({ step }: { step: BankStep }) {
  const { t } = useTranslation();
  const amounts = {
    arrived: formatKroner(step.arrivedOre),
    captured: formatKroner(step.capturedOre),
    due: formatKroner(step.dueOre),
    refunded: formatKroner(step.refundedBeforeOre),
  };
  if (step.refundedBeforeOre === 0) return <Fact>{t('journey.banked.arrived', amounts)}</Fact>;
  if (step.refundedBeforeOre === step.capturedOre) return <Fact>{t('journey.banked.refundedWhole')}</Fact>;
  return <Fact>{t('journey.banked.arrivedNet', amounts)}</Fact>;
}

function RefundedLater({ step }: { step: BankStep }) {
  const { t } = useTranslation();
  if (step.refundedLaterOre === 0) return null;
  const refunded = formatKroner(step.refundedLaterOre);
  return (
    <Fact>
      {step.refundComingOre > 0
        ? t('journey.banked.refundComing', { refunded, coming: formatKroner(step.refundComingOre) })
        : t('journey.banked.refunded', { refunded })}
    </Fact>
  );
}

function Disputed({ step }: { step: BankStep }) {
  const { t } = useTranslation();
  return (
    <>
      {step.heldOre > 0 ? (
        <Fact urgent={step.heldOre > step.givenBackOre}>
          {t('journey.banked.held', { amount: formatKroner(step.heldOre) })}
        </Fact>
      ) : null}
      {step.givenBackOre > 0 ? (
        <Fact>{t('journey.banked.givenBack', { amount: formatKroner(step.givenBackOre) })}</Fact>
      ) : null}
    </>
  );
}

function Payouts({ step }: { step: BankStep }) {
  const { t } = useTranslation();
  if (step.payouts.length === 0) return null;
  return (
    <ul className="journey-payouts">
      {step.payouts.map((payout) => (
        <li key={`${payout.ledgerId} ${payout.settlementNumber}`}>
          <Link to={payoutPath(payout)}>
            {t('journey.banked.payout', { number: payout.settlementNumber })}
          </Link>{' '}
          <PayoutStateMark state={payout.state} />
          {step.payouts.length > 1 || payout.amountOre !== step.capturedOre ? (
            <span className="sub">{formatKroner(payout.amountOre)} kr</span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
