/** What came of each step of a payment's journey, in words and amounts. */
import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/assert-never';
import type { ConfirmedStep, InitiatedStep, JourneyStep, LandingStep, ReservedStep } from '#core/journey';
import type { BankStep, ShippedStep } from '#core/journey-money';
import { formatDayRange, formatInstant, formatKroner } from '../format';
import { payoutPath } from './payout-table';
import { PayoutStateMark, useLanguage } from './values';

export function StepFacts({ step }: { step: JourneyStep }) {
  switch (step.kind) {
    case 'initiated':
      return <Initiated step={step} />;
    case 'landing':
      return <Landing step={step} />;
    case 'reserved':
      return <Reserved step={step} />;
    case 'confirmed':
      return <Confirmed step={step} />;
    case 'shipped':
      return <Shipped step={step} />;
    case 'banked':
      return <Banked step={step} />;
    default:
      return assertNever(step);
  }
}

function Fact({ children, urgent }: { children: ReactNode; urgent?: boolean }) {
  return <span className={urgent ? 'journey-fact bad' : 'journey-fact'}>{children}</span>;
}

function Initiated({ step }: { step: InitiatedStep }) {
  const { t } = useTranslation();
  if (step.status === 'unknown') return <Fact>{t('journey.initiated.unknown')}</Fact>;
  return (
    <>
      {step.amountOre > 0 ? (
        <Fact>{t('journey.initiated.amount', { amount: formatKroner(step.amountOre) })}</Fact>
      ) : null}
      <Fact>
        {t(step.express ? 'journey.initiated.express' : 'journey.initiated.regular')}
        {step.device === null ? null : `, ${t(`journey.device.${step.device}`)}`}
      </Fact>
    </>
  );
}

function Landing({ step }: { step: LandingStep }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const at = (instant: string | null) => (instant === null ? '–' : formatInstant(instant, language));
  switch (step.known) {
    case 'acted':
      return <Fact>{t('journey.landing.acted')}</Fact>;
    case 'open':
      return (
        <Fact>
          {t('journey.landing.open', { unopened: at(step.unopenedUntil), open: at(step.openUntil) })}
        </Fact>
      );
    case 'time-over':
      return (
        <Fact urgent={step.status === 'late'}>
          {step.status === 'late'
            ? t('journey.landing.untold', { at: at(step.openUntil) })
            : t('journey.landing.over')}
        </Fact>
      );
    case 'not-told':
      return <Fact>{t('journey.landing.notTold')}</Fact>;
    default:
      return assertNever(step.known);
  }
}

function Reserved({ step }: { step: ReservedStep }) {
  const { t } = useTranslation();
  if (step.failure !== null) return <Fact urgent>{t(`journey.failures.${step.failure}`)}</Fact>;
  if (step.status === 'waiting') return <Fact>{t('journey.reserved.waiting')}</Fact>;
  if (step.status === 'unknown') return <Fact>{t('journey.reserved.unread')}</Fact>;
  const amount = formatKroner(step.reservedOre);
  return (
    <>
      <Fact>
        {step.reservedOre === 0
          ? t('journey.reserved.byLedger')
          : t(step.sale ? 'journey.reserved.sale' : 'journey.reserved.reserved', { amount })}
      </Fact>
      {step.shippingMethod === null ? null : (
        <Fact>
          {t('journey.reserved.delivery', {
            method: step.shippingMethod,
            cost: formatKroner(step.shippingCostOre ?? 0),
          })}
        </Fact>
      )}
    </>
  );
}

function Confirmed({ step }: { step: ConfirmedStep }) {
  const { t } = useTranslation();
  if (step.unpaid) return <Fact urgent>{t('journey.confirmed.unpaid')}</Fact>;
  if (step.how !== null) return <Fact>{t(`journey.confirmed.${step.how}`)}</Fact>;
  if (step.status === 'unknown') return <Fact>{t('journey.confirmed.untold')}</Fact>;
  return null;
}

function Shipped({ step }: { step: ShippedStep }) {
  const { t } = useTranslation();
  if (step.failure !== null) return <Fact urgent>{t(`journey.shipped.${step.failure}`)}</Fact>;
  if (step.status === 'waiting' || step.status === 'unknown' || (step.status === 'skipped' && !step.sale))
    return null;
  const amounts = {
    captured: formatKroner(step.capturedOre),
    reserved: formatKroner(Math.max(step.reservedOre, step.capturedOre)),
    remaining: formatKroner(step.remainingOre),
    released: formatKroner(step.releasedOre),
  };
  return (
    <>
      <Fact>
        {step.shippedOre === null
          ? t('journey.shipped.untold')
          : t('journey.shipped.sent', { count: step.parcels, amount: formatKroner(step.shippedOre) })}
      </Fact>
      <Fact>{t(step.sale ? 'journey.shipped.sale' : 'journey.shipped.captured', amounts)}</Fact>
      {step.remainingOre > 0 ? <Fact>{t('journey.shipped.remaining', amounts)}</Fact> : null}
      {step.releasedOre > 0 ? <Fact>{t('journey.shipped.released', amounts)}</Fact> : null}
      {step.delays.map((delay) => (
        <Fact key={delay} urgent>
          {t(`journey.shipped.delays.${delay}`)}
        </Fact>
      ))}
    </>
  );
}

function Banked({ step }: { step: BankStep }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (step.capturedOre === 0)
    return step.status === 'skipped' ? <Fact>{t('journey.banked.nothing')}</Fact> : null;
  return (
    <>
      <Fact>
        {t('journey.banked.arrived', {
          arrived: formatKroner(step.arrivedOre),
          captured: formatKroner(step.capturedOre),
        })}
      </Fact>
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
      <Refunded step={step} />
      <Payouts step={step} />
    </>
  );
}

function Refunded({ step }: { step: BankStep }) {
  const { t } = useTranslation();
  if (step.refundedOre === 0) return null;
  const refunded = formatKroner(step.refundedOre);
  return (
    <Fact>
      {step.refundComingOre > 0
        ? t('journey.banked.refundComing', { refunded, coming: formatKroner(step.refundComingOre) })
        : t('journey.banked.refunded', { refunded })}
    </Fact>
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
          {step.payouts.length > 1 || payout.refundedOre > 0 ? (
            <span className="sub">{formatKroner(payout.capturedOre - payout.refundedOre)} kr</span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
