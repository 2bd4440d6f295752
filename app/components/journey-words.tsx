/** What came of each step of a payment's journey, in words and amounts. */
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/assert-never';
import type { ConfirmedStep, InitiatedStep, JourneyStep, LandingStep, ReservedStep } from '#core/journey';
import type { ShippedStep } from '#core/journey-shipped';
import { formatInstant, formatKroner } from '../format';
import { BankedWords } from './journey-bank-words';
import { Fact } from './journey-fact';
import { useLanguage } from './values';

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
      return <BankedWords step={step} />;
    default:
      return assertNever(step);
  }
}

function Initiated({ step }: { step: InitiatedStep }) {
  const { t } = useTranslation();
  if (step.unknown !== null) return <Fact>{t(`journey.initiated.${step.unknown}`)}</Fact>;
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
    case 'not-begun':
      return null;
    default:
      return assertNever(step.known);
  }
}

function Reserved({ step }: { step: ReservedStep }) {
  const { t } = useTranslation();
  if (step.failure !== null) return <Fact urgent>{t(`journey.failures.${step.failure}`)}</Fact>;
  if (step.status === 'waiting')
    return <Fact>{t(step.cardRefused ? 'journey.reserved.cardRefused' : 'journey.reserved.waiting')}</Fact>;
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
  if (step.unpaid !== null)
    return (
      <>
        <Fact urgent>{t('journey.confirmed.unpaid')}</Fact>
        {step.unpaid === 'unread' ? <Fact>{t('journey.confirmed.unread')}</Fact> : null}
      </>
    );
  if (step.how !== null) return <Fact>{t(`journey.confirmed.${step.how}`)}</Fact>;
  if (step.status === 'unknown') return <Fact>{t('journey.confirmed.untold')}</Fact>;
  return null;
}

function Shipped({ step }: { step: ShippedStep }) {
  const { t } = useTranslation();
  const isUntold =
    step.status === 'waiting' || step.status === 'unknown' || (step.status === 'skipped' && !step.sale);
  const isNothingTaken = step.goodsUnpaid && step.capturedOre === 0;
  return (
    <>
      {step.failure !== null ? (
        <Fact urgent>{t(`journey.shipped.${step.failure}`)}</Fact>
      ) : isUntold || isNothingTaken ? null : (
        <Sent step={step} />
      )}
      {step.goodsUnpaid ? (
        <Fact urgent>
          {t('journey.shipped.goodsUnpaid', {
            sent: formatKroner(step.shippedOre ?? 0),
            captured: formatKroner(step.capturedOre),
          })}
        </Fact>
      ) : null}
    </>
  );
}

function Sent({ step }: { step: ShippedStep }) {
  const { t } = useTranslation();
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
