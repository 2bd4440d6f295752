/** The six steps of a payment, each with who, when and what came of it: in a row on wide screens, one below the other on a phone. */
import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconCircleDot,
  IconMinus,
  IconQuestionMark,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type JourneyStep, stepInFocus } from '#core/journey';
import type { StepStatus } from '#core/journey-facts';
import { StepFacts } from './journey-words';
import { DayText, Instant } from './values';

const icons: Record<StepStatus, TablerIcon> = {
  done: IconCheck,
  current: IconCircleDot,
  waiting: IconCircleDashed,
  late: IconAlertTriangle,
  failed: IconBan,
  skipped: IconMinus,
  unknown: IconQuestionMark,
};

export function Journey({ steps }: { steps: readonly JourneyStep[] }) {
  const { t } = useTranslation();
  const focus = stepInFocus(steps);
  return (
    <section className="journey card" aria-label={t('journey.title')}>
      <ol>
        {steps.map((step) => (
          <li
            key={step.kind}
            className={`journey-${step.status}`}
            aria-current={step.kind === focus ? 'step' : undefined}
          >
            <Step step={step} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Step({ step }: { step: JourneyStep }) {
  const { t } = useTranslation();
  const Icon = icons[step.status];
  const isAppSwitch = step.kind === 'landing' && step.device === 'phone';
  return (
    <>
      <span className="journey-icon">
        <Icon size={16} stroke={2.2} aria-hidden="true" />
      </span>
      <div className="journey-step">
        <strong>{t(isAppSwitch ? 'journey.appSwitch' : `journey.steps.${step.kind}`)}</strong>
        <span className="journey-status">
          {t(`journey.status.${step.status}`)}
          <Actor step={step} />
        </span>
        <When step={step} />
        <StepFacts step={step} />
      </div>
    </>
  );
}

/** Who did it, once it is done and where that is known; who is waited for before that is said in words. */
function Actor({ step: { status, who } }: { step: JourneyStep }) {
  const { t } = useTranslation();
  if (who === null || (status !== 'done' && status !== 'failed')) return null;
  return <span className="quiet-text"> · {t(`journey.who.${who}`)}</span>;
}

function When({ step }: { step: JourneyStep }) {
  if (step.kind === 'banked')
    return step.arrivedOn === null ? null : (
      <span className="sub">
        <DayText day={step.arrivedOn} />
      </span>
    );
  return step.at === null ? null : (
    <span className="sub">
      <Instant at={step.at} />
    </span>
  );
}
